"""Keeping traces and tallies: in the transaction that changes what they are told from, whoever changes it.

Rows written without the session (bulk statements, a copied database) are not seen here: `recount` afterwards.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    String,
    Subquery,
    bindparam,
    case,
    cast,
    delete,
    event,
    func,
    insert,
    literal,
    null,
    select,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, UOWTransaction, aliased

from workspace import clock
from workspace.actions.models import ActionItem, ActionState, action_items
from workspace.database import KEPT_LATER, db, has_changed
from workspace.meetings.models import AgendaItem, Meeting, agenda_item_items
from workspace.minutes.models import Decision, Minutes, MinutesState, decision_items
from workspace.pacts.models import Commitment, commitment_items
from workspace.progress.models import COMMITMENT, ITEM, PROJECT, MonthTally, Tally, Trace, top_of
from workspace.project.models import ProjectItem

THINGS: dict[type, str] = {Decision: "decision", ActionItem: "action", AgendaItem: "point"}
KINDS_OF = {"decision": ("decision",), "action": ("action", "closed"), "point": ("point",)}
COLUMNS = ("top", "kind", "thing_id", "outcome", "due_on", "at", "group_id", "visible_to_partners")
TALLIED = ("top", "group_id", "kind", "outcome")
BY_MONTH = ("top", "month", "kind")
IDS = "ids"  # of the things that a statement is about
KEY = 3  # the first columns, which name a trace
Row = tuple[Any, ...]


def recount() -> None:
    """Forget all traces and tallies and tell them again from the other domains' facts."""
    _tell_again(db.session.connection())


def differences() -> list[Row]:
    """What a recount would change: traces and tallies that should be and are not, or are and should not be."""
    connection = db.session.connection()
    kept = set(connection.execute(select(*(Trace.__table__.c[name] for name in COLUMNS))))
    fresh = set(connection.execute(_fresh()))
    counted = connection.execute(select(Tally.top, Tally.group_id, Tally.kind, Tally.outcome, Tally.number))
    told = {(*key, number) for key, number in _tallied(kept).items()}
    months = connection.execute(select(MonthTally.top, MonthTally.month, MonthTally.kind, MonthTally.number))
    paced = {(*key, number) for key, number in _by_month(kept).items()}
    wrong = ({row for row in counted if row[-1]} ^ told) | ({row for row in months if row[-1]} ^ paced)
    return [*(kept ^ fresh), *wrong]


# What a transaction changes


@event.listens_for(Session, "after_flush")
def keep(session: Session, _: UOWTransaction) -> None:
    """Tell again what the flush changed."""
    if KEPT_LATER in session.info:
        return
    flushed = [*session.new, *session.dirty, *session.deleted]
    moved = [row for row in flushed if isinstance(row, ProjectItem) and row not in session.new]
    if any(has_changed(session, row, "parent_id", "project_id") for row in moved):
        _tell_again(session.connection())
        return
    named = [row for row in flushed if isinstance(row, Commitment) and has_changed(session, row, "items")]
    if named:
        _tell_again(session.connection(), [top_of(COMMITMENT, row.id) for row in named])
    changed: dict[str, set[int]] = {}
    for row in flushed:
        for kind, ids in _things_changed(session, row):
            changed.setdefault(kind, set()).update(ids)
    for kind in sorted(changed):
        _refresh(session.connection(), kind, sorted(changed[kind]))


def _things_changed(session: Session, row: object) -> Iterator[tuple[str, Iterable[int]]]:
    """What has to be told again after a row was written, by kind."""
    match row:
        case Decision() | ActionItem() if row.published_at or has_changed(session, row, "published_at"):
            yield THINGS[type(row)], [row.id]
        case AgendaItem() if has_changed(session, row, "items", "meeting_id"):
            yield "point", [row.id]
        case Minutes() if has_changed(session, row, "state"):
            yield "point", _of_meeting(session, AgendaItem, row.meeting_id)
        case Meeting() if row not in session.new and has_changed(session, row, "starts_at", "group_id"):
            for model, kind in THINGS.items():
                yield kind, _of_meeting(session, model, row.id)


def _of_meeting(session: Session, model: Any, meeting_id: int) -> list[int]:
    return list(session.connection().execute(select(model.id).where(model.meeting_id == meeting_id)).scalars())


