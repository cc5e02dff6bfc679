"""The figures of a year: from meetings that were held and from what was published, cancelled ones left out."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select, union_all

from workspace import clock
from workspace.actions.models import ActionItem, ActionState
from workspace.database import db
from workspace.groups.models import Group, GroupKind
from workspace.meetings.models import THERE, Attendance, Meeting, MeetingState
from workspace.minutes.models import Decision
from workspace.people.models import Mandate, Person, Role, Status
from workspace.progress.models import ITEM, Trace, top_of
from workspace.project.models import ProjectItem

# Time given to run the association itself, told apart from the rest (domain §3.7).
GOVERNANCE = (GroupKind.BOARD, GroupKind.EXECUTIVE_COMMITTEE, GroupKind.GENERAL_ASSEMBLY)


@dataclass(frozen=True)
class Presence:
    """Somebody at a meeting; once names are removed, a status and a centre."""

    group_id: int
    person: Any  # an id, or what stands for one that is no longer known
    status: Status
    centre_id: int | None
    minutes: int  # of the meeting
    is_partner: bool  # came for an institution

    @property
    def is_given(self) -> bool:
        """Volunteers and residents give their time; employees and partners are at work."""
        return self.status is not Status.EMPLOYEE and not self.is_partner


@dataclass
class Figures:
    """Of a group, or of all."""

    meetings: int = 0
    presences: list[Presence] = field(default_factory=list)
    decisions: int = 0
    decided: int = 0
    closed: int = 0

    @property
    def participants(self) -> int:
        return len({one.person for one in self.presences})

    @property
    def centres(self) -> int:
        return len({one.centre_id for one in self.presences if one.centre_id})

    def of_status(self, status: Status) -> int:
        return len({one.person for one in self.presences if one.status is status})

    @property
    def minutes_given(self) -> int:
        return sum(one.minutes for one in self.presences if one.is_given)

    @property
    def is_empty(self) -> bool:
        return not (self.meetings or self.decisions or self.decided or self.closed)


@dataclass(frozen=True)
class YearOfWork:
    groups: list[Group]
    by_group: dict[int, Figures]
    whole: Figures
    minutes_of_groups: int
    minutes_of_governance: int


def bounds(year: int) -> tuple[datetime, datetime]:
    """The first instant of the year in Paris, and of the next."""
    return clock.start_of(date(year, 1, 1)), clock.start_of(date(year + 1, 1, 1))


def within(instant: Any, year: int) -> ColumnElement[bool]:
    first, after = bounds(year)
    return (instant >= first) & (instant < after)


def of_year(year: int) -> YearOfWork:
    groups = list(db.session.scalars(select(Group).order_by(Group.position, Group.id)))
    found: dict[int, Figures] = defaultdict(Figures)
    for one in _presences(year):
        found[one.group_id].presences.append(one)
    counted = union_all(_held(year), _decisions(year), _decided(year), _closed(year))
    for name, group_id, number in db.session.execute(counted):
        setattr(found[group_id], name, number)
    kept = [group for group in groups if not found[group.id].is_empty]
    governance = {group.id for group in kept if group.kind in GOVERNANCE}
    given = {group.id: found[group.id].minutes_given for group in kept}
    return YearOfWork(
        groups=kept,
        by_group=dict(found),
        whole=_sum(found.values()),
        minutes_of_groups=sum(minutes for group_id, minutes in given.items() if group_id not in governance),
        minutes_of_governance=sum(minutes for group_id, minutes in given.items() if group_id in governance),
    )


def _sum(parts: Iterable[Figures]) -> Figures:
    """Somebody who came to two groups is one person."""
    whole = Figures()
    for part in parts:
        whole.meetings += part.meetings
        whole.presences += part.presences
        whole.decisions += part.decisions
        whole.decided += part.decided
        whole.closed += part.closed
    return whole


def _held(year: int) -> Any:
    return (
        select(literal("meetings"), Meeting.group_id, func.count())
        .where(Meeting.state == MeetingState.HELD, within(Meeting.starts_at, year))
        .group_by(Meeting.group_id)
    )


def _presences(year: int) -> list[Presence]:
    """Columns, not rows of the model: a year has thousands. A row comes once for each time that its person represents
    an institution; whether the meeting is within is told here, by days of Paris, which databases do not know."""
    represents = (Mandate.person_id == Attendance.person_id) & (Mandate.role == Role.PARTNER)
    asked = (
        select(
            Meeting.group_id,
            Attendance.id,
            Attendance.person_id,
            func.coalesce(Person.status, Attendance.status),
            func.coalesce(Person.centre_id, Attendance.centre_id),
            Meeting.starts_at,
            Meeting.ends_at,
            Mandate.starts_on,
            Mandate.ends_on,
        )
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .outerjoin(Person, Person.id == Attendance.person_id)
        .outerjoin(Mandate, represents)
        .where(Meeting.state == MeetingState.HELD, within(Meeting.starts_at, year), Attendance.presence.in_(THERE))
    )
    found: dict[int, Presence] = {}
    for group_id, row_id, person_id, status, centre_id, starts_at, ends_at, first, last in db.session.execute(asked):
        is_partner = bool(first) and first <= clock.in_paris(starts_at).date() <= (last or date.max)
        if is_partner or row_id not in found:
            found[row_id] = Presence(
                group_id=group_id,
                person=person_id or f"row {row_id}",
                status=Status(status or Status.VOLUNTEER),
                centre_id=centre_id,
                minutes=int((ends_at - starts_at).total_seconds() // 60),
                is_partner=is_partner,
            )
    return list(found.values())


def _decisions(year: int) -> Any:
    return (
        select(literal("decisions"), Meeting.group_id, func.count())
        .join(Decision, Decision.meeting_id == Meeting.id)
        .where(Decision.published_at.is_not(None), within(Meeting.starts_at, year))
        .group_by(Meeting.group_id)
    )


def _decided(year: int) -> Any:
    """At a meeting, or between two."""
    happened = func.coalesce(Meeting.starts_at, ActionItem.created_at)
    return (
        select(literal("decided"), ActionItem.group_id, func.count())
        .outerjoin(Meeting, Meeting.id == ActionItem.meeting_id)
        .where(
            ActionItem.published_at.is_not(None),
            ActionItem.state != ActionState.DROPPED,
            within(happened, year),
        )
        .group_by(ActionItem.group_id)
    )


def _closed(year: int) -> Any:
    return (
        select(literal("closed"), ActionItem.group_id, func.count())
        .where(
            ActionItem.published_at.is_not(None),
            ActionItem.state == ActionState.DONE,
            ActionItem.closed_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(ActionItem.group_id)
    )


def by_item(items: Iterable[ProjectItem], year: int) -> dict[int, Counter[str]]:
    """What moved items in a year, by item id: numbers by kind of trace, dropped actions left out."""
    tops = {top_of(ITEM, item.id): item.id for item in items}
    asked = (
        select(Trace.top, Trace.kind, func.count())
        .where(Trace.top.in_(tops), Trace.outcome != "dropped", within(Trace.at, year))
        .group_by(Trace.top, Trace.kind)
    )
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for top, kind, number in db.session.execute(asked):
        found[tops[top]][kind] = number
    return found
