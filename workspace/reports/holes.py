"""What is missing before a year can be told: meetings never closed, without presences, without published minutes."""

import enum
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from workspace import clock
from workspace.database import db, prepared
from workspace.groups.models import Group
from workspace.meetings.models import Attendance, Meeting, MeetingState
from workspace.minutes.models import Minutes, MinutesState
from workspace.reports.counting import between


class Lack(enum.StrEnum):
    NOT_CLOSED = enum.auto()
    NOBODY = enum.auto()
    NO_MINUTES = enum.auto()


OF_ONE = {
    Lack.NOT_CLOSED: "réunion passée qui n’est pas close",
    Lack.NOBODY: "présences non notées",
    Lack.NO_MINUTES: "{} non publié",
}
OF_MANY = {
    Lack.NOT_CLOSED: "réunions passées non closes",
    Lack.NOBODY: "réunions sans présences notées",
    Lack.NO_MINUTES: "réunions sans compte rendu ou procès-verbal publié",
}


@dataclass(frozen=True)
class Hole:
    meeting: Meeting
    lacks: list[Lack]

    @property
    def in_words(self) -> str:
        return ", ".join(OF_ONE[one].format(self.meeting.group.minutes_name) for one in self.lacks)


@dataclass(frozen=True)
class HolesOfGroup:
    group: Group
    holes: list[Hole]


def of_year(year: int, now: datetime | None = None) -> list[HolesOfGroup]:
    """By group, in their order; meetings by date, those over at an instant, or now."""
    found: dict[int, HolesOfGroup] = {}
    asked = _lacking(*clock.year_bounds(year), now or clock.now())
    for meeting, has_presences, is_published in db.session.execute(*asked):
        group = meeting.group
        lacks = _lacks(meeting, has_presences, is_published)
        found.setdefault(group.id, HolesOfGroup(group, [])).holes.append(Hole(meeting, lacks))
    return list(found.values())


@prepared
def _lacking(first: datetime, after: datetime, now: datetime) -> Any:
    noted = exists().where(Attendance.meeting_id == Meeting.id, Attendance.presence.is_not(None))
    published = exists().where(Minutes.meeting_id == Meeting.id, Minutes.state == MinutesState.PUBLISHED)
    is_called, is_held = Meeting.state == MeetingState.CALLED, Meeting.state == MeetingState.HELD
    return (
        select(Meeting, noted, published)
        .join(Meeting.group)
        .where(
            is_called | is_held & ~(noted & published), Meeting.ends_at < now, between(Meeting.starts_at, first, after)
        )
        .order_by(Group.position, Group.id, Meeting.starts_at, Meeting.id)
    )


def _lacks(meeting: Meeting, has_presences: bool, is_published: bool) -> list[Lack]:
    if meeting.state is MeetingState.CALLED:
        return [Lack.NOT_CLOSED]
    return [one for one, is_there in ((Lack.NOBODY, has_presences), (Lack.NO_MINUTES, is_published)) if not is_there]


def in_words(groups: Sequence[HolesOfGroup]) -> list[str]:
    """Counted, for a report that is presented all the same."""
    counted = Counter(lack for one in groups for hole in one.holes for lack in hole.lacks)
    return [f"{OF_MANY[lack]} : {counted[lack]}" for lack in Lack if counted[lack]]