def _refresh(connection: Connection, kind: str, ids: list[int]) -> None:
    """Tell some things again: only the rows that differ are written."""
    model: Any = next(model for model, name in THINGS.items() if name == kind)
    # Whoever changes the links of the same thing at the same moment waits here, then counts with ours.
    connection.execute(select(model.id).where(model.id.in_(ids)).order_by(model.id).with_for_update())
    table = Trace.__table__
    of_these = (table.c.kind.in_(KINDS_OF[kind]), table.c.thing_id.in_(ids))
    kept = set(connection.execute(select(*(table.c[name] for name in COLUMNS)).where(*of_these)))
    fresh = set(connection.execute(_fresh(kind), {IDS: ids}))
    gone = [row[:KEY] for row in kept - fresh]
    if gone:
        connection.execute(delete(Trace).where(tuple_(table.c.top, table.c.kind, table.c.thing_id).in_(gone)))
    _write(connection, fresh - kept)
    for counts, keys, tallied in ((Tally, TALLIED, _tallied), (MonthTally, BY_MONTH, _by_month)):
        more, fewer = tallied(fresh - kept), tallied(kept - fresh)
        more.subtract(fewer)
        _add(connection, counts, keys, more)


def _tell_again(connection: Connection, tops: Iterable[str] | None = None) -> None:
    """Of some tops, or of all."""
    asked = {model: [] if tops is None else [model.top.in_(tops)] for model in (Trace, Tally)}
    for model, conditions in asked.items():
        connection.execute(delete(model).where(*conditions))
    fresh = _fresh().subquery()
    wanted = [] if tops is None else [fresh.c.top.in_(tops)]
    connection.execute(insert(Trace).from_select(COLUMNS, select(fresh).where(*wanted)))
    keys = [Trace.top, Trace.group_id, Trace.kind, Trace.outcome]
    counted = select(*keys, func.count()).where(*asked[Trace]).group_by(*keys)
    connection.execute(insert(Tally).from_select([*TALLIED, "number"], counted))
    if tops is None:
        connection.execute(delete(MonthTally))
        rows = connection.execute(select(*(Trace.__table__.c[name] for name in COLUMNS)).where(_of_projects()))
        _add(connection, MonthTally, BY_MONTH, _by_month(map(tuple, rows)))


def _write(connection: Connection, rows: Iterable[Row]) -> None:
    given = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    if given:
        connection.execute(insert(Trace), given)


def _tallied(rows: Iterable[Row]) -> Counter[Row]:
    """By the columns of TALLIED."""
    return Counter((top, group_id, kind, outcome) for top, kind, _, outcome, _, _, group_id, _ in rows)


def _of_projects() -> ColumnElement[bool]:
    return Trace.top.startswith(top_of(PROJECT, 0)[:-1])


def _by_month(rows: Iterable[Row]) -> Counter[Row]:
    """By the columns of BY_MONTH: actions decided and closed, of projects."""
    word = top_of(PROJECT, 0)[:-1]
    return Counter(
        (top, f"{clock.in_paris(at):%Y-%m}", kind)
        for top, kind, _, outcome, _, at, _, _ in rows
        if top.startswith(word) and kind in ("action", "closed") and outcome != "dropped"
    )


def _add(connection: Connection, table: Any, keys: tuple[str, ...], more: Counter[Row]) -> None:
    """In one order for all, so that two transactions wait for each other instead of blocking each other."""
    given = [dict(zip(keys, key, strict=True)) | {"number": number} for key, number in sorted(more.items()) if number]
    if given:
        upsert: Any = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
        added = {"number": table.number + upsert.excluded.number}
        connection.execute(upsert.on_conflict_do_update(index_elements=keys, set_=added), given)


# What is true: published things beside each top that they serve


@cache  # every flush that matters asks for it: it is the same statement each time
def _fresh(kind: str = "") -> Select[Any]:
    """The rows of COLUMNS, of everything, or of the things of a kind whose ids are given under IDS."""
    serve = {"decision": _decisions, "action": _actions, "point": _points}
    parts = (part(bool(kind)) for name, part in serve.items() if kind in ("", name))
    served = union_all(*chain.from_iterable(parts)).subquery("served")
    tops = _tops()
    columns = [tops.c.top if name == "top" else served.c[name] for name in COLUMNS]
    counts = (served.c.kind != "point") | ~tops.c.top.startswith(COMMITMENT)
    return select(*columns).join(tops, tops.c.item_id == served.c.item_id).where(counts).distinct()


