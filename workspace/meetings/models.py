"""Meetings of groups and bodies: their agenda, who said they would come, who came."""

import enum
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    cast,
    func,
    select,
    type_coerce,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, column_property, mapped_column

from workspace import clock
from workspace.database import Base, db, index_of_some, related
from workspace.french import Worded, listed
from workspace.groups.models import Group
from workspace.people.models import Centre, Person, Status
from workspace.project.models import ProjectItem, items_served


class MeetingState(enum.StrEnum):
    DRAFT = "draft"
    CALLED = "called"
    HELD = "held"
    CANCELLED = "cancelled"


OPEN_TO_CHANGE = (MeetingState.DRAFT, MeetingState.CALLED)  # not held yet, nor cancelled
CONVENED = (MeetingState.CALLED, MeetingState.HELD)  # its people were told, and it was not cancelled since


class MeetingKind(enum.StrEnum):
    MEETING = "meeting"
    EVENT = "event"  # a day of study, a highlight, a training: one registers instead of being called


class PointKind(Worded):
    INFORMATION = "information", "Information"
    EXCHANGE = "exchange", "Échange"
    DECISION = "decision", "Décision"
    BOARD_PROPOSAL = "board_proposal", "Proposition au CA"


class Answer(Worded):
    """Before the meeting."""

    YES = "yes", "Vient"
    REMOTE = "remote", "À distance"
    MAYBE = "maybe", "Peut-être"
    NO = "no", "Ne vient pas"


class Presence(Worded):
    """At the meeting."""

    PRESENT = "present", "Sur place"
    REMOTE = "remote", "À distance"
    EXCUSED = "excused", "Excusé·e"
    REPRESENTED = "represented", "Représenté·e"
    ABSENT = "absent", "Absent·e"


LONGEST_NOTES = 50_000  # characters of one point, some twenty pages: what a page can show at once
THERE = (Presence.PRESENT, Presence.REMOTE)


class Appointment(NamedTuple):
    """When and where a meeting is: members are told again when it changes."""

    starts_at: datetime
    ends_at: datetime
    place: str
    video_link: str


class Guest(NamedTuple):
    """A group invited to the meeting of another, as pages and letters name it."""

    id: int
    slug: str
    hue: str
    icon: str
    short_name: str


class Guests(TypeDecorator[tuple[Guest, ...]]):
    """The guest groups of a meeting, read with it as one text: no page needs a statement more for them."""

    impl = Text
    cache_ok = True
    BETWEEN, AFTER = "\x1f", "\x1e"  # no name holds these

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Guest, ...]:
        if not value:  # most often
            return ()
        told = (one.split(self.BETWEEN) for one in value.split(self.AFTER))
        return tuple(sorted(Guest(int(number), *others) for number, *others in told))


meeting_guest_group = Table(
    "meeting_guest_group",
    Base.metadata,
    Column("meeting_id", ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True),
    Column("group_id", ForeignKey("working_group.id"), primary_key=True, index=True),
)


def _guests_of(meeting_id: Any) -> Any:
    told = [cast(Group.id, String), Group.slug, Group.hue, Group.icon, Group.short_name]
    words: Any = told[0]
    for one in told[1:]:
        words = words.concat(Guests.BETWEEN).concat(one)
    return (
        select(type_coerce(func.aggregate_strings(words, Guests.AFTER), Guests))
        .join_from(meeting_guest_group, Group, Group.id == meeting_guest_group.c.group_id)
        .where(meeting_guest_group.c.meeting_id == meeting_id)
        .correlate_except(meeting_guest_group, Group)
        .scalar_subquery()
    )


class Series(Base):
    """Meetings made together, at the dates of a rule; each is a row of its own, with its own UID (domain §0)."""

    __tablename__ = "meeting_series"
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str] = mapped_column(String(32), unique=True)  # a form sent twice makes one series
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    rule: Mapped[str] = mapped_column(String(200))  # as it is said: « le 2e mardi du mois »
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    group: Mapped[Group] = related(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]


def ids_of_all(group_id: int, guests: Iterable[Guest]) -> frozenset[int]:
    """Of the groups that a meeting calls."""
    return frozenset({group_id, *(guest.id for guest in guests)})


def names_of_all(group: Group, guests: Iterable[Guest]) -> str:
    """Of the same."""
    return listed([group.short_name, *(guest.short_name for guest in guests)])


