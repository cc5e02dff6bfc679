"""What meetings ask people to do."""

import enum
from datetime import date, datetime, timedelta

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, selectinload, validates
from sqlalchemy.orm.interfaces import ORMOption

from workspace import clock
from workspace.database import Base, related
from workspace.french import Worded, fold
from workspace.groups.models import Group
from workspace.meetings.models import AgendaItem, Meeting
from workspace.people.models import Person
from workspace.project.models import ProjectItem, items_served


class ActionState(Worded):
    TODO = "todo", "À faire"
    IN_PROGRESS = "in_progress", "En cours"
    DONE = "done", "Close"
    DROPPED = "dropped", "Abandonnée"


OPEN = (ActionState.TODO, ActionState.IN_PROGRESS)
SEARCHED = 400  # a ligature folds into several letters

action_owners = Table(
    "action_owners",
    Base.metadata,
    Column("action_id", ForeignKey("action_item.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True, index=True),
)

action_items = items_served("action_items", "action_id", "action_item.id")


class ActionItem(Base):
    """An action decided by a group, in a meeting or between two.

    Its owners see it once the meeting is closed; lists and counts take it in once it is published (domain §0).
    """

    __tablename__ = "action_item"
    __table_args__ = (
        Index("ix_action_item_state_group_id_due_on", "state", "group_id", "due_on"),
        Index("ix_action_item_group_id_closed_on_published_at", "group_id", "closed_on", "published_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    search_title: Mapped[str] = mapped_column(String(SEARCHED))  # fold(title)
    due_on: Mapped[date | None] = mapped_column(index=True)
    state: Mapped[ActionState] = mapped_column(default=ActionState.TODO)
    closed_on: Mapped[date | None]  # the day it was done or dropped
    closed_at: Mapped[datetime | None]  # the instant, for « Depuis votre visite »
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    visible_to_partners: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    group: Mapped[Group] = related(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]
    meeting: Mapped[Meeting | None] = related()
    point: Mapped[AgendaItem | None] = related()
    owners: Mapped[list[Person]] = related(secondary=action_owners, order_by=Person.search_name)
    items: Mapped[list[ProjectItem]] = related(secondary=action_items, order_by=ProjectItem.position)

    @validates("title")
    def _keep_search_title(self, key: str, title: str) -> str:
        self.search_title = fold(title)[:SEARCHED]
        return title

    @validates("closed_on")
    def _keep_closed_at(self, key: str, day: date | None) -> date | None:
        """A day given afterwards counts from its noon."""
        noon = clock.start_of(day) + timedelta(hours=12) if day else None
        self.closed_at = clock.now() if day == clock.today() else noon
        return day

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        return (joinedload(ActionItem.meeting), selectinload(ActionItem.owners))

    @property
    def group_ids(self) -> frozenset[int]:
        """Of its group, and of those that decided it with it."""
        return self.meeting.group_ids | {self.group.id} if self.meeting else frozenset({self.group.id})

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def days_late(self) -> int:
        """Days since the due date of an open action; 0 when it is not late."""
        if self.due_on is None or not self.is_open:
            return 0
        return max(0, (clock.today() - self.due_on).days)


class EventKind(enum.StrEnum):
    CREATED = "created"
    STATE = "state"
    DUE_DATE = "due_date"
    ENTRUSTED = "entrusted"
    WITHDRAWN = "withdrawn"  # from an owner
    COMMENT = "comment"


class ActionEvent(Base):
    """What somebody did to an action or said of it; people by their ids, so that names are said as they are today."""

    __tablename__ = "action_event"
    __table_args__ = (Index("ix_action_event_action_id_at", "action_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action_item.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # years later (retention) nobody
    at: Mapped[datetime] = mapped_column(default=clock.now)
    kind: Mapped[EventKind]
    state: Mapped[ActionState | None]
    due_before: Mapped[date | None]
    due_on: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # who was asked, or is no more
    text: Mapped[str] = mapped_column(Text, default="")  # a comment, or a reason
    person: Mapped[Person | None] = related(foreign_keys=person_id)
    owner: Mapped[Person | None] = related(foreign_keys=owner_id)