def _tops() -> Subquery:
    """Pairs of a top and an item whose things count for it: the tree has three levels at most."""
    parent = aliased(ProjectItem)
    within = union(
        select(ProjectItem.id.label("above_id"), ProjectItem.id.label("item_id")),
        select(ProjectItem.parent_id, ProjectItem.id).where(ProjectItem.parent_id.is_not(None)),
        select(parent.parent_id, ProjectItem.id)
        .join(parent, parent.id == ProjectItem.parent_id)
        .where(parent.parent_id.is_not(None)),
    ).subquery("within")
    pairs: list[Select[Any]] = [
        select(_top(PROJECT, ProjectItem.project_id).label("top"), ProjectItem.id.label("item_id")),
        select(_top(ITEM, within.c.above_id), within.c.item_id),
        select(_top(COMMITMENT, commitment_items.c.commitment_id), within.c.item_id).join(
            within, within.c.above_id == commitment_items.c.item_id
        ),
    ]
    return union(*pairs).subquery("tops")


def _top(word: str, number: Any) -> Any:
    return literal(top_of(word, 0)[:-1]).concat(cast(number, String))


def _decisions(of_some: bool) -> list[Select[Any]]:
    fact = _fact("decision", Decision.id, Meeting.starts_at, Meeting.group_id, Decision.visible_to_partners)
    return [
        fact.add_columns(decision_items.c.item_id)
        .join(Meeting, Meeting.id == Decision.meeting_id)
        .join(decision_items, decision_items.c.decision_id == Decision.id)
        .where(Decision.published_at.is_not(None), *_only(Decision.id, of_some))
    ]


def _actions(of_some: bool) -> list[Select[Any]]:
    """Decided at its meeting, or when it was written; then closed."""
    is_done, is_dropped = ActionItem.state == ActionState.DONE, ActionItem.state == ActionState.DROPPED
    outcome = case((is_done, "closed"), (is_dropped, "dropped"), else_="open")
    due_on = case((is_done | is_dropped, null()), else_=ActionItem.due_on)
    happened = func.coalesce(Meeting.starts_at, ActionItem.created_at)
    whose = (ActionItem.group_id, ActionItem.visible_to_partners)
    decided = _fact("action", ActionItem.id, happened, *whose, outcome, due_on)
    ended = func.coalesce(ActionItem.closed_at, ActionItem.published_at)
    closed = _fact("closed", ActionItem.id, ended, *whose).where(is_done)
    published = [ActionItem.published_at.is_not(None), *_only(ActionItem.id, of_some)]
    return [
        one.add_columns(action_items.c.item_id)
        .outerjoin(Meeting, Meeting.id == ActionItem.meeting_id)
        .join(action_items, action_items.c.action_id == ActionItem.id)
        .where(*published)
        for one in (decided, closed)
    ]


def _points(of_some: bool) -> list[Select[Any]]:
    return [
        _fact("point", AgendaItem.id, Meeting.starts_at, Meeting.group_id, literal(value=False))
        .add_columns(agenda_item_items.c.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .join(agenda_item_items, agenda_item_items.c.agenda_item_id == AgendaItem.id)
        .where(Minutes.state == MinutesState.PUBLISHED, *_only(AgendaItem.id, of_some))
    ]


def _only(thing_id: Any, of_some: bool) -> list[ColumnElement[bool]]:
    """Of everything, or of the ids given."""
    return [thing_id.in_(bindparam(IDS, expanding=True))] if of_some else []


def _fact(
    kind: str, thing_id: Any, at: Any, group_id: Any, visible: Any, outcome: Any = None, due_on: Any = None
) -> Select[Any]:
    return select(
        literal(kind).label("kind"),
        thing_id.label("thing_id"),
        (literal("") if outcome is None else outcome).label("outcome"),
        (cast(null(), Date) if due_on is None else due_on).label("due_on"),
        at.label("at"),
        group_id.label("group_id"),
        visible.label("visible_to_partners"),
    )
