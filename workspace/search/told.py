"""What each kind of thing says, in one shape: what is indexed is what is shown."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Select, String, cast, func, literal, null, select, union_all

from workspace.actions.models import ActionItem
from workspace.database import UTCDateTime, prepared
from workspace.groups.models import Group
from workspace.meetings.models import AgendaItem, Meeting, MeetingState
from workspace.minutes.models import Decision, Minutes, MinutesState
from workspace.pacts.models import Commitment
from workspace.project.models import FederalProject, ProjectItem, ProjectState
from workspace.search.models import Kind

MODELS: dict[Kind, Any] = {
    Kind.POINT: AgendaItem,
    Kind.DECISION: Decision,
    Kind.ACTION: ActionItem,
    Kind.MEETING: Meeting,
    Kind.GROUP: Group,
    Kind.ITEM: ProjectItem,
    Kind.COMMITMENT: Commitment,
}


class Told(NamedTuple):
    kind: Kind
    thing_id: int
    at: datetime | None  # nothing: it holds without a date
    group_id: int | None
    name: str  # what its address is made of
    title: str
    text: str  # Markdown


UNDATED = cast(null(), UTCDateTime)


def told(kind: Kind, ids: Any = None) -> Select[Any]:
    """The rows of Told of a kind: of all that may be found, or of these."""
    asked = _SOURCES[kind]()
    return asked if ids is None else asked.where(MODELS[kind].id.in_(ids))


@prepared
def of_each_kind(
    point: Any, decision: Any, action: Any, meeting: Any, group: Any, item: Any, commitment: Any
) -> CompoundSelect[Any]:
    """The same of all kinds in one statement, by the ids of each."""
    given = (point, decision, action, meeting, group, item, commitment)
    return union_all(*(told(kind, ids) for kind, ids in zip(Kind, given, strict=True)))


def _row(kind: Kind, at: Any, group_id: Any, name: Any, title: Any, *texts: Any) -> Select[Any]:
    text: Any = literal("")
    for one in texts:
        text = text.concat(one).concat("\n")
    columns = (literal(kind.value), MODELS[kind].id, at, group_id, cast(name, String), title, text)
    return select(*(column.label(field) for column, field in zip(columns, Told._fields, strict=True)))


def _points() -> Select[Any]:
    row = _row(
        Kind.POINT, Meeting.starts_at, Meeting.group_id, AgendaItem.meeting_id, AgendaItem.title,
        AgendaItem.notes, AgendaItem.conclusion, func.coalesce(Minutes.number, ""),
    )  # fmt: skip
    published = row.join(Meeting, Meeting.id == AgendaItem.meeting_id).join(Minutes, Minutes.meeting_id == Meeting.id)
    return published.where(Minutes.state == MinutesState.PUBLISHED)


def _decisions() -> Select[Any]:
    row = _row(Kind.DECISION, Meeting.starts_at, Meeting.group_id, Decision.number, Decision.text, Decision.number)
    return row.join(Meeting, Meeting.id == Decision.meeting_id).where(Decision.published_at.is_not(None))


def _actions() -> Select[Any]:
    row = _row(Kind.ACTION, ActionItem.created_at, ActionItem.group_id, ActionItem.id, ActionItem.title)
    return row.where(ActionItem.published_at.is_not(None))


def _meetings() -> Select[Any]:
    row = _row(Kind.MEETING, Meeting.starts_at, Meeting.group_id, Meeting.id, Meeting.title, Meeting.place)
    return row.where(Meeting.state != MeetingState.DRAFT)


def _groups() -> Select[Any]:
    return _row(Kind.GROUP, UNDATED, Group.id, Group.slug, Group.name, Group.purpose, Group.short_name)


def _items() -> Select[Any]:
    """Of projects adopted; those being written are read by who writes them."""
    title = ProjectItem.code.concat(" ").concat(ProjectItem.text)
    row = _row(Kind.ITEM, UNDATED, null(), ProjectItem.id, title, ProjectItem.description, ProjectItem.own_words)
    adopted = row.join(FederalProject, FederalProject.id == ProjectItem.project_id)
    return adopted.where(FederalProject.state != ProjectState.DRAFTING)


def _commitments() -> Select[Any]:
    return _row(Kind.COMMITMENT, UNDATED, null(), Commitment.id, Commitment.text, Commitment.state_said)


_SOURCES: dict[Kind, Callable[[], Select[Any]]] = {
    Kind.POINT: _points,
    Kind.DECISION: _decisions,
    Kind.ACTION: _actions,
    Kind.MEETING: _meetings,
    Kind.GROUP: _groups,
    Kind.ITEM: _items,
    Kind.COMMITMENT: _commitments,
}


def rows(found: Any) -> Sequence[Told]:
    return [Told(Kind(kind), *others) for kind, *others in found]
