"""Reads about meetings, their agenda and who is there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, null, or_, select, union, union_all
from sqlalchemy.orm import aliased, contains_eager, joinedload, raiseload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from workspace import clock, links
from workspace.database import db, in_french, prepared, with_each
from workspace.groups import queries as groups
from workspace.groups.models import Group, GroupKind, Membership
from workspace.meetings.models import (
    CONVENED,
    OPEN_TO_CHANGE,
    THERE,
    AgendaItem,
    Answer,
    Attendance,
    Meeting,
    MeetingKind,
    MeetingState,
    PointKind,
    Presence,
    Proxy,
    Vote,
    ids_of_all,
    meeting_guest_group,
)
from workspace.people.models import Centre, Person, Room
from workspace.project import queries as project
from workspace.project.models import ItemKind, ProjectItem
from workspace.versions import digest_of


class Spot(NamedTuple):
    """The ids of the centre and of the room that a place names; None where it names none."""

    centre_id: int | None
    room_id: int | None


NOWHERE = Spot(None, None)


def calling(group_ids: Collection[int]) -> ColumnElement[bool]:
    """Of a meeting: it calls one of these groups, its own or one that it invites."""
    return or_(*ways_of_calling(group_ids))


def ways_of_calling(group_ids: Collection[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The same in two conditions, for whoever wants the last few: each is read from its end, both at once from none."""
    invites = select(meeting_guest_group.c.meeting_id).where(meeting_guest_group.c.group_id.in_(group_ids))
    return Meeting.group_id.in_(group_ids), Meeting.id.in_(invites)


def next_published_by_group() -> dict[int, Any]:
    """When and where the next meeting that each group is called to is, by group id."""
    found: dict[int, Any] = {}
    for meeting in db.session.execute(*_coming(clock.now())):  # the soonest has the last word
        found |= dict.fromkeys(ids_of_all(meeting.group_id, meeting.guests), meeting)
    return found


@prepared
def _coming(now: datetime) -> Any:
    said = Meeting.starts_at, Meeting.ends_at, Meeting.place, Meeting.video_link
    return (
        select(Meeting.group_id, Meeting.guests, *said)
        .where(Meeting.state == MeetingState.CALLED, Meeting.ends_at > now)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    )


def of_committees() -> Sequence[Any]:
    """The meetings of the partners' committee, in order, all of them: whoever asks sifts. Asked for by date or by
    state, SQLite would read the meetings of all groups. A committee that never met has a row, without a meeting."""
    return db.session.execute(*_of_committees()).all()


@prepared
def _of_committees() -> Any:
    said = Meeting.id, Meeting.starts_at, Meeting.ends_at, Meeting.state, Meeting.called_at
    return (
        select(Group.slug, Group.state.label("group_state"), *said)
        .outerjoin(Meeting, Meeting.group_id == Group.id)
        .where(Group.kind == GroupKind.PARTNER_COMMITTEE)
        .order_by(Meeting.starts_at, Group.position, Meeting.id)
    )


def committee_days(rows: Sequence[Any], first: date, last: date) -> dict[int, date]:
    """Of those meetings, the day of each year between two days, once it is called; the last one of a year."""
    days = (clock.in_paris(row.starts_at).date() for row in rows if row.state in CONVENED)
    return {day.year: day for day in days if first <= day <= last}


class Following(NamedTuple):
    """The next meeting of a group."""

    id: int
    starts_at: datetime
    state: MeetingState


def following(group_id: int, starts_at: datetime, now: datetime) -> Select[int, datetime, MeetingState]:
    """The next meeting of a group after that instant that is still to come, a draft too: a row, or none."""
    still_open = Meeting.state.in_(OPEN_TO_CHANGE)
    later = (Meeting.group_id == group_id, Meeting.starts_at > starts_at, Meeting.ends_at > now)
    asked = select(Meeting.id, Meeting.starts_at, Meeting.state).where(still_open, *later)
    return asked.where(Meeting.kind == MeetingKind.MEETING).order_by(Meeting.starts_at, Meeting.id).limit(1)


@prepared
def _following(group_id: int, starts_at: datetime, now: datetime) -> Select[int, datetime, MeetingState]:
    return following(group_id, starts_at, now)


def following_of(meeting: Meeting) -> Following | None:
    found = db.session.execute(*_following(meeting.group_id, meeting.starts_at, clock.now())).first()
    return Following(*found) if found else None


def presence_counts(meeting_ids: Collection[int]) -> dict[int, int]:
    """How many were there, by meeting id."""
    counts = (
        select(Attendance.meeting_id, func.count())
        .where(Attendance.meeting_id.in_(meeting_ids), Attendance.presence.in_(THERE))
        .group_by(Attendance.meeting_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counts)}


