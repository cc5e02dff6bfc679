"""Notices, which everyone finds in the product, and how each person wants to hear of them by letter."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workspace import clock
from workspace.database import Base, related
from workspace.people.models import Person


class Pace(enum.StrEnum):
    """How a person hears of a kind of news; the product itself always shows it."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Preference(Base):
    """The pace chosen for the letters of one kind from one group; without a row, at once.

    Groups come after this room: their number is kept as such, and 0 stands for what belongs to none.
    """

    __tablename__ = "preference"
    __table_args__ = (UniqueConstraint("person_id", "group_id", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    group_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(80))
    pace: Mapped[Pace]


class Notice(Base):
    """Something happened that concerns a person. Shown only while they may see the thing it is about."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_person_id_created_at", "person_id", "created_at"),
        Index("ix_notice_due_at", "due_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    group_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(80))  # of the letter that tells the same
    subject: Mapped[str] = mapped_column(String(300))
    thing: Mapped[str] = mapped_column(String(20))  # "meeting", "minutes", "action", "group"
    thing_id: Mapped[int]
    path: Mapped[str] = mapped_column(String(300))  # its page here
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    # The first digest after that instant tells it, whenever it runs; None: told at once, told since, or never to be.
    due_at: Mapped[datetime | None]
    person: Mapped[Person] = related()
