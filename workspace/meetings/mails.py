"""Letters about meetings: one a member who has an address, each with the date for their calendar."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from workspace import clock, links, post
from workspace.database import db
from workspace.meetings import calendar, queries
from workspace.meetings.models import AgendaItem, Answer, Appointment, Meeting
from workspace.notifications.telling import About, notify
from workspace.people.models import Person
from workspace.post import Letter, public_path, public_url, sender
from workspace.settings import queries as settings

MOVED = "meetings/meeting-moved"
BURST = timedelta(minutes=3)  # two moves of a meeting within that time make one letter
ANSWER = "answer"  # the purpose of the links that answer
LINK_LASTS = timedelta(days=730)  # in fact until the meeting starts: the gesture sees to it


def meeting_called(meeting: Meeting, points: Sequence[AgendaItem], members: Iterable[Person]) -> None:
    """Say whether you come, then when, where and what about. A body convenes: nobody may refuse its letters."""
    convenes = not meeting.group.is_working_group
    _notify("meetings/meeting-called", meeting, members, always=convenes, each=_answers(meeting), points=points)


def meeting_moved(meeting: Meeting, before: Appointment, members: Iterable[tuple[Person, Answer | None]]) -> None:
    """The old and the new appointment; what was answered to the old one is kept, to be confirmed.

    Moves in a burst make one letter, from what its reader still believes to what is true; one that comes back to where
    it was makes none.
    """
    held = post.waiting(MOVED, _burst(meeting))
    told = {person: answer for person, answer in members if not _is_back(meeting, held.get(person.email or ""))}
    known = {person: held.get(person.email or "") for person in told}
    answers = _answers(meeting)

    def each(person: Person) -> dict[str, Any]:
        earlier = known[person]
        since = _read(earlier) if earlier else before
        leaves_at = earlier.not_before if earlier else clock.now() + BURST
        kept = {"appointment_before": since, "before": _written(since), "not_before": leaves_at}
        return answers(person) | kept | {"answer": told[person]}

    _notify(MOVED, meeting, told, always=True, each=each)
    _withdraw(held)


def meeting_cancelled(meeting: Meeting, members: Iterable[Person]) -> None:
    """It will not take place, and why. A move that nobody was told of yet no longer matters."""
    _withdraw(post.waiting(MOVED, _burst(meeting)))
    _notify("meetings/meeting-cancelled", meeting, members, always=True, each=lambda _: {})


def no_longer_called(meeting: Meeting, people: Sequence[Person]) -> None:
    """It takes place, but the group they were called through is no longer invited. Their calendar drops the date."""
    gone = {one.email or "" for one in people}
    held = post.waiting(MOVED, _burst(meeting))
    _withdraw({address: letter for address, letter in held.items() if address in gone})
    _notify("meetings/no-longer-called", meeting, people, always=True, each=lambda _: {}, is_withdrawn=True)


def withdraw_moves(meeting: Meeting) -> dict[str, Appointment]:
    """Take back the letters on their way about a move of this meeting; what their readers still believe, by address."""
    held = post.waiting(MOVED, _burst(meeting))
    believed = {address: _read(letter) for address, letter in held.items()}
    _withdraw(held)
    return believed


def _notify(
    kind: str,
    meeting: Meeting,
    people: Iterable[Person],
    always: bool,
    each: Callable[[Person], dict[str, Any]],
    is_withdrawn: bool = False,
    **context: Any,
) -> None:
    federation = settings.federation()
    organiser = (federation.name, federation.email or sender())
    page = public_url("meetings.show", id=meeting.id)

    def invitation(person: Person) -> dict[str, Any]:
        told, method = calendar.invitation(meeting, person, organiser, page, is_withdrawn)
        return {"calendar": told, "calendar_method": method} | each(person)

    context |= {"meeting": meeting, "burst": _burst(meeting)}
    for group_id, theirs in queries.called_through(meeting, list(people)):
        about = About("meeting", meeting.id, group_id, public_path("meetings.show", id=meeting.id))
        notify(theirs, kind, about, always=always, each=invitation, **context)


def _burst(meeting: Meeting) -> str:
    return f"meeting {meeting.id}"


def _answers(meeting: Meeting) -> Callable[[Person], dict[str, Any]]:
    """Four addresses that answer without a password, by what they answer."""

    def of(person: Person) -> dict[str, Any]:
        token = links.sign(ANSWER, meeting=meeting.id, person=person.id, address=links.mark_of(person.email or ""))
        return {"links": {said.value: public_url("meetings.answer_by_mail", token=token, r=said) for said in Answer}}

    return of


def _withdraw(held: Mapping[str, Letter]) -> None:
    for letter in held.values():
        db.session.delete(letter)


def _is_back(meeting: Meeting, held: Letter | None) -> bool:
    return held is not None and _read(held) == meeting.appointment


def _written(appointment: Appointment) -> str:
    starts_at, ends_at, *where = appointment
    return json.dumps([starts_at.isoformat(), ends_at.isoformat(), *where])


def _read(held: Letter) -> Appointment:
    starts_at, ends_at, place, video_link = json.loads(held.before)
    return Appointment(datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at), place, video_link)
