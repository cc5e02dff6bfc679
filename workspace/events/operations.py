"""Preparing an event, opening it, registering. Whoever takes or frees a place does it alone: the event's row is locked,
so that two people never share the last one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from workspace import clock
from workspace.database import db
from workspace.events import mails, queries
from workspace.events.models import Event, EventType, Registration
from workspace.groups import queries as groups
from workspace.groups.models import Group
from workspace.journal.operations import record
from workspace.meetings import operations as meetings
from workspace.meetings.models import CONVENED, THERE, Answer, Attendance, Meeting, MeetingKind, MeetingState, Presence
from workspace.meetings.queries import presence_counts, spot_named
from workspace.people.models import Person
from workspace.refusals import Refused
from workspace.versions import Stale

NOT_OPEN = "Les inscriptions ne sont pas ouvertes."
CLOSED = "Les inscriptions sont closes."
TOO_LATE = "L’événement a commencé : il n’y a plus à se désinscrire."
OTHER_EVENT = "Un événement porte déjà ce titre à cette heure : modifiez-le, ou donnez un autre titre."
OTHER_MEETING = "Une réunion porte déjà ce titre à cette heure."
KEPT = timedelta(days=92)  # after the event: who registered; who came is counted with presences


@dataclass(frozen=True)
class Details:
    type: EventType
    description: str
    is_public: bool
    register_by: datetime
    capacity: int | None
    per_centre: int | None


def plan_event(group: Group, when_and_where: dict[str, Any], details: Details, creator: Person) -> Event:
    """A draft. The same form posted twice makes one.

    Raises:
        Refused: the group is closed, or something else has that title, hour and place.
    """
    meeting = meetings.create_meeting(group, creator=creator, **when_and_where)
    known = db.session.get(Event, meeting.id)
    if known is not None:
        if any(getattr(known, name) != value for name, value in vars(details).items()):
            raise Refused(OTHER_EVENT)
        return known
    if (
        db.session.scalar(select(Attendance.id).where(Attendance.meeting_id == meeting.id).limit(1))
        or meeting.called_at
    ):
        raise Refused(OTHER_MEETING)
    meeting.kind = MeetingKind.EVENT
    event = Event(meeting=meeting, **vars(details))
    db.session.add(event)
    db.session.flush()
    return event


def edit_event(event: Event, revision: int, when_and_where: dict[str, Any], details: Details) -> bool:
    """Change it; True when it is open and those registered are told that date or place changed. More places go to
    those who wait.

    Raises:
        Stale: somebody wrote something else meanwhile; nothing is written.
        Refused: it was held or cancelled.
    """
    meeting = _take_alone(event)
    meetings.refuse_when_over(meeting)
    before = meeting.appointment
    said = {name: getattr(event, name) for name in vars(details)}
    same = all(getattr(meeting, name) == value for name, value in when_and_where.items())
    if same and said == vars(details):
        return False
    if meeting.revision != revision:
        raise Stale
    for thing, values in ((meeting, when_and_where), (event, vars(details))):
        for name, value in values.items():
            setattr(thing, name, value)
    meeting.revision = revision + 1
    meeting.centre_id, meeting.room_id = spot_named(meeting.place)
    told = meeting.state is MeetingState.CALLED and before != meeting.appointment and not meeting.is_over
    if told:
        meeting.is_told_anew()
        mails.event_changed(event, before, queries.registrations(event))
    db.session.flush()
    record("events/edited", meeting, title=meeting.title)
    fill_places(event)
    return told


def open_event(event: Event) -> bool:
    """Registrations begin; members of the group that holds it are told, each at their pace. Twice: False.

    Raises:
        Refused: it is over or cancelled, or the group is closed.
    """
    meeting = _take_alone(event)
    if meeting.state in CONVENED:
        return False
    meetings.refuse_when_cancelled(meeting)
    meetings.refuse_when_closed(meeting.group)
    if meeting.has_started:
        raise Refused(meetings.OVER)
    meeting.state, meeting.called_at = MeetingState.CALLED, clock.now()
    mails.event_opened(event, groups.people_belonging(meeting.group_ids))
    db.session.flush()
    record("events/opened", meeting, title=meeting.title)
    return True


def cancel_event(event: Event, reason: str) -> bool:
    """Tell whoever is registered, or waits, that it will not take place; False when it was cancelled already.

    Raises:
        Refused: it is a draft, it was held, or people came.
    """
    meeting = _take_alone(event)
    if meeting.state is MeetingState.CANCELLED:
        return False
    meetings.refuse_when_over(meeting)
    if meeting.state is MeetingState.DRAFT:
        raise Refused(meetings.NOT_ANNOUNCED)
    if presence_counts([meeting.id]):
        raise Refused(meetings.TOOK_PLACE)
    meeting.state, meeting.cancelled_at, meeting.cancelled_reason = MeetingState.CANCELLED, clock.now(), reason
    meeting.sequence += 1
    mails.event_cancelled(event, queries.registrations(event))
    db.session.flush()
    record("meetings/cancelled", meeting, title=meeting.title)
    return True


def register(event: Event, person: Person) -> Registration:
    """A place, or the last one of those who wait; the letter says which. Twice: the first one.

    Raises:
        Refused: registrations are not open, or no longer.
    """
    _take_to_register(event)
    if known := queries.registration_of(event, person.id):
        return known
    made = Registration(meeting_id=event.meeting_id, person_id=person.id, person=person, centre_id=person.centre_id)
    return _give_place(event, made, queries.registration_by_address(event, person.email or "-"))


def register_guest(event: Event, name: str, email: str, centre_id: int | None) -> Registration:
    """The same for somebody from outside, once they followed the link of their letter.

    Raises:
        Refused: registrations are not open, or no longer, or not to them.
    """
    _take_to_register(event)
    if not event.is_public:
        raise Refused(NOT_OPEN)
    made = Registration(meeting_id=event.meeting_id, name=name, email=email, centre_id=centre_id)
    return _give_place(event, made, queries.registration_by_address(event, email))


def _take_to_register(event: Event) -> None:
    _take_alone(event)
    if event.state is not MeetingState.CALLED:
        raise Refused(NOT_OPEN)
    if not event.is_open:
        raise Refused(CLOSED)


def _give_place(event: Event, made: Registration, known: Registration | None) -> Registration:
    if known is not None:
        return known
    made.is_waiting = not queries.places_of(event).have_room(event, made.centre_id)
    db.session.add(made)
    db.session.flush()
    _expect(event, made)
    mails.registered(event, made, queries.rank_of(made) if made.is_waiting else 0)
    db.session.flush()
    return made


def _expect(event: Event, registration: Registration) -> None:
    """Whoever has a place is expected, as at any meeting: their space, their calendar and reminders say so."""
    if registration.person is not None and not registration.is_waiting:
        meetings.answer(event.meeting, registration.person, Answer.YES)


def withdraw(event: Event, registration: Registration) -> None:
    """Give a place back; the first of those who wait whom it suits has it. Twice changes nothing.

    Raises:
        Refused: the event has begun.
    """
    meeting = _take_alone(event)
    if meeting.has_started:
        raise Refused(TOO_LATE)
    mine = (Attendance.meeting_id == meeting.id, Attendance.person_id == registration.person_id)
    db.session.execute(delete(Attendance).where(*mine, Attendance.presence.is_(None)))
    db.session.execute(delete(Registration).where(Registration.id == registration.id))
    db.session.flush()
    fill_places(event)


def give_places_back(person: Person) -> None:
    """Of somebody who goes for good: their places to come go to those who wait."""
    mine = select(Registration).where(Registration.person_id == person.id)
    coming = mine.join(Meeting, Meeting.id == Registration.meeting_id).where(Meeting.starts_at > clock.now())
    for one in db.session.scalars(coming.order_by(Registration.id)).all():
        if event := queries.event(one.meeting_id):
            withdraw(event, one)


def fill_places(event: Event) -> int:
    """Places go to those who wait, in their order; one whose centre has its share lets the next pass. How many moved.

    The caller holds the event's row."""
    if event.state is not MeetingState.CALLED or event.meeting.has_started:
        return 0
    moved = 0
    for one in queries.waiting(event):
        places = queries.places_of(event)
        if places.why_not(event, None) == "full":
            break
        if places.have_room(event, one.centre_id):
            one.is_waiting = False
            db.session.flush()
            _expect(event, one)
            mails.place_freed(event, one)
            moved += 1
    return moved


