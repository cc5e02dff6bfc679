"""What moved a project and its pact: counts and evidence, over what is published.

All is read from traces and tallies (models.py), which hold each thing once beside each top that it serves: a page
costs the same whatever the length of the history. Whoever may not read the minutes of many groups passes over their
points on the way to the latest that they may read.
"""

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy import cast as cast_in_sql
from sqlalchemy.orm import aliased, contains_eager, load_only

from workspace import clock
from workspace.actions.models import ActionItem
from workspace.database import db, prepared
from workspace.groups.models import SIGNS, Group, GroupKind
from workspace.groups.queries import Standing
from workspace.library import queries as library
from workspace.library.models import Document, document_items
from workspace.meetings.models import AgendaItem, meeting_guest_group
from workspace.minutes.models import Decision
from workspace.pagination import SIZE, Page, within
from workspace.people.models import Role
from workspace.progress.models import COMMITMENT, ITEM, KINDS, PROJECT, MonthTally, Tally, Trace, top_of
from workspace.project.models import FederalProject, GroupLink, ProjectItem
from workspace.settings import queries as settings

OF_MEETINGS: dict[str, Any] = {"point": AgendaItem, "decision": Decision}  # an action is of the group that carries it
WHOLE = 0  # stands for the project itself where tops are items


@dataclass(frozen=True)
class Counts:
    closed: int = 0
    open: int = 0  # late ones excepted
    late: int = 0
    dropped: int = 0  # no part of `decided`
    decisions: int = 0
    documents: int = 0  # of the library; where they are asked for

    @property
    def decided(self) -> int:
        return self.closed + self.open + self.late


@dataclass(frozen=True)
class Evidence:
    """Something published that moved an item."""

    kind: str  # one of KINDS
    id: int  # of the decision, the action or the point
    title: str
    at: datetime
    number: str  # of a decision
    meeting_id: int | None  # of a point
    group: Group


@dataclass(frozen=True)
class Reader:
    """Minutes are not open to all; a partner knows what is ticked for partners, and no minutes."""

    standing: Standing
    person_id: int
    is_partner: bool = False

    @property
    def group_ids(self) -> frozenset[int]:
        return self.standing.group_ids | self.standing.led_ids


@dataclass(frozen=True)
class Progress:
    """Counts and latest evidence, by top; and when each last moved, be it by what the reader may not know: a hole is
    one for all."""

    counts: dict[int, Counts] = field(default_factory=dict)
    latest: dict[int, list[Evidence]] = field(default_factory=dict)
    moved: dict[int, datetime] = field(default_factory=dict)

    def of(self, top_id: int) -> Counts:
        return self.counts.get(top_id, Counts())

    def evidence(self, top_id: int) -> list[Evidence]:
        return self.latest.get(top_id, [])


# What pages ask


def of_project(
    project_id: int, item_ids: Iterable[int], reader: Reader, most: int = 3, today: date | None = None
) -> Progress:
    """Of the items of a project, and of the project itself under WHOLE; evidence of items alone. What is late is late
    on the day given, or today."""
    tops = {top_of(ITEM, item_id): item_id for item_id in item_ids}
    counts = _counts(tops | {top_of(PROJECT, project_id): WHOLE}, today)
    return Progress(counts, *_latest(tops, reader, most))


def of_pact(commitment_ids: Iterable[int], reader: Reader, most: int = 1) -> Progress:
    """Of commitments: decisions and actions."""
    tops = {top_of(COMMITMENT, commitment_id): commitment_id for commitment_id in commitment_ids}
    return Progress({} if reader.is_partner else _counts(tops), *_latest(tops, reader, most))


def counts_of(item_ids: Iterable[int]) -> dict[int, Counts]:
    """Of items, by their ids, with the documents of the library that the network reads."""
    return _counts({top_of(ITEM, item_id): item_id for item_id in item_ids}, with_documents=True)


