"""A meeting as calendars know it (iCalendar)."""

from icalendar import Calendar, Event, vCalAddress, vText, vUri

from workspace import clock
from workspace.meetings.models import Meeting, MeetingState
from workspace.people.models import Person

PRODUCT = "-//Espace federal//FR"


CANCEL, REQUEST = "CANCEL", "REQUEST"


def invitation(
    meeting: Meeting, person: Person, organiser: tuple[str, str], page: str, is_withdrawn: bool = False
) -> tuple[str, str]:
    """What one person's calendar is told, and how (its method): when, where, and the page that tells the rest; no
    agenda (domain §0). Of a cancelled meeting, that it is; `is_withdrawn` says the same to that person alone.

    `organiser` is a name and an address. No reply is asked of the calendar: the answer is given on the page.
    """
    method = CANCEL if is_withdrawn or meeting.state is MeetingState.CANCELLED else REQUEST
    name, address = organiser
    event = _event(meeting, page)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("organizer", _address(address, name))
    event.add("attendee", _address(person.email or "", person.name, PARTSTAT="NEEDS-ACTION", RSVP="FALSE"))
    return _calendar(meeting, event, method), method


def entry(meeting: Meeting, page: str) -> str:
    """The meeting as a file that anyone adds to their own calendar."""
    event = _event(meeting, page)
    event.add("status", "CANCELLED" if meeting.state is MeetingState.CANCELLED else "CONFIRMED")
    return _calendar(meeting, event)


def _event(meeting: Meeting, page: str) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", clock.in_paris(meeting.starts_at))
    event.add("dtend", clock.in_paris(meeting.ends_at))
    event.add("summary", f"{meeting.group.short_name}\N{NO-BREAK SPACE}: {meeting.title}")
    event.add("location", meeting.place or meeting.video_link)
    event.add(
        "description", "\n".join(filter(None, [f"Dites si vous venez\N{NO-BREAK SPACE}: {page}", meeting.video_link]))
    )
    event.add("url", vUri(page))
    return event


def _calendar(meeting: Meeting, event: Event, method: str = "") -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    calendar.add_component(event)
    calendar.add_missing_timezones(meeting.starts_at.date(), meeting.ends_at.date())
    return calendar.to_ical().decode()


def _address(email: str, name: str, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params |= {"CN": vText(name)} | {key: vText(value) for key, value in parameters.items()}
    return address
