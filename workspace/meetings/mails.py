"""Letters about meetings: one a member who has an address, each with the date for their calendar."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from workspace import links
from workspace.meetings import calendar, moves, queries
from workspace.meetings.models import AgendaItem, Answer, Appointment, Meeting
from workspace.notifications.telling import About, notify
from workspace.people.models import Person, Reached
from workspace.post import public_path, public_url, sender
from workspace.settings import queries as settings

ANSWER = "answer"  # the purpose of the links that answer
LINK_LASTS = timedelta(days=730)  # in fact until the meeting starts: the gesture sees to it


def meeting_called(
    meeting: Meeting,
    points: Sequence[AgendaItem],
    members: Iterable[Person],
    documents: Sequence[tuple[str, str]] = (),
) -> None:
    """Say whether you come, then when, where and what about. A body convenes: nobody may refuse its letters."""
    convenes = not meeting.group.is_working_group
    each, told = answer_links(meeting), "meetings/meeting-called"
    tell(told, meeting, members, always=convenes, each=each, points=points, documents=documents)


def meeting_moved(meeting: Meeting, before: Appointment, people: Iterable[Person]) -> None:
    """The old and the new appointment; what was answered to the old one is kept, to be confirmed."""
    meetings_moved({person: {meeting.id: before} for person in people})


def meetings_moved(moved: Mapping[Person, moves.Believed]) -> None:
    """Where each of these people's meetings were.

    Moves in a burst make one letter a person, from what they still believe to what is true, whatever the number of
    meetings that move; one that comes back to where it was makes none.
    """
    held = moves.Held()
    for person, before in moved.items():
        believed, leaves_at = held.take(person)
        _tell_moves(person, before | believed, leaves_at)


def _tell_moves(person: Person, believed: moves.Believed, leaves_at: datetime) -> None:
    changes = moves.changes_of(believed)
    if not changes:
        return
    kind, said = moves.words_of(changes, person, leaves_at)
    first = changes[0][0]
    if kind == moves.ONE:
        answers = answer_links(first)
        tell(kind, first, [person], always=True, each=lambda one: answers(one) | said)
    else:
        about = About("meeting", first.id, 0, public_path("people.my_space"))
        one_each = {meeting.id: answer_link(meeting, person) for meeting, _ in changes}
        notify([person], kind, about, always=True, answers=one_each, **said)


def meeting_cancelled(meeting: Meeting, members: Iterable[Person]) -> None:
    """It will not take place, and why. A move that nobody was told of yet no longer matters."""
    withdraw_moves(meeting)
    tell("meetings/meeting-cancelled", meeting, members, always=True, each=lambda _: {})


def no_longer_called(meeting: Meeting, left: Sequence[queries.Attendee]) -> None:
    """It takes place, but the group they were called through is no longer invited, or that of whom they were to
    replace. Their calendar drops the date."""
    people = [one.person for one in left]
    told = {one.person.id: {"replaced": None if one.is_member else one.replaces} for one in left}
    withdraw_moves(meeting, people)
    tell("meetings/no-longer-called", meeting, people, always=True, each=lambda one: told[one.id], is_withdrawn=True)


def withdraw_moves(meeting: Meeting, people: Iterable[Person] | None = None) -> dict[str, Appointment]:
    """A move of this meeting is no longer to be told, to these people or to anybody; what they still believe, by
    address. The other meetings of their letters are told all the same."""
    held, told = moves.Held(), {}
    for person in held.readers_of(meeting) if people is None else people:
        believed, leaves_at = held.take(person)
        if meeting.id in believed:
            told[person.email or ""] = believed.pop(meeting.id)
        _tell_moves(person, believed, leaves_at)
    return told


def tell(
    kind: str,
    meeting: Meeting,
    people: Iterable[Person],
    always: bool,
    each: Callable[[Person], dict[str, Any]],
    is_withdrawn: bool = False,
    **context: Any,
) -> None:
    """A letter with the date for a calendar; `is_withdrawn`: these people are no longer expected there."""
    federation = settings.federation()
    organiser = (federation.name, federation.email or sender())
    page = public_url("meetings.show", id=meeting.id)

    def invitation(person: Person) -> dict[str, Any]:
        told, method = calendar.invitation(meeting, person, organiser, page, is_withdrawn)
        return {"calendar": told, "calendar_method": method} | each(person)

    context |= {"meeting": meeting, "burst": meeting.burst}
    for group_id, theirs in queries.called_through(meeting, list(people)):
        of_group = 0 if is_withdrawn else group_id
        about = About("meeting", meeting.id, of_group, public_path("meetings.show", id=meeting.id))
        notify(theirs, kind, about, always=always, each=invitation, **context)


def answer_links(meeting: Meeting) -> Callable[[Person], dict[str, Any]]:
    """Four addresses that answer without a password, by what they answer."""

    def of(person: Person) -> dict[str, Any]:
        token = token_of(meeting, person)
        return {"links": {said.value: public_url("meetings.answer_by_mail", token=token, r=said) for said in Answer}}

    return of


def answer_link(meeting: Meeting, person: Person | Reached) -> str:
    """One address that offers them all: for letters about several meetings."""
    return public_url("meetings.answer_by_mail", token=token_of(meeting, person))


def token_of(meeting: Meeting, person: Person | Reached) -> str:
    """What such a link says: void once the letters' address is another."""
    return links.sign(ANSWER, meeting=meeting.id, person=person.id, address=links.mark_of(person.email or ""))
