"""What the house keeps of a person, for that person; and what erasing would leave to others."""

import enum
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Integer, LargeBinary, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload

from workspace import clock
from workspace.access import Can, may
from workspace.actions.models import ActionItem, action_owners
from workspace.database import Base, db
from workspace.groups import queries as groups
from workspace.groups.models import CoFacilitation, Group, GroupState, Membership
from workspace.meetings.models import Attendance, Meeting, MeetingState
from workspace.minutes.models import Minutes, MinutesState
from workspace.people.models import Mandate, Person, Role
from workspace.post import Letter
from workspace.privacy.holdings import GOES, SECRET, STAYS
from workspace.representation import queries as representation
from workspace.volunteering import queries as volunteering


def is_last(person: Person, role: Role) -> bool:
    """Nobody else holds the role today."""
    holders = select(Mandate.person_id).where(Mandate.role == role, groups.running(Mandate, clock.today()))
    return set(db.session.scalars(holders)) == {person.id}


def groups_led_alone(person: Person) -> list[tuple[Group, int]]:
    """The groups that would have nobody left to lead them, each with its minutes to publish."""
    today = groups.running(CoFacilitation, clock.today())
    others = select(CoFacilitation.group_id).where(today, CoFacilitation.person_id != person.id)
    waiting = (
        select(func.count(Minutes.id))
        .join(Minutes.meeting)
        .where(Meeting.group_id == Group.id, Minutes.state != MinutesState.PUBLISHED)
        .correlate(Group)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Group, waiting)
        .join(CoFacilitation, CoFacilitation.group_id == Group.id)
        .where(CoFacilitation.person_id == person.id, today, Group.id.not_in(others))
        .where(Group.state != GroupState.CLOSED)
        .order_by(Group.position, Group.id)
    )
    return [(group, count) for group, count in rows]


def is_mentioned(person: Person) -> bool:
    """Something that stays says who it was; lines of the journal say it without a name."""
    stays = (
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if f"{table.name}.{column.name}" in STAYS.keys() - {"journal_entry.person_id"}
    )
    return bool(db.session.scalar(select(or_(*(exists().where(column == person.id) for column in stays)))))


def rows_about(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Every row that names the person, table by table, without secrets and without files' contents.

    A row that is theirs is whole. Of one that stays with others, it says that they are named, of what and when: the
    rest of it has readers of its own, whom they may not be any more.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    asked, whom = _naming(), {ONE.key: person.id}
    hold_some = db.session.execute(asked.hold_some, whom).one()
    for (table, rows, names_of_others), holds_some in zip(asked.rows, hold_some, strict=True):
        kept = found.setdefault(table, [])
        for row in db.session.execute(rows, whom).mappings() if holds_some else []:
            told = {name: value for name, value in row.items() if name not in names_of_others or value == person.id}
            kept.append({name: plain(value) for name, value in told.items()})
    return found


class Naming(NamedTuple):
    """The statements that find rows naming somebody: whether each finds any, then each, with its table and the columns
    that may name others."""

    hold_some: Any
    rows: list[tuple[str, Select[Any], set[str]]]


ONE = bindparam("one", type_=Integer)  # the person's id


@cache
def _naming() -> Naming:
    person = Base.metadata.tables["person"]
    asked: list[tuple[ColumnElement[bool], list[Column[Any]], set[str]]]
    asked = [(person.c.id == ONE, list(person.columns), set())]
    for table in Base.metadata.sorted_tables:
        theirs, mentions = (
            [column for column in table.columns if f"{table.name}.{column.name}" in named] for named in (GOES, STAYS)
        )
        if theirs:
            asked.append((_is_one_of(theirs), list(table.columns), set()))
        if mentions:
            told = [column for column in table.columns if column in mentions or _says_of_what_or_when(column)]
            asked.append((_is_one_of(mentions), told, {column.name for column in mentions}))
    rows = [(columns[0].table.name, _rows(columns, names_one), others) for names_one, columns, others in asked]
    return Naming(select(*(exists().where(names_one) for names_one, _, _ in asked)), rows)


def _is_one_of(columns: Iterable[Column[Any]]) -> ColumnElement[bool]:
    return or_(*(column == ONE for column in columns))


def _says_of_what_or_when(column: Column[Any]) -> bool:
    of_what = column.primary_key or any(key.column.table.name != "person" for key in column.foreign_keys)
    return of_what or issubclass(column.type.python_type, date)


def _rows(columns: Iterable[Column[Any]], condition: ColumnElement[bool]) -> Select[Any]:
    told = [
        column
        for column in columns
        if f"{column.table.name}.{column.name}" not in SECRET and not isinstance(column.type, LargeBinary)
    ]
    return select(*told).where(condition).order_by(*told[0].table.primary_key.columns)


def plain(value: Any) -> Any:
    """A value as JSON says it."""
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value


def letters_of(person: Person) -> Iterator[Letter]:
    """The letters written to the person, oldest first, a few at a time."""
    query = select(Letter).where(written_to(person)).order_by(Letter.id)
    yield from db.session.scalars(query.execution_options(yield_per=50))


def addresses_of(person: Person) -> list[str]:
    """Theirs, and those that they left, as far as letters tell; one that they only asked for may be somebody else's."""
    left = select(Letter.address).where(Letter.person_id == person.id, Letter.kind != "accounts/address-link")
    return [address for address in {person.email, *db.session.scalars(left)} if address]


def written_to(person: Person) -> ColumnElement[bool]:
    """Letters to their address, and those to one that they asked for or left."""
    return or_(Letter.person_id == person.id, and_(Letter.person_id.is_(None), Letter.address == person.email))


_OF_PRESENCE = (Attendance.answer, Attendance.presence, Attendance.minutes_given, Attendance.minutes_reason)


def readable(person: Person) -> dict[str, Any]:
    """The same for reading: groups, mandates, seats outside, meetings with the time that they corrected, time
    declared, actions, all that is no longer in preparation, each with what it points to."""
    actions = (
        select(ActionItem)
        .join(action_owners, action_owners.c.action_id == ActionItem.id)
        .where(action_owners.c.person_id == person.id)
        .options(*ActionItem.needed_for_rights())
        .order_by(ActionItem.id)
    )
    return {
        "memberships": db.session.scalars(
            select(Membership)
            .where(Membership.person_id == person.id)
            .options(joinedload(Membership.group))
            .order_by(Membership.joined_on, Membership.id)
        ).all(),
        "led": db.session.scalars(
            select(CoFacilitation)
            .where(CoFacilitation.person_id == person.id)
            .options(joinedload(CoFacilitation.group))
            .order_by(CoFacilitation.starts_on, CoFacilitation.id)
        ).all(),
        "seats": representation.seats_of(person.id),
        "attendances": db.session.execute(
            select(Meeting.starts_at, Meeting.title, *_OF_PRESENCE)
            .join(Attendance.meeting)
            .where(Attendance.person_id == person.id, Meeting.state != MeetingState.DRAFT)
            .order_by(Meeting.starts_at, Attendance.id)
        ).all(),
        "declared": volunteering.declared_by(person.id),
        "actions": [one for one in db.session.scalars(actions) if may(person, Can.SEE_ACTION, one)],
    }