def evidence(
    item: ProjectItem,
    reader: Reader,
    kind: str = "",
    group: Group | None = None,
    number: int = 1,
    year: int | None = None,
) -> Page[Evidence]:
    """A page of all that moved an item, newest first; of a year only, when one is given. One statement says the page
    and how many there are in all; a page past the end takes two others: the first page says how many, then the last."""
    chosen = {group.id} if group else set[int]()
    groups = (reader.group_ids, chosen, reader.group_ids | chosen)
    asked = _Asked(_sight(reader), kind, bool(chosen), year is not None)

    def told(number: int) -> Sequence[Any]:
        between = clock.year_bounds(year or clock.today().year)
        found: Sequence[Any] = db.session.execute(
            *_page_of(top_of(ITEM, item.id), *groups, *between, (number - 1) * SIZE, asked=asked)
        ).all()
        return found

    number = max(1, number)
    rows = told(number)
    if number > 1 and not rows and (first := told(1)):
        number = within(number, int(first[0].total))
        rows = told(number)
    return Page([_evidence(row) for row in rows], number if rows else 1, int(rows[0].total) if rows else 0, SIZE)


@dataclass(frozen=True)
class _Asked:
    """What tells one statement about the evidence of an item from another."""

    sight: "Sight"
    kind: str
    of_group: bool
    of_year: bool


@prepared
def _page_of(
    top: str,
    group_ids: Collection[int],
    chosen: Collection[int],
    both: Collection[int],
    first: datetime,
    after: datetime,
    skipped: int,
    *,
    asked: _Asked,
) -> Any:
    """The traces of a page, each with how many there are in all. Of the reader's groups, the group asked about, both;
    of a year."""

    def conditions(row: Any, joint: bool = True) -> list[ColumnElement[bool]]:
        """Of traces; of tallies, without what came of meetings that a group was invited to."""
        found = [row.top == top, _in_sight(row, asked.sight, group_ids, joint)]
        found += [row.kind == asked.kind] if asked.kind else []
        return found + ([_of_groups(row, chosen, joint)] if asked.of_group else [])

    traces = conditions(Trace) + ([Trace.at >= first, Trace.at < after] if asked.of_year else [])
    if asked.of_year:  # tallies know no dates: the traces of that year are counted, by the index of their instants
        counted: Any = select(func.count()).select_from(Trace).where(*traces)
    else:
        counted = select(func.coalesce(func.sum(Tally.number), 0)).where(*conditions(Tally, joint=False))
        if asked.of_group or asked.sight is Sight.OWN_MINUTES:  # what tallies leave out is counted: few are joint
            left_out = select(func.count()).select_from(Trace).where(*traces, ~and_(*conditions(Trace, joint=False)))
            # By the index of things: one kind at a time.
            joined = [left_out.where(_of_meetings_joined(Trace, one, both)).scalar_subquery() for one in OF_MEETINGS]
            counted = select(sum(joined, counted.scalar_subquery()))
    ids = select(Trace.id).where(*traces).order_by(*_newest_first(Trace)).limit(SIZE).offset(skipped)
    whole = counted.with_only_columns(counted.selected_columns[0].label("total")).subquery()
    return _told(ids).add_columns(whole.c.total).join(whole, true())


def groups_of(project_id: int) -> dict[int, list[GroupLink]]:
    """Who works for each item of a project, by item id, in the groups' order."""
    found: dict[int, list[GroupLink]] = {}
    for link in db.session.scalars(*_links_of(project_id)):
        found.setdefault(link.item_id, []).append(link)
    return found


@prepared
def _links_of(project_id: int) -> Select[GroupLink]:
    return (
        select(GroupLink)
        .join(GroupLink.item)
        .join(GroupLink.group)
        .where(ProjectItem.project_id == project_id)
        .options(contains_eager(GroupLink.group).load_only(*SIGNS))
        .order_by(Group.position, Group.id)
    )


@dataclass(frozen=True)
class Pace:
    """How a project goes: closed actions that each group brought, the most first; decided and closed ones by month,
    the first month first."""

    shares: list[tuple[Group, int]]
    months: list[tuple[str, int, int]]  # 2026-11, decided, closed; under no name, all that came before its first one


def pace_of(project: FederalProject) -> Pace:
    """In one statement."""
    rows = db.session.execute(*_pace_of(top_of(PROJECT, project.id), f"{project.starts_on:%Y-%m}"))
    found: list[tuple[Group, int]] = []
    by_month: dict[str, dict[str, int]] = {}
    for group, month, kind, number in rows:
        if group is not None:
            found.append((group, number))
        else:
            by_month.setdefault(month, {})[kind] = int(number)
    counted = [(month, kinds.get("action", 0), kinds.get("closed", 0)) for month, kinds in by_month.items()]
    return Pace(found, counted)


