"""What the page of a running meeting shows besides its agenda."""

from collections.abc import Sequence

from workspace import clock
from workspace.actions import lines
from workspace.groups import queries as groups
from workspace.meetings import queries as meetings
from workspace.meetings.models import AgendaItem, Meeting
from workspace.people.models import Person


def people_of(meeting: Meeting) -> list[Person]:
    """Who may be given an action: members, the staff team, whoever is expected."""
    people = {person.id: person for person in groups.people_to_ask(*meeting.group_ids)}
    people |= {attendee.person.id: attendee.person for attendee in meetings.attendees_of(meeting)}
    return sorted(people.values(), key=lambda person: person.search_name)


def asked_in(point: AgendaItem, people: Sequence[Person] | None = None) -> list[lines.Asked]:
    """The actions that the notes of a point ask for; people are read only when some line names one."""
    if not any(lines.ASKED.fullmatch(line) for line in point.notes.splitlines()):
        return []
    people = people_of(point.meeting) if people is None else people
    day = clock.in_paris(point.meeting.starts_at).date()
    return lines.asked_in(point.notes, people, point.meeting.ids_of_those_there, day)
