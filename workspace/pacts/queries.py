"""Reads about pacts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload, load_only, selectinload

from workspace import clock
from workspace.database import db, in_french, prepared, with_each
from workspace.groups.models import GroupKind
from workspace.groups.queries import Standing, running
from workspace.pacts import deadlines
from workspace.pacts.deadlines import Deadline, DeadlineKind
from workspace.pacts.models import (
    Amendment,
    Change,
    Commitment,
    CommitmentChange,
    CommitmentKind,
    CooperationPact,
    PactKind,
    Signatory,
    Statement,
    StatementKind,
    commitment_items,
    with_parties,
)
from workspace.pagination import SIZE, Page, within
from workspace.people.models import NAMES, Centre, Institution, Mandate, Person, Role
from workspace.project import queries as project
from workspace.project.models import WITH_ITS_PLACE, ProjectItem

SHARED = "shared"  # in place of a signatory's id: what each of them promised


def of_project(project_id: int) -> CooperationPact | None:
    """The pact that supports a project; the latest signed when there are several."""
    return db.session.scalar(
        select(CooperationPact)
        .where(CooperationPact.project_id == project_id, CooperationPact.kind == PactKind.COOPERATION)
        .order_by(CooperationPact.signed_on.desc(), CooperationPact.id.desc())
        .limit(1)
    )


def visible_to(standing: Standing) -> ColumnElement[bool]:
    """What Can.SEE_PACT says, for those who may see the calendar: a partner reads the federation's own pact, and those
    that its institution signed."""
    return _visible(standing.institution_ids, to_partner=Role.PARTNER in standing.roles)


def _visible(institution_ids: Collection[int], *, to_partner: bool) -> ColumnElement[bool]:
    if not to_partner:
        return true()
    signed = _ids_signed_by(institution_ids)
    return or_(CooperationPact.kind == PactKind.COOPERATION, CooperationPact.id.in_(signed))


def _ids_signed_by(institution_ids: Collection[int]) -> Select[int]:
    one = aliased(Signatory)  # of its own: whoever asks may read signatories too
    return select(one.pact_id).where(one.institution_id.in_(institution_ids))


def pacts(standing: Standing) -> Select[CooperationPact]:
    """Pacts, local pacts and charters that one may read, those in force first."""
    return (
        select(CooperationPact)
        .where(visible_to(standing))
        .options(joinedload(CooperationPact.centre), selectinload(CooperationPact.signatories))
        .order_by(CooperationPact.ends_on.desc(), CooperationPact.signed_on.desc(), CooperationPact.id.desc())
    )


def commitments_of(pact: CooperationPact) -> Sequence[Commitment]:
    """What was promised and holds, in its order, with the items that it serves up to their root. The pact's
    signatories are at hand."""
    return db.session.scalars(*_commitments_of(pact.id)).unique().all()


@prepared
def _commitments_of(pact_id: int) -> Select[Commitment]:
    holding = (Commitment.pact_id == pact_id, Commitment.withdrawn_on.is_(None))
    query = select(Commitment).where(*holding).order_by(Commitment.position, Commitment.id)
    return with_each(query, Commitment.items, WITH_ITS_PLACE)


def roots_of(commitments: Sequence[Commitment]) -> list[ProjectItem]:
    """The orientations, and standing objectives, that commitments serve, in the order of reading."""
    roots = {(root := project.root_of(item)).id: root for one in commitments for item in one.items}
    return sorted(roots.values(), key=lambda root: root.position)


def promises(pact: CooperationPact, commitments: Sequence[Commitment]) -> dict[int | str | None, list[Commitment]]:
    """What each party promised, by signatory id, in their order; under None the federation, under SHARED each of
    them."""
    said: dict[int | str | None, list[Commitment]] = {signatory.id: [] for signatory in pact.signatories}
    said |= {None: [], SHARED: []}
    for commitment in commitments:
        said[SHARED if commitment.is_shared else commitment.signatory_id].append(commitment)
    return said


def people_of(institution_ids: Collection[int], day: date) -> dict[int, list[Person]]:
    """Who represents each institution on that day, by name."""
    found: dict[int, list[Person]] = {}
    if institution_ids:
        for institution_id, person in db.session.execute(*_people_of(institution_ids, day)):
            found.setdefault(institution_id, []).append(person)
    return found


@prepared
def _people_of(institution_ids: Collection[int], day: date) -> Select[int, Person]:
    held = (Mandate.role == Role.PARTNER, Mandate.institution_id.in_(institution_ids), running(Mandate, day))
    return (
        select(Institution.id, Person)
        .join(Mandate, Mandate.institution_id == Institution.id)
        .join(Person, Person.id == Mandate.person_id)
        .where(*held, Person.erased_at.is_(None))
        .order_by(Person.search_name, Person.id)
    )


def amendments_of(pact: CooperationPact) -> Sequence[Amendment]:
    """In their order."""
    return db.session.scalars(*_amendments_of(pact.id)).all()


@prepared
def _amendments_of(pact_id: int) -> Select[Amendment]:
    return select(Amendment).where(Amendment.pact_id == pact_id).order_by(Amendment.number)


def last_amendment(pact: CooperationPact) -> Amendment | None:
    """With its changes and the commitments that they are about."""
    return db.session.scalar(
        select(Amendment)
        .where(Amendment.pact_id == pact.id)
        .options(selectinload(Amendment.changes).joinedload(CommitmentChange.commitment))
        .order_by(Amendment.number.desc())
        .limit(1)
    )


def whole_amendment(amendment: Amendment) -> Amendment:
    """An amendment with its changes, the commitments that they are about and their party."""
    return db.session.scalars(
        select(Amendment)
        .where(Amendment.id == amendment.id)
        .options(
            joinedload(Amendment.recorded_by),
            *with_parties(
                selectinload(Amendment.changes).joinedload(CommitmentChange.commitment).joinedload(Commitment.signatory)
            ),
        )
        .execution_options(populate_existing=True)
    ).one()


@dataclass(frozen=True)
class Promise:
    """A commitment as it read at some time."""

    commitment: Commitment
    text: str
    kind: CommitmentKind
    due_on: date | None


@dataclass(frozen=True)
class PactThen:
    """A pact as it was after so many amendments; 0: as it was signed."""

    number: int
    ends_on: date
    promises: dict[int | str | None, list[Promise]] = field(default_factory=dict)


def as_of(pact: CooperationPact, number: int) -> PactThen:
    """The pact as it read after its amendment of that number: later ones are undone, the last first."""
    commitments = db.session.scalars(
        select(Commitment)
        .where(Commitment.pact_id == pact.id)
        .options(joinedload(Commitment.signatory))
        .order_by(Commitment.position, Commitment.id)
    ).all()
    reading = {one.id: Promise(one, one.text, one.kind, one.due_on) for one in commitments if not one.withdrawn_on}
    known, ends_on = {one.id: one for one in commitments}, pact.ends_on
    later = (
        select(Amendment)
        .where(Amendment.pact_id == pact.id, Amendment.number > number)
        .options(selectinload(Amendment.changes))
        .order_by(Amendment.number.desc())
    )
    for amendment in db.session.scalars(later):
        ends_on = amendment.ended_on or ends_on
        for change in amendment.changes:
            _undo(reading, change, known[change.commitment_id])
    said: dict[int | str | None, list[Promise]] = {}
    for one in commitments:
        if one.id in reading:
            said.setdefault(SHARED if one.is_shared else one.signatory_id, []).append(reading[one.id])
    return PactThen(number, ends_on, said)


def _undo(reading: dict[int, Promise], change: CommitmentChange, commitment: Commitment) -> None:
    if change.what is Change.ADDED:
        reading.pop(commitment.id, None)
        return
    kind = change.kind_before or commitment.kind
    reading[commitment.id] = Promise(commitment, change.text_before, kind, change.due_before)


@dataclass(frozen=True)
class Milestone:
    on: date
    name: str  # adopted, signed, committee, ended
    place: str  # past, next, future


def milestones(pact: CooperationPact, committees: Mapping[int, date] | None = None) -> list[Milestone]:
    """The dates that are known, in order; the first one to come is the next."""
    dates = [(pact.project.adopted_on, "adopted"), (pact.signed_on, "signed"), (pact.ends_on, "ended")]
    dates += [(on, "committee") for on in (committees or {}).values() if pact.signed_on < on <= pact.ends_on]
    known = sorted((on, name) for on, name in dates if on)
    coming = next((on for on, _ in known if on >= clock.today()), None)
    return [
        Milestone(on, name, "next" if on == coming else "past" if on < clock.today() else "future")
        for on, name in known
    ]


def deadlines_to_come(pact: CooperationPact, committees: Mapping[int, date] | None = None) -> list[Deadline]:
    """Those of today and later, the nearest first."""
    return [one for one in deadlines.of_pact(pact, committees) if one.on >= clock.today()]


def deadlines_for(standing: Standing) -> list[tuple[CooperationPact, Deadline]]:
    """Those of the pacts that one follows: the board and those who steer, all; a partner, its own; others none.
    Committees are meetings, told as such."""
    if not (standing.steers or GroupKind.BOARD in standing.kinds or Role.PARTNER in standing.roles):
        return []
    query = select(CooperationPact).where(visible_to(standing)).order_by(CooperationPact.id)
    found = [(pact, one) for pact in db.session.scalars(query) for one in deadlines.of_pact(pact)]
    return [(pact, one) for pact, one in found if one.kind is not DeadlineKind.COMMITTEE]


def in_force(day: date) -> Sequence[CooperationPact]:
    """Pacts whose deadlines may still come on that day: a year is accounted for after its end."""
    return db.session.scalars(
        select(CooperationPact)
        .where(CooperationPact.ends_on >= date(day.year - 2, 1, 1))
        .order_by(CooperationPact.signed_on, CooperationPact.id)
    ).all()


def deadlines_between(first: date, last: date) -> list[tuple[CooperationPact, Deadline]]:
    """Of every pact, from one day to another, both included, in order; committees have their own letters."""
    found = [
        (pact, one)
        for pact in in_force(first)
        for one in deadlines.of_pact(pact)
        if first <= one.on <= last and one.kind is not DeadlineKind.COMMITTEE
    ]
    return sorted(found, key=lambda pair: (pair[1].on, pair[0].id))


def promised_between(
    first: date, last: date, institution_ids: Collection[int] | None = None, naming: Collection[int] | None = None
) -> Sequence[Commitment]:
    """Commitments that hold, due from one day to another and not kept yet; those of some institutions, or of all
    parties; those that name some items of the project, or any."""
    query = (
        select(Commitment)
        .outerjoin(Commitment.signatory)
        .where(Commitment.due_on.between(first, last), Commitment.withdrawn_on.is_(None), _awaited())
        .options(joinedload(Commitment.pact), *with_parties(joinedload(Commitment.signatory)))
        .order_by(Commitment.due_on, Commitment.id)
    )
    if institution_ids is not None:
        of_each = and_(Commitment.is_shared, Commitment.pact_id.in_(_ids_signed_by(institution_ids)))
        query = query.where(or_(Signatory.institution_id.in_(institution_ids), of_each))
    if naming is not None:
        query = query.where(Commitment.id.in_(_ids_naming(naming)))
    return db.session.scalars(query).all()


def _ids_naming(item_ids: Collection[int]) -> Select[int]:
    return select(commitment_items.c.commitment_id).where(commitment_items.c.item_id.in_(item_ids))


def _awaited() -> ColumnElement[bool]:
    return or_(Commitment.state.is_(None), Commitment.state.not_in(("kept", "not_kept")))


# One commitment.


def item_ids_of(commitment: Commitment) -> Sequence[int]:
    return db.session.scalars(
        select(commitment_items.c.item_id).where(commitment_items.c.commitment_id == commitment.id)
    ).all()


def items_of(commitment: Commitment) -> Sequence[ProjectItem]:
    """What it serves, in the order of reading, each with what it stands under."""
    return db.session.scalars(*_items_of(commitment.id)).all()


@prepared
def _items_of(commitment_id: int) -> Select[ProjectItem]:
    return (
        select(ProjectItem)
        .join(commitment_items, commitment_items.c.item_id == ProjectItem.id)
        .where(commitment_items.c.commitment_id == commitment_id)
        .options(WITH_ITS_PLACE)
        .order_by(ProjectItem.project_id, ProjectItem.position)
    )


def statements_of(commitment: Commitment, number: int) -> Page[Statement]:
    """A page of what was said of it, newest first; a number past the end gives the last page."""
    total = db.session.scalar(*_count_of_statements(commitment.id)) or 0
    number = within(number, total)
    return Page(db.session.scalars(*_statements_of(commitment.id, (number - 1) * SIZE)).all(), number, total, SIZE)


@prepared
def _count_of_statements(commitment_id: int) -> Select[int]:
    return select(func.count(Statement.id)).where(Statement.commitment_id == commitment_id)


@prepared
def _statements_of(commitment_id: int, skipped: int) -> Select[Statement]:
    return (
        select(Statement)
        .where(Statement.commitment_id == commitment_id)
        .options(*(joinedload(who).load_only(*NAMES) for who in (Statement.person, Statement.answered_by)))
        .order_by(Statement.at.desc(), Statement.id.desc())
        .limit(SIZE)
        .offset(skipped)
    )


def same_statement(commitment: Commitment, kind: StatementKind, text: str, person: Person) -> Statement | None:
    """The last thing said of it, when it is just that: a form posted twice says it once."""
    last = db.session.scalar(
        select(Statement).where(Statement.commitment_id == commitment.id).order_by(Statement.id.desc()).limit(1)
    )
    same = last and (last.kind, last.text, last.person_id) == (kind, text, person.id)
    return last if same else None


def holds_evidence(commitment: Commitment) -> bool:
    """Something was said of it, or an amendment speaks of it: it is not a slip of the finger any more."""
    said = exists().where(Statement.commitment_id == commitment.id)
    amended = exists().where(CommitmentChange.commitment_id == commitment.id)
    return bool(db.session.scalar(select(or_(said, amended))))


def to_sign(pact: CooperationPact) -> tuple[Sequence[Institution], Sequence[Centre]]:
    """Institutions and member centres that are not yet named in the pact, by name."""
    named = select(Signatory.institution_id).where(and_(Signatory.pact_id == pact.id, Signatory.institution_id > 0))
    here = select(Signatory.centre_id).where(and_(Signatory.pact_id == pact.id, Signatory.centre_id > 0))
    institutions = (
        select(Institution).where(Institution.id.not_in(named)).order_by(in_french(Institution.name), Institution.id)
    )
    centres = select(Centre).where(Centre.id.not_in(here), Centre.is_member).order_by(in_french(Centre.name), Centre.id)
    return db.session.scalars(institutions).all(), db.session.scalars(centres).all()


# From the project.


def commitments_serving(items: Collection[ProjectItem]) -> Sequence[Commitment]:
    """What commitments that serve some items or what these stand under, read with them, say: text and party."""
    ids = project.ids_from(items)
    return db.session.scalars(*_serving(ids)).all() if ids else []


@prepared
def _serving(item_ids: Collection[int]) -> Select[Commitment]:
    parties = joinedload(Commitment.signatory).options(
        load_only(Signatory.id),
        joinedload(Signatory.institution).load_only(Institution.name),
        joinedload(Signatory.centre).load_only(Centre.name),
    )
    return _naming(item_ids).options(load_only(Commitment.text, Commitment.is_shared), parties)


def commitments_naming(item_ids: Collection[int], standing: Standing) -> Sequence[Commitment]:
    """The commitments that one may read and that name one of the items, with their party and all that they name."""
    asked = _commitments_naming(item_ids, standing.institution_ids, to_partner=Role.PARTNER in standing.roles)
    return db.session.scalars(*asked).unique().all()


@prepared
def _commitments_naming(
    item_ids: Collection[int], institution_ids: Collection[int], *, to_partner: bool
) -> Select[Commitment]:
    query = _naming(item_ids).join(Commitment.pact).where(_visible(institution_ids, to_partner=to_partner))
    query = query.options(*with_parties(joinedload(Commitment.signatory)))
    return with_each(query, Commitment.items)


def _naming(item_ids: Collection[int]) -> Select[Commitment]:
    return (
        select(Commitment)
        .where(Commitment.id.in_(_ids_naming(item_ids)), Commitment.withdrawn_on.is_(None))
        .order_by(Commitment.pact_id, Commitment.position, Commitment.id)
    )
