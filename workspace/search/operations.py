"""Keeping the index: in the transaction that changes what it is told from, whoever changes it.

Rows written without the session (bulk statements, a copied database) are not seen here: the night's `mend` finds them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, event, insert, select
from sqlalchemy.orm import Session, UOWTransaction

from workspace.actions.models import ActionItem
from workspace.database import KEPT_LATER, db, has_changed
from workspace.events.models import Event
from workspace.groups.models import Group
from workspace.library.models import Document, Tag
from workspace.meetings.models import AgendaItem, Meeting
from workspace.minutes.models import Decision, Minutes
from workspace.observatory.models import Indicator
from workspace.pacts.models import Commitment
from workspace.people.models import Institution
from workspace.project.models import FederalProject, ProjectItem
from workspace.representation.models import ExternalMandate, MandateReport
from workspace.search.models import Findable, FindableWord, Kind
from workspace.search.told import MODELS, Told, rows, told
from workspace.search.words import read, stems

UNDATED = datetime(9000, 1, 1, tzinfo=UTC)  # what holds without a date comes before what happened
IDS = "ids"  # of the things that a statement is about
MANY = 500  # things told again at once
# What a change of these columns changes: the thing itself, or what is told beside it.
SAYS: dict[type, tuple[Kind, tuple[str, ...]]] = {
    AgendaItem: (Kind.POINT, ("title", "notes", "conclusion", "meeting_id")),
    Decision: (Kind.DECISION, ("text", "number", "published_at")),
    ActionItem: (Kind.ACTION, ("title", "published_at", "group_id")),
    Meeting: (Kind.MEETING, ("title", "place", "starts_at", "state", "group_id")),
    Group: (Kind.GROUP, ("name", "short_name", "purpose", "slug")),
    ProjectItem: (Kind.ITEM, ("text", "code", "description", "own_words")),
    Commitment: (Kind.COMMITMENT, ("text", "state_said")),
    Indicator: (Kind.INDICATOR, ("label", "theme", "subtheme", "description")),
    Document: (Kind.DOCUMENT, ("search_text", "title", "summary", "published_at", "withdrawn_at", "group_id")),
    ExternalMandate: (Kind.SEAT, ("body", "purpose", "institution_id")),
    MandateReport: (Kind.REPORT, ("said", "meaning")),
}


@event.listens_for(Session, "after_flush")
def keep(session: Session, _: UOWTransaction) -> None:
    """Tell again what the flush changed."""
    if KEPT_LATER in session.info:
        return
    changed: dict[Kind, set[int]] = {}
    for row in (*session.new, *session.dirty, *session.deleted):
        for kind, ids in _told_by(session, row):
            changed.setdefault(kind, set()).update(ids)
    for kind in sorted(changed):
        _tell_again(session.connection(), kind, sorted(changed[kind]))


def _told_by(session: Session, row: Any) -> Iterator[tuple[Kind, Iterable[int]]]:
    """The things to tell again after a row was written, by kind."""
    if type(row) in SAYS:
        kind, names = SAYS[type(row)]
        if has_changed(session, row, *names):
            yield kind, [row.id]
    match row:
        case Minutes() if has_changed(session, row, "state", "number"):
            yield Kind.POINT, _ids(session, AgendaItem.id, AgendaItem.meeting_id == row.meeting_id)
        case Meeting() if row not in session.new and has_changed(session, row, "starts_at", "group_id"):
            yield Kind.POINT, _ids(session, AgendaItem.id, AgendaItem.meeting_id == row.id)
            yield Kind.DECISION, _ids(session, Decision.id, Decision.meeting_id == row.id)
        case Tag() if has_changed(session, row, "words"):
            yield Kind.DOCUMENT, [row.document_id]
        case Event() if has_changed(session, row, "description"):
            yield Kind.MEETING, [row.meeting_id]
        case FederalProject() if row not in session.new and has_changed(session, row, "state"):
            yield Kind.ITEM, _ids(session, ProjectItem.id, ProjectItem.project_id == row.id)
        case ExternalMandate() if row not in session.new and has_changed(session, row, "body", "institution_id"):
            yield Kind.REPORT, _ids(session, MandateReport.id, MandateReport.mandate_id == row.id)
        case Institution() if row not in session.new and has_changed(session, row, "name"):
            held = _ids(session, ExternalMandate.id, ExternalMandate.institution_id == row.id)
            yield Kind.SEAT, held
            yield Kind.REPORT, _ids(session, MandateReport.id, MandateReport.mandate_id.in_(held))


def _ids(session: Session, column: Any, where: Any) -> list[int]:
    return list(session.connection().execute(select(column).where(where)).scalars())


def _tell_again(connection: Connection, kind: Kind, ids: list[int]) -> None:
    # Whoever changes the same thing at the same moment waits here, then tells it with what we wrote.
    model = MODELS[kind]
    connection.execute(select(model.id).where(model.id.in_(ids)).order_by(model.id).with_for_update())
    _write(connection, kind, ids, rows(connection.execute(_told(kind), {IDS: ids})))


def _write(connection: Connection, kind: Kind, ids: Iterable[int], fresh: Iterable[Told]) -> None:
    """Forget what was said of these things, keep what is said now."""
    known = select(Findable.id).where(Findable.kind == kind, Findable.thing_id.in_(ids))
    kept = connection.execute(known).scalars().all()
    if kept:
        connection.execute(delete(FindableWord).where(FindableWord.findable_id.in_(kept)))
        connection.execute(delete(Findable).where(Findable.id.in_(kept)))
    told_now = {one.thing_id: one for one in fresh}
    if not told_now:
        return
    given = [{"kind": kind, "thing_id": thing_id} for thing_id in told_now]
    made = connection.execute(insert(Findable).returning(Findable.id, Findable.thing_id), given).all()
    said = ((findable_id, told_now[thing_id]) for findable_id, thing_id in made)
    words = [
        {"findable_id": findable_id, "stem": stem, "at": one.at or UNDATED}
        for findable_id, one in said
        for stem in _said(one)
    ]
    if words:
        connection.execute(insert(FindableWord), words)


def _said(one: Told) -> set[str]:
    return stems(f"{one.title} {read(one.text)}")


@cache  # every flush that matters asks for it: it is the same statement each time
def _told(kind: Kind) -> Select[Any]:
    return told(kind, bindparam(IDS, expanding=True))


def mend(after_each: Callable[[], None] = lambda: None) -> int:
    """Write what the index lacks, takes for another, or should not hold; how many things.

    `after_each` batch, the caller may commit: on SQLite, others wait for the rest of it.
    """
    mended = 0
    for kind in Kind:
        wrong = sorted(differences(kind))
        for first in range(0, len(wrong), MANY):
            _tell_again(db.session.connection(), kind, wrong[first : first + MANY])
            after_each()
        mended += len(wrong)
    return mended


def differences(kind: Kind) -> set[int]:
    """The things of a kind whose words are not those kept, by id."""
    all_told, all_kept = _whole(kind)
    fresh = {
        one.thing_id: {(stem, one.at or UNDATED) for stem in _said(one)} for one in rows(db.session.execute(all_told))
    }
    kept: dict[int, set[Any]] = {}
    for thing_id, *word in db.session.execute(all_kept):
        kept.setdefault(thing_id, set()).update([tuple(word)] if word[0] is not None else [])
    return _differing(fresh, kept)


@cache
def _whole(kind: Kind) -> tuple[Select[Any], Select[Any]]:
    """All that is said of a kind, and all that is kept of it."""
    kept: Any = select(Findable.thing_id, FindableWord.stem, FindableWord.at).outerjoin(FindableWord)
    return told(kind), kept.where(Findable.kind == kind)


def _differing(fresh: Mapping[int, object], kept: Mapping[int, object]) -> set[int]:
    return {one for one in {*fresh, *kept} if fresh.get(one) != kept.get(one)}
