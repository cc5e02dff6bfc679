"""Reads about reviews of progress."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union
from sqlalchemy.orm import aliased, joinedload, load_only, raiseload

from workspace import clock
from workspace.actions.models import ActionItem
from workspace.database import db, prepared
from workspace.groups.models import Group, GroupKind
from workspace.meetings.models import CONVENED, AgendaItem, Meeting
from workspace.minutes.models import Decision, Minutes
from workspace.pagination import Page, within
from workspace.people.models import NAMES
from workspace.progress.models import ITEM, Trace, top_of
from workspace.project.models import ProjectItem
from workspace.reviews.models import ProgressReview, ReviewProposal, Sitting

SIZE = 10  # sittings on a page of their list
LATEST = 8  # sittings that a page offers to compare with, or to count from; reviews that an item's page tells


def sittings(project_id: int) -> Select[Sitting]:
    """Of a project, the latest first."""
    return (
        select(Sitting)
        .where(Sitting.project_id == project_id)
        .options(
            joinedload(Sitting.meeting).options(load_only(Meeting.title, Meeting.starts_at), raiseload(Meeting.group)),
            joinedload(Sitting.closed_by).load_only(*NAMES),
        )
        .order_by(Sitting.id.desc())
    )


def page_of(project_id: int, number: int) -> Page[Any]:
    """A page of them, the latest first: of each, what its row says."""
    total = db.session.scalar(*_number(project_id)) or 0
    number = within(number, total, SIZE)
    rows = db.session.execute(*_listed(project_id, SIZE, (number - 1) * SIZE))
    return Page(rows.all(), number, total, SIZE)


@prepared
def _number(project_id: int) -> Select[int]:
    return select(func.count(Sitting.id)).where(Sitting.project_id == project_id)


@prepared
def _listed(project_id: int, most: int, skipped: int) -> Any:
    at = func.coalesce(Meeting.starts_at, Sitting.opened_at).label("at")  # as `Sitting.at` says
    told = select(Sitting.id, at, Sitting.closed_at, Sitting.summary, Meeting.title)
    told = told.outerjoin(Sitting.meeting).where(Sitting.project_id == project_id)
    return told.order_by(Sitting.id.desc()).limit(most).offset(skipped)


def latest_sittings(project_id: int) -> Sequence[Sitting]:
    return db.session.scalars(*_latest_sittings(project_id)).all()


@prepared
def _latest_sittings(project_id: int) -> Select[Sitting]:
    return sittings(project_id).limit(LATEST)


def open_sitting(project_id: int) -> Sitting | None:
    return db.session.scalar(sittings(project_id).where(Sitting.closed_at.is_(None)).limit(1))


def of_meeting(meeting_id: int) -> Sitting | None:
    """The review recorded in a meeting of the board, once frozen."""
    query = select(Sitting).where(Sitting.meeting_id == meeting_id, Sitting.closed_at.is_not(None))
    return db.session.scalar(query.order_by(Sitting.id.desc()).limit(1))


def board_meetings() -> list[Any]:
    """Those that a review may be joined to, by what names them: held or called, the nearest to today first."""
    now = clock.now()
    return [*db.session.execute(*_coming(now)).all()[::-1], *db.session.execute(*_past(now))]


@prepared
def _coming(now: datetime) -> Any:
    return _of_the_board().where(Meeting.starts_at > now).order_by(Meeting.starts_at).limit(2)


@prepared
def _past(now: datetime) -> Any:
    return _of_the_board().where(Meeting.starts_at <= now).order_by(Meeting.starts_at.desc()).limit(LATEST)


def _of_the_board() -> Any:
    boards = select(Group.id).where(Group.kind == GroupKind.BOARD)
    known = Meeting.state.in_(CONVENED)
    return select(Meeting.id, Meeting.title, Meeting.starts_at).where(Meeting.group_id.in_(boards), known)


def _last_of(items: Iterable[int], *conditions: Any) -> Select[ProgressReview]:
    """The last review of each item, under conditions, by the index."""
    one = aliased(ProgressReview)
    last = (
        select(func.max(one.id))
        .where(one.item_id == ProjectItem.id, *(made(one) for made in conditions))
        .scalar_subquery()
    )
    return select(ProgressReview).where(ProgressReview.id.in_(select(last).where(ProjectItem.id.in_(items))))


def _with_source(asked: Select[ProgressReview]) -> Select[ProgressReview]:
    """By whom."""
    return asked.options(joinedload(ProgressReview.person).load_only(*NAMES))


def latest(item_ids: Iterable[int], with_source: bool = True) -> dict[int, ProgressReview]:
    """What was last said of each item, by item id."""
    return {one.item_id: one for one in db.session.scalars(*_latest([*item_ids], with_source=with_source))}


@prepared
def _latest(item_ids: Iterable[int], *, with_source: bool) -> Select[ProgressReview]:
    asked = _last_of(item_ids)
    return _with_source(asked) if with_source else asked


def in_sitting(sitting: Sitting, item_ids: Iterable[int]) -> dict[int, ProgressReview]:
    """What that sitting says of each item, by item id."""
    return {one.item_id: one for one in db.session.scalars(*_in_sitting(sitting.id, [*item_ids]))}


@prepared
def _in_sitting(sitting_id: int, item_ids: Iterable[int]) -> Select[ProgressReview]:
    return _with_source(_last_of(item_ids, lambda one: one.sitting_id == sitting_id))


def before(sitting: Sitting, item: ProjectItem) -> ProgressReview | None:
    """What was last said of an item in another sitting."""
    return db.session.scalars(*_before(sitting.id, [item.id])).first()


@prepared
def _before(sitting_id: int, item_ids: Iterable[int]) -> Select[ProgressReview]:
    return _with_source(_last_of(item_ids, lambda one: one.sitting_id != sitting_id))


def latest_of(item: ProjectItem) -> Sequence[ProgressReview]:
    """What was last said of an item, the latest first."""
    return db.session.scalars(*_latest_of(item.id)).all()


@prepared
def _latest_of(item_id: int) -> Select[ProgressReview]:
    said = select(ProgressReview).where(ProgressReview.item_id == item_id)
    return _with_source(said).order_by(ProgressReview.id.desc()).limit(LATEST)


def last_in(sitting_id: int, item_id: int) -> ProgressReview | None:
    """What holds now for an item in a sitting."""
    return db.session.scalars(*_last_in(sitting_id, item_id)).first()


@prepared
def _last_in(sitting_id: int, item_id: int) -> Select[ProgressReview]:
    return (
        select(ProgressReview)
        .where(ProgressReview.sitting_id == sitting_id, ProgressReview.item_id == item_id)
        .options(joinedload(ProgressReview.person).load_only(*NAMES))
        .order_by(ProgressReview.id.desc())
        .limit(1)
    )


def _waits() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return ReviewProposal.review_id.is_(None), ReviewProposal.set_aside_at.is_(None)


def proposals_on(item: ProjectItem) -> Sequence[ReviewProposal]:
    """Those that wait for the board, the latest first."""
    return db.session.scalars(*_proposals_on(item.id)).all()


@prepared
def _proposals_on(item_id: int) -> Select[ReviewProposal]:
    return (
        select(ReviewProposal)
        .where(ReviewProposal.item_id == item_id, *_waits())
        .options(joinedload(ReviewProposal.person).load_only(*NAMES))
        .order_by(ReviewProposal.id.desc())
    )


def proposals_waiting(project_id: int) -> dict[int, int]:
    """How many wait, by item id."""
    return dict(db.session.execute(*_proposals_waiting(project_id)).all())


@prepared
def _proposals_waiting(project_id: int) -> Select[int, int]:
    return (
        select(ReviewProposal.item_id, func.count())
        .join(ProjectItem, ProjectItem.id == ReviewProposal.item_id)
        .where(ProjectItem.project_id == project_id, ProjectItem.archived_at.is_(None), *_waits())
        .group_by(ReviewProposal.item_id)
    )


def changed_since(item_ids: Collection[int], since: datetime) -> set[int]:
    """The ids of items that something moved since: published or closed after that instant."""
    tops = {top_of(ITEM, item_id): item_id for item_id in item_ids}
    mine = Trace.top.in_(tops)
    decided = select(Decision.id).where(Decision.published_at > since)
    entrusted = select(ActionItem.id).where(ActionItem.published_at > since)
    told = (
        select(AgendaItem.id)
        .join(Minutes, Minutes.meeting_id == AgendaItem.meeting_id)
        .where(Minutes.published_at > since)
    )
    moved = union(
        select(Trace.top).where(mine, Trace.kind == "decision", Trace.thing_id.in_(decided)),
        select(Trace.top).where(mine, Trace.kind == "action", Trace.thing_id.in_(entrusted)),
        select(Trace.top).where(mine, Trace.kind == "point", Trace.thing_id.in_(told)),
        select(Trace.top).where(mine, Trace.kind == "closed", Trace.at > since),
    )
    return {tops[top] for (top,) in db.session.execute(moved)}
