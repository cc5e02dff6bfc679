"""Mandates of every kind in one list: roles of the federation, seats in its bodies, co-facilitation of groups."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, null, or_, select, union_all
from sqlalchemy.orm import joinedload

from workspace import clock
from workspace.database import db, in_french, prepared
from workspace.groups.models import CoFacilitation, Group, GroupKind, Membership
from workspace.groups.queries import of_staff_team, running
from workspace.pagination import Page, within
from workspace.people.models import ERASED, Institution, Mandate, Person, Role

SIZE = 50  # mandates on a page
DAY = timedelta(days=1)
ROLES = {
    Role.FEDERATION_DELEGATE: "Déléguée fédérale ou délégué fédéral",
    Role.PARTNER: "Partenaire, pour une institution",
    Role.SYSADMIN: "Gestion technique",
}
Held = Mandate | Membership | CoFacilitation


class Kind(enum.StrEnum):
    """Where a mandate is kept; its word in addresses."""

    ROLE = "role"
    SEAT = "siege"
    LEAD = "co-animation"


TABLES: dict[Kind, type[Mandate] | type[Membership] | type[CoFacilitation]] = {
    Kind.ROLE: Mandate, Kind.SEAT: Membership, Kind.LEAD: CoFacilitation,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One mandate, as lists show it."""

    kind: Kind
    id: int
    person_id: int
    person: str
    role: Role | None
    place: str  # the group, the body, or the institution
    slug: str  # of the group or body
    office: str
    starts_on: date
    last_day: date | None

    @property
    def is_over(self) -> bool:
        return self.last_day is not None and self.last_day < clock.today()

    @property
    def is_to_come(self) -> bool:
        return self.starts_on > clock.today()


def last_day_of(held: Held) -> date | None:
    """The last day the mandate holds; None when no end is set."""
    if isinstance(held, Membership):
        return held.left_on and held.left_on - DAY
    return held.ends_on


def _lines(day: Any, person_id: Any, over: bool) -> Select[Any]:
    """The rows of mandates that hold or are to come, or those that are over; of somebody, or of all."""
    parts = [_roles(), _seats(), _leads()]
    if person_id is not None:
        parts = [part.where(part.selected_columns.person_id == person_id) for part in parts]
    rows = union_all(*parts).subquery()
    # a seat keeps the first day without it, the others their last day
    ended = or_(
        (rows.c.kind != Kind.SEAT.value) & (rows.c.ends < day), (rows.c.kind == Kind.SEAT.value) & (rows.c.ends <= day)
    )
    query: Select[Any] = select(rows)
    if over:
        return query.where(rows.c.ends.is_not(None), ended).order_by(rows.c.ends.desc(), rows.c.kind, rows.c.id)
    return query.where(or_(rows.c.ends.is_(None), ~ended)).order_by(
        rows.c.rank, rows.c.position, rows.c.search_name, rows.c.starts, rows.c.id
    )


@prepared
def _page(day: date, size: int, skipped: int, *, over: bool) -> Select[Any]:
    return _lines(day, None, over).limit(size).offset(skipped)


@prepared
def _number(day: date, *, over: bool) -> Select[Any]:
    return select(func.count()).select_from(_lines(day, None, over).order_by(None).subquery())


@prepared
def _of_person(day: date, person_id: int, *, over: bool) -> Select[Any]:
    return _lines(day, person_id, over).limit(50)


def _columns(kind: Kind, rank: int, **given: Any) -> list[ColumnElement[Any]]:
    return [
        literal(kind.value).label("kind"),
        literal(rank).label("rank"),
        Person.id.label("person_id"),
        Person.first_name,
        Person.last_name,
        Person.erased_at,
        Person.search_name,
        *(column.label(name) for name, column in given.items()),
    ]


def _roles() -> Select[Any]:
    return (
        select(
            *_columns(
                Kind.ROLE, 0, id=Mandate.id, role=Mandate.role, position=literal(0),
                place=func.coalesce(Institution.name, ""), slug=literal(""), office=literal(""),
                starts=Mandate.starts_on, ends=Mandate.ends_on,
            )
        )
        .select_from(Mandate)
        .join(Person, Person.id == Mandate.person_id)
        .outerjoin(Institution, Institution.id == Mandate.institution_id)
    )  # fmt: skip


def _seats() -> Select[Any]:
    """But those that never were: left before the first day, or on it."""
    return (
        select(
            *_columns(
                Kind.SEAT, 1, id=Membership.id, role=null(), position=Group.position, place=Group.name, slug=Group.slug,
                office=Membership.office, starts=Membership.joined_on, ends=Membership.left_on,
            )
        )
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .join(Group, Group.id == Membership.group_id)
        .where(
            Group.kind != GroupKind.WORKING_GROUP,
            or_(Membership.left_on.is_(None), Membership.left_on > Membership.joined_on),
        )
    )  # fmt: skip


def _leads() -> Select[Any]:
    return (
        select(
            *_columns(
                Kind.LEAD, 2, id=CoFacilitation.id, role=null(), position=Group.position, place=Group.name,
                slug=Group.slug, office=literal(""), starts=CoFacilitation.starts_on, ends=CoFacilitation.ends_on,
            )
        )
        .select_from(CoFacilitation)
        .join(Person, Person.id == CoFacilitation.person_id)
        .join(Group, Group.id == CoFacilitation.group_id)
    )  # fmt: skip


def as_lines(rows: Iterable[Any]) -> list[Line]:
    return [
        Line(
            kind=Kind(row.kind), id=row.id, person_id=row.person_id,
            person=ERASED if row.erased_at else f"{row.first_name} {row.last_name}",
            role=Role(row.role) if row.role else None, place=row.place, slug=row.slug, office=row.office,
            starts_on=row.starts,
            last_day=row.ends - DAY if row.ends and row.kind == Kind.SEAT.value else row.ends,
        )
        for row in rows
    ]  # fmt: skip


def page_of(over: bool, number: int) -> Page[Line]:
    """One page of the mandates of today, or of those that are over."""
    today = clock.today()
    total = db.session.scalar(*_number(today, over=over)) or 0
    number = within(number, total, SIZE)
    rows = db.session.execute(*_page(today, SIZE, (number - 1) * SIZE, over=over))
    return Page(as_lines(rows), number, total, SIZE)


def of_person(person: Person) -> tuple[list[Line], list[Line]]:
    """What a person holds or will, and held."""
    asked = (_of_person(clock.today(), person.id, over=over) for over in (False, True))
    now, before = (as_lines(db.session.execute(*one)) for one in asked)
    return now, before


def held(kind: Kind, id: int) -> Held | None:
    """A mandate with its person and its place; a working group's membership is none."""
    table: Any = TABLES[kind]
    place = Mandate.institution if table is Mandate else table.group
    query = select(table).where(table.id == id).options(joinedload(table.person), joinedload(place))
    found: Held | None = db.session.scalar(query)
    if isinstance(found, Membership) and found.group.is_working_group:
        return None
    return found


def givers_on(day: date) -> list[int]:
    """Who may give mandates on that day and can sign in: the delegate, the staff team; ids."""
    delegates = select(Mandate.person_id).where(Mandate.role == Role.FEDERATION_DELEGATE, running(Mandate, day))
    either = or_(Person.id.in_(delegates), Person.id.in_(of_staff_team(day)))
    query = select(Person.id).where(Person.email.is_not(None), either)
    return list(db.session.scalars(query))


def institutions() -> Sequence[Institution]:
    return db.session.scalars(select(Institution).order_by(in_french(Institution.name), Institution.id)).all()