class When:
    """What the instants and the kind of a meeting say, read whole or not."""

    starts_at: Any
    ends_at: Any
    kind: Any

    @property
    def is_event(self) -> bool:
        return self.kind is MeetingKind.EVENT

    @property
    def has_started(self) -> bool:
        return bool(self.starts_at <= clock.now())

    @property
    def is_over(self) -> bool:
        return bool(self.ends_at <= clock.now())


class Meeting(When, Base):
    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_meeting_group_id_starts_at", "group_id", "starts_at"),
        Index("ix_meeting_group_id_ends_at", "group_id", "ends_at"),
        Index("ix_meeting_state_ends_at", "state", "ends_at"),
        index_of_some("meeting", "series_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    kind: Mapped[MeetingKind] = mapped_column(default=MeetingKind.MEETING, server_default=MeetingKind.MEETING)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_series.id"))
    title: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200), default="")  # as it is said
    # The centre and the room that the place names, if it names one: what a double booking is told by.
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    video_link: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.DRAFT)
    called_at: Mapped[datetime | None]
    uid: Mapped[str] = mapped_column(
        String(36), unique=True, default=lambda: str(uuid.uuid4())
    )  # for calendars, for ever
    sequence: Mapped[int] = mapped_column(default=0)  # raised at each change told to calendars
    moved_at: Mapped[datetime | None]  # when its people were last told of another date or place
    live_revision: Mapped[int] = mapped_column(default=0)  # raised at each gesture that readers follow while it runs
    revision: Mapped[int] = mapped_column(default=0)  # raised at each edit: a stale form is refused
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str] = mapped_column(String(500), default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Writes notes and what comes of them beside those who lead, for this meeting only.
    note_taker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    names_removed_at: Mapped[datetime | None]  # who came is only counted since: retention (domain §3.5)
    # Every right on a meeting asks for its group. Unnested: behind an outer join a plain inner one drops rows.
    group: Mapped[Group] = related(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]
    guests: Mapped[tuple[Guest, ...]] = column_property(_guests_of(id))
    points: Mapped[list["AgendaItem"]] = related(
        order_by="AgendaItem.position", back_populates="meeting", foreign_keys="AgendaItem.meeting_id"
    )
    attendances: Mapped[list["Attendance"]] = related(back_populates="meeting")

    @property
    def meeting(self) -> "Meeting":
        """Rules ask any thing for its meeting."""
        return self

    @property
    def group_ids(self) -> frozenset[int]:
        """Of every group that it calls: its own, and those it invites."""
        return ids_of_all(self.group_id or self.group.id, self.guests or ())

    @property
    def group_names(self) -> str:
        """Short names of all of them: « Jeunesse, Numérique et Familles »."""
        return names_of_all(self.group, self.guests or ())

    @property
    def appointment(self) -> Appointment:
        return Appointment(self.starts_at, self.ends_at, self.place, self.video_link)

    def is_told_anew(self) -> None:
        """Its people hear of another date or place: so do their calendars."""
        self.sequence += 1
        self.moved_at = clock.now()

    @property
    def ids_of_those_there(self) -> set[int]:
        return {row.person_id for row in self.attendances if row.person_id and row.presence in THERE}

    @staticmethod
    def ids_where_replacing(person_id: int) -> frozenset[int]:
        """Of the meetings where somebody comes instead of another, whatever they answered."""
        query = select(Attendance.meeting_id).where(Attendance.substitute_id == person_id)
        return frozenset(db.session.scalars(query))

    @property
    def burst(self) -> str:
        """What letters about it have in common."""
        return f"meeting {self.id}"

    @property
    def is_running(self) -> bool:
        """Called, and the clock is between its start and its end."""
        return self.state is MeetingState.CALLED and self.has_started and not self.is_over


class OfMeeting:
    """Whatever has a `meeting` is the affair of its group, and of those that it invites."""

    @property
    def group(self: Any) -> Group:
        return self.meeting.group  # type: ignore[no-any-return]

    @property
    def group_ids(self: Any) -> frozenset[int]:
        return self.meeting.group_ids  # type: ignore[no-any-return]


agenda_item_items = items_served("agenda_item_items", "agenda_item_id", "agenda_item.id")


class AgendaItem(OfMeeting, Base):
    """A point of the agenda, with the notes taken on it."""

    __tablename__ = "agenda_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[PointKind] = mapped_column(default=PointKind.EXCHANGE)
    minutes: Mapped[int | None]  # planned length
    text: Mapped[str] = mapped_column(Text, default="")  # Markdown, written before the meeting
    carried_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime | None]  # when the meeting came to it: the last one started is under way
    treated: Mapped[bool | None]  # what a lead said of it; unsaid, what was written on it tells
    conclusion: Mapped[str] = mapped_column(String(1000), default="")  # what it comes to, in a sentence of the minutes
    notes: Mapped[str] = mapped_column(Text, default="")  # Markdown
    notes_revision: Mapped[int] = mapped_column(default=0)  # raised at each save: a stale form is refused
    # The earlier meeting of the group whose minutes the point submits for approval.
    approves_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    meeting: Mapped[Meeting] = related(
        lazy="joined",
        innerjoin="unnested",  # type: ignore[arg-type]
        back_populates="points",
        foreign_keys=meeting_id,
    )
    items: Mapped[list[ProjectItem]] = related(secondary=agenda_item_items, order_by=ProjectItem.position)
    carried_by: Mapped[Person | None] = related()
    votes: Mapped[list["Vote"]] = related(order_by="Vote.id", back_populates="point")

    @property
    def lasting_text(self) -> str:
        """What another agenda takes over: the actions that a text names are of that day."""
        return "" if "[[" in self.text else self.text


