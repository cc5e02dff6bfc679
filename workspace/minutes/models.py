"""Minutes of a meeting and the decisions taken in it."""

import enum
from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, joinedload, mapped_column
from sqlalchemy.orm.interfaces import ORMOption

from workspace import clock
from workspace.database import Base, related
from workspace.groups.models import Group
from workspace.meetings.models import AgendaItem, Attendance, Meeting
from workspace.people.models import Person
from workspace.project.models import ProjectItem


class MinutesState(enum.StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"


class Minutes(Base):
    """The minutes of one meeting: they exist once it is held, and are locked once published."""

    __tablename__ = "minutes"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    state: Mapped[MinutesState] = mapped_column(default=MinutesState.DRAFT)
    number: Mapped[str | None] = mapped_column(String(30), unique=True)  # JEU-2026-07, given at publication
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    meeting: Mapped[Meeting] = related(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]
    published_by: Mapped[Person | None] = related()

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        """Those who were there, with their centre: the page of the minutes names them too."""
        attendances = joinedload(Minutes.meeting).selectinload(Meeting.attendances)
        return (
            attendances.joinedload(Attendance.person).joinedload(Person.centre),
            attendances.joinedload(Attendance.centre),
            joinedload(Minutes.published_by),
        )

    @property
    def group(self) -> Group:
        return self.meeting.group

    @property
    def group_ids(self) -> frozenset[int]:
        return self.meeting.group_ids


decision_items = Table(
    "decision_items",
    Base.metadata,
    Column("decision_id", ForeignKey("decision.id", ondelete="CASCADE"), primary_key=True),
    Column("item_id", ForeignKey("project_item.id"), primary_key=True, index=True),
)


class Decision(Base):
    __tablename__ = "decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    number: Mapped[str | None] = mapped_column(String(20), unique=True)  # 2026-14, given at publication
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    visible_to_partners: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    meeting: Mapped[Meeting] = related(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]
    point: Mapped[AgendaItem] = related()
    items: Mapped[list[ProjectItem]] = related(secondary=decision_items, order_by=ProjectItem.position)

    @property
    def group(self) -> Group:
        return self.meeting.group

    @property
    def group_ids(self) -> frozenset[int]:
        return self.meeting.group_ids
