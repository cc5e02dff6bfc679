"""An event is a meeting to which one registers: its places, and who has one or waits for one."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workspace import clock
from workspace.database import Base, related
from workspace.meetings.models import Meeting, MeetingState, OfMeeting
from workspace.people.models import Centre, Person


class EventType(enum.StrEnum):
    STUDY_DAY = "study_day"
    HIGHLIGHT = "highlight"
    TRAINING = "training"


class Event(OfMeeting, Base):
    """What an event says besides its meeting, whose id it shares."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("capacity IS NULL OR capacity > 0", name="some_places"),
        CheckConstraint("per_centre IS NULL OR per_centre > 0", name="some_per_centre"),
    )
    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    type: Mapped[EventType]
    description: Mapped[str] = mapped_column(Text, default="")  # Markdown
    is_public: Mapped[bool] = mapped_column(default=False)  # read by anyone, who may register by letter
    register_by: Mapped[datetime]
    capacity: Mapped[int | None]  # None: no limit
    per_centre: Mapped[int | None]  # at most so many of one centre
    meeting: Mapped[Meeting] = related(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]

    @property
    def state(self) -> MeetingState:
        return self.meeting.state

    @property
    def is_open(self) -> bool:
        """To registrations."""
        return self.state is MeetingState.CALLED and clock.now() < min(self.register_by, self.meeting.starts_at)


class Registration(Base):
    """One person and one event: a place, or a wait for one. Somebody from outside is a name and an address."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        UniqueConstraint("meeting_id", "email"),
        Index("ix_registration_meeting_id_registered_at", "meeting_id", "registered_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), default="")  # of somebody from outside
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    is_waiting: Mapped[bool] = mapped_column(default=False)
    registered_at: Mapped[datetime] = mapped_column(default=clock.now)
    came: Mapped[bool | None]  # of somebody from outside: the others are noted as at any meeting
    person: Mapped[Person | None] = related()
    centre: Mapped[Centre | None] = related()

    @property
    def said_name(self) -> str:
        return self.person.name if self.person else self.name

    @property
    def address(self) -> str:
        return (self.person.email if self.person else self.email) or ""
