"""Reads about seats of the federation in the bodies of institutions, and their reports."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, and_, false, func, literal, or_, select, true, union_all
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from workspace import clock
from workspace.agendas.models import ParkedPoint
from workspace.database import db, in_french, prepared, with_each
from workspace.groups.models import Group, GroupKind, GroupState
from workspace.groups.queries import Standing
from workspace.people.models import Institution, Person
from workspace.project.models import WITH_ITS_PLACE, ProjectItem
from workspace.representation.models import (
    ExternalMandate,
    MandateReport,
    ReportVersion,
    Representative,
    Seat,
    external_mandate_items,
    with_representatives,
)

MOST_VERSIONS = 10  # that the page of a report shows

Day = date | BindParameter[date]


# Conditions.


def runs(day: Day) -> ColumnElement[bool]:
    """The mandate holds on that day."""
    return and_(
        ExternalMandate.starts_on <= day, or_(ExternalMandate.ends_on.is_(None), ExternalMandate.ends_on >= day)
    )


def sits(day: Any, of: Any = Representative) -> ColumnElement[bool]:
    """The representative sits on that day."""
    return and_(of.starts_on <= day, or_(of.ends_on.is_(None), of.ends_on >= day))


def is_held(day: Any) -> ColumnElement[bool]:
    """Somebody holds the seat of a mandate on that day."""
    one = aliased(Representative)
    held = select(one.id).where(one.mandate_id == ExternalMandate.id, one.seat == Seat.HOLDER, sits(day, one))
    return held.exists()


def answers_for(day: Any) -> ColumnElement[bool]:
    """The representative owes the report of that day: the holder, else the substitute."""
    owes = or_(Representative.seat == Seat.HOLDER, ~is_held(day))
    return and_(Representative.mandate_id == ExternalMandate.id, sits(day), owes)


def is_awaited(today: Day) -> ColumnElement[bool]:
    """The body met, as far as one knows, while the mandate ran, and no report tells that day."""
    told = select(MandateReport.id).where(
        MandateReport.mandate_id == ExternalMandate.id, MandateReport.met_on == ExternalMandate.next_on
    )
    met = and_(ExternalMandate.next_on < today, ExternalMandate.next_on >= ExternalMandate.starts_on)
    ran = or_(ExternalMandate.ends_on.is_(None), ExternalMandate.ends_on >= ExternalMandate.next_on)
    return and_(met, ran, ~told.exists())


def reads_all(standing: Standing) -> bool:
    """Of reports: those kept from the network too."""
    return standing.steers or GroupKind.BOARD in standing.kinds


def in_sight(person_id: Any, today: Any, *, all_of_them: bool) -> ColumnElement[bool]:
    """What Can.READ_MANDATE_REPORT says of a report, for somebody of the network."""
    if all_of_them:
        return true()
    one, whole = aliased(Representative), aliased(ExternalMandate)
    theirs = select(one.id).join(whole, whole.id == one.mandate_id)
    theirs = theirs.where(
        one.mandate_id == MandateReport.mandate_id,
        one.person_id == person_id,
        or_(whole.ends_on.is_(None), whole.ends_on >= one.starts_on),
        or_(sits(today, one), sits(MandateReport.met_on, one)),
    )
    return or_(MandateReport.open_to_network, theirs.exists())


def visible_to(standing: Standing, person_id: int) -> ColumnElement[bool]:
    """The reports that one may read."""
    return _readable(person_id, clock.today(), **_sight(standing))


def _sight(standing: Standing) -> dict[str, bool]:
    """Which reports somebody reads, apart from their own."""
    return {"is_inside": standing.of_the_network or reads_all(standing), "reads_all": reads_all(standing)}


def _readable(person_id: int, today: date, *, is_inside: bool, reads_all: bool) -> ColumnElement[bool]:
    return in_sight(person_id, today, all_of_them=reads_all) if is_inside else false()


# The register.


def mandates(*, over: bool) -> Select[ExternalMandate]:
    """Those of today and to come, or those that ended; by institution."""
    today = clock.today()
    ended = and_(ExternalMandate.ends_on.is_not(None), ExternalMandate.ends_on < today)
    return (
        select(ExternalMandate)
        .join(ExternalMandate.institution)
        .where(ended if over else or_(ExternalMandate.ends_on.is_(None), ExternalMandate.ends_on >= today))
        .options(contains_eager(ExternalMandate.institution), with_representatives())
        .order_by(in_french(Institution.name), Institution.id, in_french(ExternalMandate.body), ExternalMandate.id)
    )


class Last(NamedTuple):
    """The last report of a mandate that one may read."""

    id: int
    met_on: date


def last_reports(standing: Standing, person_id: int, mandates: Collection[ExternalMandate]) -> dict[int, Last]:
    """By mandate id."""
    rank = func.row_number().over(partition_by=MandateReport.mandate_id, order_by=MandateReport.met_on.desc())
    ranked = (
        select(MandateReport.mandate_id, MandateReport.id, MandateReport.met_on, rank.label("rank"))
        .where(MandateReport.mandate_id.in_([one.id for one in mandates]), visible_to(standing, person_id))
        .subquery()
    )
    rows = db.session.execute(select(ranked.c.mandate_id, ranked.c.id, ranked.c.met_on).where(ranked.c.rank == 1))
    return {mandate_id: Last(report_id, met_on) for mandate_id, report_id, met_on in rows}


def of_institution(institution: Institution) -> Sequence[ExternalMandate]:
    """Where the federation sits there today, or will."""
    here = mandates(over=False).where(ExternalMandate.institution_id == institution.id)
    return db.session.scalars(here).all()


def serving(standing: Standing, person_id: int, item_ids: Collection[int]) -> list[tuple[ExternalMandate, Last | None]]:
    """The mandates of today and to come that name one of the items, with all that they name and their last report; in
    one statement."""
    rows = db.session.execute(*_serving(person_id, clock.today(), item_ids, **_sight(standing))).unique()
    return [(mandate, Last(report_id, met_on) if report_id else None) for mandate, report_id, met_on in rows]


@prepared
def _serving(person_id: int, today: date, item_ids: Collection[int], *, is_inside: bool, reads_all: bool) -> Any:
    naming = select(external_mandate_items.c.mandate_id).where(external_mandate_items.c.item_id.in_(item_ids))
    may_be_read = _readable(person_id, today, is_inside=is_inside, reads_all=reads_all)
    newest = select(MandateReport.id).where(MandateReport.mandate_id == ExternalMandate.id, may_be_read)
    last = newest.order_by(MandateReport.met_on.desc()).limit(1).correlate(ExternalMandate).scalar_subquery()
    current = or_(ExternalMandate.ends_on.is_(None), ExternalMandate.ends_on >= today)
    asked: Any = (
        select(ExternalMandate, MandateReport.id, MandateReport.met_on)
        .outerjoin(MandateReport, MandateReport.id == last)
        .where(ExternalMandate.id.in_(naming), current)
        .options(joinedload(ExternalMandate.institution))
        .order_by(ExternalMandate.starts_on, ExternalMandate.id)
    )
    return with_each(asked, ExternalMandate.items)


def given_by(decision_id: int) -> Sequence[ExternalMandate]:
    """The mandates that a decision gave."""
    return db.session.scalars(*_given_by(decision_id)).all()


@prepared
def _given_by(decision_id: int) -> Select[ExternalMandate]:
    return (
        select(ExternalMandate)
        .where(ExternalMandate.decision_id == decision_id)
        .options(joinedload(ExternalMandate.institution))
        .order_by(ExternalMandate.starts_on, ExternalMandate.id)
    )


def known(institution_id: int, body: str, starts_on: date) -> ExternalMandate | None:
    """The same, written before."""
    same = (ExternalMandate.institution_id == institution_id, ExternalMandate.body == body)
    return db.session.scalar(select(ExternalMandate).where(*same, ExternalMandate.starts_on == starts_on).limit(1))


def items_of(mandate: ExternalMandate) -> Sequence[ProjectItem]:
    """What it serves, with what these stand under."""
    return db.session.scalars(
        select(ProjectItem)
        .join(external_mandate_items, external_mandate_items.c.item_id == ProjectItem.id)
        .where(external_mandate_items.c.mandate_id == mandate.id)
        .options(WITH_ITS_PLACE, joinedload(ProjectItem.project))
        .order_by(ProjectItem.project_id, ProjectItem.position)
    ).all()


def board() -> Group | None:
    """Whose meetings reports may be brought to."""
    of_the_board = (Group.kind == GroupKind.BOARD, Group.state != GroupState.CLOSED)
    return db.session.scalar(select(Group).where(*of_the_board).order_by(Group.position, Group.id).limit(1))


def seats_of(person_id: int) -> Sequence[Representative]:
    """Where somebody sits or sat, for what is kept of them."""
    place = joinedload(Representative.mandate).joinedload(ExternalMandate.institution)
    theirs = select(Representative).where(Representative.person_id == person_id).options(place)
    return db.session.scalars(theirs.order_by(Representative.starts_on, Representative.id)).all()


def ids_sitting_since(day: date) -> Select[int]:
    """Whoever sits outside for the federation, will, or did until that day at least."""
    theirs = or_(Representative.ends_on.is_(None), Representative.ends_on >= day)
    whole = or_(ExternalMandate.ends_on.is_(None), ExternalMandate.ends_on >= day)
    return select(Representative.person_id).join(Representative.mandate).where(theirs, whole)


# Reports.


def reports_of(standing: Standing, person_id: int, mandate: ExternalMandate) -> Select[MandateReport]:
    """Those that one may read, the newest first."""
    return (
        select(MandateReport)
        .where(MandateReport.mandate_id == mandate.id, visible_to(standing, person_id))
        .options(joinedload(MandateReport.person), selectinload(MandateReport.there))
        .order_by(MandateReport.met_on.desc(), MandateReport.id.desc())
    )


def report_on(mandate: ExternalMandate, day: date) -> MandateReport | None:
    told = select(MandateReport).where(MandateReport.mandate_id == mandate.id, MandateReport.met_on == day)
    return db.session.scalar(told.options(selectinload(MandateReport.there)))


def has_reports(mandate: ExternalMandate) -> bool:
    return is_told_after(mandate, date.min)


def is_told_after(mandate: ExternalMandate, day: date) -> bool:
    """A report tells a later meeting."""
    told = select(MandateReport.id).where(MandateReport.mandate_id == mandate.id, MandateReport.met_on > day)
    return db.session.scalar(told.limit(1)) is not None


def told_outside(mandate: ExternalMandate, first: date, last: date) -> date | None:
    """The last meeting told that does not fall between these days."""
    outside = or_(MandateReport.met_on < first, MandateReport.met_on > last)
    told = select(func.max(MandateReport.met_on)).where(MandateReport.mandate_id == mandate.id, outside)
    return db.session.scalar(told)


def versions_of(report: MandateReport, *, all_of_them: bool) -> Sequence[ReportVersion]:
    """What it said before, the latest first; the MOST_VERSIONS last. Else of what the network might read then."""
    said = select(ReportVersion).where(ReportVersion.report_id == report.id).options(joinedload(ReportVersion.person))
    said = said if all_of_them else said.where(ReportVersion.open_to_network)
    return db.session.scalars(said.order_by(ReportVersion.id.desc()).limit(MOST_VERSIONS)).all()


def point_of(report: MandateReport) -> ParkedPoint | None:
    """What waits, or waited, for the board."""
    return db.session.get(ParkedPoint, report.parked_point_id) if report.parked_point_id is not None else None


# What awaits somebody, and a year told.


def ids_awaited_from(person_id: Any, today: Any) -> Select[int]:
    """The mandates whose report somebody owes: they answered for the seat on the day the body met."""
    return (
        select(ExternalMandate.id)
        .join(Representative, answers_for(ExternalMandate.next_on))
        .where(Representative.person_id == person_id, is_awaited(today))
    )


def awaited_from(person_id: int, today: date) -> Sequence[ExternalMandate]:
    """The same, with their institutions; the oldest first."""
    return db.session.scalars(*_awaited_from(person_id, today)).all()


@prepared
def _awaited_from(person_id: int, today: date) -> Select[ExternalMandate]:
    return (
        select(ExternalMandate)
        .where(ExternalMandate.id.in_(ids_awaited_from(person_id, today)))
        .options(joinedload(ExternalMandate.institution))
        .order_by(ExternalMandate.next_on, ExternalMandate.id)
    )


def to_see_to(today: BindParameter[date], soon: BindParameter[date]) -> Select[Any]:
    """What those who steer have to see to, a line each, the most pressing kind first: reports awaited with whoever owes
    them, seats that nobody holds, mandates that end soon; each with its day."""

    def lines(rank: int, what: str, day: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
        told = (ExternalMandate.id.label("id"), literal(rank).label("rank"), literal(what).label("what"))
        return select(*told, day.label("day")).where(*conditions)

    found = union_all(
        lines(1, "awaited", ExternalMandate.next_on, is_awaited(today)),
        lines(2, "vacant", ExternalMandate.starts_on, runs(today), ~is_held(today)),
        lines(3, "ending", ExternalMandate.ends_on, runs(today), ExternalMandate.ends_on <= soon),
    ).subquery("found")
    owes = and_(found.c.what == "awaited", answers_for(ExternalMandate.next_on))
    return (
        select(ExternalMandate, found.c.what, found.c.day, Person)
        .join(found, found.c.id == ExternalMandate.id)
        .outerjoin(Representative, owes)
        .outerjoin(Person, Person.id == Representative.person_id)
        .options(joinedload(ExternalMandate.institution))
        .order_by(found.c.rank, found.c.day, ExternalMandate.id)
    )


def of_year(year: int) -> Sequence[Any]:
    """The mandates held in a year, until today, by institution: the institution's name, the body, how many reports tell
    meetings of that year."""
    return db.session.execute(*_of_period(date(year, 1, 1), min(date(year, 12, 31), clock.today()))).all()


@prepared
def _of_period(first: date, last: date) -> Select[Any]:
    reports = (
        select(func.count(MandateReport.id))
        .where(MandateReport.mandate_id == ExternalMandate.id, MandateReport.met_on.between(first, last))
        .scalar_subquery()
    )
    held = (
        ExternalMandate.starts_on <= last, or_(ExternalMandate.ends_on.is_(None), ExternalMandate.ends_on >= first)
    )  # fmt: skip
    return (
        select(Institution.name, ExternalMandate.body, reports)
        .join(Institution, Institution.id == ExternalMandate.institution_id)
        .where(*held)
        .order_by(in_french(Institution.name), Institution.id, in_french(ExternalMandate.body), ExternalMandate.id)
    )
