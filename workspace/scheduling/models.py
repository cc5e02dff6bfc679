"""What dates are judged by, besides the meetings themselves."""

import secrets
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workspace import clock
from workspace.database import Base, related
from workspace.meetings.models import Meeting
from workspace.people.models import Person

ZONES = ("A", "B", "C")


class SchoolHoliday(Base):
    """Days without school in one zone. They change by decree: whoever plans may correct them."""

    __tablename__ = "school_holiday"
    __table_args__ = (
        UniqueConstraint("zone", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("zone IN ('A', 'B', 'C')", name="known_zone"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    zone: Mapped[str] = mapped_column(String(1))
    name: Mapped[str] = mapped_column(String(80))  # « Vacances d’hiver »
    starts_on: Mapped[date]
    ends_on: Mapped[date]  # last day included
    by_hand: Mapped[bool] = mapped_column(default=False)  # written or corrected here: loading leaves it alone

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


class KeptConflict(Base):
    """A conflict that somebody chose to live with, and why. It speaks of one date: once moved, the choice is void."""

    __tablename__ = "kept_conflict"
    __table_args__ = (Index("uq_kept_conflict_meeting_id_kind", "meeting_id", "kind", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(30))  # of conflicts.SOFT
    starts_at: Mapped[datetime]  # of the meeting, when it was kept
    reason: Mapped[str] = mapped_column(String(300))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kept_at: Mapped[datetime] = mapped_column(default=clock.now)
    meeting: Mapped[Meeting] = related()
    person: Mapped[Person] = related()


class FeedKey(Base):
    """The secret part of the address of a person's calendar: whoever knows it reads it, so it can be made anew."""

    __tablename__ = "feed_key"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    key: Mapped[str] = mapped_column(String(43), unique=True, default=lambda: secrets.token_urlsafe(32))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    person: Mapped[Person] = related()
