"""Closing a meeting: it was held, its minutes begin."""

import pytest
from sqlalchemy import select

from tests.cast import make_meeting
from workspace import clock
from workspace.agendas import queries as agendas
from workspace.database import db
from workspace.meetings.models import Meeting, MeetingState
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


def test_points_that_the_meeting_did_not_come_to_wait_for_the_next_one(client_of, cast):
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1, points=3)
    first, second, third = meeting.points
    first.notes = "Dit."
    second.started_at = clock.now()
    third.minutes = 25
    db.session.commit()
    assert client_of("alice").post(f"/reunions/{meeting.id}/cloture").status_code == 303
    waiting = agendas.waiting_for(cast.jeunesse)
    assert [(one.title, one.minutes, one.from_point_id) for one in waiting] == [("Point 3", 25, third.id)]
    client_of("alice").post(f"/reunions/{meeting.id}/cloture")
    assert len(agendas.waiting_for(cast.jeunesse)) == 1


def test_the_next_one_follows_the_rhythm_of_the_group(client_of, cast):
    cast.jeunesse.every_weeks = 5
    meeting = make_meeting(cast.jeunesse, days=-3)
    db.session.commit()
    client_of("alice").post(f"/reunions/{meeting.id}/copie")
    copy = db.session.scalars(select(Meeting).where(Meeting.id != meeting.id)).one()
    assert (copy.starts_at - meeting.starts_at).days in (34, 35)  # a clock change may take an hour
