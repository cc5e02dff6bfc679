"""The daily letter, and the one that gathers notices."""

from collections.abc import Sequence

from workspace.followup.queries import Due
from workspace.meetings.mails import answer_link
from workspace.notifications.models import Notice
from workspace.notifications.telling import DIGEST, REMINDER, unsubscribe_url
from workspace.people.models import Person
from workspace.post import base_url, letter


def reminder(person: Person, due: Due) -> None:
    """One letter for all that awaits a person, the first thing to do in its first line."""
    stop = unsubscribe_url(person, REMINDER, 0)
    answers = {meeting.id: answer_link(meeting, person) for meeting, _ in due.meetings}
    first = due.steps[0]
    letter(REMINDER, person.email or "", person.name, unsubscribe=stop, due=due, first=first, answers=answers)


def digest(person: Person, notices: Sequence[Notice]) -> None:
    """One letter for all that they chose to hear of later, oldest first."""
    stop = unsubscribe_url(person, DIGEST, 0)
    told = [(notice.subject, base_url() + notice.path) for notice in notices]
    letter(DIGEST, person.email or "", person.name, unsubscribe=stop, told=told)
