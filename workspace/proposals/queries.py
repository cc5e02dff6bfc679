"""Reads about what groups propose to the board."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select

from workspace.database import db
from workspace.groups.models import Group
from workspace.meetings.models import Meeting
from workspace.minutes.models import BoardAnswer, BoardProposal

SHOWN = 5  # answers on the page of a group


def queue(answered: bool = False) -> Select[BoardProposal]:
    """What waits for the board, what it put off included, oldest first; or what it answered, newest first."""
    asked = select(BoardProposal).join(BoardProposal.meeting)
    if answered:
        settled = (BoardProposal.answer.is_not(None), BoardProposal.answer != BoardAnswer.DEFERRED)
        return asked.where(*settled).order_by(BoardProposal.answered_at.desc(), BoardProposal.id.desc())
    waits = BoardProposal.answer.is_(None) | (BoardProposal.answer == BoardAnswer.DEFERRED)
    return asked.where(waits).order_by(BoardProposal.proposed_at, BoardProposal.id)


def answers_of_the_board(group: Group, since: datetime) -> Sequence[BoardProposal]:
    """What the board answered to a group since an instant, newest first: for its next agenda."""
    return db.session.scalars(of_group(group.id).where(BoardProposal.answered_at >= since)).all()


def last_answers(group: Group) -> Sequence[BoardProposal]:
    """For the page of the group."""
    return db.session.scalars(of_group(group.id).limit(SHOWN)).all()


def of_group(group_id: int) -> Select[BoardProposal]:
    """What the board answered to a group, newest first."""
    return (
        select(BoardProposal)
        .join(BoardProposal.meeting)
        .where(Meeting.group_id == group_id, BoardProposal.answered_at.is_not(None))
        .order_by(BoardProposal.answered_at.desc(), BoardProposal.id.desc())
    )
