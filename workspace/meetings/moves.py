"""Letters about moves. Within a burst there is one a person, whatever the number of meetings that move: from what its
reader still believes of each to what is true. A meeting that comes back to where it was is told to nobody.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from workspace import clock
from workspace.database import db
from workspace.meetings import calendar, queries
from workspace.meetings.models import Answer, Appointment, Meeting, MeetingState
from workspace.notifications.telling import take_back
from workspace.people.models import Person
from workspace.post import Letter, LetterState, public_url

ONE, SEVERAL = "meetings/meeting-moved", "meetings/meetings-moved"
BURST = timedelta(minutes=3)
Change = tuple[Meeting, Appointment]
Believed = dict[int, Appointment]  # by meeting id


class Held:
    """Letters about moves that no server was yet offered, each with what its reader still believes."""

    def __init__(self) -> None:
        query = select(Letter).where(
            Letter.kind.in_((ONE, SEVERAL)), Letter.state == LetterState.READY, Letter.tries == 0
        )
        self.letters = {one.address: one for one in db.session.scalars(query.with_for_update(skip_locked=True))}

    def take(self, person: Person) -> tuple[Believed, datetime]:
        """What somebody believes, and when they were to be told; their letter and its notice are taken
        back."""
        letter = self.letters.pop(person.email or "", None)
        if letter is None:
            return {}, clock.now() + BURST
        db.session.delete(letter)
        believed = _read(letter.before)
        take_back(person.id, (ONE, SEVERAL), "meeting", believed)
        return believed, letter.not_before  # moved again and again, they are told all the same

    def readers_of(self, meeting: Meeting) -> list[Person]:
        """Who was to hear of a move of this meeting."""
        addresses = [address for address, letter in self.letters.items() if meeting.id in _read(letter.before)]
        return list(db.session.scalars(select(Person).where(Person.email.in_(addresses))))


def changes_of(believed: Mapping[int, Appointment]) -> list[Change]:
    """The meetings that are not where somebody believes, by date."""
    known = [db.session.get(Meeting, one) for one in believed]
    coming = [one for one in known if one is not None and one.state is MeetingState.CALLED]
    moved = [(one, believed[one.id]) for one in coming if one.appointment != believed[one.id]]
    return sorted(moved, key=lambda pair: (pair[0].starts_at, pair[0].id))


def words_of(changes: list[Change], person: Person, leaves_at: datetime) -> tuple[str, dict[str, Any]]:
    """The kind of the letter about them, and what it says besides its links."""
    said = {
        "before": json.dumps({one.id: _written(before) for one, before in changes}),
        "not_before": leaves_at,
        "burst": "moves",
    }
    if len(changes) > 1:
        told = calendar.several([one for one, _ in changes], lambda one: public_url("meetings.show", id=one.id))
        return SEVERAL, said | {"changes": changes, "calendar": told}
    meeting, before = changes[0]
    return ONE, said | {"appointment_before": before, "answer": _answer(meeting, person)}


def _answer(meeting: Meeting, person: Person) -> Answer | None:
    attendance = queries.attendance_of(meeting, person.id)
    return attendance.answer if attendance else None


def _written(appointment: Appointment) -> list[str]:
    starts_at, ends_at, *where = appointment
    return [starts_at.isoformat(), ends_at.isoformat(), *where]


def _read(text: str) -> Believed:
    return {int(one): _appointment(written) for one, written in json.loads(text).items()}


def _appointment(written: list[str]) -> Appointment:
    starts_at, ends_at, place, video_link = written
    return Appointment(datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at), place, video_link)
