"""Reads about what waits for an agenda."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from workspace.agendas.models import ParkedPoint
from workspace.database import db
from workspace.groups.models import Group
from workspace.meetings.models import AgendaItem

SHOWN = 30  # what waits longer than that is read a few at a time


def waiting(group: Group) -> Select[ParkedPoint]:
    """The parking lot of a group, the oldest first, with who proposed each point and the meeting it comes back from."""
    return (
        select(ParkedPoint)
        .where(
            ParkedPoint.group_id == group.id,
            ParkedPoint.placed_point_id.is_(None),
            ParkedPoint.dropped_at.is_(None),
        )
        .options(
            joinedload(ParkedPoint.proposed_by),
            joinedload(ParkedPoint.from_point).joinedload(AgendaItem.meeting),
            selectinload(ParkedPoint.items),
        )
        .order_by(ParkedPoint.created_at, ParkedPoint.id)
    )


def waiting_for(group: Group) -> list[ParkedPoint]:
    """The first of those that wait."""
    return list(db.session.scalars(waiting(group).limit(SHOWN)))


def same_waiting(group: Group, title: str, from_point: AgendaItem | None) -> ParkedPoint | None:
    """What the same gesture parked the first time."""
    same = ParkedPoint.from_point_id == from_point.id if from_point else ParkedPoint.title == title
    return db.session.scalar(waiting(group).where(same).limit(1))
