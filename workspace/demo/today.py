"""What happens today in the demonstration: a meeting that runs, a decision that another replaced, one to review."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from workspace import clock
from workspace.actions.operations import record_action
from workspace.database import db
from workspace.demo import content
from workspace.french import calendar_day
from workspace.groups.models import Group
from workspace.meetings.models import Answer, Attendance, Meeting, MeetingState, PointKind, Presence
from workspace.meetings.operations import add_point, create_meeting
from workspace.minutes.models import Decision, DecisionEnd
from workspace.minutes.operations import end_decision, record_decision, review_on
from workspace.people.models import Person

BEGAN, QUARTER = timedelta(minutes=35), timedelta(minutes=15)
LASTS = timedelta(hours=2)


def tell_today(
    groups: Mapping[str, Group],
    members: Mapping[str, Sequence[Person]],
    place: Callable[[str | dict[str, str]], str],
    today: date,
) -> None:
    told = content.read("today")
    given = told["running"]
    _running(given, groups[given["group"]], members[given["group"]], place(given["place"]), today)
    replaced, reviewed = told["replaced"], told["to_review"]
    old, new = (_decision(groups[replaced["group"]], replaced[which]) for which in ("old", "new"))
    end_decision(old, new, DecisionEnd.REPLACED)
    to_review = _decision(groups[reviewed["group"]], reviewed["decision"])
    review_on(to_review, today + timedelta(days=reviewed["in_days"]))


def _running(given: dict[str, Any], group: Group, people: Sequence[Person], place: str, today: date) -> None:
    """Begun some half an hour ago, on a quarter: it is at its second point, with most of its members."""
    about = clock.now() - BEGAN
    starts_at = about - (about - about.replace(minute=0, second=0, microsecond=0)) % QUARTER
    meeting = create_meeting(group, given["title"], starts_at, starts_at + LASTS, people[0], place)
    meeting.state, meeting.called_at = MeetingState.CALLED, starts_at - timedelta(days=21)
    for number, person in enumerate(people):
        presence = Presence.EXCUSED if number % 4 == 3 else Presence.PRESENT
        answer = Answer.NO if presence is Presence.EXCUSED else Answer.YES
        db.session.add(Attendance(meeting_id=meeting.id, person_id=person.id, answer=answer, presence=presence))
    due_on = today + timedelta(days=20)
    for number, said in enumerate(given["points"]):
        point = add_point(meeting, said["title"], PointKind(said["kind"]), said["minutes"], ())
        point.notes = said.get("notes", "").strip().format(first=people[0].first_name, day=calendar_day(due_on))
        if point.notes:
            point.started_at = starts_at + timedelta(minutes=20 * number)
        if "decision" in said:
            record_decision(point, said["decision"], [])
            record_action(point, said["action"], [people[1]], due_on, [])


def _decision(group: Group, begins: str) -> Decision:
    of_group = (Meeting.group_id == group.id, Decision.text.startswith(begins, autoescape=True))
    return db.session.scalars(select(Decision).join(Decision.meeting).where(*of_group)).one()