def same_meeting(group: Group, title: str, starts_at: datetime, **others: object) -> Meeting | None:
    """The meeting that a form posted twice made the first time."""
    said = {"group_id": group.id, "title": title, "starts_at": starts_at} | others
    query = select(Meeting).filter_by(**said).where(Meeting.state != MeetingState.CANCELLED)
    return db.session.scalar(query.order_by(Meeting.id).limit(1))


def rank_in_series() -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """Of a meeting of a statement: « 3e réunion d’une série de 8 », cancelled ones left out; (0, 0) when it came alone
    or is cancelled."""
    other = aliased(Meeting)
    same = (other.series_id == Meeting.series_id, other.state != MeetingState.CANCELLED)
    before = or_(
        other.starts_at < Meeting.starts_at, and_(other.starts_at == Meeting.starts_at, other.id <= Meeting.id)
    )
    # `before` sifts what is counted: as a condition it would have SQLite read every meeting that began before.
    rank, size = (
        select(count).where(*same, Meeting.state != MeetingState.CANCELLED).correlate(Meeting).scalar_subquery()
        for count in (func.count(other.id).filter(before), func.count(other.id))
    )
    return rank, size


def place_in_series(meeting: Meeting) -> tuple[int, int]:
    """The same of one meeting; without a statement when it came alone."""
    if meeting.series_id is None:
        return 0, 0
    rank, size = db.session.execute(*_place_in_series(meeting.id)).one()
    return rank, size


@prepared
def _place_in_series(meeting_id: int) -> Select[int, int]:
    return select(*rank_in_series()).where(Meeting.id == meeting_id)


def points_of(meeting: Meeting) -> list[AgendaItem]:
    """The agenda, in order, with the items each point serves and the votes taken on it."""
    return list(db.session.scalars(*_points_of(meeting.id)).unique())


@prepared
def _points_of(meeting_id: int) -> Select[AgendaItem]:
    return with_each(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting_id)
        .outerjoin(AgendaItem.votes)
        .options(
            raiseload(AgendaItem.meeting, sql_only=True),  # which asks, hence is at hand
            joinedload(AgendaItem.carried_by),
            contains_eager(AgendaItem.votes).raiseload(Vote.point),
        )
        .order_by(AgendaItem.position, AgendaItem.id),
        AgendaItem.items,
    ).order_by(Vote.id)


def point_with_items(point_id: int | None) -> AgendaItem | None:
    return db.session.scalars(*_point_with_items(point_id)).first()


@prepared
def _point_with_items(point_id: int | None) -> Select[AgendaItem]:
    query = select(AgendaItem).where(AgendaItem.id == point_id)
    return query.options(selectinload(AgendaItem.items), joinedload(AgendaItem.carried_by))


def version_of(point: AgendaItem) -> str:
    """Changes with what the point says."""
    *said, items = said_by(point)
    return digest_of(*said, sorted(items))


def said_by(point: AgendaItem) -> tuple[str, PointKind, int | None, str, int | None, set[int]]:
    """All that its form writes."""
    items = {item.id for item in point.items}
    return point.title, point.kind, point.minutes, point.text, point.carried_by_id, items


@dataclass(frozen=True)
class Attendee:
    """A person expected at a meeting, and what is known of their coming."""

    person: Person
    attendance: Attendance | None
    is_member: bool
    replaces: Person | None = None  # whom they come instead of
    substitute: "Attendee | None" = None  # who comes instead of them
    sits: bool = False  # belonged to the meeting's own group on its day: members of those that it invites do not sit
    proxy_id: int | None = None  # of the proxy that they gave
    holder: "Attendee | None" = None  # to whom

    @property
    def answer(self) -> Answer | None:
        return self.attendance.answer if self.attendance else None

    @property
    def is_there(self) -> bool:
        return bool(self.attendance and self.attendance.presence in THERE)

    @property
    def was_noted(self) -> bool:
        """At the meeting: excused by their own answer, nobody noted them yet."""
        excused = self.answer is Answer.NO and self.attendance and self.attendance.presence is Presence.EXCUSED
        return bool(self.attendance and self.attendance.presence and not excused)


def attendees_of(meeting: Meeting) -> list[Attendee]:
    """The members of the groups that it calls and whoever has answered or was noted, each once, by name.

    Rights ask the meeting for its attendances: they come along.
    """
    asked = meeting.id, meeting.group_id, meeting.group_ids, clock.today(), clock.in_paris(meeting.starts_at).date()
    rows = db.session.execute(*_attendees_of(*asked, is_event=meeting.is_event)).all()
    set_committed_value(meeting, "attendances", [row[1] for row in rows if row[1]])
    replaced = {row.substitute_id: person for person, row, *_ in rows if row and row.substitute_id}
    alone = {
        person.id: Attendee(
            person, row, bool(is_member), replaced.get(person.id), sits=bool(does_sit), proxy_id=proxy_id
        )
        for person, row, is_member, does_sit, proxy_id, _ in rows
    }
    return [
        replace(
            alone[person.id],
            substitute=alone.get(row.substitute_id or 0) if row else None,
            holder=alone.get(holder_id or 0),
        )
        for person, row, _, _, _, holder_id in rows
    ]


