"""Moves of a meeting within a few minutes make one letter: from what its reader believes to what is true."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cast import make_meeting
from workspace import clock
from workspace.database import db
from workspace.meetings import moves, operations
from workspace.notifications.models import Notice
from workspace.post import Letter, LetterState


@pytest.fixture
def move(app, cast):
    meeting = make_meeting(cast.jeunesse, title="Dates", days=10)

    def to(**changed):
        asked = {"title": meeting.title, **meeting.appointment._asdict()} | changed
        with app.test_request_context():
            operations.edit_meeting(meeting, meeting.revision, **asked)
        db.session.commit()
        return meeting

    return to


def letters(kind="meetings/meeting-moved"):
    return db.session.scalars(select(Letter).where(Letter.kind == kind, Letter.address == "bob@example.org")).all()


def test_two_moves_make_one_letter_with_the_oldest_and_the_newest(move, time_machine):
    time_machine.move_to(clock.now(), tick=False)
    move(place="Deuxième lieu")
    leaves_at = letters()[0].not_before
    assert leaves_at == clock.now() + moves.BURST
    time_machine.shift(timedelta(minutes=2))
    move(place="Troisième lieu")
    [letter] = letters()
    assert "Maintenant\u00a0" in letter.text
    assert "Troisième lieu" in letter.text
    assert "Deuxième lieu" not in letter.text
    assert "CSC Les Acacias" in letter.text
    assert letter.not_before == leaves_at  # a meeting that is moved again and again is told all the same


def test_a_move_taken_back_makes_no_letter(move):
    move(place="Ailleurs")
    move(place="CSC Les Acacias")
    assert letters() == []


def test_several_meetings_moved_in_a_burst_make_one_letter_a_person(app, cast, move):
    """J4, point 3: later changes, one letter a person and burst."""
    first = move(place="Ailleurs")
    second = make_meeting(cast.jeunesse, title="Deuxième", days=20)
    asked = {"title": second.title, **second.appointment._asdict()}
    for place in ("Encore ailleurs", "Enfin là"):
        with app.test_request_context():
            operations.edit_meeting(second, second.revision, **asked | {"place": place})
        db.session.commit()
    assert letters() == []
    [letter] = letters(moves.SEVERAL)
    for words in ("Dates", "Ailleurs", "Deuxième", "Enfin là", "CSC Les Acacias"):
        assert words in letter.text
    assert "Encore ailleurs" not in letter.text
    assert letter.calendar.count("BEGIN:VEVENT") == 2
    assert "METHOD" not in letter.calendar
    with app.test_request_context():
        operations.cancel_meeting(second, "Neige")
    db.session.commit()
    [letter] = letters()
    assert ("Ailleurs" in letter.text, "METHOD:REQUEST" in letter.calendar) == (True, True)
    assert letters(moves.SEVERAL) == []
    assert first.sequence == 1


def test_a_letter_already_offered_to_a_server_is_left_and_another_follows(move):
    move(place="Deuxième lieu")
    [first] = letters()
    first.state, first.tries = LetterState.SENT, 1
    db.session.commit()
    move(place="Troisième lieu")
    assert [("Deuxième lieu" in one.text, "Troisième lieu" in one.text) for one in letters()] == [
        (True, False), (True, True),
    ]  # fmt: skip


def test_a_cancellation_takes_the_place_of_a_move_nobody_was_told_of(app, move):
    meeting = move(place="Ailleurs")
    with app.test_request_context():
        operations.cancel_meeting(meeting, "Neige")
    db.session.commit()
    assert letters() == []
    assert len(letters("meetings/meeting-cancelled")) == 1


def notices(cast):
    mine = (Notice.person_id == cast.bob.id, Notice.kind.contains("moved"))
    return db.session.scalars(select(Notice).where(*mine)).all()


def test_two_moves_make_one_notice_and_one_taken_back_none(move, cast):
    move(place="Deuxième lieu")
    move(place="Troisième lieu")
    assert len(notices(cast)) == 1
    move(place="CSC Les Acacias")
    assert notices(cast) == []


def test_a_notice_that_was_read_stays(move, cast):
    move(place="Deuxième lieu")
    notices(cast)[0].read_at = clock.now()
    db.session.commit()
    move(place="Troisième lieu")
    assert sorted(one.read_at is None for one in notices(cast)) == [False, True]
