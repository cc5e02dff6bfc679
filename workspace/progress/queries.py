"""What moved a project and its pact: counts and evidence, over what is published.

Each read starts from pairs (top, item): what counts for a top is what serves one of its items, once. The items of an
item of the project are itself and what stands under it; those of a commitment, what it names and what stands under.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Integer, Select, Subquery, case, func, literal, select, union_all
from sqlalchemy.orm import aliased, joinedload

from workspace import clock
from workspace.actions.models import ActionItem, ActionState, action_items
from workspace.activity.queries import readable_by
from workspace.database import db
from workspace.groups.models import Group
from workspace.groups.queries import Standing
from workspace.meetings.models import AgendaItem, Meeting, agenda_item_items
from workspace.minutes.models import Decision, Minutes, MinutesState, decision_items
from workspace.pacts.models import Commitment, commitment_items
from workspace.pagination import SIZE, Page
from workspace.project.models import GroupLink, ProjectItem

WHOLE = 0  # the top whose items are all those of a project
KINDS = ("closed", "decision", "action", "point")  # an action comes twice: decided, then closed


@dataclass(frozen=True)
class Counts:
    closed: int = 0
    open: int = 0  # late ones excepted
    late: int = 0
    dropped: int = 0  # no part of `decided`
    decisions: int = 0

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
    meeting_id: int | None
    group: Group


@dataclass(frozen=True)
class Reader:
    """Minutes are not open to all; a partner knows what is ticked for partners, and no minutes."""

    standing: Standing
    person_id: int
    is_partner: bool = False


@dataclass(frozen=True)
class Progress:
    """Counts and latest evidence, by top."""

    counts: dict[int, Counts] = field(default_factory=dict)
    latest: dict[int, list[Evidence]] = field(default_factory=dict)

    def of(self, top_id: int) -> Counts:
        return self.counts.get(top_id, Counts())

    def evidence(self, top_id: int) -> list[Evidence]:
        return self.latest.get(top_id, [])


# What pages ask


def of_project(project_id: int, reader: Reader, most: int = 3) -> Progress:
    """Of each item of a project, and of the project itself under WHOLE."""
    whole = select(literal(WHOLE, Integer), ProjectItem.id).where(ProjectItem.project_id == project_id)
    tops = union_all(*_pairs(ProjectItem.project_id == project_id), whole).subquery("tops")
    return Progress(_counts(tops), _latest(tops, reader, most))


def of_pact(pact_id: int, reader: Reader, most: int = 1) -> Progress:
    """Of each commitment of a pact: decisions and actions."""
    below = union_all(*_pairs()).subquery("below")
    tops = (
        select(commitment_items.c.commitment_id.label("top_id"), below.c.item_id)
        .join(below, below.c.top_id == commitment_items.c.item_id)
        .join(Commitment, Commitment.id == commitment_items.c.commitment_id)
        .where(Commitment.pact_id == pact_id)
        .subquery("tops")
    )
    return Progress({} if reader.is_partner else _counts(tops), _latest(tops, reader, most, with_points=False))


def counts_of(item: ProjectItem) -> dict[int, Counts]:
    """Of each item of the same project."""
    return _counts(union_all(*_pairs(ProjectItem.project_id == item.project_id)).subquery("tops"))


def evidence(
    item: ProjectItem, reader: Reader, kind: str = "", group: Group | None = None, number: int = 1
) -> Page[Evidence]:
    """A page of all that moved an item, newest first."""
    tops = union_all(*_pairs(ProjectItem.project_id == item.project_id)).subquery("tops")
    found = _moved(tops, reader).where(tops.c.top_id == item.id)
    moved = found.subquery("moved")
    conditions = []
    if kind:
        conditions.append(moved.c.kind == kind)
    if group is not None:
        conditions.append(moved.c.group_id == group.id)
    total = db.session.scalar(select(func.count()).select_from(moved).where(*conditions)) or 0
    number = min(max(1, number), max(1, -(-total // SIZE)))
    query = select(moved, Group).join(Group, Group.id == moved.c.group_id).where(*conditions)
    rows = db.session.execute(query.order_by(*_newest_first(moved)).limit(SIZE).offset((number - 1) * SIZE))
    return Page([_evidence(row) for row in rows], number, total, SIZE)


def groups_of(project_id: int) -> dict[int, list[GroupLink]]:
    """Who works for each item of a project, by item id, in the groups' order."""
    links = db.session.scalars(
        select(GroupLink)
        .join(GroupLink.item)
        .join(GroupLink.group)
        .where(ProjectItem.project_id == project_id)
        .options(joinedload(GroupLink.group))
        .order_by(Group.position, Group.id)
    )
    found: dict[int, list[GroupLink]] = {}
    for link in links:
        found.setdefault(link.item_id, []).append(link)
    return found


