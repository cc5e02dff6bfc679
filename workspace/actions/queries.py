"""Reads about actions."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from workspace.actions.models import ActionItem
from workspace.database import db
from workspace.meetings.models import AgendaItem


def of_meeting(meeting_id: int) -> list[ActionItem]:
    """The actions of a meeting in the order of its agenda, published or not."""
    return list(
        db.session.scalars(
            select(ActionItem)
            .outerjoin(ActionItem.point)
            .where(ActionItem.meeting_id == meeting_id)
            .options(contains_eager(ActionItem.point), selectinload(ActionItem.owners), selectinload(ActionItem.items))
            .order_by(AgendaItem.position, AgendaItem.id, ActionItem.id)
        )
    )
