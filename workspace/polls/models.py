"""Polls on dates: what is proposed, who is asked, what each answers."""

import enum
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workspace import clock
from workspace.database import Base, related
from workspace.groups.models import Group
from workspace.people.models import Person

MOST_OPTIONS = 30
MOST_GUESTS = 20  # people who are not of the group, in one poll
LONGEST = 24 * 60  # minutes


class Vote(enum.StrEnum):
    YES = "yes"
    IF_NEEDED = "if_needed"
    NO = "no"


class DatePoll(Base):
    """Open until its last day, or until somebody closes it: by a date, and a meeting comes of it, or without."""

    __tablename__ = "date_poll"
    __table_args__ = (
        CheckConstraint(f"minutes > 0 AND minutes <= {LONGEST}", name="a_day_at_most"),
        Index("ix_date_poll_group_id_closed_at", "group_id", "closed_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str] = mapped_column(String(32), unique=True)  # the same form posted twice opens one poll
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    title: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int]  # how long the meeting lasts
    place: Mapped[str] = mapped_column(String(200), default="")  # of the options that name none
    closes_on: Mapped[date] = mapped_column(index=True)  # last day to vote, included
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    revision: Mapped[int] = mapped_column(default=0)  # raised at each edit: a stale form is refused
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    # The one that it looks for another date for, if any; and the one that came of it.
    moves_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)
    reminded_on: Mapped[date | None]  # the last day when the silent were written to
    forgotten_at: Mapped[datetime | None]  # answers are erased three months after the date (domain §3.5)
    # Every right on a poll asks for its group.
    group: Mapped[Group] = related(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]

    @property
    def is_open(self) -> bool:
        """Votes are taken."""
        return self.closed_at is None and clock.today() <= self.closes_on

    @property
    def is_closed(self) -> bool:
        """By somebody; when its last day is only over, it still waits for that."""
        return self.closed_at is not None

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)


class PollOption(Base):
    """One date proposed."""

    __tablename__ = "poll_option"
    __table_args__ = (Index("ix_poll_option_poll_id_starts_at", "poll_id", "starts_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("date_poll.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(String(200), default="")  # when it is not that of the poll
    poll: Mapped[DatePoll] = related()


class PollVoter(Base):
    """Somebody asked: a person of the group, or a guest with a name and an address."""

    __tablename__ = "poll_voter"
    __table_args__ = (
        UniqueConstraint("poll_id", "person_id"),
        UniqueConstraint("poll_id", "email"),
        CheckConstraint("(person_id IS NULL) = (email IS NOT NULL)", name="a_person_or_a_guest"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("date_poll.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(160), default="")  # of a guest
    email: Mapped[str | None] = mapped_column(String(254))  # of a guest, lower case
    is_required: Mapped[bool] = mapped_column(default=False)  # the meeting makes no sense without them
    voted_at: Mapped[datetime | None]
    poll: Mapped[DatePoll] = related()
    person: Mapped[Person | None] = related()

    @property
    def address(self) -> str:
        """Where their letters go; a link sent to a former one is void."""
        return self.email or (self.person.email if self.person else None) or ""


class PollVote(Base):
    """What one answers to one date."""

    __tablename__ = "poll_vote"
    __table_args__ = (UniqueConstraint("voter_id", "option_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    voter_id: Mapped[int] = mapped_column(ForeignKey("poll_voter.id", ondelete="CASCADE"))
    option_id: Mapped[int] = mapped_column(ForeignKey("poll_option.id", ondelete="CASCADE"), index=True)
    vote: Mapped[Vote]