def shares(project_id: int) -> list[tuple[Group, int]]:
    """How many closed actions each group brought to a project, the most first."""
    serves = (
        select(action_items.c.action_id)
        .join(ProjectItem, ProjectItem.id == action_items.c.item_id)
        .where(ProjectItem.project_id == project_id)
    )
    closed = (
        select(ActionItem.group_id, func.count().label("closed"))
        .where(ActionItem.published_at.is_not(None), ActionItem.state == ActionState.DONE, ActionItem.id.in_(serves))
        .group_by(ActionItem.group_id)
        .subquery("closed")
    )
    query = select(Group, closed.c.closed).join(closed, closed.c.group_id == Group.id)
    rows = db.session.execute(query.order_by(closed.c.closed.desc(), Group.position, Group.id))
    return [(group, number) for group, number in rows]


# Pairs of a top and an item


def _pairs(*conditions: Any) -> list[Select[Any, Any]]:
    """Each item with itself, then with its parent as top, then with its parent's parent: the tree ends there."""
    parent = aliased(ProjectItem)
    above = select(ProjectItem.parent_id, ProjectItem.id).where(ProjectItem.parent_id.is_not(None), *conditions)
    higher = (
        select(parent.parent_id, ProjectItem.id)
        .join(parent, parent.id == ProjectItem.parent_id)
        .where(parent.parent_id.is_not(None), *conditions)
    )
    return [select(ProjectItem.id.label("top_id"), ProjectItem.id.label("item_id")).where(*conditions), above, higher]


# Counts


def _counts(tops: Subquery) -> dict[int, Counts]:
    """In one statement; what serves two items of a top counts once for it."""
    outcome = case(
        (ActionItem.state == ActionState.DONE, "closed"),
        (ActionItem.state == ActionState.DROPPED, "dropped"),
        (ActionItem.due_on < clock.today(), "late"),
        else_="open",
    )
    actions = (
        select(outcome.label("name"), ActionItem.id.label("id"), action_items.c.item_id)
        .join(ActionItem, ActionItem.id == action_items.c.action_id)
        .where(ActionItem.published_at.is_not(None))
    )
    decisions = (
        select(literal("decisions"), Decision.id, decision_items.c.item_id)
        .join(Decision, Decision.id == decision_items.c.decision_id)
        .where(Decision.published_at.is_not(None))
    )
    counted = union_all(actions, decisions).subquery("counted")
    rows = db.session.execute(
        select(tops.c.top_id, counted.c.name, func.count(counted.c.id.distinct()))
        .join(tops, tops.c.item_id == counted.c.item_id)
        .group_by(tops.c.top_id, counted.c.name)
    )
    found: dict[int, dict[str, int]] = {}
    for top_id, name, number in rows:
        found.setdefault(top_id, {})[name] = number
    return {top_id: Counts(**numbers) for top_id, numbers in found.items()}


# Evidence


