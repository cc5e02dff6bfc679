"""Reads about what waits for an agenda."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from workspace import clock
from workspace.agendas.models import ModelPoint, ParkedPoint
from workspace.database import db, prepared
from workspace.groups.models import Group
from workspace.meetings.models import OPEN_TO_CHANGE, AgendaItem, Meeting, MeetingState, agenda_item_items
from workspace.project.models import WITH_ITS_PLACE, GroupLink, ProjectItem

SHOWN = 30  # what waits longer than that is read a few at a time


def waiting(group_id: int) -> Select[ParkedPoint]:
    """The parking lot of a group, the oldest first, with who proposed each point and the meeting it comes back from."""
    return (
        select(ParkedPoint)
        .where(
            ParkedPoint.group_id == group_id,
            ParkedPoint.placed_point_id.is_(None),
            ParkedPoint.dropped_at.is_(None),
        )
        .options(
            joinedload(ParkedPoint.proposed_by),
            joinedload(ParkedPoint.from_point).joinedload(AgendaItem.meeting),
        )
        .order_by(ParkedPoint.created_at, ParkedPoint.id)
    )


def waiting_for(group: Group) -> list[ParkedPoint]:
    """The first of those that wait."""
    return list(db.session.scalars(*_waiting_for(group.id)))


@prepared
def _waiting_for(group_id: int) -> Select[ParkedPoint]:
    return waiting(group_id).limit(SHOWN)


def same_waiting(group: Group, title: str, text: str, from_point: AgendaItem | None) -> ParkedPoint | None:
    """What the same gesture parked the first time."""
    words = (ParkedPoint.title == title, ParkedPoint.text == text)
    same = (ParkedPoint.from_point_id == from_point.id,) if from_point else words
    return db.session.scalar(waiting(group.id).where(*same).limit(1))


def waiting_from(point: AgendaItem) -> Sequence[ParkedPoint]:
    """What still waits because a meeting left this point."""
    return db.session.scalars(waiting(point.group.id).where(ParkedPoint.from_point_id == point.id)).all()


def coming(group: Group) -> Sequence[Meeting]:
    """The meetings of the group that points may still be placed on, the soonest first."""
    still_open = Meeting.state.in_(OPEN_TO_CHANGE)
    return db.session.scalars(
        select(Meeting)
        .where(Meeting.group_id == group.id, still_open, Meeting.ends_at > clock.now())
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(SHOWN)
    ).all()


def model_of(group: Group) -> Sequence[ModelPoint]:
    """The group's own model of an agenda."""
    return db.session.scalars(*_model_of(group.id)).all()


@prepared
def _model_of(group_id: int) -> Select[ModelPoint]:
    return select(ModelPoint).where(ModelPoint.group_id == group_id).order_by(ModelPoint.position)


def spoken_of(group: Group) -> list[tuple[ProjectItem, datetime | None]]:
    """What the group works for and what this stands under, each with the last time one of its meetings spoke of it, if
    one ever did."""
    return [(item, last) for item, last in db.session.execute(*_spoken_of(group.id))]


@prepared
def _spoken_of(group_id: int) -> Select[ProjectItem, datetime | None]:
    spoken = (
        select(agenda_item_items.c.item_id, func.max(Meeting.starts_at).label("last"))
        .join(AgendaItem, AgendaItem.id == agenda_item_items.c.agenda_item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(Meeting.group_id == group_id, Meeting.state == MeetingState.HELD)
        .group_by(agenda_item_items.c.item_id)
        .subquery()
    )
    return (
        select(ProjectItem, spoken.c.last)
        .join(GroupLink, GroupLink.item_id == ProjectItem.id)
        .outerjoin(spoken, spoken.c.item_id == ProjectItem.id)
        .where(GroupLink.group_id == group_id)
        .options(joinedload(ProjectItem.project), WITH_ITS_PLACE)
        .order_by(ProjectItem.project_id, ProjectItem.position, ProjectItem.id)
    )
