"""Points that wait for a meeting, the order of an agenda, the model that a group begins with.

None of these looks at the minutes, a later domain: whoever places a point first makes sure these are not published.
"""

from collections.abc import Sequence

from sqlalchemy import delete, select

from workspace import clock
from workspace.agendas import queries
from workspace.agendas.models import ModelPoint, ParkedPoint
from workspace.database import db
from workspace.groups.models import Group
from workspace.journal.operations import record
from workspace.meetings import operations as meetings
from workspace.meetings import queries as meeting_queries
from workspace.meetings.models import AgendaItem, Meeting, PointKind
from workspace.people.models import Person
from workspace.project.models import ProjectItem
from workspace.refusals import Refused

ALREADY_PLACED = "Ce point est déjà à l’ordre du jour d’une réunion."
ALREADY_DROPPED = "Ce point a été écarté."
EMPTY = "L’ordre du jour est vide : il n’y a rien à garder pour modèle."
NO_MODEL = "Ce groupe n’a pas encore de modèle d’ordre du jour."
APPROVAL_MINUTES = 5
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
    why: str = "",
) -> ParkedPoint:
    """Keep a point for a coming meeting of the group. The same one parked twice waits once; other words on the same
    title wait beside it.

    Raises:
        Refused: the group is closed.
    """
    meetings.refuse_when_closed(group)
    _take_turns(group)
    known = queries.same_waiting(group, title, text, from_point)
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
        why=why,
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
    db.session.refresh(parked, ["items"])
    point = meetings.add_point(
        meeting,
        title=parked.title,
        kind=parked.kind,
        minutes=parked.minutes,
        items=parked.items,
        text=parked.text,
        carried_by_id=parked.proposed_by_id,
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


def open_with_approval(meeting: Meeting, approved: Meeting, title: str) -> AgendaItem:
    """The agenda begins with the approval of what an earlier meeting wrote; asked twice, it is there once.

    Raises:
        Refused: the meeting is cancelled.
    """
    meetings.take_alone(meeting)
    known = next((one for one in meeting_queries.points_of(meeting) if one.approves_id == approved.id), None)
    if known is not None:
        return known
    point = meetings.add_point(meeting, title, PointKind.DECISION, APPROVAL_MINUTES, ())
    point.approves_id = approved.id
    put_in_order(meeting, [point.id])
    return point


def move_point(point: AgendaItem, places: int) -> None:
    """Up (-1) or down (1) by so many places; at either end it stays there.

    Raises:
        Refused: the meeting is cancelled.
    """
    meetings.take_alone(point.meeting)
    ids = [one.id for one in meeting_queries.points_of(point.meeting)]
    at = ids.index(point.id)
    ids.insert(max(0, min(len(ids) - 1, at + places)), ids.pop(at))
    put_in_order(point.meeting, ids)


def put_in_order(meeting: Meeting, ids: Sequence[int]) -> None:
    """The agenda in the order of these points; one that came meanwhile keeps its place at the end, one that is gone is
    forgotten.

    Raises:
        Refused: the meeting is cancelled.
    """
    meetings.refuse_when_cancelled(meeting)
    points = meeting_queries.points_of(meeting)
    wanted = {point_id: place for place, point_id in enumerate(ids)}
    after = sorted(points, key=lambda point: (wanted.get(point.id, len(wanted)), point.position, point.id))
    if [point.id for point in after] == [point.id for point in points]:
        return
    for position, point in enumerate(after, 1):
        point.position = position
    db.session.flush()
    record("agendas/reordered", meeting, title=meeting.title)


def keep_as_model(meeting: Meeting) -> int:
    """The agenda becomes the group's model, in place of the one before; how many points it has.

    Raises:
        Refused: the agenda is empty.
    """
    points = [one for one in meeting_queries.points_of(meeting) if one.approves_id is None]  # those are of one day
    if not points:
        raise Refused(EMPTY)
    _take_turns(meeting.group)
    db.session.execute(delete(ModelPoint).where(ModelPoint.group_id == meeting.group_id))
    for position, point in enumerate(points, 1):
        said = {"title": point.title, "kind": point.kind, "minutes": point.minutes}
        db.session.add(ModelPoint(group_id=meeting.group_id, position=position, text=point.lasting_text, **said))
    db.session.flush()
    record("agendas/model-kept", meeting, title=meeting.title)
    return len(points)


def start_from_model(meeting: Meeting) -> int:
    """Add the points of the group's model that the agenda does not have yet; how many.

    Raises:
        Refused: the group has no model, or the meeting is cancelled.
    """
    meetings.take_alone(meeting)
    model = queries.model_of(meeting.group)
    if not model:
        raise Refused(NO_MODEL)
    known = {point.title for point in meeting_queries.points_of(meeting)}
    added = [one for one in model if one.title not in known]
    for one in added:
        meetings.add_point(meeting, one.title, one.kind, one.minutes, (), one.text)
    record("agendas/model-used", meeting, title=meeting.title)
    return len(added)


def _take_turns(group: Group) -> None:
    """Two gestures on the same group wait for each other here."""
    db.session.execute(select(Group.id).where(Group.id == group.id).with_for_update())