def _latest(tops: Subquery, reader: Reader, most: int, with_points: bool = True) -> dict[int, list[Evidence]]:
    """The latest evidence of each top, in one statement."""
    moved = _moved(tops, reader, with_points).subquery("moved")
    rank = func.row_number().over(partition_by=moved.c.top_id, order_by=_newest_first(moved)).label("rank")
    ranked = select(moved, rank).subquery("ranked")
    rows = db.session.execute(
        select(ranked, Group)
        .join(Group, Group.id == ranked.c.group_id)
        .where(ranked.c.rank <= most)
        .order_by(ranked.c.top_id, ranked.c.rank)
    )
    found: dict[int, list[Evidence]] = {}
    for row in rows:
        found.setdefault(row.top_id, []).append(_evidence(row))
    return found


def _moved(tops: Subquery, reader: Reader, with_points: bool = True) -> Select[Any]:
    """What moved each top, each thing once."""
    facts = _facts(reader, with_points).subquery("facts")
    return (
        select(
            tops.c.top_id, facts.c.kind, facts.c.id, facts.c.title, facts.c.at, facts.c.number, facts.c.meeting_id,
            facts.c.group_id,
        )
        .join(facts, facts.c.item_id == tops.c.item_id)
        .distinct()
    )  # fmt: skip


def _facts(reader: Reader, with_points: bool) -> CompoundSelect[Any]:
    """All that is published and that this person may know of, beside the item it serves."""
    happened = func.coalesce(Meeting.starts_at, ActionItem.created_at)
    decisions = (
        _fact("decision", Decision.id, Decision.text, Meeting.starts_at, Decision.number, Meeting.id, Meeting.group_id)
        .add_columns(decision_items.c.item_id)
        .join(Meeting, Meeting.id == Decision.meeting_id)
        .join(decision_items, decision_items.c.decision_id == Decision.id)
        .where(Decision.published_at.is_not(None))
    )
    actions = (
        _fact("action", ActionItem.id, ActionItem.title, happened, literal(""), Meeting.id, ActionItem.group_id)
        .add_columns(action_items.c.item_id)
        .outerjoin(Meeting, Meeting.id == ActionItem.meeting_id)
        .join(action_items, action_items.c.action_id == ActionItem.id)
        .where(ActionItem.published_at.is_not(None))
    )
    closed = (
        _fact(
            "closed",
            ActionItem.id,
            ActionItem.title,
            ActionItem.closed_at,
            literal(""),
            ActionItem.meeting_id,
            ActionItem.group_id,
        )
        .add_columns(action_items.c.item_id)
        .join(action_items, action_items.c.action_id == ActionItem.id)
        .where(ActionItem.published_at.is_not(None), ActionItem.state == ActionState.DONE)
    )
    if reader.is_partner:
        return union_all(
            decisions.where(Decision.visible_to_partners),
            actions.where(ActionItem.visible_to_partners),
            closed.where(ActionItem.visible_to_partners),
        )
    if not with_points:
        return union_all(decisions, actions, closed)
    points = (
        _fact("point", AgendaItem.id, AgendaItem.title, Meeting.starts_at, literal(""), Meeting.id, Meeting.group_id)
        .add_columns(agenda_item_items.c.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .join(agenda_item_items, agenda_item_items.c.agenda_item_id == AgendaItem.id)
        .where(Minutes.state == MinutesState.PUBLISHED, readable_by(reader.standing, reader.person_id))
    )
    return union_all(decisions, actions, closed, points)


def _fact(kind: str, id: Any, title: Any, at: Any, number: Any, meeting_id: Any, group_id: Any) -> Select[Any]:
    return select(
        literal(kind).label("kind"),
        id.label("id"),
        title.label("title"),
        at.label("at"),
        number.label("number"),
        meeting_id.label("meeting_id"),
        group_id.label("group_id"),
    )


def _newest_first(moved: Subquery) -> tuple[Any, ...]:
    """Among what happened at the same instant, in the order of KINDS."""
    place = case(*((moved.c.kind == kind, rank) for rank, kind in enumerate(KINDS)))
    return moved.c.at.desc(), place, moved.c.id.desc()


def _evidence(row: Any) -> Evidence:
    return Evidence(row.kind, row.id, row.title, row.at, row.number, row.meeting_id, row.Group)
