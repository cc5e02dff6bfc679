"""Reads about indicators."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, collate, func, literal, select, union
from sqlalchemy.orm import aliased

from workspace.database import FRENCH, db, in_french, prepared, with_each
from workspace.french import fold, sort_key
from workspace.observatory import words
from workspace.observatory.models import HERE, NATIONAL, Indicator, Measure, indicator_items

SIZE = 40  # indicators of a page
MOST_EXPORTED = 20_000  # measures
IN_ORDER = (in_french(Indicator.theme), Indicator.theme, Indicator.id)  # as they came, theme by theme


def indicators(said: str = "", theme: str = "", year: int | None = None) -> Select[Indicator]:
    """Those that say all the words, accents aside; of a theme; measured for a year."""
    query = select(Indicator).order_by(*IN_ORDER)
    for word in fold(said).split():
        query = query.where(Indicator.search_text.contains(word, autoescape=True))
    if theme:
        query = query.where(Indicator.theme == theme)
    if year is not None:
        measured = select(Measure.indicator_id).where(Measure.first_year <= year, Measure.year >= year)
        query = query.where(Indicator.id.in_(measured))
    return query


def filters() -> tuple[list[str], list[int]]:
    """The themes, in their order, and the years, the latest first, that a list may be asked about."""
    found = union(
        select(Indicator.theme.label("theme"), literal(0).label("year")), select(literal(""), Measure.year)
    ).subquery()
    rows = db.session.execute(
        select(found.c.theme, found.c.year).order_by(collate(found.c.theme, FRENCH), found.c.year.desc())
    )
    told = [(theme, year) for theme, year in rows]
    return [theme for theme, year in told if not year], [year for _, year in told if year]


@dataclass(frozen=True)
class Known:
    """An indicator with its latest measures, of each territory."""

    indicator: Indicator
    latest: list[Measure] = field(default_factory=list)

    @property
    def main(self) -> list[Measure]:
        """Of the federation's territory, else of another, else of the country: several when they contradict each
        other."""
        territory = words.main_territory(self.latest)
        return [one for one in self.latest if one.territory == territory]

    @property
    def national(self) -> list[Measure]:
        """To compare with; nothing when it is the main one."""
        compared = [one for one in self.latest if one.territory == NATIONAL]
        return [] if compared == self.main else compared

    @property
    def place(self) -> str:
        """Of the main measures, when it is not the federation's territory: its name."""
        kept = words.main_territory(self.latest)
        return "" if kept == HERE else words.territory(kept, "")

    @property
    def said(self) -> list[str]:
        return [words.whole(one, self.indicator.unit) for one in self.main]

    @property
    def said_of_country(self) -> list[str]:
        return [words.whole(one, self.indicator.unit) for one in self.national]

    @property
    def contradictions(self) -> list[str]:
        return words.contradictions(self.main)


def with_latest(indicators: Collection[Indicator], year: int | None = None) -> list[Known]:
    """Each with its latest measures; with those of a year, when it is given."""
    found = {indicator.id: Known(indicator) for indicator in indicators}
    asked = _latest_in_year(list(found), year) if year is not None else _latest_of(list(found))
    for measure in db.session.scalars(*asked):
        found[measure.indicator_id].latest.append(measure)
    return list(found.values())


def by_theme(known: Iterable[Known]) -> list[tuple[str, list[Known]]]:
    """The same, which come theme by theme, under their headings."""
    return [(theme, list(some)) for theme, some in groupby(known, key=lambda one: one.indicator.theme)]


@prepared
def _latest_of(ids: Any) -> Select[Measure]:
    one, is_latest = _ranked(Measure.indicator_id.in_(ids))
    return select(one).where(is_latest).order_by(one.id)


@prepared
def _latest_in_year(ids: Any, year: Any) -> Select[Measure]:
    one, is_latest = _ranked(Measure.indicator_id.in_(ids), Measure.first_year <= year, Measure.year >= year)
    return select(one).where(is_latest).order_by(one.id)


