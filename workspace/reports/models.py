"""Reports presented: what was said that day, for ever."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column
from sqlalchemy.orm.interfaces import ORMOption

from workspace import clock
from workspace.database import Base, related
from workspace.groups.models import Group
from workspace.pacts.models import CooperationPact, with_parties
from workspace.people.models import Person
from workspace.project.models import FederalProject


class ReportKind(enum.StrEnum):
    PACT = "pact"
    PROGRESS = "progress"  # of the project, for the board
    ANNUAL = "annual"


class Report(Base):
    """A report as it was presented. The same one presented twice is one row: a form was sent twice."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("kind", "digest"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ReportKind]
    pact_id: Mapped[int | None] = mapped_column(ForeignKey("cooperation_pact.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("federal_project.id"), index=True)  # of its progress
    year: Mapped[int | None]  # of an annual report
    title: Mapped[str] = mapped_column(String(300))
    content: Mapped[str] = mapped_column(Text)  # JSON of content.Content
    for_partners: Mapped[str] = mapped_column(Text, default="")  # the same, with what partners may see; of a pact
    digest: Mapped[str] = mapped_column(String(64))
    presented_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    presented_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    pact: Mapped[CooperationPact | None] = related()
    project: Mapped[FederalProject | None] = related()
    presented_by: Mapped[Person | None] = related()

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        whole = joinedload(Report.pact)
        return (
            joinedload(Report.presented_by),
            joinedload(Report.project),
            whole.joinedload(CooperationPact.project),
            *with_parties(whole.selectinload(CooperationPact.signatories)),
        )


class HoleReminder(Base):
    """Those who lead a group were asked that day to fill what is missing: once a day is enough."""

    __tablename__ = "hole_reminder"
    __table_args__ = (UniqueConstraint("group_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    day: Mapped[date]
    group: Mapped[Group] = related()
