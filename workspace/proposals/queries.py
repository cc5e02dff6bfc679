"""Reads about what groups propose to the board."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from workspace.database import db, prepared
from workspace.groups.models import Group
from workspace.meetings.models import Meeting
from workspace.minutes.models import BoardAnswer, BoardProposal
from workspace.pagination import Page, within

SHOWN = 5  # answers on the page of a group
SIZE = 10  # of a page of the queue: as many as one sitting of the board may answer


def queue(answered: bool, number: int) -> Page[Any]:
    """A page of what waits for the board, what it put off included, oldest first; or of what it answered, newest first.

    Of each, what its row says, the sign of its group included.
    """
    total = db.session.scalar(*_number(answered=answered)) or 0
    number = within(number, total, SIZE)
    rows = db.session.execute(*_told(SIZE, (number - 1) * SIZE, answered=answered))
    return Page(rows.all(), number, total, SIZE)


@prepared
def _number(*, answered: bool) -> Select[int]:
    return select(func.count(BoardProposal.id)).where(_is(answered))


@prepared
def _told(most: int, skipped: int, *, answered: bool) -> Select[Any]:
    one = BoardProposal
    newest_first = (one.answered_at.desc(), one.id.desc())
    return (
        select(one.id, one.meeting_id, one.point_id, one.text, one.proposed_at, one.answer, one.sentence)
        .add_columns(one.answered_at, Group.slug, Group.short_name, Group.hue, Group.icon)
        .join(one.meeting)
        .join(Group, Group.id == Meeting.group_id)
        .where(_is(answered))
        .order_by(*(newest_first if answered else (one.proposed_at, one.id)))
        .limit(most)
        .offset(skipped)
    )


def _is(answered: bool) -> ColumnElement[bool]:
    if answered:
        return and_(BoardProposal.answer.is_not(None), BoardProposal.answer != BoardAnswer.DEFERRED)
    return or_(BoardProposal.answer.is_(None), BoardProposal.answer == BoardAnswer.DEFERRED)


def waiting() -> int:
    """How many wait for the board, what it put off included."""
    return db.session.scalar(*_number(answered=False)) or 0


def answers_of_the_board(group: Group, since: datetime) -> Sequence[BoardProposal]:
    """What the board answered to a group since an instant, newest first: for its next agenda."""
    return db.session.scalars(*_answered_since(group.id, since)).all()


@prepared
def _answered_since(group_id: int, since: datetime) -> Select[BoardProposal]:
    return of_group(group_id).where(BoardProposal.answered_at >= since)


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