def _ranked(*among: Any) -> tuple[Any, Any]:
    """Measures, and whether each is the latest of its indicator and territory."""
    rank = func.rank().over(
        partition_by=(Measure.indicator_id, Measure.territory),
        order_by=(Measure.year.desc(), Measure.first_year.desc()),
    )
    ranked = select(Measure, rank.label("rank")).where(*among).subquery()
    return aliased(Measure, ranked), ranked.c.rank == 1


def context_of(item_id: int) -> list[Known]:
    """What the observatory says beside an item of the project, in one statement."""
    found: dict[int, Known] = {}
    for indicator, measure in db.session.execute(*_context_of(item_id)):
        known = found.setdefault(indicator.id, Known(indicator))
        if measure is not None:
            known.latest.append(measure)
    return list(found.values())


@prepared
def _context_of(item_id: Any) -> Select[Any]:
    linked = select(indicator_items.c.indicator_id).where(indicator_items.c.item_id == item_id)
    one, is_latest = _ranked(Measure.indicator_id.in_(linked))
    return (
        select(Indicator, one)
        .outerjoin(one, and_(one.indicator_id == Indicator.id, is_latest))
        .where(Indicator.id.in_(linked))
        .order_by(*IN_ORDER, one.id)
    )


def measures_of(indicator: Indicator) -> Sequence[Measure]:
    """All of them, the latest year first; the federation's territory, the country, then the others."""
    return db.session.scalars(*_measures_of(indicator.id)).all()


@prepared
def _measures_of(indicator_id: Any) -> Select[Measure]:
    first = (Measure.territory != HERE, Measure.territory != NATIONAL, in_french(Measure.territory))
    latest = (Measure.year.desc(), Measure.first_year.desc())
    return select(Measure).where(Measure.indicator_id == indicator_id).order_by(*latest, *first, Measure.id)


def whole(indicator_id: int, is_locked: bool = False) -> Indicator:
    """An indicator with the items of the project that it sheds light on, as they are kept."""
    query = select(Indicator).where(Indicator.id == indicator_id).execution_options(populate_existing=True)
    query = query.with_for_update(of=Indicator) if is_locked else query
    return db.session.scalars(with_each(query, Indicator.items)).unique().one()


def everything() -> list[tuple[Indicator, Measure | None]]:
    """For a file: each measure with its indicator; an indicator without measure stands alone."""
    query = select(Indicator, Measure).outerjoin(Measure, Measure.indicator_id == Indicator.id)
    rows = db.session.execute(
        query.order_by(*IN_ORDER, Measure.year, Measure.first_year, Measure.id).limit(MOST_EXPORTED)
    )
    return [(indicator, measure) for indicator, measure in rows]


def by_code(codes: Iterable[str]) -> dict[str, Indicator]:
    """Locked: whoever imports at the same moment waits, and reads what the first kept."""
    query = select(Indicator).where(Indicator.code.in_(set(codes))).order_by(Indicator.id)
    rows = db.session.scalars(query.with_for_update().execution_options(populate_existing=True))
    return {indicator.code: indicator for indicator in rows}


def measures_by_key(indicators: Collection[Indicator]) -> dict[tuple[Any, ...], Measure]:
    codes = {indicator.id: indicator.code for indicator in indicators}
    rows = db.session.scalars(
        select(Measure).where(Measure.indicator_id.in_(codes)).execution_options(populate_existing=True)
    )
    return {
        (codes[one.indicator_id], one.first_year, one.year, one.territory, one.source, one.page): one for one in rows
    }


def suggestions() -> dict[str, list[str]]:
    """What was already typed in some fields of a measure, to be proposed again."""
    said = {"territory": Measure.territory, "source": Measure.source, "base_unit": Measure.base_unit}
    rows = db.session.execute(union(*(select(literal(name), one) for name, one in said.items())))
    found: dict[str, list[str]] = {name: [] for name in said}
    for name, text in rows:
        found[name] += [text] if text else []
    return {name: sorted(texts, key=sort_key)[:50] for name, texts in found.items()}
