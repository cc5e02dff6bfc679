"""A meeting as calendars know it (iCalendar, RFC 5545): in a letter about it, as a file, or among others in a feed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from icalendar import Calendar, Event, vCalAddress, vDuration, vText, vUri

from workspace import clock
from workspace.french import NBSP
from workspace.meetings.models import Meeting, MeetingState
from workspace.people.models import Person

PRODUCT = "-//Espace federal//FR"
CANCEL, REQUEST = "CANCEL", "REQUEST"
LOOK_AGAIN = timedelta(hours=1)  # how often a calendar is asked to read a feed anew


def invitation(
    meeting: Meeting, person: Person, organiser: tuple[str, str], page: str, is_withdrawn: bool = False
) -> tuple[str, str]:
    """What one person's calendar is told, and how (its method): when, where, and the page that tells the rest; no
    agenda (domain §0). Of a cancelled meeting, that it is; `is_withdrawn` says the same to that person alone.

    `organiser` is a name and an address. No reply is asked of the calendar: the answer is given on the page.
    """
    method = CANCEL if is_withdrawn or meeting.state is MeetingState.CANCELLED else REQUEST
    name, address = organiser
    told = _told(meeting, page, with_link=True)._replace(is_off=method == CANCEL)
    event = _event(told)
    event.add("dtstamp", clock.now())
    event.add("organizer", _address(address, name))
    event.add("attendee", _address(person.email or "", person.name, PARTSTAT="NEEDS-ACTION", RSVP="FALSE"))
    calendar = _calendar([told], [event])
    calendar.add("method", method)
    return calendar.to_ical().decode(), method


def entry(meeting: Meeting, page: str, with_link: bool) -> str:
    """The meeting as a file that anyone adds to their own calendar; the link of its video only for whoever joins it."""
    return several([meeting], lambda _: page, with_link)


def several(meetings: Sequence[Meeting], page_of: Callable[[Meeting], str], with_links: bool = True) -> str:
    """Meetings as one file, for the calendar of somebody expected at each of them."""
    told = [_told(one, page_of(one), with_links) for one in meetings]
    events = [*map(_event, told)]
    for event in events:
        event.add("dtstamp", clock.now())
    return _calendar(told, events).to_ical().decode()


class Told(NamedTuple):
    """What an event says of a meeting."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    location: str
    description: str
    page: str
    is_off: bool


@dataclass(frozen=True)
class Day:
    """A whole day that a calendar tells: a deadline."""

    uid: str
    on: date
    summary: str
    page: str
    since: date  # when it became known


def feed(
    name: str,
    meetings: Sequence[Meeting],
    page_of: Callable[[Meeting], str],
    with_links: bool = False,
    days: Sequence[Day] = (),
) -> str:
    """A calendar to subscribe to. The same meetings give the same text, so that it can be known as unchanged.

    `with_links`: members' feeds carry the links of video meetings; public ones do not.
    """
    return _feed(name, tuple(_told(one, page_of(one), with_links) for one in meetings), tuple(days))


@lru_cache(maxsize=64)  # calendars ask every hour for what seldom changes
def _feed(name: str, told: tuple[Told, ...], days: tuple[Day, ...]) -> str:
    events = []
    for one in told:
        event = _event(one)
        event.add("dtstamp", one.changed_at)
        event.add("last-modified", one.changed_at)
        events.append(event)
    calendar = _calendar(told, [*events, *map(_whole_day, days)])
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)  # what most calendars read instead
    calendar.add("refresh-interval", vDuration(LOOK_AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(LOOK_AGAIN))
    return calendar.to_ical().decode()


def _whole_day(day: Day) -> Event:
    event = Event()
    event.add("uid", day.uid)
    event.add("dtstamp", clock.start_of(day.since))
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))
    event.add("summary", day.summary)
    event.add("url", vUri(day.page))
    event.add("transp", "TRANSPARENT")  # it keeps nobody busy
    return event


def _told(meeting: Meeting, page: str, with_link: bool) -> Told:
    video_link, is_off = meeting.video_link if with_link else "", meeting.state is MeetingState.CANCELLED
    title = f"{meeting.group.short_name}{NBSP}: {meeting.title}"
    said = "Cette réunion est passée" if meeting.is_over else "Dites si vous venez"
    asked = [f"{said}{NBSP}: {page}", video_link]
    return Told(
        meeting.uid,
        meeting.sequence,
        meeting.starts_at,
        meeting.ends_at,
        meeting.changed_at,
        summary=f"Annulée{NBSP}: {title}" if is_off else title,  # in words: many calendars show its state by nothing
        location=meeting.place or video_link or ("En visio" if meeting.video_link else ""),
        description=f"Cette réunion n’a pas lieu{NBSP}: {page}" if is_off else "\n".join(filter(None, asked)),
        page=page,
        is_off=is_off,
    )


def _event(told: Told) -> Event:
    event = Event()
    event.add("uid", told.uid)
    event.add("sequence", told.sequence)
    event.add("dtstart", clock.in_paris(told.starts_at))
    event.add("dtend", clock.in_paris(told.ends_at))
    event.add("summary", told.summary)
    event.add("location", told.location)
    event.add("description", told.description)
    event.add("url", vUri(told.page))
    event.add("status", "CANCELLED" if told.is_off else "CONFIRMED")
    return event


def _calendar(told: Sequence[Told], events: Sequence[Event]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for event in events:
        calendar.add_component(event)
    if told:
        days = [instant.date() for one in told for instant in (one.starts_at, one.ends_at)]
        calendar.add_missing_timezones(min(days), max(days))
    return calendar


def _address(email: str, name: str, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params |= {"CN": vText(name)} | {key: vText(value) for key, value in parameters.items()}
    return address