class VoteKind(enum.StrEnum):
    COUNT = "count"  # for, against, abstentions
    CONSENT = "consent"  # who objects


class Vote(OfMeeting, Base):
    """What was put to the vote on a point. Whether it is enough is for the statutes, never for us, to say."""

    __tablename__ = "point_vote"
    __table_args__ = (CheckConstraint("pro >= 0 AND con >= 0 AND abstained >= 0", name="counts"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    question: Mapped[str] = mapped_column(String(300))
    kind: Mapped[VoteKind]
    pro: Mapped[int] = mapped_column(default=0)
    con: Mapped[int] = mapped_column(default=0)  # of consent: objections
    abstained: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    point: Mapped[AgendaItem] = related(lazy="joined", innerjoin="unnested", back_populates="votes")  # type: ignore[arg-type]

    @property
    def meeting(self) -> Meeting:
        return self.point.meeting


class Attendance(Base):
    """One person and one meeting: what was answered before, what was ticked at the meeting.

    Published, it is counted for ever by the status and the centre that the person had then
    (operations.count_as_of_now): people change both. Years later (retention) it says these two, no longer who.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        UniqueConstraint("meeting_id", "substitute_id"),
        index_of_some("attendance", "substitute_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[Status | None]  # both as they were, once there is a status; before, those of the person today
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    answer: Mapped[Answer | None]
    answered_at: Mapped[datetime | None]
    presence: Mapped[Presence | None]
    # Who comes instead: they have a row of their own, and answer for themselves. One person, instead of one only.
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Came to a body without sitting in it; noted when its formal record is published, for members come and go.
    is_guest: Mapped[bool] = mapped_column(default=False)
    # The time that they say they gave, when it is not the whole meeting; why, if they wish.
    minutes_given: Mapped[int | None]
    minutes_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    meeting: Mapped[Meeting] = related(back_populates="attendances")
    person: Mapped[Person | None] = related(foreign_keys=[person_id])
    centre: Mapped[Centre | None] = related()
    proxy: Mapped["Proxy | None"] = related(  # that they gave
        primaryjoin="and_(Attendance.meeting_id == foreign(Proxy.meeting_id),"
        " Attendance.person_id == foreign(Proxy.giver_id))",
        viewonly=True,
    )

    @property
    def counted_centre(self) -> Centre | None:
        """The centre to count the presence for."""
        return self.centre if self.status or not self.person else self.person.centre

    @property
    def named_centre(self) -> Centre | None:
        """The centre to say beside the name: who erased their data is of none."""
        return self.counted_centre if self.person and not self.person.erased_at else None

    @property
    def counted_status(self) -> Status | None:
        return self.status or (self.person and self.person.status)


class Proxy(OfMeeting, Base):
    """Somebody who is not at the meeting of a body lets another member speak for them: « X donne pouvoir à Y »."""

    __tablename__ = "proxy"
    __table_args__ = (UniqueConstraint("meeting_id", "giver_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    meeting: Mapped[Meeting] = related(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]
    giver: Mapped[Person] = related(foreign_keys=giver_id)
    holder: Mapped[Person] = related(foreign_keys=holder_id)
