"""A place that ends by its own date: whoever held it is no longer expected, as when one leaves by hand."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select

from tests.cast import LONG_AGO, make_meeting
from tests.joining.scene import letters
from workspace import clock
from workspace.claims import DailyRun
from workspace.database import db
from workspace.groups.models import Membership
from workspace.joining import operations, queries
from workspace.joining.commands import free_places_when_due
from workspace.meetings.models import Answer, Attendance, MeetingState, meeting_guest_group


@pytest.fixture(autouse=True)
def at_eight(time_machine):
    time_machine.move_to(clock.start_of(clock.today()) + timedelta(hours=8), tick=False)


def sit(person, body, last_day):
    """A seat whose last day is so many days from today."""
    left_on = clock.today() + timedelta(days=last_day + 1)
    db.session.add(Membership(group_id=body.id, person_id=person.id, joined_on=LONG_AGO, left_on=left_on))
    db.session.commit()


def answer(person, meeting, said=Answer.YES, **more):
    db.session.add(Attendance(meeting_id=meeting.id, person_id=person.id, answer=said, **more))
    db.session.commit()


def expected(meeting):
    db.session.expire_all()
    rows = db.session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == meeting.id))
    return sorted(id for id in rows if id)


def test_its_answers_go_the_day_after_its_last_and_the_diary_is_told_once(cast, time_machine):
    meeting, past = make_meeting(cast.board, days=20), make_meeting(cast.board, days=-5)
    for one in (meeting, past):
        answer(cast.nora, one)
        answer(cast.bea, one)
    sit(cast.nora, cast.board, last_day=0)
    assert free_places_when_due() == 0, "it is its last day"
    time_machine.shift(timedelta(days=1))
    assert free_places_when_due() == 1
    assert (expected(meeting), len(expected(past))) == ([cast.bea.id], 2)
    told = letters("joining/no-longer-invited")
    assert [(one.address, one.calendar_method) for one in told] == [("nora@example.org", "CANCEL")]
    time_machine.shift(timedelta(days=1))
    assert free_places_when_due() == 0


def test_days_when_no_worker_ran_are_caught_up(cast):
    meeting = make_meeting(cast.board, days=20)
    answer(cast.nora, meeting)
    sit(cast.nora, cast.board, last_day=-9)
    assert free_places_when_due() == 1
    assert expected(meeting) == []


def test_so_are_those_at_a_meeting_of_others_that_called_the_group(cast):
    meeting = make_meeting(cast.jeunesse, days=20)
    db.session.execute(insert(meeting_guest_group).values(meeting_id=meeting.id, group_id=cast.board.id))
    answer(cast.nora, meeting)
    sit(cast.nora, cast.board, last_day=-1)
    assert free_places_when_due() == 1
    assert expected(meeting) == []


def test_who_had_not_answered_is_told_too_once_of_what_they_were_called_to(cast, time_machine):
    meeting = make_meeting(cast.board, days=20)
    make_meeting(cast.board, MeetingState.DRAFT, days=22)
    sit(cast.nora, cast.board, last_day=0)
    time_machine.shift(timedelta(days=1))
    make_meeting(cast.board, days=30)  # called once the place was over
    assert free_places_when_due() == 1
    told = letters("joining/no-longer-invited")
    assert [(one.address, one.calendar_method, one.burst) for one in told] == [
        ("nora@example.org", "CANCEL", f"meeting {meeting.id}")
    ]
    db.session.execute(delete(DailyRun))  # the worker stopped before its end, and begins again
    db.session.commit()
    assert free_places_when_due() == 0
    time_machine.shift(timedelta(days=1))
    assert free_places_when_due() == 0
    assert len(letters("joining/no-longer-invited")) == 1


def test_those_silent_are_told_of_a_place_that_ended_while_no_worker_ran(cast, time_machine):
    free_places_when_due()
    make_meeting(cast.board, days=20)
    sit(cast.nora, cast.board, last_day=1)
    time_machine.shift(timedelta(days=5))
    assert free_places_when_due() == 1
    assert len(letters("joining/no-longer-invited")) == 1


def test_whoever_was_taken_out_by_hand_is_not_told_again(cast, time_machine):
    make_meeting(cast.board, days=20)
    seat = Membership(group_id=cast.board.id, person_id=cast.nora.id, joined_on=LONG_AGO)
    db.session.add(seat)
    db.session.commit()
    operations.end_seat(queries.place(seat.id))
    db.session.commit()
    assert len(letters("joining/no-longer-invited")) == 1
    for _ in range(2):
        assert free_places_when_due() == 0
        time_machine.shift(timedelta(days=1))
    assert len(letters("joining/no-longer-invited")) == 1


def test_who_said_no_hears_nothing(cast):
    meeting = make_meeting(cast.board, days=20)
    answer(cast.nora, meeting, Answer.NO)
    sit(cast.nora, cast.board, last_day=-1)
    free_places_when_due()
    assert (expected(meeting), letters("joining/no-longer-invited")) == ([], [])


def test_whoever_sits_again_or_comes_instead_of_somebody_stays_expected(cast):
    meeting = make_meeting(cast.board, days=20)
    sit(cast.nora, cast.board, last_day=-1)
    sit(cast.nora, cast.board, last_day=90)
    sit(cast.carl, cast.board, last_day=-1)
    answer(cast.nora, meeting)
    answer(cast.carl, meeting)
    answer(cast.bea, meeting, Answer.NO, substitute_id=cast.carl.id)
    free_places_when_due()
    assert expected(meeting) == sorted([cast.nora.id, cast.carl.id, cast.bea.id])
    assert letters("joining/no-longer-invited") == []
