"""Seats of the federation in the bodies of institutions: who holds them, and what is told of each meeting there."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from workspace import clock
from workspace.agendas.models import ParkedPoint
from workspace.database import Base, related
from workspace.minutes.models import Decision
from workspace.people.models import Institution, Person
from workspace.project.models import ProjectItem, items_served

external_mandate_items = items_served("external_mandate_items", "mandate_id", "external_mandate.id")
report_people = Table(
    "mandate_report_people",
    Base.metadata,
    Column("report_id", ForeignKey("mandate_report.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True, index=True),
)


class MandateState(enum.StrEnum):
    TO_COME = "to_come"
    RUNNING = "running"
    ENDED = "ended"


class Seat(enum.StrEnum):
    HOLDER = "holder"
    SUBSTITUTE = "substitute"


class ExternalMandate(Base):
    """A seat of the federation in a body of an institution (« représentation »)."""

    __tablename__ = "external_mandate"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    body: Mapped[str] = mapped_column(String(200))  # where one sits: « Commission d’action sociale »
    purpose: Mapped[str] = mapped_column(Text, default="")  # what the federation defends there
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # last day included
    end_reason: Mapped[str] = mapped_column(String(500), default="")
    next_on: Mapped[date | None] = mapped_column(index=True)  # when the body meets next; past, its report is awaited
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True)  # which gave the seat
    revision: Mapped[int] = mapped_column(default=0)  # raised with each change: tells a form that is out of date
    institution: Mapped[Institution] = related()
    decision: Mapped[Decision | None] = related()
    items: Mapped[list[ProjectItem]] = related(
        secondary=external_mandate_items, order_by=ProjectItem.position, passive_deletes=True
    )
    representatives: Mapped[list["Representative"]] = related(
        order_by="Representative.starts_on.desc(), Representative.id.desc()", back_populates="mandate",
        cascade="save-update, merge, delete", passive_deletes=True,
    )  # fmt: skip

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        decided = joinedload(ExternalMandate.decision).load_only(Decision.number).raiseload("*")
        return (joinedload(ExternalMandate.institution), with_representatives(), decided)

    @property
    def state(self) -> MandateState:
        today = clock.today()
        if self.starts_on > today:
            return MandateState.TO_COME
        return MandateState.ENDED if self.ends_on is not None and self.ends_on < today else MandateState.RUNNING

    @property
    def name(self) -> str:
        """« Commission d’action sociale (Caf) »."""
        return f"{self.body} ({self.institution.acronym or self.institution.name})"

    def sitting_on(self, day: date, seat: Seat) -> "Representative | None":
        return next((one for one in self.representatives if one.seat is seat and one.sits_on(day)), None)

    @property
    def holder(self) -> "Representative | None":
        """Of today; of the first or the last day, for a mandate that has not begun or is over."""
        return self.sitting_on(self._shown_day, Seat.HOLDER)

    @property
    def substitute(self) -> "Representative | None":
        return self.sitting_on(self._shown_day, Seat.SUBSTITUTE)

    @property
    def _shown_day(self) -> date:
        return min(max(clock.today(), self.starts_on), self.ends_on or date.max)

    @property
    def is_vacant(self) -> bool:
        return self.state is MandateState.RUNNING and self.holder is None

    @property
    def awaits_report(self) -> bool:
        """The body met while the mandate ran, as far as one knows; whether a report tells that day, queries say."""
        met = self.next_on is not None and self.starts_on <= self.next_on < clock.today()
        return met and (self.ends_on is None or self.next_on is None or self.next_on <= self.ends_on)

    @property
    def ids_of_those_who_sit(self) -> set[int]:
        """Today, or on the day whose report may be awaited."""
        return _sitting(self.representatives, self.next_on)


class Representative(Base):
    """Somebody who sits there for the federation, between two dates; they need no account."""

    __tablename__ = "representative"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("external_mandate.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    seat: Mapped[Seat]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # last day included; without one, the mandate's
    mandate: Mapped[ExternalMandate] = related(back_populates="representatives")
    person: Mapped[Person] = related()

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        whole = joinedload(Representative.mandate)
        return (joinedload(Representative.person), whole.joinedload(ExternalMandate.institution))

    @property
    def may_be_taken_back(self) -> bool:
        """It begins today or later: given by mistake, it never was."""
        return self.starts_on >= clock.today()

    def sits_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    @property
    def never_sat(self) -> bool:
        """The mandate ended before they began."""
        return self.mandate.ends_on is not None and self.mandate.ends_on < self.starts_on

    @property
    def last_day(self) -> date | None:
        """Theirs, or the mandate's when it ends before."""
        return min((one for one in (self.ends_on, self.mandate.ends_on) if one is not None), default=None)


class MandateReport(Base):
    """What was said at a meeting of the body, and what it means for the federation: one a meeting."""

    __tablename__ = "mandate_report"
    __table_args__ = (UniqueConstraint("mandate_id", "met_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("external_mandate.id"))
    met_on: Mapped[date]
    said: Mapped[str] = mapped_column(Text)  # Markdown
    meaning: Mapped[str] = mapped_column(Text, default="")  # Markdown
    # Else the board, those who steer, and those who sit there.
    open_to_network: Mapped[bool] = mapped_column(default=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    revision: Mapped[int] = mapped_column(default=0)
    parked_point_id: Mapped[int | None] = mapped_column(  # brought before the board
        ForeignKey("parked_point.id", ondelete="SET NULL"), index=True
    )
    mandate: Mapped[ExternalMandate] = related()
    person: Mapped[Person | None] = related()
    parked_point: Mapped[ParkedPoint | None] = related()
    there: Mapped[list[Person]] = related(secondary=report_people, order_by=Person.search_name)

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        whole = joinedload(MandateReport.mandate)
        return (
            joinedload(MandateReport.person),
            whole.joinedload(ExternalMandate.institution),
            whole.selectinload(ExternalMandate.representatives).joinedload(Representative.person),
        )

    @property
    def ids_of_those_who_sit(self) -> set[int]:
        """Today, or on the day that it tells."""
        return _sitting(self.mandate.representatives, self.met_on)


class ReportVersion(Base):
    """What a report said before somebody corrected it."""

    __tablename__ = "mandate_report_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("mandate_report.id", ondelete="CASCADE"), index=True)
    said: Mapped[str] = mapped_column(Text)
    meaning: Mapped[str] = mapped_column(Text)
    open_to_network: Mapped[bool] = mapped_column(default=False)  # what was kept from it stays so
    replaced_at: Mapped[datetime] = mapped_column(default=clock.now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # who corrected it
    person: Mapped[Person | None] = related()


def with_representatives() -> ORMOption:
    return selectinload(ExternalMandate.representatives).joinedload(Representative.person)


def _sitting(representatives: list[Representative], day: date | None) -> set[int]:
    days = [clock.today(), *([day] if day else [])]
    return {one.person_id for one in representatives if not one.never_sat and any(one.sits_on(day) for day in days)}
