"""The time that was given: of everybody for the annual report, of one person for their own page. One condition."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select
from sqlalchemy.orm import joinedload

from workspace import clock
from workspace.database import db, prepared
from workspace.groups.models import Group, Membership
from workspace.groups.queries import belonging
from workspace.meetings.models import THERE, Attendance, Meeting, MeetingState
from workspace.people.models import Mandate, Person, Role, Status
from workspace.volunteering.models import GOVERNANCE, Category, VolunteerTime

_REPRESENTS = (Mandate.person_id == Attendance.person_id) & (Mandate.role == Role.PARTNER)


@dataclass(frozen=True)
class Line:
    """Time given once: at a meeting, or as the person declared it."""

    day: date
    category: Category
    minutes: int
    group: str
    group_name: str  # in full
    title: str = ""  # of the meeting
    note: str = ""  # the person's own words
    length: int = 0  # minutes of the meeting
    corrected: bool = False
    meeting_id: int | None = None
    attendance_id: int | None = None
    declared_id: int | None = None


@dataclass(frozen=True)
class YearOfOne:
    year: int
    lines: list[Line]  # the latest first

    def of(self, category: Category) -> int:
        return sum(line.minutes for line in self.lines if line.category is category)

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def meetings(self) -> list[Line]:
        return [line for line in self.lines if line.attendance_id]

    @property
    def declared(self) -> list[Line]:
        return [line for line in self.lines if line.declared_id]


# Meetings.


def given_by_all(first: datetime, after: datetime) -> Iterable[tuple[int, int]]:
    """Pairs of a group and minutes. Those who ever represented an institution come one by one, a row a mandate."""
    given: dict[tuple[int, int | None, int | None], tuple[int, int]] = {}
    for group_id, meeting_id, starts_at, ends_at, said, partner_id, since, until, number in db.session.execute(
        *_by_meeting(first, after)
    ):
        at_work = _is_at_work(starts_at, since, until)
        if at_work or (meeting_id, partner_id, said) not in given:
            minutes = 0 if at_work else _minutes(starts_at, ends_at, said)
            given[meeting_id, partner_id, said] = group_id, minutes * number
    return given.values()


@prepared
def _by_meeting(first: datetime, after: datetime) -> Any:
    """How many gave their time to each meeting, and which time."""
    row = (
        *(Meeting.group_id, Meeting.id, Meeting.starts_at, Meeting.ends_at, Attendance.minutes_given),
        *(Mandate.person_id, Mandate.starts_on, Mandate.ends_on),
    )
    return _given(select(*row, func.count(Attendance.id.distinct())), first, after).group_by(*row)


def year_of(person_id: int, year: int) -> YearOfOne:
    """Theirs alone."""
    lines = [
        *meetings_of(person_id, *clock.year_bounds(year)),
        *_declared_in(person_id, date(year, 1, 1), date(year, 12, 31)),
    ]
    newest_first = sorted(lines, key=lambda one: (one.day, one.attendance_id or 0, one.declared_id or 0), reverse=True)
    return YearOfOne(year, newest_first)


def meetings_of(person_id: int | None, first: datetime, after: datetime) -> list[Line]:
    found: dict[int, Line | None] = {}
    for row in db.session.execute(*_of_one(person_id, first, after)):
        if _is_at_work(row.starts_at, row.starts_on, row.ends_on):
            found[row.id] = None
        elif row.id not in found:
            found[row.id] = _line(row)
    return [line for line in found.values() if line]


def at(attendance: Attendance) -> Line | None:
    """What somebody gave to one meeting; None when it is no time given, or not any more."""
    db.session.refresh(attendance, ["meeting"])
    starts_at = attendance.meeting.starts_at
    same_instant = meetings_of(attendance.person_id, starts_at, starts_at + timedelta(seconds=1))
    return next((line for line in same_instant if line.attendance_id == attendance.id), None)


@prepared
def _of_one(person_id: int | None, first: datetime, after: datetime) -> Any:
    meeting = (Meeting.id.label("meeting_id"), Meeting.title, Meeting.starts_at, Meeting.ends_at)
    theirs = (Attendance.id, Attendance.minutes_given, Attendance.minutes_reason, Mandate.starts_on, Mandate.ends_on)
    asked = select(*meeting, *theirs, Group.short_name, Group.name, Group.kind)
    given = _given(asked, first, after).join(Group, Group.id == Meeting.group_id)
    return given.where(Attendance.person_id == person_id).order_by(Meeting.starts_at, Attendance.id)


def _given(asked: Any, first: datetime, after: datetime) -> Any:
    """What makes a presence time given. Whether somebody came for an institution that day is told by `_is_at_work`."""
    status = func.coalesce(Attendance.status, Person.status, Status.VOLUNTEER)
    return (
        asked.select_from(Meeting)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .outerjoin(Person, Person.id == Attendance.person_id)
        .outerjoin(Mandate, _REPRESENTS)
        .where(
            Meeting.state == MeetingState.HELD,
            Meeting.starts_at >= first,
            Meeting.starts_at < after,
            Attendance.presence.in_(THERE),
            status != Status.EMPLOYEE,
        )
    )


def _is_at_work(starts_at: datetime, since: date | None, until: date | None) -> bool:
    """For an institution, by days of Paris, which databases do not know."""
    return since is not None and since <= clock.in_paris(starts_at).date() <= (until or date.max)


def _minutes(starts_at: datetime, ends_at: datetime, said: int | None) -> int:
    """As the person corrected it, else as long as the meeting."""
    return _length(starts_at, ends_at) if said is None else said


def _length(starts_at: datetime, ends_at: datetime) -> int:
    return int((ends_at - starts_at).total_seconds() // 60)


def _line(row: Any) -> Line:
    return Line(
        day=clock.in_paris(row.starts_at).date(),
        category=Category.GOVERNANCE if row.kind in GOVERNANCE else Category.GROUPS,
        minutes=_minutes(row.starts_at, row.ends_at, row.minutes_given),
        group=row.short_name,
        group_name=row.name,
        title=row.title,
        note=row.minutes_reason,
        length=_length(row.starts_at, row.ends_at),
        corrected=row.minutes_given is not None,
        meeting_id=row.meeting_id,
        attendance_id=row.id,
    )


# Declared.


def declared_by_all(first: Any, last: Any) -> Select[int | None, int]:
    """Minutes of everybody, to count with the rest of the year: by the group they were given for, None for none."""
    minutes = func.sum(VolunteerTime.minutes).label("minutes")
    return select(VolunteerTime.group_id, minutes).where(*counts(first, last)).group_by(VolunteerTime.group_id)


def counts(first: Any, last: Any) -> tuple[ColumnElement[bool], ...]:
    """Neither employees nor who came for an institution that day."""
    for_institution = (
        select(literal(1))
        .where(
            Mandate.person_id == VolunteerTime.person_id,
            Mandate.role == Role.PARTNER,
            Mandate.starts_on <= VolunteerTime.day,
            or_(Mandate.ends_on.is_(None), Mandate.ends_on >= VolunteerTime.day),
        )
        .correlate(VolunteerTime)
        .exists()
    )
    return VolunteerTime.day.between(first, last), VolunteerTime.status != Status.EMPLOYEE, ~for_institution


@prepared
def _declared(person_id: int, first: date, last: date) -> Any:
    told = (VolunteerTime.id, VolunteerTime.day, VolunteerTime.kind, VolunteerTime.minutes, VolunteerTime.note)
    return (
        select(*told, *(func.coalesce(name, "") for name in (Group.short_name, Group.name)))
        .outerjoin(Group, Group.id == VolunteerTime.group_id)
        .where(VolunteerTime.person_id == person_id, *counts(first, last))
    )


def _declared_in(person_id: int, first: date, last: date) -> list[Line]:
    return [
        Line(day, kind, minutes, group, name, note=note, declared_id=id)
        for id, day, kind, minutes, note, group, name in db.session.execute(*_declared(person_id, first, last))
    ]


def declared_by(person_id: int) -> Sequence[VolunteerTime]:
    """All that they ever declared, whatever it counts for; with its groups."""
    asked = select(VolunteerTime).where(VolunteerTime.person_id == person_id).options(joinedload(VolunteerTime.group))
    return db.session.scalars(asked.order_by(VolunteerTime.day, VolunteerTime.id)).all()


def same_form(form_id: str, person_id: int) -> Select[VolunteerTime]:
    return select(VolunteerTime).where(VolunteerTime.form_id == form_id, VolunteerTime.person_id == person_id)


def represents_on(person_id: int, day: date) -> bool:
    """An institution, that day."""
    held = (Mandate.person_id == person_id, Mandate.role == Role.PARTNER, Mandate.starts_on <= day)
    asked = select(Mandate.id).where(*held, or_(Mandate.ends_on.is_(None), Mandate.ends_on >= day))
    return db.session.scalar(asked.limit(1)) is not None


def groups_of(person_id: int) -> list[Group]:
    """Those they belong to, to say for which they prepared or travelled."""
    theirs = select(Membership.group_id).where(Membership.person_id == person_id, belonging(clock.today()))
    return list(db.session.scalars(select(Group).where(Group.id.in_(theirs)).order_by(Group.position, Group.id)))
