"""Letters about meetings."""

from collections.abc import Iterable, Sequence

from workspace.meetings import calendar
from workspace.meetings.models import AgendaItem, Meeting
from workspace.people.models import Person
from workspace.post import letter, public_url, sender
from workspace.settings import queries as settings


def meeting_called(meeting: Meeting, points: Sequence[AgendaItem], members: Iterable[Person]) -> None:
    """One letter a member who has an address: say whether you come, then when, where and what about."""
    page = public_url("meetings.show", id=meeting.id)
    federation = settings.federation()
    organiser = (federation.name, federation.email or sender())
    for person in members:
        if person.email:
            letter(
                "meetings/meeting-called",
                person.email,
                person.name,
                calendar=calendar.request(meeting, person, organiser, page),
                calendar_method="REQUEST",
                meeting=meeting,
                points=points,
            )
