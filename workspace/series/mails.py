"""Letters about several meetings of a series at once: one a person, with only those that call them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from workspace import clock, post
from workspace.database import db
from workspace.groups import queries as groups
from workspace.meetings import calendar
from workspace.meetings.mails import withdraw_moves
from workspace.meetings.models import Appointment, Meeting, Series
from workspace.notifications.telling import About, notify
from workspace.people.models import Person
from workspace.post import Letter, public_path, public_url

MOVED = "series/series-moved"
BURST = timedelta(minutes=3)  # changes within that time make one letter


def series_moved(series: Series, moved: Sequence[tuple[Meeting, Appointment]]) -> None:
    """The old and the new appointment of each. Changes in a burst make one letter, from what its reader still
    believes; a letter on its way about one of these meetings alone is taken into it."""
    if not moved:
        return
    known = _known(series, moved)
    told = {person: theirs for person, theirs in _by_person(moved, known).items() if theirs}
    leaves_at = min([one.not_before for one in known.letters.values()], default=clock.now() + BURST)

    def each(person: Person) -> dict[str, Any]:
        changes = told[person]
        return {
            "changes": changes,
            "before": json.dumps({str(one.id): _written(before) for one, before in changes}),
            "calendar": calendar.several([one for one, _ in changes], _page_of),
        }

    _notify(MOVED, series, moved[0][0], told, each, not_before=leaves_at, burst=_burst(series))
    for letter in known.letters.values():
        db.session.delete(letter)


def series_cancelled(series: Series, cancelled: Sequence[Meeting], reason: str) -> None:
    """They will not take place, and why. A move that nobody was told of yet no longer matters."""
    if not cancelled:
        return
    for meeting in cancelled:
        withdraw_moves(meeting)
    gone = {one.id for one in cancelled}
    for letter in post.waiting(MOVED, _burst(series)).values():
        if {int(one) for one in json.loads(letter.before)} <= gone:
            db.session.delete(letter)
    told = {person: list(theirs) for person, theirs in _called(cancelled).items()}

    def each(person: Person) -> dict[str, Any]:
        return {"meetings": told[person], "calendar": calendar.several(told[person], _page_of)}

    _notify("series/series-cancelled", series, cancelled[0], told, each, reason=reason)


class _Known:
    """What readers of letters still on their way believe, by address and meeting id."""

    def __init__(self, letters: dict[str, Letter], alone: dict[int, dict[str, Appointment]]) -> None:
        self.letters, self.alone = letters, alone
        self.together = {address: json.loads(one.before) for address, one in letters.items()}

    def of(self, meeting: Meeting, person: Person, before: Appointment) -> Appointment:
        address = person.email or ""
        earlier = self.together.get(address, {}).get(str(meeting.id))
        return self.alone[meeting.id].get(address) or (_read(earlier) if earlier else before)


def _known(series: Series, moved: Sequence[tuple[Meeting, Appointment]]) -> _Known:
    return _Known(post.waiting(MOVED, _burst(series)), {one.id: withdraw_moves(one) for one, _ in moved})


def _by_person(
    moved: Sequence[tuple[Meeting, Appointment]], known: _Known
) -> dict[Person, list[tuple[Meeting, Appointment]]]:
    """Each person's meetings that are not where they believe; those told before and not moved again stay told."""
    befores = {one.id: before for one, before in moved}
    everyone = _called([one for one, _ in moved])
    told: dict[Person, list[tuple[Meeting, Appointment]]] = {}
    for person, theirs in everyone.items():
        changes = [(one, known.of(one, person, befores[one.id])) for one in theirs]
        earlier = known.together.get(person.email or "", {})
        for other in _others(earlier, befores):
            changes.append((other, _read(earlier[str(other.id)])))
        told[person] = sorted(
            ((one, before) for one, before in changes if one.appointment != before), key=lambda pair: pair[0].starts_at
        )
    return told


def _others(earlier: Mapping[str, Any], befores: Mapping[int, Appointment]) -> list[Meeting]:
    ids = [int(one) for one in earlier if int(one) not in befores]
    return [meeting for one in ids if (meeting := db.session.get(Meeting, one)) is not None]


def _called(meetings: Iterable[Meeting]) -> dict[Person, list[Meeting]]:
    """Whom these meetings call, each with theirs."""
    found: dict[Person, list[Meeting]] = {}
    people: dict[frozenset[int], list[Person]] = {}
    for meeting in meetings:
        group_ids = meeting.group_ids
        if group_ids not in people:
            people[group_ids] = groups.people_belonging(group_ids)
        for person in people[group_ids]:
            found.setdefault(person, []).append(meeting)
    return found


def _notify(kind: str, series: Series, first: Meeting, told: Iterable[Person], each: Any, **context: Any) -> None:
    about = About("meeting", first.id, 0, public_path("series.show", id=series.id))
    notify(told, kind, about, always=True, each=each, series=series, meeting=first, **context)


def _burst(series: Series) -> str:
    return f"series {series.id}"


def _page_of(meeting: Meeting) -> str:
    return public_url("meetings.show", id=meeting.id)


def _written(appointment: Appointment) -> list[str]:
    starts_at, ends_at, *where = appointment
    return [starts_at.isoformat(), ends_at.isoformat(), *where]


def _read(written: Sequence[str]) -> Appointment:
    starts_at, ends_at, place, video_link = written
    return Appointment(datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at), place, video_link)
