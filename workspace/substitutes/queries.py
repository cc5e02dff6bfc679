"""Reads about substitutes: whom one may name, whom somebody stands in for."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from workspace import clock
from workspace.database import db, prepared
from workspace.groups.models import Group, GroupKind, Membership
from workspace.groups.queries import belonging
from workspace.meetings.models import Answer, Attendance, Meeting
from workspace.people.models import Person


class Instead(NamedTuple):
    """Who comes instead of somebody, and what they said of it."""

    person: Person
    answer: Answer | None


def colleagues(meeting: Meeting, person: Person) -> list[Person]:
    """Whom somebody may send instead: people of their centre (of the staff team, without one) whom the group does not
    expect already, by name.
    """
    today = clock.today()
    staff = select(Membership.person_id).join(Group, Group.id == Membership.group_id)
    staff = staff.where(Group.kind == GroupKind.STAFF_TEAM, belonging(today))
    near = Person.centre_id == person.centre_id if person.centre_id else Person.id.in_(staff)
    members = select(Membership.person_id).where(Membership.group_id.in_(meeting.group_ids), belonging(today))
    query = select(Person).where(near, Person.id.not_in(members), Person.id != person.id, Person.erased_at.is_(None))
    return list(db.session.scalars(query.order_by(Person.search_name, Person.id)))


def named_by(meeting: Meeting, person: Person) -> Instead | None:
    """Who comes to a meeting instead of somebody."""
    return sent_to(person.id, [meeting.id]).get(meeting.id)


def replaced_by(meeting: Meeting, person: Person) -> Person | None:
    """Whom somebody comes to a meeting instead of."""
    return replaced_at(person.id, [meeting.id]).get(meeting.id)


def replaced_at(person_id: int, meeting_ids: Collection[int]) -> dict[int, Person]:
    """Whom somebody comes instead of, by meeting id."""
    return {row.meeting_id: row.Person for row in db.session.execute(*_replaced_at(person_id, meeting_ids))}


@prepared
def _replaced_at(person_id: int, meeting_ids: Collection[int]) -> Select[int, Person]:
    query = select(Attendance.meeting_id, Person).join(Person, Person.id == Attendance.person_id)
    return query.where(Attendance.substitute_id == person_id, Attendance.meeting_id.in_(meeting_ids))


def sent_to(person_id: int, meeting_ids: Collection[int]) -> dict[int, Instead]:
    """Who comes instead of somebody, by meeting id."""
    rows = db.session.execute(*_sent_to(person_id, meeting_ids))
    return {row.meeting_id: Instead(row.Person, row.answer) for row in rows}


@prepared
def _sent_to(person_id: int, meeting_ids: Collection[int]) -> Select[int, Person, Answer | None]:
    theirs = aliased(Attendance)
    query = select(Attendance.meeting_id, Person, theirs.answer).join(Person, Person.id == Attendance.substitute_id)
    query = query.outerjoin(theirs, (theirs.meeting_id == Attendance.meeting_id) & (theirs.person_id == Person.id))
    return query.where(Attendance.person_id == person_id, Attendance.meeting_id.in_(meeting_ids))


def is_expected_otherwise(meeting: Meeting, person: Person) -> bool:
    """A member, or somebody whose presence was noted: their line stays when they no longer stand in for anybody."""
    member = select(Membership.id).where(
        Membership.group_id.in_(meeting.group_ids), Membership.person_id == person.id, belonging(clock.today())
    )
    noted = select(Attendance.id).where(
        Attendance.meeting_id == meeting.id, Attendance.person_id == person.id, Attendance.presence.is_not(None)
    )
    return bool(db.session.scalar(select(or_(member.exists(), noted.exists()))))