@prepared
def _pace_of(top: str, first: str) -> Select[Any]:
    shares = select(
        Tally.group_id.label("group_id"), literal("").label("month"), literal("").label("kind"), Tally.number
    )
    before = select(null(), literal(""), MonthTally.kind, func.sum(MonthTally.number)).group_by(MonthTally.kind)
    months = select(null(), MonthTally.month, MonthTally.kind, MonthTally.number)
    told = union_all(
        shares.where(Tally.top == top, Tally.kind == "closed", Tally.number > 0),
        before.where(MonthTally.top == top, MonthTally.month < first),
        months.where(MonthTally.top == top, MonthTally.month >= first, MonthTally.number != 0),
    ).subquery()
    return (
        select(Group, told.c.month, told.c.kind, told.c.number)
        .outerjoin_from(told, Group, Group.id == told.c.group_id)
        .options(load_only(*SIGNS))
        .order_by(told.c.month, told.c.number.desc(), Group.position, Group.id)
    )


# Counts


def _counts(tops: dict[str, int], today: date | None = None, *, with_documents: bool = False) -> dict[int, Counts]:
    """In one statement, by the ids that tops stand for."""
    found: dict[int, dict[str, int]] = {}
    asked = _tallies_of([*tops], today or clock.today(), with_documents=with_documents)
    for top, kind, outcome, number in db.session.execute(*asked):
        found.setdefault(tops[top], {})["decisions" if kind == "decision" else outcome] = int(number)
    for numbers in found.values():
        if "late" in numbers:
            numbers["open"] -= numbers["late"]
    return {number: Counts(**numbers) for number, numbers in found.items()}


@prepared
def _tallies_of(tops: Iterable[str], today: date, *, with_documents: bool) -> CompoundSelect[Any]:
    tallied = (
        select(Tally.top, Tally.kind, Tally.outcome, func.sum(Tally.number))
        .where(Tally.top.in_(tops), Tally.kind.in_(("action", "decision")))
        .group_by(Tally.top, Tally.kind, Tally.outcome)
    )
    late = (
        select(Trace.top, literal("action"), literal("late"), func.count())
        .where(Trace.top.in_(tops), Trace.due_on < today)
        .group_by(Trace.top)
    )
    return union_all(tallied, late, *([_documents_of(tops)] if with_documents else []))


def _documents_of(tops: Any) -> Any:
    """How many documents serve each item or what stands under it, in the shape of tallies."""
    served, parent, above = aliased(ProjectItem), aliased(ProjectItem), aliased(ProjectItem)
    top = literal(top_of(ITEM, "")).concat(cast_in_sql(above.id, String))
    return (
        select(top, literal("document"), literal("documents"), func.count(Document.id.distinct()))
        .select_from(document_items)
        .join(Document, Document.id == document_items.c.document_id)
        .join(served, served.id == document_items.c.item_id)
        .outerjoin(parent, parent.id == served.parent_id)
        .join(above, above.id.in_((served.id, served.parent_id, parent.parent_id)))
        .where(library.IS_SHOWN, top.in_(tops))
        .group_by(top)
    )


# Evidence


class Sight(enum.Enum):
    """Which traces a reader may know."""

    PARTNERS = enum.auto()  # what is ticked for partners
    ALL = enum.auto()
    OWN_MINUTES = enum.auto()  # points of their groups only: they go with the minutes they are read in


def _sight(reader: Reader) -> Sight:
    standing = reader.standing
    if reader.is_partner:
        return Sight.PARTNERS
    if Role.FEDERATION_DELEGATE in standing.roles or {GroupKind.STAFF_TEAM, GroupKind.BOARD} & set(standing.kinds):
        return Sight.ALL
    opened = standing.of_the_network and settings.federation().minutes_open_to_network
    return Sight.ALL if opened else Sight.OWN_MINUTES


