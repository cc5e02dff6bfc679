"""Duplicating a meeting: a draft two weeks later, with its agenda and without its notes."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.database import db
from workspace.groups.models import GroupState
from workspace.meetings.models import Meeting, MeetingState
from workspace.meetings.operations import duplicate_meeting
from workspace.meetings.queries import points_of
from workspace.post import Letter


def duplicate(browser, meeting):
    return browser.post(f"/reunions/{meeting.id}/copie")


def made(meeting):
    return db.session.scalars(select(Meeting).where(Meeting.id > meeting.id)).all()


def on(meeting, starts_at, ends_at):
    meeting.starts_at, meeting.ends_at = (
        clock.from_paris(datetime.fromisoformat(said)) for said in (starts_at, ends_at)
    )
    db.session.commit()
    return meeting


def wall(instant):
    return clock.in_paris(instant).strftime("%m-%d %H:%M")


def test_a_draft_two_weeks_later_opens(client_of, cast):
    meeting = make_meeting(cast.jeunesse, points=2, video_link="https://visio.example.org/j")
    point = points_of(meeting)[0]
    point.items, point.notes = [cast.items["o2-act1"]], "À ne pas recopier"
    point.text, point.carried_by_id = "À savoir", cast.bob.id
    points_of(meeting)[1].text = "- [[action 3]]"  # of that day
    db.session.commit()
    response = duplicate(client_of("alice"), meeting)
    (copy,) = made(meeting)
    assert (response.status_code, response.location) == (303, f"/reunions/{copy.id}")
    assert (copy.state, copy.title, copy.place) == (MeetingState.DRAFT, meeting.title, meeting.place)
    assert (copy.video_link, copy.created_by_id) == (meeting.video_link, cast.alice.id)
    assert copy.uid != meeting.uid
    assert copy.ends_at - copy.starts_at == timedelta(hours=2)
    points = points_of(copy)
    assert [(one.position, one.title, one.minutes, one.notes) for one in points] == [
        (1, "Point 1", 15, ""),
        (2, "Point 2", 15, ""),
    ]
    assert [(one.text, one.carried_by_id) for one in points] == [("À savoir", cast.bob.id), ("", None)]
    assert [item.key for item in points[0].items] == ["o2-act1"]
    assert len(points_of(meeting)) == 2
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 0


def test_twice_makes_one(client_of, cast):
    meeting, alice = make_meeting(cast.jeunesse, points=2), client_of("alice")
    assert duplicate(alice, meeting).location == duplicate(alice, meeting).location
    assert len(points_of(*made(meeting))) == 2


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "copied"),
    [
        ("2098-03-20T18:00", "2098-03-20T20:00", ("04-03 18:00", "04-03 20:00")),  # clocks go forward on 30 March
        ("2098-10-20T18:00", "2098-10-20T20:00", ("11-03 18:00", "11-03 20:00")),  # and back on 26 October
        ("2098-03-16T02:30", "2098-03-16T03:00", ("03-30 03:30", "03-30 04:00")),  # 2 h 30 does not exist that night
    ],
)
def test_it_keeps_its_hour_when_the_clocks_change(client_of, cast, starts_at, ends_at, copied):
    meeting = on(make_meeting(cast.jeunesse), starts_at, ends_at)
    duplicate(client_of("alice"), meeting)
    (copy,) = made(meeting)
    assert (wall(copy.starts_at), wall(copy.ends_at)) == copied


def test_a_past_meeting_is_copied_on_the_same_weekday_to_come(client_of, cast):
    meeting = make_held_meeting(cast)
    meeting.starts_at -= timedelta(weeks=30)
    meeting.ends_at -= timedelta(weeks=30)
    db.session.commit()
    duplicate(client_of("alice"), meeting)
    (copy,) = made(meeting)
    assert clock.now() < copy.starts_at <= clock.now() + timedelta(weeks=2, hours=1)
    days = (clock.in_paris(copy.starts_at).date() - clock.in_paris(meeting.starts_at).date()).days
    assert days % 14 == 0
    assert [(one.title, one.notes) for one in points_of(copy)] == [("Point 1", ""), ("Point 2", "")]


def test_a_cancelled_meeting_is_copied_without_its_reason(cast):
    meeting = make_meeting(cast.jeunesse, MeetingState.CANCELLED, cancelled_reason="Grève")
    copy = duplicate_meeting(meeting, cast.alice)
    assert (copy.state, copy.cancelled_reason) == (MeetingState.DRAFT, "")


def test_a_closed_group_and_somebody_else_s(client_of, cast):
    meeting, other = make_meeting(cast.jeunesse), make_meeting(cast.communication)
    for who in ("bob", "carl", "bea", "paul"):
        assert duplicate(client_of(who), meeting).status_code == 403
    assert duplicate(client_of("alice"), other).status_code == 403
    assert client_of("alice").post("/reunions/999999/copie").status_code == 404
    assert client_of("alice").get(f"/reunions/{meeting.id}/copie").status_code == 405
    cast.jeunesse.state = GroupState.CLOSED
    db.session.commit()
    assert "Ce groupe est clos" in duplicate(client_of("alice"), meeting).text
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 2
