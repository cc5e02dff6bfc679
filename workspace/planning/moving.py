"""A meeting at another date: what that costs, then doing it."""

from datetime import datetime

from workspace.meetings import operations as meetings
from workspace.meetings.models import Meeting
from workspace.refusals import Refused
from workspace.scheduling import judging, operations
from workspace.scheduling.conflicts import Conflict
from workspace.versions import digest_of

UNSEEN = (
    "Lisez ci-dessous ce qui s’oppose à cette date. Si elle convient quand même, appuyez de nouveau sur « Déplacer »."
)


def cost_of(meeting: Meeting, starts_at: datetime) -> list[Conflict]:
    """Everything against the meeting beginning then, for as long as it lasts now."""
    return judging.conflicts_of(judging.slot_at(meeting, starts_at, _end(meeting, starts_at)))


def move(meeting: Meeting, revision: int, starts_at: datetime, seen: str) -> bool:
    """Begin the meeting then, for as long as it lasts now; True when its members are told. `seen` is the version of
    what was said against that date.

    Raises:
        Stale: somebody changed it since the form was opened; nothing is written.
        Refused: it was held or cancelled; or it is called, and cannot take place then; or something stands against
            that date, and was not said yet.
    """
    ends_at = _end(meeting, starts_at)
    operations.refuse_hard_move(meeting, starts_at, ends_at, meeting.place)
    cost = cost_of(meeting, starts_at)
    if cost and digest_of(cost) != seen:
        raise Refused(UNSEEN, about="seen")
    return meetings.edit_meeting(
        meeting, revision, meeting.title, starts_at, ends_at, meeting.place, meeting.video_link
    )


def _end(meeting: Meeting, starts_at: datetime) -> datetime:
    return starts_at + (meeting.ends_at - meeting.starts_at)
