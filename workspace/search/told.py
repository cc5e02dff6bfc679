"""What each kind of thing says, in one shape: what is indexed is what is shown."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    Date,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from workspace import clock
from workspace.actions.models import ActionItem, ActionState
from workspace.database import UTCDateTime, prepared
from workspace.events.models import Event
from workspace.french import french
from workspace.groups.models import Group, GroupState
from workspace.library.models import Document, Tag
from workspace.meetings.models import AgendaItem, Meeting, MeetingState
from workspace.minutes.models import Decision, Minutes, MinutesState
from workspace.observatory.models import Indicator
from workspace.pacts.models import Commitment
from workspace.people.models import Institution
from workspace.project.models import FederalProject, ProjectItem, ProjectState
from workspace.representation.models import ExternalMandate, MandateReport
from workspace.search.models import Kind

MODELS: dict[Kind, Any] = {
    Kind.POINT: AgendaItem,
    Kind.DECISION: Decision,
    Kind.ACTION: ActionItem,
    Kind.MEETING: Meeting,
    Kind.GROUP: Group,
    Kind.ITEM: ProjectItem,
    Kind.COMMITMENT: Commitment,
    Kind.INDICATOR: Indicator,
    Kind.DOCUMENT: Document,
    Kind.SEAT: ExternalMandate,
    Kind.REPORT: MandateReport,
}


class Told(NamedTuple):
    kind: Kind
    thing_id: int
    at: datetime | None  # nothing: it holds without a date
    group_id: int | None
    name: str  # what its address is made of
    title: str
    text: str  # Markdown
    has_ended: bool  # cancelled, dropped, withdrawn, archived, over: still found, and said so


UNDATED = cast(null(), UTCDateTime)
NEVER = literal(value=False)
TODAY = bindparam("today", type_=Date(), callable_=lambda: clock.today())  # of each search: statements are kept


def told(kind: Kind, ids: Any = None) -> Select[Any]:
    """The rows of Told of a kind: of all that may be found, or of these."""
    asked = _SOURCES[kind]()
    return asked if ids is None else asked.where(MODELS[kind].id.in_(ids))


@prepared
def of_each_kind(
    point: Any,
    decision: Any,
    action: Any,
    meeting: Any,
    group: Any,
    item: Any,
    commitment: Any,
    indicator: Any,
    document: Any,
    seat: Any,
    report: Any,
) -> CompoundSelect[Any]:
    """The same of all kinds in one statement, by the ids of each."""
    given = (point, decision, action, meeting, group, item, commitment, indicator, document, seat, report)
    return union_all(*(told(kind, ids) for kind, ids in zip(Kind, given, strict=True)))


def _row(kind: Kind, at: Any, group_id: Any, name: Any, title: Any, *texts: Any, has_ended: Any = NEVER) -> Select[Any]:
    text: Any = literal("")
    for one in texts:
        text = text.concat(one).concat("\n")
    columns = (literal(kind.value), MODELS[kind].id, at, group_id, cast(name, String), title, text, has_ended)
    return select(*(column.label(field) for column, field in zip(columns, Told._fields, strict=True)))


def _points() -> Select[Any]:
    row = _row(
        Kind.POINT, Meeting.starts_at, Meeting.group_id, AgendaItem.meeting_id, AgendaItem.title,
        AgendaItem.notes, AgendaItem.conclusion, func.coalesce(Minutes.number, ""),
    )  # fmt: skip
    published = row.join(Meeting, Meeting.id == AgendaItem.meeting_id).join(Minutes, Minutes.meeting_id == Meeting.id)
    return published.where(Minutes.state == MinutesState.PUBLISHED)


def _decisions() -> Select[Any]:
    row = _row(
        Kind.DECISION, Meeting.starts_at, Meeting.group_id, Decision.number, Decision.text, Decision.number,
        has_ended=Decision.ended_by_id.is_not(None),
    )  # fmt: skip
    return row.join(Meeting, Meeting.id == Decision.meeting_id).where(Decision.published_at.is_not(None))


def _actions() -> Select[Any]:
    dropped = ActionItem.state == ActionState.DROPPED
    said = (ActionItem.created_at, ActionItem.group_id, ActionItem.id, ActionItem.title)
    row = _row(Kind.ACTION, *said, has_ended=dropped)
    return row.where(ActionItem.published_at.is_not(None))


def _meetings() -> Select[Any]:
    """Events too, with what they say of themselves."""
    cancelled, about = Meeting.state == MeetingState.CANCELLED, func.coalesce(Event.description, "")
    said = (Meeting.starts_at, Meeting.group_id, Meeting.id, Meeting.title, Meeting.place, about)
    row = _row(Kind.MEETING, *said, has_ended=cancelled)
    return row.outerjoin(Event, Event.meeting_id == Meeting.id).where(Meeting.state != MeetingState.DRAFT)


def _groups() -> Select[Any]:
    said = (UNDATED, Group.id, Group.slug, Group.name, Group.purpose, Group.short_name)
    return _row(Kind.GROUP, *said, has_ended=Group.state == GroupState.CLOSED)


def _items() -> Select[Any]:
    """Of projects adopted; those being written are read by who writes them."""
    title = ProjectItem.code.concat(" ").concat(ProjectItem.text)
    said = (UNDATED, null(), ProjectItem.id, title, ProjectItem.description, ProjectItem.own_words)
    over = or_(ProjectItem.archived_at.is_not(None), FederalProject.state == ProjectState.PAST)
    row = _row(Kind.ITEM, *said, has_ended=over)
    adopted = row.join(FederalProject, FederalProject.id == ProjectItem.project_id)
    return adopted.where(FederalProject.state != ProjectState.DRAFTING)


def _commitments() -> Select[Any]:
    said = (UNDATED, null(), Commitment.id, Commitment.text, Commitment.state_said)
    return _row(Kind.COMMITMENT, *said, has_ended=Commitment.withdrawn_on.is_not(None))


def _indicators() -> Select[Any]:
    said = (UNDATED, null(), Indicator.id, Indicator.label, Indicator.theme, Indicator.subtheme, Indicator.description)
    return _row(Kind.INDICATOR, *said)


def _documents() -> Select[Any]:
    """Of the library, with the words they are filed under; what is withdrawn is not found."""
    tags = select(func.aggregate_strings(Tag.words, ", ")).where(Tag.document_id == Document.id)
    filed = func.coalesce(tags.correlate(Document).scalar_subquery(), "")
    said = (Document.published_at, Document.group_id, Document.id, Document.title, Document.summary, filed)
    return _row(Kind.DOCUMENT, *said).where(Document.withdrawn_at.is_(None))


def _seats() -> Select[Any]:
    said = (UNDATED, null(), ExternalMandate.id, _of_institution(""), ExternalMandate.purpose)
    over = func.coalesce(ExternalMandate.ends_on < TODAY, NEVER)
    return _row(Kind.SEAT, *said, has_ended=over).join(Institution, Institution.id == ExternalMandate.institution_id)


def _reports() -> Select[Any]:
    said = (MandateReport.written_at, null(), MandateReport.id, _of_institution("Compte rendu : "))
    row = _row(Kind.REPORT, *said, MandateReport.said, MandateReport.meaning)
    mandate = row.join(ExternalMandate, ExternalMandate.id == MandateReport.mandate_id)
    return mandate.join(Institution, Institution.id == ExternalMandate.institution_id)


def _of_institution(before: str) -> Any:
    """« Commission d’action sociale, Caisse d’allocations familiales »."""
    return literal(french(before)).concat(ExternalMandate.body).concat(", ").concat(Institution.name)


_SOURCES: dict[Kind, Callable[[], Select[Any]]] = {
    Kind.POINT: _points,
    Kind.DECISION: _decisions,
    Kind.ACTION: _actions,
    Kind.MEETING: _meetings,
    Kind.GROUP: _groups,
    Kind.ITEM: _items,
    Kind.COMMITMENT: _commitments,
    Kind.INDICATOR: _indicators,
    Kind.DOCUMENT: _documents,
    Kind.SEAT: _seats,
    Kind.REPORT: _reports,
}


def rows(found: Any) -> Sequence[Told]:
    return [Told(Kind(kind), *others) for kind, *others in found]
