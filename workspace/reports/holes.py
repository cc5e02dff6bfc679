"""What is missing before a year can be told: meetings never closed, without presences, without published minutes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from workspace import clock
from workspace.database import db
from workspace.groups.models import Group
from workspace.meetings.models import Attendance, Meeting, MeetingState
from workspace.minutes.models import Minutes, MinutesState
from workspace.reports.counting import within


@dataclass(frozen=True)
class Hole:
    meeting: Meeting
    missing: list[str]  # in words


@dataclass(frozen=True)
class HolesOfGroup:
    group: Group
    holes: list[Hole]


NOT_CLOSED = "réunion passée qui n’est pas close"
NOBODY = "présences non notées"
NO_MINUTES = "compte rendu non publié"


def of_year(year: int) -> list[HolesOfGroup]:
    """By group, in their order; meetings by date."""
    noted = select(Attendance.id).where(Attendance.meeting_id == Meeting.id, Attendance.presence.is_not(None))
    published = select(Minutes.id).where(Minutes.meeting_id == Meeting.id, Minutes.state == MinutesState.PUBLISHED)
    asked = (
        select(Meeting, noted.exists(), published.exists())
        .join(Meeting.group)
        .where(
            Meeting.state.in_((MeetingState.CALLED, MeetingState.HELD)),
            Meeting.ends_at < clock.now(),
            within(Meeting.starts_at, year),
        )
        .order_by(Group.position, Group.id, Meeting.starts_at, Meeting.id)
    )
    found: dict[int, HolesOfGroup] = {}
    for meeting, has_presences, is_published in db.session.execute(asked):
        if missing := _missing(meeting, has_presences, is_published):
            group = meeting.group
            found.setdefault(group.id, HolesOfGroup(group, [])).holes.append(Hole(meeting, missing))
    return list(found.values())


def _missing(meeting: Meeting, has_presences: bool, is_published: bool) -> list[str]:
    if meeting.state is MeetingState.CALLED:
        return [NOT_CLOSED]
    return [words for words, lacks in ((NOBODY, not has_presences), (NO_MINUTES, not is_published)) if lacks]


def in_words(groups: Sequence[HolesOfGroup]) -> list[str]:
    """Counted, for a report that is presented all the same."""
    missing = [words for one in groups for hole in one.holes for words in hole.missing]
    said = {
        NOT_CLOSED: "réunions passées non closes",
        NOBODY: "réunions sans présences notées",
        NO_MINUTES: "réunions sans compte rendu publié",
    }
    return [f"{many} : {missing.count(words)}" for words, many in said.items() if words in missing]
