"""What comes back, what is held together, what one registers to: a series, a meeting of two groups, two events."""

import random
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from workspace import clock
from workspace.database import db
from workspace.demo import calendar, content
from workspace.events.models import Event, EventType, Registration
from workspace.events.operations import Details, plan_event
from workspace.events.queries import places_of
from workspace.groups.models import Group
from workspace.meetings.joint import invite_groups
from workspace.meetings.models import AgendaItem, Answer, Attendance, Meeting, MeetingState, PointKind
from workspace.meetings.operations import create_meeting
from workspace.people.models import Person
from workspace.series.operations import Plan, make_series
from workspace.series.queries import to_come
from workspace.series.rules import Monthly, days_of, moment

CALLED_AHEAD = timedelta(days=60)
WEDNESDAY, SATURDAY = 2, 5
Place = Callable[[str | dict[str, str]], str]


def add_gatherings(
    today: date,
    groups: Mapping[str, Group],
    led: Mapping[str, list[Person]],
    people: Collection[Person],
    place: Place,
) -> None:
    """Past days stay as they are: all of these are to come."""
    told = content.read("gatherings")
    _series(today, told["series"], groups, led, place)
    for given in told["joint"]:
        _joint(today, given, groups, led, place)
    for given in told["events"]:
        _event(today, given, groups[given["group"]], led[given["group"]][0], people, place)


def _series(
    today: date, given: dict[str, Any], groups: Mapping[str, Group], led: Mapping[str, list[Person]], place: Place
) -> None:
    """The first ones are called, the others wait."""
    group = groups[given["group"]]
    rule = Monthly(today + timedelta(days=5), 1, given["rank"], given["weekday"])
    begins, ends = _hours(given)
    moments = [moment(day, begins, ends) for day in days_of(rule, given["number"])]
    instants = [(one.starts_at, one.ends_at) for one in moments if one.starts_at and one.ends_at]
    plan = Plan(given["title"], place(given["place"]), f"https://visio.example.org/{group.slug}")
    series = make_series(group, "demonstration", rule.words, plan, instants, led[group.slug][0])
    for meeting in to_come(series):
        if meeting.starts_at < clock.now() + CALLED_AHEAD:
            _call(meeting)
    db.session.flush()


def _joint(
    today: date, given: dict[str, Any], groups: Mapping[str, Group], led: Mapping[str, list[Person]], place: Place
) -> None:
    group, begins_and_ends = groups[given["group"]], _hours(given)
    day = _free_day(today, given, WEDNESDAY)
    starts_at, ends_at = (clock.from_paris(datetime.combine(day, hour)) for hour in begins_and_ends)
    meeting = create_meeting(group, given["title"], starts_at, ends_at, led[group.slug][0], place(given["place"]))
    invite_groups(meeting, [groups[slug] for slug in given["guests"]])
    for position, point in enumerate(given["points"], 1):
        kind = PointKind(point["kind"])
        row = AgendaItem(position=position, title=point["title"], kind=kind, minutes=point["minutes"])
        row.meeting_id = meeting.id
        db.session.add(row)
    _call(meeting)
    db.session.flush()


def _event(
    today: date, given: dict[str, Any], group: Group, organiser: Person, people: Collection[Person], place: Place
) -> None:
    """Open, with those who registered: beyond the places there are, they wait."""
    day = _free_day(today, given, SATURDAY)
    starts_at, ends_at = (clock.from_paris(datetime.combine(day, hour)) for hour in _hours(given))
    details = Details(
        EventType(given["type"]), given["description"].strip(), given["is_public"],
        clock.days_later(starts_at, -7), given["capacity"], given["per_centre"],
    )  # fmt: skip
    when_and_where = {
        "title": given["title"],
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": place(given["place"]),
    }
    event = plan_event(group, when_and_where, details, organiser)
    _call(event.meeting)
    db.session.flush()
    chance = random.Random(given["title"])  # noqa: S311 - invented registrations
    candidates = [one for one in people if one.centre_id and one.password_hash is None]
    for rank, person in enumerate(chance.sample(candidates, given["registered"])):
        _registered(event, person, clock.now() - timedelta(days=2) + timedelta(minutes=rank))


def _free_day(today: date, given: dict[str, Any], weekday: int) -> date:
    """When nobody else meets: people come from several groups, or from all."""
    taken = {clock.in_paris(one).date() for one in db.session.scalars(select(Meeting.starts_at))}
    return calendar.open_day(today + timedelta(days=given["days"]), weekday, off=taken)


def _registered(event: Event, person: Person, at: datetime) -> None:
    """As if their letters had left."""
    waits = not places_of(event).have_room(event, person.centre_id)
    row = {"meeting_id": event.meeting_id, "person_id": person.id, "registered_at": at}
    db.session.add(Registration(**row, centre_id=person.centre_id, is_waiting=waits))
    if not waits:
        said = {"answer": Answer.YES, "answered_at": at}
        db.session.add(Attendance(meeting_id=event.meeting_id, person_id=person.id, **said))
    db.session.flush()


def _call(meeting: Meeting) -> None:
    """As if its letters had left."""
    meeting.state, meeting.called_at = MeetingState.CALLED, clock.now() - timedelta(days=2)


def _hours(given: dict[str, Any]) -> tuple[time, time]:
    begins, ends = (time.fromisoformat(hour) for hour in given["hours"].split("-"))
    return begins, ends