@prepared
def _attendees_of(
    meeting_id: int, group_id: int, group_ids: Collection[int], today: date, day: date, *, is_event: bool
) -> Select[Person, Attendance, bool, bool, int, int]:
    members: Any = _placed_at(meeting_id) if is_event else _belonging_to(group_ids, today)
    belongs = Person.id.in_(members)
    sits = Person.id.in_(_seated(group_id, day))
    # One list of ids: « a member, or the row joined is there » would be asked of everybody of the network.
    known = select(Attendance.person_id).where(Attendance.meeting_id == meeting_id)
    return (
        select(Person, Attendance, belongs, sits, Proxy.id, Proxy.holder_id)
        .outerjoin(Attendance, (Attendance.person_id == Person.id) & (Attendance.meeting_id == meeting_id))
        .outerjoin(Proxy, (Proxy.giver_id == Person.id) & (Proxy.meeting_id == meeting_id))
        .where(Person.id.in_(union(members, known)))
        .options(joinedload(Person.centre))
        .order_by(Person.search_name, Person.id)
    )


def ids_of_seated(meeting: Meeting) -> Select[Any]:
    """Who belonged to the meeting's own group on its day."""
    return _seated(meeting.group_id, clock.in_paris(meeting.starts_at).date())


def _seated(group_id: int, day: date) -> Select[int]:
    return select(Membership.person_id).where(Membership.group_id == group_id, groups.belonging(day))


def expected_at(meeting: Meeting) -> list[Attendee]:
    """The group's members and those who come instead of one: whom a change of date is told to."""
    return [one for one in attendees_of(meeting) if one.is_member or one.replaces]


def substitutes_at(meeting_ids: Collection[int]) -> dict[int, list[Person]]:
    """Who comes instead of somebody, by meeting id."""
    query = select(Attendance.meeting_id, Person).join(Person, Person.id == Attendance.substitute_id)
    found: dict[int, list[Person]] = {}
    for meeting_id, person in db.session.execute(query.where(Attendance.meeting_id.in_(meeting_ids))):
        found.setdefault(meeting_id, []).append(person)
    return found


def expecting(person_id: int, group_ids: Collection[int]) -> ColumnElement[bool]:
    """Of a meeting: it calls one of the person's groups, is an event to which they are registered, or they come instead
    of somebody and did not say that they could not."""
    return or_(
        and_(Meeting.kind == MeetingKind.MEETING, calling(group_ids)),
        and_(Meeting.kind == MeetingKind.EVENT, _answered(person_id, Answer.YES)),
        and_(
            Meeting.id.in_(select(Attendance.meeting_id).where(Attendance.substitute_id == person_id)),
            ~_answered(person_id, Answer.NO),
        ),
    )


def _answered(person_id: int, answer: Answer) -> ColumnElement[bool]:
    """Of a meeting: asked of each, since a list of all that the person ever answered grows with the years."""
    theirs = (Attendance.meeting_id == Meeting.id, Attendance.person_id == person_id)
    return exists().where(*theirs, Attendance.answer == answer).correlate(Meeting)


def _ids_of_members(meeting: Meeting) -> Select[Any]:
    """Whom it calls; to an event, whoever has a place."""
    return _placed_at(meeting.id) if meeting.is_event else _belonging_to(meeting.group_ids, clock.today())


def _placed_at(event_id: int) -> Select[int | None]:
    here = (Attendance.meeting_id == event_id, Attendance.answer == Answer.YES)
    return select(Attendance.person_id).where(*here, Attendance.person_id.is_not(None))


def _belonging_to(group_ids: Collection[int], today: date) -> Select[int]:
    return select(Membership.person_id).where(Membership.group_id.in_(group_ids), groups.belonging(today))


def members_of(meeting: Meeting) -> list[Attendee]:
    """Those whom the meeting calls, each with what is known of their coming."""
    return [one for one in attendees_of(meeting) if one.is_member]


def called_through(meeting: Meeting, people: Collection[Person]) -> list[tuple[int, list[Person]]]:
    """The people by the group that the meeting calls them through, its own first; each once. 0: through none of them,
    as whoever comes instead of a member. A notice of a group is shown to its own."""
    order = [meeting.group.id, *(guest.id for guest in meeting.guests)]
    rows = select(Membership.person_id, Membership.group_id).where(
        Membership.group_id.in_(order), groups.belonging(clock.today())
    )
    through: dict[int, int] = {}
    for person_id, group_id in db.session.execute(rows):
        through[person_id] = min(group_id, through.get(person_id, group_id), key=order.index)
    told = [(group_id, [one for one in people if through.get(one.id, 0) == group_id]) for group_id in [*order, 0]]
    return [(group_id, theirs) for group_id, theirs in told if theirs]


