"""A year told: meetings of Jeunesse and of the board, with who came."""

from datetime import UTC, datetime

from workspace.database import db
from workspace.meetings.models import Attendance, Meeting, MeetingState, Presence
from workspace.minutes.models import Minutes, MinutesState

YEAR = 2025


def hold(cast, group, day, there=(), state=MeetingState.HELD, hours=2, published=True, presence=Presence.PRESENT):
    """A meeting of that year, from 18 h, with its minutes."""
    starts = datetime(YEAR, *day, 17, tzinfo=UTC)
    meeting = Meeting(
        group=group, title=f"Réunion du {day[1]}/{day[0]}", state=state, starts_at=starts,
        ends_at=starts.replace(hour=17 + hours), called_at=starts,
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    for person in there:
        db.session.add(Attendance(meeting_id=meeting.id, person_id=person.id, presence=presence))
    if state is MeetingState.HELD:
        words = MinutesState.PUBLISHED if published else MinutesState.IN_REVIEW
        minutes = Minutes(meeting=meeting, state=words, published_at=starts if published else None)
        db.session.add(minutes)
    db.session.commit()
    return meeting


def grid(report, title):
    """The rows of a section, by their first cell, each by header."""
    section = next(one for one in report.sections if one.title == title)
    return {row[0]: dict(zip(section.grid.headers[1:], row[1:], strict=True)) for row in section.grid.rows}
