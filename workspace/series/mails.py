"""Letters about several meetings of a series at once: one a person, with only those where they are expected."""

from collections.abc import Mapping, Sequence
from typing import Any

from workspace.groups import queries as groups
from workspace.meetings import calendar, queries
from workspace.meetings.mails import meetings_moved, withdraw_moves
from workspace.meetings.models import Appointment, Meeting, Series
from workspace.notifications.telling import About, notify
from workspace.people.models import Person
from workspace.post import public_path, public_url


def series_moved(moved: Sequence[tuple[Meeting, Appointment]]) -> None:
    """The old and the new appointment of each."""
    befores = {one.id: before for one, before in moved}
    expected = _expected([one for one, _ in moved])
    meetings_moved({person: {one.id: befores[one.id] for one in theirs} for person, theirs in expected.items()})


def series_cancelled(series: Series, cancelled: Sequence[Meeting], reason: str) -> None:
    """They will not take place, and why. A move that nobody was told of yet no longer matters."""
    if not cancelled:
        return
    for meeting in cancelled:
        withdraw_moves(meeting)
    told = _expected(cancelled)

    def each(person: Person) -> dict[str, Any]:
        return {"meetings": told[person], "calendar": calendar.several(told[person], _page_of)}

    first = cancelled[0]
    about = About("meeting", first.id, 0, public_path("series.show", id=series.id))
    said = {"series": series, "meeting": first, "reason": reason}
    notify(told, "series/series-cancelled", about, always=True, each=each, **said)


def _expected(meetings: Sequence[Meeting]) -> Mapping[Person, list[Meeting]]:
    """Whom these meetings call and who comes instead of one, each with theirs."""
    found: dict[Person, list[Meeting]] = {}
    people: dict[frozenset[int], list[Person]] = {}
    instead = queries.substitutes_at([one.id for one in meetings])
    for meeting in meetings:
        group_ids = meeting.group_ids
        if group_ids not in people:
            people[group_ids] = groups.people_belonging(group_ids)
        for person in dict.fromkeys([*people[group_ids], *instead.get(meeting.id, ())]):
            found.setdefault(person, []).append(meeting)
    return found


def _page_of(meeting: Meeting) -> str:
    return public_url("meetings.show", id=meeting.id)
