"""Indicators, and what was measured of each: a number never goes without its year, base, qualifier and source.

What an indicator says of the project is context. Nothing here counts in its progress, nor is evidence of anything.
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, joinedload, mapped_column, validates
from sqlalchemy.orm.interfaces import ORMOption

from workspace.database import Base, related
from workspace.french import fold
from workspace.project.models import ProjectItem

HERE, NATIONAL = "", "national"  # of a territory: the federation's own, the whole country; else its name
LONGEST = {
    "code": 80, "label": 300, "theme": 120, "subtheme": 120, "unit": 80, "description": 4000, "territory": 120,
    "wording": 300, "qualifier": 40, "base_unit": 60, "base_note": 300, "source": 300, "page": 40, "quote": 2000,
    "note": 2000,
}  # fmt: skip
MOST_COUNTED = 10_000_000  # who answered, who was asked
FIRST_YEAR, LAST_YEAR = 1900, 2100


class ExactNumber(TypeDecorator[Decimal]):
    """A number as it was written, « 22,30 » with its zero: SQLite would make it a binary fraction."""

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


indicator_items = Table(
    "indicator_items",
    Base.metadata,
    Column("indicator_id", ForeignKey("indicator.id", ondelete="CASCADE"), primary_key=True),
    Column("item_id", ForeignKey("project_item.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Indicator(Base):
    """What is measured; its code never changes, so that a file finds it again."""

    __tablename__ = "indicator"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(LONGEST["code"]), unique=True)
    label: Mapped[str] = mapped_column(String(LONGEST["label"]))
    theme: Mapped[str] = mapped_column(String(LONGEST["theme"]), index=True)
    subtheme: Mapped[str] = mapped_column(String(LONGEST["subtheme"]), default="")
    unit: Mapped[str] = mapped_column(String(LONGEST["unit"]), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    search_text: Mapped[str] = mapped_column(Text, default="")  # what its list is filtered by, folded
    items: Mapped[list[ProjectItem]] = related(secondary=indicator_items, order_by=ProjectItem.position)

    @validates("code", "label", "theme", "subtheme", "description")
    def _keep_search_text(self, key: str, value: str) -> str:
        said = {name: getattr(self, name) or "" for name in ("label", "theme", "subtheme", "description", "code")}
        self.search_text = fold(" ".join((said | {key: value}).values()))
        return value


class Measure(Base):
    """What a source says of an indicator, for a year and a territory.

    Two measures of the same year and territory are two places of a source, or two sources: they may contradict each
    other, and both are shown.
    """

    __tablename__ = "measure"
    __table_args__ = (
        UniqueConstraint("indicator_id", "year", "first_year", "territory", "source", "page"),
        CheckConstraint("first_year <= year", name="in_order"),
        CheckConstraint("base_n <= base_total", name="no_more_than_asked"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id", ondelete="CASCADE"))
    first_year: Mapped[int]  # of a period, « 2000-2010 »; else the year
    year: Mapped[int] = mapped_column(index=True)
    territory: Mapped[str] = mapped_column(String(LONGEST["territory"]), default=HERE)
    value: Mapped[Decimal | None] = mapped_column(ExactNumber)  # nothing, and no wording: the source lost it
    wording: Mapped[str] = mapped_column(
        String(LONGEST["wording"]), default=""
    )  # « 2/3 »: said otherwise than by digits
    qualifier: Mapped[str] = mapped_column(
        String(LONGEST["qualifier"]), default=""
    )  # « près de », « plus de … environ »
    base_n: Mapped[int | None]  # how many answered
    base_total: Mapped[int | None]  # of how many asked
    base_unit: Mapped[str] = mapped_column(String(LONGEST["base_unit"]), default="")  # centres, people…
    base_note: Mapped[str] = mapped_column(String(LONGEST["base_note"]), default="")
    source: Mapped[str] = mapped_column(String(LONGEST["source"]))
    page: Mapped[str] = mapped_column(String(LONGEST["page"]), default="")
    quote: Mapped[str] = mapped_column(Text, default="")  # the sentence of the source, word for word
    note: Mapped[str] = mapped_column(Text, default="")
    indicator: Mapped[Indicator] = related()

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        return (joinedload(Measure.indicator),)

    @property
    def is_unknown(self) -> bool:
        return self.value is None and not self.wording

    @property
    def base(self) -> tuple[Any, ...]:
        """What two measures must share to be compared."""
        return self.base_n, self.base_total, self.base_unit, self.base_note
