"""Letters about meetings: one a member who has an address, each with the date for their calendar."""

from collections.abc import Iterable, Sequence
from typing import Any

from workspace.meetings import calendar
from workspace.meetings.models import AgendaItem, Answer, Appointment, Meeting
from workspace.people.models import Person
from workspace.post import letter, public_url, sender
from workspace.settings import queries as settings


def meeting_called(meeting: Meeting, points: Sequence[AgendaItem], members: Iterable[Person]) -> None:
    """Say whether you come, then when, where and what about."""
    for person in members:
        _letter("meetings/meeting-called", meeting, person, points=points)


def meeting_moved(meeting: Meeting, before: Appointment, members: Iterable[tuple[Person, Answer | None]]) -> None:
    """The old and the new appointment; what was answered to the old one is kept, to be confirmed."""
    for person, answer in members:
        _letter("meetings/meeting-moved", meeting, person, before=before, answer=answer)


def meeting_cancelled(meeting: Meeting, members: Iterable[Person]) -> None:
    """It will not take place, and why."""
    for person in members:
        _letter("meetings/meeting-cancelled", meeting, person)


def _letter(name: str, meeting: Meeting, person: Person, **context: Any) -> None:
    if not person.email:
        return
    federation = settings.federation()
    organiser = (federation.name, federation.email or sender())
    page = public_url("meetings.show", id=meeting.id)
    told, method = calendar.invitation(meeting, person, organiser, page)
    letter(name, person.email, person.name, calendar=told, calendar_method=method, meeting=meeting, **context)
