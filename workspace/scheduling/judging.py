"""Filling the frame that dates are judged in: a few statements, whatever the number of meetings."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workspace import clock
from workspace.database import db
from workspace.groups.models import CoFacilitation, Group, GroupKind, GroupState, Membership
from workspace.groups.queries import all_groups, belonging
from workspace.meetings.models import Meeting, MeetingState
from workspace.meetings.queries import spot_named
from workspace.people.models import Person
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
    find_all,
)
from workspace.scheduling.models import KeptConflict, SchoolHoliday
from workspace.settings import queries as settings
from workspace.settings.models import Federation

AROUND = timedelta(weeks=26)  # how far the meetings before and after a period are looked for


def frame(first: date, last: date, known: Sequence[Group] | None = None) -> Frame:
    """What the dates from `first` to `last` are judged by; `known`: every group, closed ones too, once read."""
    groups = {group.id: group for group in known or all_groups(with_closed=True)}
    federation = settings.federation()
    zone = federation.school_zone
    return Frame(
        slots=_slots(first - AROUND, last + AROUND, groups),
        groups={group.id: _known(group) for group in groups.values()},
        leaders=_leaders(),
        members=_members(),
        school=[Holiday(one.name, one.starts_on, one.ends_on) for one in school_holidays(first, last, zone)],
        zone=zone,
        project=_project(),
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


def conflicts_between(first: date, last: date) -> dict[int, list[Conflict]]:
    """Everything against the meetings of a period, by meeting id."""
    filled = frame(first, last)
    return find_all(filled, [slot for slot in filled.slots if first <= slot.day <= last])


def kept(meetings: Iterable[Meeting]) -> dict[int, dict[str, KeptConflict]]:
    """Conflicts that somebody chose to live with, by meeting and kind; those about an older date are void."""
    dates = {meeting.id: meeting.starts_at for meeting in meetings}
    said = select(KeptConflict).where(KeptConflict.meeting_id.in_(dates)).options(joinedload(KeptConflict.person))
    rows = db.session.scalars(said)
    found: dict[int, dict[str, KeptConflict]] = {}
    for row in rows:
        if dates[row.meeting_id] == row.starts_at:
            found.setdefault(row.meeting_id, {})[row.kind] = row
    return found


def school_holidays(first: date, last: date, zone: str) -> Sequence[SchoolHoliday]:
    """Those of a zone that touch a period, in order."""
    return db.session.scalars(
        select(SchoolHoliday)
        .where(SchoolHoliday.zone == zone, SchoolHoliday.starts_on <= last, SchoolHoliday.ends_on >= first)
        .order_by(SchoolHoliday.starts_on)
    ).all()


JUDGED = (
    Meeting.id, Meeting.group_id, Meeting.title, Meeting.starts_at, Meeting.ends_at, Meeting.centre_id, Meeting.room_id,
    Meeting.place, Meeting.state, Meeting.guests, Meeting.called_at,
)  # fmt: skip


def _slots(first: date, last: date, groups: dict[int, Group]) -> list[Slot]:
    rows = db.session.execute(
        select(*JUDGED)
        .where(
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at >= clock.start_of(first),
            Meeting.starts_at < clock.start_of(last + timedelta(days=1)),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [_slot(row, groups[row.group_id].kind) for row in rows]


def _slot(meeting: Any, kind: GroupKind) -> Slot:
    """Of a meeting, or of a row of JUDGED."""
    return Slot(
        group_ids=frozenset({meeting.group_id, *(guest.id for guest in meeting.guests)}),
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
    )


def _known(group: Group) -> KnownGroup:
    is_working = group.is_working_group and group.state is GroupState.ACTIVE
    return KnownGroup(group.name, group.every_weeks, is_working, group.notice_days)


def _leaders() -> dict[int, list[Leader]]:
    """Every mandate that may still hold, by group."""
    rows = db.session.execute(
        select(CoFacilitation.group_id, CoFacilitation.starts_on, CoFacilitation.ends_on, Person)
        .join(Person, Person.id == CoFacilitation.person_id)
        .order_by(CoFacilitation.group_id, Person.search_name, Person.id)
    )
    found: dict[int, list[Leader]] = {}
    for row in rows:
        found.setdefault(row.group_id, []).append(Leader(row.Person.id, row.Person.name, row.starts_on, row.ends_on))
    return found


def _members() -> dict[int, frozenset[int]]:
    rows = db.session.execute(select(Membership.group_id, Membership.person_id).where(belonging(clock.today())))
    found: dict[int, set[int]] = {}
    for group_id, person_id in rows:
        found.setdefault(group_id, set()).add(person_id)
    return {group_id: frozenset(people) for group_id, people in found.items()}


def _project() -> tuple[date, date] | None:
    """The first and the last day of the project in force."""
    in_force = select(FederalProject).where(FederalProject.state == ProjectState.CURRENT).order_by(FederalProject.id)
    project = db.session.scalars(in_force.limit(1)).first()
    return (project.starts_on, project.ends_on) if project else None
