"""What comes next on a meeting, for the person who reads: one gesture before the others."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from workspace.access import Can, may
from workspace.groups.models import GroupState
from workspace.meetings.models import Meeting, MeetingState
from workspace.meetings.queries import Following
from workspace.minutes.models import Minutes, MinutesState
from workspace.people.models import Person


class Step(enum.StrEnum):
    MOVE = "move"  # its date passed before anyone was called
    GATHER = "gather"  # nobody to call
    PREPARE = "prepare"
    CALL = "call"
    ANSWER = "answer"
    ATTEND = "attend"
    CLOSE = "close"
    PUBLISH = "publish"
    FOLLOW = "follow"  # the next meeting
    REVIEW = "review"
    READ = "read"


@dataclass(frozen=True)
class Ahead:
    """The main step first, then what may be done at once instead; and whom each writes to."""

    steps: Sequence[Step]
    told: dict[Step, Sequence[Person]] = field(default_factory=dict)
    following: Following | None = None  # the next meeting of the group, when there is one

    def on_minutes(self) -> "Ahead":
        """For whoever reads them already: nobody is sent where they are."""
        return replace(self, steps=[step for step in self.steps if step not in (Step.READ, Step.REVIEW)])

    def written(self, step: Step) -> int:
        return sum(1 for person in self.told.get(step, ()) if person.email)

    def silent(self, step: Step) -> int:
        """Those whom no letter reaches."""
        return len(self.told.get(step, ())) - self.written(step)


def next_steps(
    person: Any, meeting: Meeting, minutes: Minutes, *, has_points: bool, has_members: bool
) -> Sequence[Step]:
    """None for whoever has nothing to do. An event is prepared and opened from a page of its own."""
    if meeting.state is MeetingState.CANCELLED or (meeting.is_event and meeting.state is MeetingState.DRAFT):
        return []
    if meeting.state is MeetingState.HELD:
        return _once_held(person, meeting, minutes)
    if meeting.state is MeetingState.DRAFT:
        is_theirs = may(person, Can.LEAD, meeting) and meeting.group.state is not GroupState.CLOSED
        return _of_a_draft(meeting, has_points, has_members) if is_theirs else []
    if meeting.has_started and may(person, Can.TAKE_NOTES, meeting):
        close = [Step.CLOSE] if may(person, Can.LEAD, meeting) else []
        return close if meeting.ids_of_those_there else [Step.ATTEND, *close]
    is_noted = meeting.has_started and person.id in meeting.ids_of_those_there
    return [Step.ANSWER] if may(person, Can.ANSWER, meeting) and not is_noted else []


def _of_a_draft(meeting: Meeting, has_points: bool, has_members: bool) -> Sequence[Step]:
    if meeting.is_over:
        return [Step.MOVE]
    if not has_members:
        return [Step.GATHER]
    return [Step.CALL] if has_points else [Step.PREPARE, Step.CALL]


def _once_held(person: Any, meeting: Meeting, minutes: Minutes) -> Sequence[Step]:
    read = [Step.READ] if may(person, Can.READ_MINUTES, minutes) else []
    if may(person, Can.LEAD, meeting):
        if minutes.state is not MinutesState.PUBLISHED:
            return [Step.PUBLISH, *read]
        is_last = meeting.is_event or meeting.group.state is GroupState.CLOSED
        return read if is_last else [Step.FOLLOW, *read]
    if minutes.is_open_to_comments and may(person, Can.COMMENT_MINUTES, minutes):
        return [Step.REVIEW]
    return read
