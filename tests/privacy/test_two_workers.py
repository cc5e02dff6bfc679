"""The night's retention with several workers: each act once, each line once."""

import pytest
from sqlalchemy import select

from tests.cast import make_cast, make_meeting
from tests.conftest import database_url
from workspace.database import db
from workspace.journal.models import Entry
from workspace.meetings.models import Attendance, MeetingState, Presence
from workspace.privacy import retention
from workspace.privacy.commands import keep_no_longer_when_due


@pytest.fixture
def old_meeting(product, time_machine):
    """Its id; it is four in the morning, years later."""
    time_machine.move_to("2026-03-02 03:00:00+00:00", tick=False)
    with product.app_context():
        cast = make_cast()
        for person in cast.people.values():
            person.password_hash = None  # no account that nobody uses
        meeting = make_meeting(cast.jeunesse, MeetingState.HELD, days=-3000)
        db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, presence=Presence.PRESENT))
        db.session.commit()
        return meeting.id


def lines(product):
    with product.app_context():
        return list(db.session.scalars(select(Entry.kind)))


def test_the_night_is_one_workers(product, at_once, old_meeting):
    assert sorted(at_once(keep_no_longer_when_due, times=3).answers) == [0, 0, 1]
    assert lines(product) == ["privacy/names-removed"]


@pytest.mark.skipif(not database_url().startswith("postgresql"), reason="SQLite has one writer at a time")
def test_two_at_the_same_meeting_wait_for_each_other(product, at_once, old_meeting):
    def act():
        done = retention.remove_names(old_meeting)
        db.session.commit()
        return done

    assert sorted(at_once(act, times=4).answers) == [False, False, False, True]
    assert lines(product) == ["privacy/names-removed"]