def possible_note_takers(meeting: Meeting) -> list[Person]:
    """Those it calls who can sign in, by name."""
    signs_in = (Person.id.in_(_ids_of_members(meeting)), Person.email.is_not(None))
    return list(db.session.scalars(select(Person).where(*signs_in).order_by(Person.search_name, Person.id)))


def may_be_noted(meeting: Meeting, person_id: int) -> bool:
    """Those it calls, and those the meeting already knows."""
    known: ColumnElement[bool] = or_(
        groups.belonging_of(meeting.group_ids, person_id).exists(),
        select(Attendance.id).where(Attendance.meeting_id == meeting.id, Attendance.person_id == person_id).exists(),
    )
    return bool(db.session.scalar(select(known)))


def last_seen() -> ScalarSelect[datetime]:
    """For each centre of a statement: the start of the last meeting where somebody of it was there."""
    there = (Person.centre_id == Centre.id, Attendance.presence.in_(THERE))
    return (
        select(func.max(Meeting.starts_at))
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .join(Person, Person.id == Attendance.person_id)
        .where(*there)
        .correlate(Centre)
        .scalar_subquery()
    )


def attendance_of(meeting: Meeting, person_id: int) -> Attendance | None:
    return db.session.scalar(
        select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.person_id == person_id)
    )


def places() -> dict[str, Spot]:
    """Where one may meet, as `spot_named` reads it: centres themselves, then each room of theirs that is open."""
    found: dict[str, Spot] = {}
    for centre, centre_id, room, room_id in db.session.execute(*_rooms()):
        found.setdefault(centre, Spot(centre_id, None))
        if room:
            found.setdefault(f"{centre}, {room}", Spot(centre_id, room_id))
    return found


@prepared
def _rooms() -> Select[str, int, str, int]:
    rooms = select(Centre.name, Centre.id, Room.name, Room.id)
    rooms = rooms.outerjoin(Room, (Room.centre_id == Centre.id) & ~Room.is_closed)
    return rooms.order_by(in_french(Centre.name), in_french(Room.name), Room.id)


def spot_named(place: str) -> Spot:
    """What a place names, as `places` writes it."""
    centre = select(Centre.id, null()).where(Centre.name == place)
    room = (
        select(Centre.id, Room.id)
        .join(Room, Room.centre_id == Centre.id)
        .where(Centre.name + ", " + Room.name == place)
        .order_by(Room.id)
        .limit(1)
    )
    found = db.session.execute(union_all(centre, select(room.subquery()))).first()
    return Spot(*found) if found else NOWHERE


def items_to_serve() -> list[tuple[ProjectItem, list[ProjectItem]]]:
    """What a point may serve: objectives and actions of the project in force, each under the root it hangs from."""
    branches = project.branches_to_serve()
    return [(root, [item for item in items if item.kind is not ItemKind.ORIENTATION]) for root, items in branches]


def stands_in(meeting: Meeting, person: Person) -> bool:
    """Whether they come instead of somebody."""
    theirs = (Attendance.meeting_id == meeting.id, Attendance.substitute_id == person.id)
    return db.session.scalar(select(Attendance.id).where(*theirs)) is not None


class Invited(NamedTuple):
    """Somebody who may still answer to a meeting, and what they said."""

    meeting: Meeting
    person: Person
    answer: Answer | None
    stands_in: bool = False  # they come instead of a member


def invited_by(said: Mapping[str, Any] | None) -> Invited | None:
    """Whom a link of a letter lets answer; None once the meeting has started or will not take place, once the person
    has left the group, or has another address than the one it was sent to.
    """
    if said is None:
        return None
    meeting, person = db.session.get(Meeting, said["meeting"]), db.session.get(Person, said["person"])
    if meeting is None or person is None or links.mark_of(person.email or "") != said["address"]:
        return None
    is_open = meeting.state is MeetingState.CALLED and not meeting.has_started
    belongs = db.session.scalar(groups.belonging_of(meeting.group_ids, person.id)) is not None
    if not is_open or not (belongs or stands_in(meeting, person)):
        return None
    mine = (Attendance.meeting_id == meeting.id, Attendance.person_id == person.id)
    return Invited(meeting, person, db.session.scalar(select(Attendance.answer).where(*mine)), not belongs)


def meeting(meeting_id: int | None) -> Meeting | None:
    return db.session.scalar(select(Meeting).where(Meeting.id == meeting_id))