def note_presence(event: Event, came: Mapping[int, bool]) -> None:
    """Who came or did not, by the id of their registration, among those who have a place; what others noted stays.

    Raises:
        Refused: the event is not open yet, was cancelled, or names are no longer kept.
    """
    meeting = _take_alone(event)
    for one in queries.registrations(event):
        if one.is_waiting or one.id not in came:
            continue
        if one.person_id is None:
            one.came = came[one.id]
        elif came[one.id] != _is_there(meeting, one.person_id):
            meetings.record_presence(meeting, one.person_id, Presence.PRESENT if came[one.id] else None)
    db.session.flush()
    record("events/presence-noted", meeting, once_in=meetings.ONE_SITTING, title=meeting.title)


def _is_there(meeting: Meeting, person_id: int) -> bool:
    here = (Attendance.meeting_id == meeting.id, Attendance.person_id == person_id, Attendance.presence.in_(THERE))
    return db.session.scalar(select(Attendance.id).where(*here)) is not None


def forget_old_registrations() -> int:
    """Who registered, three months after the event. How many."""
    over = select(Meeting.id).where(Meeting.ends_at < clock.now() - KEPT)
    gone = delete(Registration).where(Registration.meeting_id.in_(over)).returning(Registration.id)
    return len(db.session.scalars(gone).all())


def _take_alone(event: Event) -> Meeting:
    """Two who change an event or take a place at once wait for each other here."""
    meetings.take_alone(event.meeting)
    db.session.refresh(event, [column.key for column in Event.__table__.columns])
    return event.meeting
