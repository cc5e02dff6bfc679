"""The parking lot of a group: points that wait for a meeting.

None of these looks at the minutes, a later domain: whoever places a point first makes sure these are not published.
"""

from collections.abc import Sequence

from sqlalchemy import select

from workspace import clock
from workspace.agendas import queries
from workspace.agendas.models import ParkedPoint
from workspace.database import db
from workspace.groups.models import Group
from workspace.journal.operations import record
from workspace.meetings import operations as meetings
from workspace.meetings.models import AgendaItem, Meeting, PointKind
from workspace.people.models import Person
from workspace.project.models import ProjectItem
from workspace.refusals import Refused

ALREADY_PLACED = "Ce point est déjà à l’ordre du jour d’une réunion."
ALREADY_DROPPED = "Ce point a été écarté."
OTHER_GROUP = "Ce point attend une réunion d’un autre groupe."


def park_point(
    group: Group,
    title: str,
    kind: PointKind = PointKind.EXCHANGE,
    minutes: int | None = None,
    text: str = "",
    items: Sequence[ProjectItem] = (),
    proposed_by: Person | None = None,
    from_point: AgendaItem | None = None,
) -> ParkedPoint:
    """Keep a point for a coming meeting of the group. The same one parked twice waits once.

    Raises:
        Refused: the group is closed.
    """
    meetings.refuse_when_closed(group)
    db.session.execute(select(Group.id).where(Group.id == group.id).with_for_update())  # two clicks wait for each other
    known = queries.same_waiting(group, title, from_point)
    if known is not None:
        return known
    parked = ParkedPoint(
        group=group,
        title=title,
        kind=kind,
        minutes=minutes,
        text=text,
        items=list(items),
        proposed_by=proposed_by,
        from_point=from_point,
    )
    db.session.add(parked)
    db.session.flush()
    record("agendas/parked", parked, title=title)
    return parked


def place_point(parked: ParkedPoint, meeting: Meeting) -> AgendaItem:
    """Put a point that waits at the end of an agenda. Placed twice on the same one, it is there once.

    Raises:
        Refused: it is on another agenda, was dropped, belongs to another group, or the meeting is cancelled.
    """
    _take(parked)
    if parked.group_id != meeting.group_id:
        raise Refused(OTHER_GROUP)
    if parked.placed_point_id is not None:
        placed = db.session.get_one(AgendaItem, parked.placed_point_id)
        if placed.meeting_id != meeting.id:
            raise Refused(ALREADY_PLACED)
        return placed
    if parked.dropped_at is not None:
        raise Refused(ALREADY_DROPPED)
    db.session.refresh(parked, ["items", "proposed_by"])
    point = meetings.add_point(
        meeting,
        title=parked.title,
        kind=parked.kind,
        minutes=parked.minutes,
        items=parked.items,
        text=parked.text,
        carried_by=parked.proposed_by,
    )
    parked.placed_point_id = point.id
    db.session.flush()
    record("agendas/placed", meeting, title=parked.title)
    return point


def drop_parked(parked: ParkedPoint, reason: str = "") -> None:
    """The point waits no more; twice changes nothing.

    Raises:
        Refused: it is on an agenda.
    """
    _take(parked)
    if parked.placed_point_id is not None:
        raise Refused(ALREADY_PLACED)
    if parked.dropped_at is None:
        parked.dropped_at, parked.dropped_reason = clock.now(), reason
        db.session.flush()
        record("agendas/dropped", parked, title=parked.title)


def _take(parked: ParkedPoint) -> None:
    """Two who place or drop it at once wait for each other here."""
    db.session.refresh(parked, ["placed_point_id", "dropped_at"], with_for_update=True)
