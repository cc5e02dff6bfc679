"""A meeting at another date: what that costs, then doing it."""

from datetime import datetime

from workspace.meetings import operations as meetings
from workspace.meetings.models import Meeting
from workspace.scheduling import judging, operations
from workspace.scheduling.conflicts import Conflict


def cost_of(meeting: Meeting, starts_at: datetime) -> list[Conflict]:
    """Everything against the meeting beginning then, for as long as it lasts now."""
    return judging.conflicts_of(judging.slot_at(meeting, starts_at, _end(meeting, starts_at)))


def move(meeting: Meeting, revision: int, starts_at: datetime) -> bool:
    """Begin the meeting then, for as long as it lasts now; True when its members are told.

    Raises:
        Stale: somebody changed it since the form was opened; nothing is written.
        Refused: it was held or cancelled; or it is called, and cannot take place then.
    """
    ends_at = _end(meeting, starts_at)
    operations.refuse_hard_move(meeting, starts_at, ends_at, meeting.place)
    return meetings.edit_meeting(
        meeting, revision, meeting.title, starts_at, ends_at, meeting.place, meeting.video_link
    )


def _end(meeting: Meeting, starts_at: datetime) -> datetime:
    return starts_at + (meeting.ends_at - meeting.starts_at)
