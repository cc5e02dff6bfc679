"""What pages of a meeting say of what comes next, and of its end."""

from collections.abc import Sequence
from typing import Any

from workspace.actions import queries as actions
from workspace.actions.models import ActionItem
from workspace.groups.models import GroupState
from workspace.meetings import operations as meetings
from workspace.meetings import queries as meeting_queries
from workspace.meetings.models import Meeting, MeetingState
from workspace.meetings.queries import Following
from workspace.minutes import queries
from workspace.minutes.closing import what_is_missing
from workspace.minutes.forms import PointEndForm, SittingEndForm
from workspace.minutes.models import Minutes
from workspace.minutes.steps import Ahead, Step, next_steps
from workspace.people.models import Person


def ahead_of(
    reader: Any,
    minutes: Minutes,
    has_points: bool,
    members: Sequence[Person],
    there: Sequence[Person],
    shared_out: Sequence[ActionItem],
    following: Following | None = None,
) -> Ahead:
    """What comes next, and whom it tells."""
    meeting = minutes.meeting
    steps = next_steps(reader, meeting, minutes, has_points=has_points, has_members=bool(members))
    owners = {owner.id: owner for action in shared_out for owner in action.owners}
    told = {
        Step.CALL: members,
        Step.CLOSE: there,
        Step.PUBLISH: list(({person.id: person for person in members} | owners).values()),
    }
    return Ahead(steps, told, following)


class ClosingPage:
    """Before a meeting ends: what is missing, and each point with its form."""

    stale = False

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        points = queries.agenda_of(meeting.id)
        left = queries.ids_left(meeting.id)
        decisions, shared_out = queries.decisions_of_meeting(meeting.id), actions.of_meeting(meeting.id)
        self.there = queries.people_there(meeting.id)
        self.missing = what_is_missing(points, decisions, shared_out, [one.id for one in self.there], left)
        self.points = [(point, PointEndForm.about(point, point.id in left)) for point in points]
        self.following = meeting_queries.following_of(meeting)
        self.sitting = None
        if meeting.group.holds_formal_records:
            said = None if self.is_first_time else queries.end_said(meeting.id)
            self.sitting = SittingEndForm.about(meeting, said)
        self.forms = [form for _, form in self.points] + ([self.sitting] if self.sitting else [])
        self.decided = [decision.point_id for decision in decisions]
        self.entrusted = [action.point_id for action in shared_out]

    def is_valid(self) -> bool:
        """Every form is asked, so that each says what is wrong with it."""
        return not [form for form in self.forms if not form.validate()]

    def meets_others(self) -> bool:
        """False when somebody else said meanwhile another thing of the same point, or another hour."""
        self.stale = bool([form for form in self.forms if not form.meets_others()])
        return not self.stale

    @property
    def is_first_time(self) -> bool:
        return self.meeting.state is not MeetingState.HELD

    @property
    def next_day(self) -> object:
        """When the next one would be, unless there is one already or there can be none."""
        if self.following or self.meeting.is_event or self.meeting.group.state is GroupState.CLOSED:
            return None
        return meetings.start_of_the_next(self.meeting)
