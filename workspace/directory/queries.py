"""Reads about who is who."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from workspace import clock
from workspace.database import db, in_french, prepared
from workspace.groups.models import Group, GroupKind, Membership
from workspace.groups.queries import Standing, belonging, needs_a_group, running
from workspace.people.models import Centre, Mandate, Person, Role, Status
from workspace.people.queries import named


@dataclass(frozen=True)
class Filters:
    name: str = ""
    group: Group | None = None
    centre: Centre | None = None
    status: Status | None = None


def of_the_network() -> ColumnElement[bool]:
    """Those the directory shows: what `Standing.of_the_network` says, in SQL, of people who are not erased."""
    day = clock.today()
    partners, delegates = (
        select(Mandate.person_id).where(Mandate.role == role, running(Mandate, day))
        for role in (Role.PARTNER, Role.FEDERATION_DELEGATE)
    )
    belongs = (
        select(Membership.person_id)
        .join(Group, Group.id == Membership.group_id)
        .where(belonging(day), Group.kind != GroupKind.PARTNER_COMMITTEE)
    )
    vouched_for = or_(Person.id.in_(belongs), Person.id.in_(delegates), ~needs_a_group())
    return and_(Person.erased_at.is_(None), Person.id.not_in(partners), vouched_for)


def people(asked: Filters) -> Select[Person]:
    """The directory, by name, with centres."""
    query = (
        select(Person)
        .where(of_the_network(), *named(asked.name))
        .options(joinedload(Person.centre))
        .order_by(Person.search_name, Person.id)
    )
    if asked.group:
        here = select(Membership.person_id).where(Membership.group_id == asked.group.id, belonging(clock.today()))
        query = query.where(Person.id.in_(here))
    if asked.centre:
        query = query.where(Person.centre_id == asked.centre.id)
    if asked.status:
        query = query.where(Person.status == asked.status)
    return query


def groups_of(people: Collection[Person]) -> dict[int, list[Group]]:
    """The groups and bodies that each belongs to today, by person id, in the order of the lists."""
    found: dict[int, list[Group]] = {}
    for person_id, group in db.session.execute(*_groups_of([person.id for person in people], clock.today())):
        found.setdefault(person_id, []).append(group)
    return found


@prepared
def _groups_of(person_ids: Collection[int], day: date) -> Any:
    return (
        select(Membership.person_id, Group)
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.person_id.in_(person_ids), belonging(day))
        .order_by(Group.kind != GroupKind.WORKING_GROUP, Group.position, Group.id)
    )


def sees_contacts(standing: Standing, person: Person, groups: Collection[Group]) -> bool:
    """What Can.SEE_CONTACTS_OF says to somebody of the network, for a whole list."""
    shares = person.shares_contacts and bool(groups)  # until they leave their last group
    return standing.steers or shares or any(group.id in standing.led_ids for group in groups)


def centres() -> Sequence[Centre]:
    return db.session.scalars(*_centres()).all()


@prepared
def _centres() -> Select[Centre]:
    return select(Centre).order_by(in_french(Centre.name), Centre.id)


def with_centre(person_id: int) -> Person:
    found: Person = db.session.scalars(*_with_centre(person_id)).one()
    return found


@prepared
def _with_centre(person_id: int) -> Select[Person]:
    known = select(Person).where(Person.id == person_id).options(joinedload(Person.centre))
    return known.execution_options(populate_existing=True)
