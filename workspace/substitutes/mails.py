"""Letters to whoever comes instead of somebody, and to whom they were to replace."""

from collections.abc import Sequence

from workspace.meetings.mails import answer_links, tell
from workspace.meetings.models import AgendaItem, Meeting
from workspace.notifications.telling import About, notify
from workspace.people.models import Person
from workspace.post import public_path


def named(meeting: Meeting, points: Sequence[AgendaItem], substitute: Person, person: Person) -> None:
    """You are expected there: say whether you can come."""
    answers = answer_links(meeting)
    tell(
        "substitutes/named",
        meeting,
        [substitute],
        always=True,
        each=answers,
        points=points,
        replaced=person,
    )


def withdrawn(meeting: Meeting, substitute: Person, person: Person) -> None:
    """You are no longer expected there."""
    tell(
        "substitutes/withdrawn",
        meeting,
        [substitute],
        always=True,
        each=lambda _: {},
        is_withdrawn=True,
        replaced=person,
    )


def declined(meeting: Meeting, substitute: Person, person: Person) -> None:
    """Nobody comes instead of you after all: name somebody else, if you can."""
    about = About("meeting", meeting.id, meeting.group.id, public_path("substitutes.name", id=meeting.id))
    notify([person], "substitutes/declined", about, always=True, meeting=meeting, substitute=substitute)
