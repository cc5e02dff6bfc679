"""Closing a meeting: it was held, its minutes begin."""

import pytest

from tests.cast import make_meeting
from workspace.database import db
from workspace.meetings.models import MeetingState
from workspace.minutes import operations, queries
from workspace.minutes.models import MinutesState
from workspace.refusals import Refused


def test_a_meeting_that_began_is_closed_and_its_minutes_begin(client_of, cast):
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1)
    response = client_of("alice").post(f"/reunions/{meeting.id}/cloture")
    db.session.expire_all()
    assert response.status_code == 303
    assert meeting.state is MeetingState.HELD
    assert queries.of_meeting(meeting).state is MinutesState.IN_REVIEW


def test_closing_twice_changes_nothing(app, cast):
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1)
    first = operations.close_meeting(meeting)
    assert operations.close_meeting(meeting).id == first.id


@pytest.mark.parametrize(
    ("state", "hours", "words"),
    [(MeetingState.CALLED, 1, "pas encore commencé"), (MeetingState.DRAFT, -1, "pas été convoquée")],
)
def test_it_is_refused_before_its_time(client_of, cast, state, hours, words):
    meeting = make_meeting(cast.jeunesse, state, days=0, hours=hours)
    response = client_of("alice").post(f"/reunions/{meeting.id}/cloture")
    assert response.status_code == 409
    assert words in response.text
    with pytest.raises(Refused):
        operations.close_meeting(meeting)


def test_a_member_may_not(client_of, cast):
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1)
    assert client_of("bob").post(f"/reunions/{meeting.id}/cloture").status_code == 403
