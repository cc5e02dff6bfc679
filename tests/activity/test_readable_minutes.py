"""The lists that offer minutes say what the rule says."""

import pytest

from tests.minutes.scene import make_held_meeting
from workspace.access import Can, may, standing_of
from workspace.activity.queries import facts_of
from workspace.database import db
from workspace.meetings.models import Attendance, Presence
from workspace.minutes import queries
from workspace.minutes.models import MinutesState


@pytest.mark.parametrize("who", ["nora", "carl", "bob", "alice", "bea", "stan", "dora", "paul", "tess"])
def test_the_filter_says_what_may_says(app, cast, who):
    person, meetings = cast.people[who], []
    for group in (cast.jeunesse, cast.communication, cast.committee):
        for state in MinutesState:
            meeting = make_held_meeting(cast, group)
            db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.nora.id, presence=Presence.REMOTE))
            db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.paul.id, presence=Presence.EXCUSED))
            queries.of_meeting(meeting).state = state
            meetings.append(meeting)
    db.session.commit()
    db.session.expire_all()
    with app.test_request_context():
        facts = facts_of(meetings, standing_of(person), person.id)
        for meeting in meetings:
            minutes = queries.of_meeting(meeting)
            allowed = may(person, Can.READ_MINUTES, minutes)
            assert facts[meeting.id].readable is allowed, (minutes.group.slug, minutes.state)
