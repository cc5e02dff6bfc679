"""Filling the frame that dates are judged in: a few statements, whatever the number of meetings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, null, or_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from workspace import clock
from workspace.database import db, prepared
from workspace.groups.models import CoFacilitation, Group, GroupKind, GroupState, Membership
from workspace.groups.queries import all_groups, belonging
from workspace.meetings.models import Guest, Meeting, MeetingKind, MeetingState, When, ids_of_all
from workspace.meetings.queries import spot_named
from workspace.people.models import NAMES, Named, Person
from workspace.project.models import FederalProject, ProjectState
from workspace.scheduling.conflicts import (
    Conflict,
    Frame,
    Holiday,
    KnownGroup,
    Leader,
    Slot,
    Thresholds,
    find,
)
from workspace.scheduling.models import KeptConflict, SchoolHoliday
from workspace.settings import queries as settings
from workspace.settings.models import Federation

AROUND = timedelta(weeks=26)  # how far the meetings before and after a period are looked for


@dataclass
class Judged(When):
    """What dates are judged by of a meeting, and planners show."""

    id: int
    group_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    centre_id: int | None
    room_id: int | None
    place: str
    state: MeetingState
    guests: tuple[Guest, ...]
    called_at: datetime | None
    kind: MeetingKind


def frame(
    first: date, last: date, known: Sequence[Group] | None = None, meetings: Sequence[Judged] | None = None
) -> Frame:
    """What the dates from `first` to `last` are judged by; once read, `known`: every group, closed ones too, and
    `meetings`: those around."""
    groups = {group.id: group for group in known or all_groups(with_closed=True)}
    around = meetings_around(first, last) if meetings is None else meetings
    federation = settings.federation()
    leaders, members = _people(first - AROUND)
    school, project = _periods(first, last, federation.school_zone)
    return Frame(
        slots=[_slot(row, groups[row.group_id].kind) for row in around],
        groups={group.id: _known(group) for group in groups.values()},
        leaders=leaders,
        members=members,
        school=school,
        zone=federation.school_zone,
        project=project,
        thresholds=thresholds_of(federation),
    )


def thresholds_of(federation: Federation) -> Thresholds:
    return Thresholds(
        busy_week=federation.busy_week,
        people_shared=federation.people_shared,
        too_soon=federation.too_soon_percent,
        too_late=federation.too_late_percent,
        before_gathering=federation.before_gathering_weeks,
    )


def slot_of(meeting: Meeting) -> Slot:
    """A meeting as it is judged."""
    return _slot(meeting, meeting.group.kind)


def slot_at(meeting: Meeting, starts_at: datetime, ends_at: datetime, place: str | None = None) -> Slot:
    """The same meeting at another date, and maybe elsewhere, before anything is written."""
    slot = replace(slot_of(meeting), starts_at=starts_at, ends_at=ends_at)
    if place is None or place == meeting.place:
        return slot
    centre_id, room_id = spot_named(place)
    return replace(slot, place=place, centre_id=centre_id, room_id=room_id)


def conflicts_of(slot: Slot) -> list[Conflict]:
    """Everything against one date."""
    return find(frame(slot.day, slot.day), slot)


def kept(meeting_ids: Collection[int]) -> dict[int, dict[str, KeptConflict]]:
    """Conflicts that somebody chose to live with, by meeting and kind; those about an older date are void."""
    found: dict[int, dict[str, KeptConflict]] = {}
    for row in db.session.scalars(*_kept(meeting_ids)):
        found.setdefault(row.meeting_id, {})[row.kind] = row
    return found


@prepared
def _kept(meeting_ids: Collection[int]) -> Select[KeptConflict]:
    query = select(KeptConflict).join(KeptConflict.meeting).where(KeptConflict.starts_at == Meeting.starts_at)
    read = (joinedload(KeptConflict.person), contains_eager(KeptConflict.meeting))
    return query.where(KeptConflict.meeting_id.in_(meeting_ids)).options(*read)


def school_holidays(first: date, last: date, zone: str) -> Sequence[SchoolHoliday]:
    """Those of a zone that touch a period, in order."""
    return db.session.scalars(*_school_holidays(first, last, zone)).all()


@prepared
def _school_holidays(first: date, last: date, zone: str) -> Select[SchoolHoliday]:
    touching = _touching(SchoolHoliday, first, last)
    return select(SchoolHoliday).where(SchoolHoliday.zone == zone, *touching).order_by(SchoolHoliday.starts_on)


def _touching(table: Any, first: date, last: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.starts_on <= last, table.ends_on >= first


def meetings_around(first: date, last: date) -> list[Judged]:
    """By date, from well before these days to well after: those that are not cancelled."""
    since, until = clock.start_of(first - AROUND), clock.start_of(last + AROUND + timedelta(days=1))
    return [Judged(*row) for row in db.session.execute(*_judged(since, until))]


@prepared
def _judged(since: datetime, until: datetime) -> Any:
    between = (Meeting.starts_at >= since, Meeting.starts_at < until)
    columns = (getattr(Meeting, one.name) for one in fields(Judged))
    return (
        select(*columns)
        .where(Meeting.state != MeetingState.CANCELLED, *between)
        .order_by(Meeting.starts_at, Meeting.id)
    )


def _slot(meeting: Meeting | Judged, kind: GroupKind) -> Slot:
    return Slot(
        group_ids=ids_of_all(meeting.group_id, meeting.guests),
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        centre_id=meeting.centre_id,
        room_id=meeting.room_id,
        place=meeting.place,
        meeting_id=meeting.id,
        gathers=kind is GroupKind.DEPARTMENTAL_GATHERING,
        called_on=clock.in_paris(meeting.called_at).date() if meeting.called_at else None,
        is_held=meeting.state is MeetingState.HELD,
        is_event=meeting.kind is MeetingKind.EVENT,
    )


def _known(group: Group) -> KnownGroup:
    is_working = group.is_working_group and group.state is GroupState.ACTIVE
    return KnownGroup(group.name, group.every_weeks, is_working, group.notice_days)


def _people(since: date) -> tuple[dict[int, list[Leader]], dict[int, frozenset[int]]]:
    """By group, every mandate that held since that day or will, and who belongs today; in one statement."""
    leaders: dict[int, list[Leader]] = {}
    members: dict[int, frozenset[int]] = {}
    for group, theirs, start, end, *who in db.session.execute(*_ties(clock.today(), since)):
        if theirs:
            members[group] = frozenset(map(int, theirs.split(",")))
        else:
            leader = Named(*who)
            leaders.setdefault(group, []).append(Leader(leader.id, leader.name, start, end))
    return leaders, members


@prepared
def _ties(today: date, since: date) -> Select[Any]:
    """Members as one text a group: there are hundreds of them."""
    leads = select(
        CoFacilitation.group_id, CoFacilitation.person_id, CoFacilitation.starts_on, CoFacilitation.ends_on, null()
    ).where(or_(CoFacilitation.ends_on.is_(None), CoFacilitation.ends_on >= since))
    theirs = func.aggregate_strings(cast(Membership.person_id, String), ",")
    belongs = select(Membership.group_id, null(), null(), null(), theirs).where(belonging(today))
    tie = union_all(leads, belongs.group_by(Membership.group_id)).subquery()
    group_id, person_id, starts_on, ends_on, members = tie.c
    return (
        select(group_id, members, starts_on, ends_on, person_id, *NAMES)
        .outerjoin_from(tie, Person, Person.id == person_id)
        .order_by(group_id, Person.search_name, person_id)
    )


def _periods(first: date, last: date, zone: str) -> tuple[list[Holiday], tuple[date, date] | None]:
    """School holidays of a zone that touch a period, in order; the first and the last day of the project in force;
    in one statement."""
    rows = db.session.execute(*_told_between(first, last, zone)).all()
    lives = [(start, end) for name, start, end in rows if name is None]
    return [Holiday(*row) for row in rows if row.name is not None], (lives[0] if lives else None)


@prepared
def _told_between(first: date, last: date, zone: str) -> Select[Any]:
    school = select(SchoolHoliday.name, SchoolHoliday.starts_on, SchoolHoliday.ends_on)
    project = select(null(), FederalProject.starts_on, FederalProject.ends_on)
    told = union_all(
        school.where(SchoolHoliday.zone == zone, *_touching(SchoolHoliday, first, last)),
        project.where(FederalProject.state == ProjectState.CURRENT),
    ).subquery()
    return select(told).order_by(told.c.starts_on)
