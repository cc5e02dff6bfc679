"""Cancelling a series: the called ones are cancelled by one letter a person, drafts go, held ones stay."""

import re
from datetime import time

import icalendar
from sqlalchemy import select

from tests.series.scene import make_series
from workspace.database import db
from workspace.meetings.models import Attendance, Meeting, MeetingState, Presence
from workspace.post import Letter
from workspace.series import operations
from workspace.series.queries import series_of, version_of
from workspace.substitutes import operations as substitutes


def cancel(browser, meeting, **asked):
    address = f"/reunions/{meeting.id}/serie/annulation"
    shown = re.search(r'name="seen" value="([^"]*)"', browser.get(address).text)[1]
    data = {"scope": "following", "reason": "Le groupe change de rythme.", "seen": shown} | asked
    return browser.post(address, data=data)


def states(meetings):
    found = dict(db.session.execute(select(Meeting.id, Meeting.state)).all())
    return [found.get(one) for one in meetings]


def letters():
    return db.session.scalars(select(Letter).order_by(Letter.address)).all()


def test_this_one_and_the_following_are_cancelled_by_one_letter_a_person(client_of, cast):
    rows = make_series(cast.jeunesse)
    ids = [one.id for one in rows]
    assert cancel(client_of("alice"), rows[1]).status_code == 303
    assert states(ids) == [MeetingState.CALLED, *[MeetingState.CANCELLED] * 3]
    assert [one.address for one in letters()] == ["alice@example.org", "bob@example.org"]
    assert "Le groupe change de rythme." in letters()[0].text
    events = icalendar.Calendar.from_ical(letters()[0].calendar).walk("VEVENT")
    assert [str(one["STATUS"]) for one in events] == ["CANCELLED"] * 3


def test_whoever_comes_instead_of_a_member_hears_that_theirs_is_cancelled(client_of, cast, app):
    rows = make_series(cast.jeunesse)
    with app.test_request_context():
        substitutes.name_substitute(rows[1], cast.bob, cast.bea.id)
    db.session.commit()
    cancel(client_of("alice"), rows[0])
    (told,) = [one for one in letters() if one.kind == "series/series-cancelled" and one.address == "bea@example.org"]
    events = icalendar.Calendar.from_ical(told.calendar).walk("VEVENT")
    assert [(str(one["UID"]), str(one["STATUS"])) for one in events] == [(rows[1].uid, "CANCELLED")]


def test_a_move_that_waits_is_told_of_those_that_stay(client_of, cast, app):
    rows, alice = make_series(cast.jeunesse), client_of("alice")
    with app.test_request_context():
        operations.change_series(
            series_of(rows[0]), None, version_of(rows), operations.Change(hours=(time(17), time(19)))
        )
    db.session.commit()
    cancel(alice, rows[1])
    assert sorted({one.kind for one in letters()}) == ["meetings/meeting-moved", "series/series-cancelled"]


def test_drafts_go_and_held_ones_stay(client_of, cast):
    rows = make_series(cast.jeunesse, state=MeetingState.DRAFT)
    rows[0].state = MeetingState.HELD
    rows[1].state = MeetingState.CALLED
    db.session.commit()
    ids = [one.id for one in rows]
    assert cancel(client_of("alice"), rows[2], scope="all").status_code == 303
    assert states(ids) == [MeetingState.HELD, MeetingState.CANCELLED, None, None]


def test_the_same_form_posted_twice_tells_once(client_of, cast):
    rows, alice = make_series(cast.jeunesse), client_of("alice")
    cancel(alice, rows[0])
    assert cancel(alice, rows[0], seen="x").status_code == 303
    assert len(letters()) == 2


def test_a_reason_is_needed_and_a_stale_form_is_told(client_of, cast):
    rows, alice = make_series(cast.jeunesse), client_of("alice")
    assert cancel(alice, rows[0], reason="").status_code == 422
    assert cancel(alice, rows[0], seen="x").status_code == 409
    assert letters() == []


def test_none_is_cancelled_when_people_are_noted_at_one(client_of, cast):
    rows = make_series(cast.jeunesse)
    db.session.add(Attendance(meeting_id=rows[2].id, person_id=cast.bob.id, presence=Presence.PRESENT))
    db.session.commit()
    ids = [one.id for one in rows]
    assert cancel(client_of("alice"), rows[0]).status_code == 409
    assert states(ids) == [MeetingState.CALLED] * 4
