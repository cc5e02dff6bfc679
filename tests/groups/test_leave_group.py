"""Leaving a group: at once (J1 A5)."""

from tests.cast import make_meeting
from workspace.database import db
from workspace.groups import queries
from workspace.meetings.models import Answer, Attendance, MeetingState, Presence


def test_it_works_at_once_and_may_be_taken_back(client_of, cast):
    bob = client_of("bob")
    response = bob.post("/groupes/jeunesse/quitter")
    assert (response.status_code, response.location) == (303, "/groupes/jeunesse")
    page = bob.page("/groupes/jeunesse")
    assert "Vous avez quitté le groupe Jeunesse." in page.select_one("#messages").get_text()
    assert page.select('form[action="/groupes/jeunesse/rejoindre"]')
    assert queries.membership(cast.jeunesse, cast.bob) is None


def test_whoever_left_is_no_longer_expected(client_of, cast):
    coming = make_meeting(cast.jeunesse, days=3)
    elsewhere = make_meeting(cast.communication, days=3)
    held = make_meeting(cast.jeunesse, MeetingState.HELD, days=-3)
    for meeting in (coming, elsewhere, held):
        presence = Presence.PRESENT if meeting is held else None
        db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, answer=Answer.YES, presence=presence))
    db.session.commit()
    client_of("bob").post("/groupes/jeunesse/quitter")
    db.session.expire_all()
    kept = {row.meeting_id for row in db.session.query(Attendance).filter_by(person_id=cast.bob.id)}
    assert kept == {elsewhere.id, held.id}
    assert coming.title not in client_of("bob").page("/mon-espace").main.get_text()


def test_whoever_leads_first_hands_over(client_of, cast):
    response = client_of("alice").post("/groupes/jeunesse/quitter")
    assert response.status_code == 409
    assert "Vous co-animez ce groupe" in response.text
    assert queries.membership(cast.jeunesse, cast.alice)
    assert not client_of("alice").page("/groupes/jeunesse").select('form[action$="quitter"]')


def test_a_body_is_not_left_by_a_button(client_of, cast):
    assert client_of("bea").post("/groupes/board/quitter").status_code == 409
    assert not client_of("bea").page("/groupes/board").select('form[action$="quitter"]')
    assert queries.membership(cast.board, cast.bea)


def test_only_members_leave(client_of, cast):
    assert client_of("carl").post("/groupes/jeunesse/quitter").status_code == 403
    assert client_of().post("/groupes/jeunesse/quitter").status_code == 401
