"""Reads about events: those to come, who has a place, who waits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import contains_eager, joinedload

from workspace import clock
from workspace.database import db
from workspace.events.models import Event, Registration
from workspace.groups.queries import Standing
from workspace.meetings.models import THERE, Attendance, Meeting, MeetingState
from workspace.people.models import Person
from workspace.scheduling.queries import visible_to


@dataclass(frozen=True)
class Places:
    """What is taken, in all and by centre."""

    taken: int
    waiting: int
    of_centre: Mapping[int, int]

    def have_room(self, event: Event, centre_id: int | None) -> bool:
        return not self.why_not(event, centre_id)

    def why_not(self, event: Event, centre_id: int | None) -> str:
        """« full », « centre », or nothing when there is room."""
        if event.capacity is not None and self.taken >= event.capacity:
            return "full"
        if event.per_centre is not None and centre_id and self.of_centre.get(centre_id, 0) >= event.per_centre:
            return "centre"
        return ""


def places_of(event: Event) -> Places:
    rows = db.session.execute(
        select(Registration.centre_id, Registration.is_waiting, func.count())
        .where(Registration.meeting_id == event.meeting_id)
        .group_by(Registration.centre_id, Registration.is_waiting)
    ).all()
    by_centre = Counter({centre_id: number for centre_id, waits, number in rows if not waits and centre_id})
    taken = sum(number for _, waits, number in rows if not waits)
    return Places(taken, sum(number for _, waits, number in rows if waits), by_centre)


def event(meeting_id: int) -> Event | None:
    return db.session.get(Event, meeting_id)


def registration(registration_id: int) -> Registration | None:
    """With its person."""
    found = select(Registration).where(Registration.id == registration_id).options(joinedload(Registration.person))
    return db.session.scalar(found)


def coming(standing: Standing | None) -> Sequence[Event]:
    """Events not over yet, soonest first: those a person may know of, or the public ones for those who have no
    account."""
    return db.session.scalars(
        select(Event)
        .join(Event.meeting)
        .where(Meeting.ends_at > clock.now(), Meeting.state != MeetingState.CANCELLED, _may_be_known(standing))
        .options(contains_eager(Event.meeting))
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def _may_be_known(standing: Standing | None) -> ColumnElement[bool]:
    if standing is None:
        return Event.is_public & (Meeting.state != MeetingState.DRAFT)
    return visible_to(standing) if not standing.steers else true()


def registration_of(event: Event, person_id: int) -> Registration | None:
    """With its person."""
    mine = (Registration.meeting_id == event.meeting_id, Registration.person_id == person_id)
    return db.session.scalar(select(Registration).where(*mine).options(joinedload(Registration.person)))


def has_a_place(meeting_id: int, person_id: int) -> bool:
    """Registered to the event, not waiting."""
    mine = (Registration.meeting_id == meeting_id, Registration.person_id == person_id, ~Registration.is_waiting)
    return db.session.scalar(select(Registration.id).where(*mine)) is not None


def registration_by_address(event: Event, email: str) -> Registration | None:
    """Of somebody from outside, or of a person of the space who has that address."""
    theirs = select(Person.id).where(Person.email == email)
    return db.session.scalar(
        select(Registration)
        .where(
            Registration.meeting_id == event.meeting_id,
            (Registration.email == email) | Registration.person_id.in_(theirs),
        )
        .options(joinedload(Registration.person))
        .limit(1)
    )


def rank_of(registration: Registration) -> int:
    """Among those who wait, 1 first."""
    before = (Registration.meeting_id == registration.meeting_id, Registration.is_waiting)
    earlier = (Registration.registered_at < registration.registered_at) | (
        (Registration.registered_at == registration.registered_at) & (Registration.id < registration.id)
    )
    return 1 + (db.session.scalar(select(func.count(Registration.id)).where(*before, earlier)) or 0)


def registrations(event: Event) -> Sequence[Registration]:
    """Those who have a place by name, then those who wait in their order; with person and centre."""
    query = select(Registration).where(Registration.meeting_id == event.meeting_id)
    rows = db.session.scalars(
        query.options(joinedload(Registration.person), joinedload(Registration.centre)).order_by(
            Registration.is_waiting, Registration.registered_at, Registration.id
        )
    ).all()
    placed = sorted((one for one in rows if not one.is_waiting), key=lambda one: one.said_name.casefold())
    return [*placed, *(one for one in rows if one.is_waiting)]


def waiting(event: Event) -> Sequence[Registration]:
    """Who waits, in order, with their person."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.meeting_id == event.meeting_id, Registration.is_waiting)
        .options(joinedload(Registration.person))
        .order_by(Registration.registered_at, Registration.id)
    ).all()


def ids_of_those_there(event: Event) -> set[int]:
    """The people noted there."""
    there = (Attendance.meeting_id == event.meeting_id, Attendance.presence.in_(THERE))
    return {one for one in db.session.scalars(select(Attendance.person_id).where(*there)) if one}


def centre_counts(rows: Sequence[Registration]) -> list[tuple[Any, int]]:
    """How many have a place, by centre, the most first."""
    found = Counter(one.centre.name if one.centre else "" for one in rows if not one.is_waiting)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
