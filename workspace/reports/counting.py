"""The figures of a year: from meetings that were held and from what was published, cancelled ones left out."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CompoundSelect, Select, case, func, literal, null, select, union_all

from workspace import clock
from workspace.actions.models import ActionItem, ActionState
from workspace.database import db, prepared
from workspace.groups.models import Group
from workspace.library.models import Document
from workspace.meetings.models import THERE, Attendance, Meeting, MeetingState
from workspace.minutes.models import Decision
from workspace.people.models import Person, Status
from workspace.progress.models import ITEM, Trace, top_of
from workspace.project.models import ProjectItem
from workspace.volunteering import queries as volunteering
from workspace.volunteering.models import GOVERNANCE


@dataclass
class Figures:
    """Of a group, or of all."""

    meetings: int = 0
    presences: int = 0
    decisions: int = 0
    decided: int = 0
    closed: int = 0
    productions: int = 0  # shared at the library
    minutes_given: int = 0  # by volunteers and residents; employees, and who comes for an institution, are at work
    minutes_declared: int = 0  # by the same people, at no meeting
    # Who came, by id or by what stands for one forgotten: the last time, and the status that day.
    people: dict[int, tuple[datetime, Status]] = field(default_factory=dict)
    centre_ids: set[int] = field(default_factory=set)

    @property
    def participants(self) -> int:
        return len(self.people)

    @property
    def centres(self) -> int:
        return len(self.centre_ids)

    def of_status(self, status: Status) -> int:
        return sum(one is status for _, one in self.people.values())

    def came(self, who: int, at: datetime, status: Status) -> None:
        """Whoever changed status in the year is one person, of the status of the last time."""
        self.people[who] = max(self.people.get(who, (at, status)), (at, status))

    @property
    def is_empty(self) -> bool:
        return not (self.meetings or self.decisions or self.decided or self.closed or self.productions)

    def add(self, other: "Figures") -> None:
        """Somebody who came to two groups is one person."""
        self.meetings += other.meetings
        self.presences += other.presences
        self.decisions += other.decisions
        self.decided += other.decided
        self.closed += other.closed
        self.productions += other.productions
        self.minutes_given += other.minutes_given
        self.minutes_declared += other.minutes_declared
        for who, came in other.people.items():
            self.came(who, *came)
        self.centre_ids |= other.centre_ids


@dataclass(frozen=True)
class YearOfWork:
    groups: list[Group]
    by_group: dict[int | None, Figures]  # under None, what is of no group
    whole: Figures
    minutes_of_groups: int
    minutes_of_governance: int
    minutes_worth: int  # told in euros too, where a rate was decided: at meetings or declared, governance left out


def within(instant: Any, year: int) -> ColumnElement[bool]:
    return between(instant, *clock.year_bounds(year))


def between(instant: Any, first: Any, after: Any) -> ColumnElement[bool]:
    return cast(ColumnElement[bool], (instant >= first) & (instant < after))


def of_year(year: int) -> YearOfWork:
    groups = list(db.session.scalars(*_groups()))
    found: dict[int | None, Figures] = defaultdict(Figures)
    first, after = clock.year_bounds(year)
    for name, group_id, number, who, at, status, centre_id in db.session.execute(
        *_counted(first, after, date(year, 1, 1), date(year, 12, 31))
    ):
        figures = found[group_id]
        setattr(figures, name, getattr(figures, name) + number)
        if who is not None:
            figures.came(who, at, status or Status.VOLUNTEER)
        if centre_id is not None:
            figures.centre_ids.add(centre_id)
    for group_id, minutes in volunteering.given_by_all(first, after):
        found[group_id].minutes_given += minutes
    kept = [group for group in groups if not found[group.id].is_empty]
    governance = {group.id for group in groups if group.kind in GOVERNANCE}
    given = {group.id: found[group.id].minutes_given for group in kept}
    whole = Figures()
    for figures in found.values():
        whole.add(figures)
    of_groups = sum(minutes for group_id, minutes in given.items() if group_id not in governance)
    declared = sum(one.minutes_declared for group_id, one in found.items() if group_id not in governance)
    return YearOfWork(
        groups=kept,
        by_group=dict(found),
        whole=whole,
        minutes_of_groups=of_groups,
        minutes_of_governance=sum(minutes for group_id, minutes in given.items() if group_id in governance),
        minutes_worth=of_groups + declared,
    )


@prepared
def _groups() -> Select[Group]:
    return select(Group).order_by(Group.position, Group.id)


@prepared
def _counted(first: datetime, after: datetime, first_day: date, last_day: date) -> CompoundSelect[Any]:
    """What each group did, by the names of Figures; who came, once for a group, a status and a centre, with how many
    times and when last."""
    meanwhile = between(Meeting.starts_at, first, after)
    held = _number("meetings", Meeting.group_id).where(Meeting.state == MeetingState.HELD, meanwhile)
    decisions = (
        _number("decisions", Meeting.group_id)
        .join(Decision, Decision.meeting_id == Meeting.id)
        .where(Decision.published_at.is_not(None), meanwhile)
    )
    # At a meeting, or between two: each part by its index, for one condition on both reads all actions.
    published = (ActionItem.published_at.is_not(None), ActionItem.state != ActionState.DROPPED)
    decided = _number("decided", ActionItem.group_id).where(*published)
    at_a_meeting = decided.join(Meeting, Meeting.id == ActionItem.meeting_id).where(meanwhile)
    between_two = decided.where(ActionItem.meeting_id.is_(None), between(ActionItem.created_at, first, after))
    closed = _number("closed", ActionItem.group_id).where(
        ActionItem.published_at.is_not(None),
        ActionItem.state == ActionState.DONE,
        ActionItem.closed_on.between(first_day, last_day),
    )
    productions = _number("productions", Document.group_id).where(
        Document.withdrawn_at.is_(None), between(Document.published_at, first, after)
    )
    given = volunteering.declared_by_all(first_day, last_day).subquery()
    declared = select(literal("minutes_declared"), given.c.group_id, given.c.minutes, null(), null(), null(), null())
    return union_all(_came(meanwhile), held, decisions, at_a_meeting, between_two, closed, productions, declared)


def _number(name: str, group_id: Any) -> Select[Any]:
    return select(literal(name), group_id, func.count(), null(), null(), null(), null()).group_by(group_id)


def _came(meanwhile: ColumnElement[bool]) -> Any:
    who = func.coalesce(Attendance.person_id, -Attendance.id)
    status = func.coalesce(Attendance.status, Person.status)
    centre_id = case((Attendance.status.is_not(None), Attendance.centre_id), else_=Person.centre_id)
    return (
        select(
            literal("presences"), Meeting.group_id, func.count(), who, func.max(Meeting.starts_at), status, centre_id
        )
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .outerjoin(Person, Person.id == Attendance.person_id)
        .where(Meeting.state == MeetingState.HELD, meanwhile, Attendance.presence.in_(THERE))
        .group_by(Meeting.group_id, who, status, centre_id)
    )


def by_item(items: Iterable[ProjectItem], year: int) -> dict[int, Counter[str]]:
    """What moved items in a year, by item id: numbers by kind of trace, dropped actions left out."""
    tops = {top_of(ITEM, item.id): item.id for item in items}
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for top, kind, number in db.session.execute(*_traces([*tops], *clock.year_bounds(year))):
        found[tops[top]][kind] = number
    return found


@prepared
def _traces(tops: Iterable[str], first: datetime, after: datetime) -> Any:
    return (
        select(Trace.top, Trace.kind, func.count())
        .where(Trace.top.in_(tops), Trace.outcome != "dropped", between(Trace.at, first, after))
        .group_by(Trace.top, Trace.kind)
    )