def _in_sight(row: Any, sight: Sight, group_ids: Any, joint: bool = True) -> ColumnElement[bool]:
    if sight is Sight.PARTNERS:
        return cast(ColumnElement[bool], row.visible_to_partners.is_(True))
    return true() if sight is Sight.ALL else or_(row.kind != "point", _of_groups(row, group_ids, joint))


def _of_groups(row: Any, group_ids: Any, joint: bool) -> ColumnElement[bool]:
    """A point and a decision are of every group that their meeting called; an action, of the one that carries it."""
    own = cast(ColumnElement[bool], row.group_id.in_(group_ids))
    return or_(own, *(_of_meetings_joined(row, kind, group_ids) for kind in OF_MEETINGS)) if joint else own


def _of_meetings_joined(row: Any, kind: str, group_ids: Any) -> ColumnElement[bool]:
    """Things of a kind, of meetings of others that these groups were invited to."""
    joined = select(meeting_guest_group.c.meeting_id).where(meeting_guest_group.c.group_id.in_(group_ids))
    model = OF_MEETINGS[kind]
    return and_(row.kind == kind, row.thing_id.in_(select(model.id).where(model.meeting_id.in_(joined))))


def _latest(tops: dict[str, int], reader: Reader, most: int) -> tuple[dict[int, list[Evidence]], dict[int, datetime]]:
    """The latest evidence of each top that the reader may know, and when each last moved; in one statement: the first
    of each by the index, then the second of each…"""
    found: dict[int, list[Evidence]] = {}
    moved: dict[int, datetime] = {}
    if not tops:
        return found, moved
    said: dict[str, Any] = {f"top_{rank}": top for rank, top in enumerate(tops)}
    said["group_ids"] = [*reader.group_ids]
    for row in db.session.execute(_latest_query(len(tops), _sight(reader), most), said):
        top = tops[row.top]
        moved.setdefault(top, row.at)
        if row.is_known:
            found.setdefault(top, []).append(_evidence(row))
    return found, moved


@lru_cache(maxsize=64)
def _latest_query(number: int, sight: Sight, most: int) -> Any:
    """Of :top_0, :top_1… and :group_ids: long to write, hence kept."""
    tops = (bindparam(f"top_{rank}", type_=String) for rank in range(number))
    listed = union_all(*(select(top.label("top")) for top in tops)).subquery("tops")
    one = aliased(Trace)
    group_ids: Any = bindparam("group_ids", expanding=True)
    first = select(one.id).where(one.top == listed.c.top).order_by(*_newest_first(one)).limit(1)
    wanted = [first.where(_in_sight(one, sight, group_ids)).offset(skipped) for skipped in range(most)]
    wanted += [] if sight is Sight.ALL else [first]
    ids = union_all(*(select(nth.scalar_subquery()).select_from(listed) for nth in wanted))
    return _told(ids).add_columns(_in_sight(Trace, sight, group_ids).label("is_known"))


def _told(ids: Any) -> Any:
    """Traces with the words of what they stand for, newest first."""
    return (
        select(
            Trace.top,
            Trace.kind,
            Trace.thing_id,
            Trace.at,
            Group,
            func.coalesce(Decision.text, ActionItem.title, AgendaItem.title).label("title"),
            Decision.number,
            AgendaItem.meeting_id,
        )
        .join(Group, Group.id == Trace.group_id)
        .outerjoin(Decision, (Trace.kind == "decision") & (Decision.id == Trace.thing_id))
        .outerjoin(ActionItem, Trace.kind.in_(("action", "closed")) & (ActionItem.id == Trace.thing_id))
        .outerjoin(AgendaItem, (Trace.kind == "point") & (AgendaItem.id == Trace.thing_id))
        .where(Trace.id.in_(ids))
        .options(load_only(*SIGNS))
        .order_by(*_newest_first(Trace))
    )


def _newest_first(row: Any) -> tuple[Any, ...]:
    """Among what happened at the same instant, in the order of KINDS."""
    place = case(*((row.kind == kind, rank) for rank, kind in enumerate(KINDS)))
    return row.at.desc(), place, row.thing_id.desc()


def _evidence(row: Any) -> Evidence:
    return Evidence(row.kind, row.thing_id, row.title, row.at, row.number or "", row.meeting_id, row.Group)
