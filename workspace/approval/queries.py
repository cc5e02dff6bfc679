"""Reads about review and versions."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, literal, or_, select, true, type_coerce
from sqlalchemy.orm import aliased, joinedload

from workspace import clock
from workspace.approval.comparing import Piece, pieces
from workspace.database import UTCDateTime, db, prepared
from workspace.meetings import queries as meetings
from workspace.meetings.models import CONVENED, AgendaItem, Meeting, MeetingState
from workspace.meetings.queries import Following
from workspace.minutes.models import CommentState, Minutes, MinutesState, MinutesVersion, ReviewComment


class Compared(NamedTuple):
    """A point that differs between two versions, side by side."""

    point_id: int
    title: str
    before: list[Piece]
    after: list[Piece]


def comments_of(meeting_id: int) -> Sequence[ReviewComment]:
    """What was said in review, oldest first, with who said it and who answered."""
    told = (joinedload(ReviewComment.person), joinedload(ReviewComment.answered_by))
    asked = select(ReviewComment).where(ReviewComment.meeting_id == meeting_id).options(*told)
    return db.session.scalars(asked.order_by(ReviewComment.created_at, ReviewComment.id)).all()


def open_comments(meeting_id: int) -> int:
    waiting = (ReviewComment.meeting_id == meeting_id, ReviewComment.state == CommentState.OPEN)
    return db.session.scalar(select(func.count(ReviewComment.id)).where(*waiting)) or 0


def ids_to_approve() -> Sequence[int]:
    """Minutes whose review is over."""
    over = (Minutes.state == MinutesState.IN_REVIEW, Minutes.review_until <= clock.now())
    return db.session.scalars(select(Minutes.id).where(*over).order_by(Minutes.id)).all()


def minutes(minutes_id: int) -> Minutes:
    return db.session.scalars(select(Minutes).where(Minutes.id == minutes_id)).one()


def versions_of(minutes: Minutes) -> Sequence[MinutesVersion]:
    """Oldest first; none until the first correction."""
    asked = select(MinutesVersion).where(MinutesVersion.minutes_id == minutes.id)
    return db.session.scalars(asked.options(joinedload(MinutesVersion.author)).order_by(MinutesVersion.number)).all()


class Around(NamedTuple):
    """What a page says around minutes: how many texts they had, when the meeting began that may approve them, the next
    meeting of the group, when the one began that approved them, and whether its own are published."""

    versions: int
    approving_on: datetime | None
    following: Following | None
    approved_on: datetime | None
    is_approval_published: bool


def around(minutes: Minutes) -> Around:
    """In one statement; none before they are published."""
    if minutes.state is not MinutesState.PUBLISHED:
        return Around(0, None, None, None, False)
    meeting = minutes.meeting
    asked = minutes.id, minutes.sealed_in_id or 0, meeting.id, meeting.group_id, meeting.starts_at, clock.now()
    row = db.session.execute(*_around(*asked)).one()
    following = Following(*row[4:]) if row[4] else None
    return Around(row[0] or 1, row[1], following, row[2], row[3] is MinutesState.PUBLISHED)


@prepared
def _around(
    minutes_id: int, sealed_in_id: int, meeting_id: int, group_id: int, starts_at: datetime, now: datetime
) -> Select[Any]:
    versions = select(func.max(MinutesVersion.number)).filter_by(minutes_id=minutes_id).scalar_subquery()
    approving = _meetings_that_approve(meeting_id, group_id, starts_at, now)
    next_one = meetings.following(group_id, starts_at, now).subquery()
    approved = select(Meeting.starts_at).where(Meeting.id == sealed_in_id)
    written = select(Minutes.state).where(Minutes.meeting_id == sealed_in_id).scalar_subquery()
    instants = (
        type_coerce(one.scalar_subquery(), UTCDateTime)
        for one in (approving.with_only_columns(Meeting.starts_at), approved)
    )
    columns = (versions, *instants, written, *next_one.c)
    return select(*columns).select_from(select(literal(1)).subquery()).outerjoin(next_one, true())


def meeting_that_approves(minutes: Minutes) -> Meeting | None:
    """The first meeting of the group that has begun since, unless a point of an agenda is there for it."""
    meeting = minutes.meeting
    return db.session.scalar(_meetings_that_approve(meeting.id, meeting.group_id, meeting.starts_at, clock.now()))


def _meetings_that_approve(meeting_id: int, group_id: int, starts_at: datetime, now: datetime) -> Select[Meeting]:
    submitting, written = aliased(Meeting), aliased(Minutes)
    submits = (
        select(AgendaItem.id)
        .join(submitting, submitting.id == AgendaItem.meeting_id)
        .outerjoin(written, written.meeting_id == submitting.id)
        .where(
            AgendaItem.approves_id == meeting_id,
            submitting.state != MeetingState.CANCELLED,
            or_(written.id.is_(None), written.state != MinutesState.PUBLISHED),
        )
    )
    later = (
        Meeting.group_id == group_id,
        Meeting.starts_at > starts_at,
        Meeting.starts_at <= now,
        Meeting.state.in_(CONVENED),
        ~submits.exists(),
    )
    return select(Meeting).where(*later).order_by(Meeting.starts_at, Meeting.id).limit(1)


def text_of(version: MinutesVersion) -> list[tuple[int, str, str]]:
    """The points of a version: id, title, notes."""
    return [(point_id, title, notes) for point_id, title, notes in json.loads(version.content)]


def compare(before: MinutesVersion, after: MinutesVersion) -> list[Compared]:
    """The points that differ, in the order of the later one."""
    old = {point_id: notes for point_id, _, notes in text_of(before)}
    changed = [
        (point_id, title, old.get(point_id, ""), notes)
        for point_id, title, notes in text_of(after)
        if old.get(point_id, "") != notes
    ]
    return [Compared(point_id, title, *pieces(was, notes)) for point_id, title, was, notes in changed]
