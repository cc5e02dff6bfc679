"""Joining by one press, signed in (J1 A4), and leaving (J1 A5)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.cast import make_meeting
from tests.joining.scene import asked, letters, memberships, on_request
from workspace import clock
from workspace.database import db
from workspace.groups import operations, queries
from workspace.groups.models import GroupState, JoiningRule, Membership
from workspace.meetings.models import Answer, Attendance, MeetingState, Presence


def test_joining_takes_one_press_and_says_welcome(client_of, cast):
    cast.jeunesse.welcome = "Bienvenue !\nLisez le dernier compte rendu.\nÀ bientôt."
    db.session.commit()
    nora = client_of("nora")
    response = nora.post("/groupes/jeunesse/rejoindre")
    assert (response.status_code, response.location) == (303, "/groupes/jeunesse?bienvenue=1")
    page = nora.page(response.location)
    assert "Lisez le dernier compte rendu. À bientôt." in page.select_one(
        "section[aria-labelledby=h-welcome]"
    ).get_text(" ")
    assert "Vous en êtes membre" in page.main.get_text()
    assert "3\u00a0membres" in page.main.get_text()


def test_those_who_lead_get_one_letter_each(client_of, cast):
    client_of("nora").post("/groupes/jeunesse/rejoindre")
    assert [(one.kind, one.address) for one in letters()] == [("groups/member-joined", "alice@example.org")]
    assert letters()[0].subject == "Nora Noël rejoint le groupe Jeunesse"
    for text in (letters()[0].text, letters()[0].html):
        assert "CSC Les Tilleuls" in text
        assert "/groupes/jeunesse?rubrique=membres" in text


def test_j1_a4_joining_twice_says_so_and_makes_no_duplicate(client_of, cast):
    nora = client_of("nora")
    for _ in range(2):
        answer = nora.post("/groupes/jeunesse/rejoindre")
        assert answer.status_code == 303
    assert "Vous faites déjà partie de ce groupe." in nora.page(answer.location).select_one("#messages").text
    assert memberships(cast.jeunesse, cast.nora) == 1
    assert len(letters()) == 1


def test_whoever_left_may_come_back(client_of, cast):
    nora = client_of("nora")
    for gesture in ("rejoindre", "quitter", "rejoindre"):
        assert nora.post(f"/groupes/jeunesse/{gesture}").status_code == 303
    assert memberships(cast.jeunesse, cast.nora) == 1


def test_what_the_same_request_did_before_is_kept_when_the_index_refuses(app, cast):
    cast.nora.first_name = "Éléonore"
    assert operations.join_group(cast.jeunesse, cast.bob) is False
    db.session.commit()
    db.session.expire_all()
    assert cast.nora.first_name == "Éléonore"
    assert memberships(cast.jeunesse, cast.bob) == 1


@pytest.mark.parametrize("closed_by", [{"joining_rule": JoiningRule.BY_INVITATION}, {"state": GroupState.CLOSED}])
def test_a_group_that_nobody_enters_alone_is_not_joined(client_of, cast, closed_by):
    for name, value in closed_by.items():
        setattr(cast.jeunesse, name, value)
    db.session.commit()
    nora = client_of("nora")
    assert nora.post("/groupes/jeunesse/rejoindre").status_code == 403
    assert not nora.page("/groupes/jeunesse").select('form[action$="rejoindre"]')
    assert memberships(cast.jeunesse, cast.nora) == 0
    assert asked(cast.nora) == []


def test_by_invitation_the_page_says_whom_to_ask(client_of, cast):
    cast.jeunesse.joining_rule = JoiningRule.BY_INVITATION
    db.session.commit()
    assert "Parlez-en à Alice A." in client_of("nora").page("/groupes/jeunesse").main.get_text()


def test_bodies_are_not_joined_nor_groups_by_outsiders(client_of, cast):
    assert client_of("nora").post("/groupes/board/rejoindre").status_code == 403
    for who in ("paul", "tess"):
        assert client_of(who).post("/groupes/jeunesse/rejoindre").status_code == 403
    assert client_of().post("/groupes/jeunesse/rejoindre").status_code == 401
    assert client_of("nora").get("/groupes/jeunesse/rejoindre").status_code == 405
    assert db.session.scalars(select(Membership).where(Membership.joined_on == clock.today())).all() == []


def test_whoever_came_alone_is_of_the_network_as_long_as_they_belong_to_a_group(client_of, cast):
    cast.nora.came_alone = True
    db.session.commit()
    nora = client_of("nora")
    assert nora.get("/decisions").status_code == 403
    nora.post("/groupes/jeunesse/rejoindre")
    assert nora.get("/decisions").status_code == 200
    nora.post("/groupes/jeunesse/quitter")
    assert nora.get("/decisions").status_code == 403


def test_j1_a5_leaving_works_at_once_and_may_be_taken_back(client_of, cast):
    bob = client_of("bob")
    response = bob.post("/groupes/jeunesse/quitter")
    assert (response.status_code, response.location) == (303, "/groupes/jeunesse")
    page = bob.page("/groupes/jeunesse")
    assert "Vous avez quitté le groupe Jeunesse." in page.select_one("#messages").get_text()
    assert page.select('form[action="/groupes/jeunesse/rejoindre"]')
    assert queries.membership(cast.jeunesse, cast.bob) is None


def test_j1_a5_whoever_left_is_no_longer_invited(client_of, cast):
    coming = make_meeting(cast.jeunesse, days=3)
    elsewhere = make_meeting(cast.communication, days=3)
    held = make_meeting(cast.jeunesse, MeetingState.HELD, days=-3)
    draft = make_meeting(cast.jeunesse, MeetingState.DRAFT, days=9)
    for meeting in (coming, elsewhere, held):
        presence = Presence.PRESENT if meeting is held else None
        db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, answer=Answer.YES, presence=presence))
    db.session.commit()
    client_of("bob").post("/groupes/jeunesse/quitter")
    db.session.expire_all()
    kept = {row.meeting_id for row in db.session.query(Attendance).filter_by(person_id=cast.bob.id)}
    assert kept == {elsewhere.id, held.id}
    assert coming.title not in client_of("bob").page("/mon-espace").main.get_text()
    told = letters("joining/no-longer-invited")
    assert [(one.address, one.calendar_method) for one in told] == [("bob@example.org", "CANCEL")]
    assert f"UID:{coming.uid}" in told[0].calendar
    assert "STATUS:CANCELLED" in told[0].calendar
    assert draft.uid not in told[0].calendar


def test_a_meeting_called_before_one_came_in_is_not_taken_out_of_a_diary(client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    meeting.called_at = clock.start_of(clock.today().replace(year=clock.today().year - 1))
    db.session.commit()
    nora = client_of("nora")
    nora.post("/groupes/jeunesse/rejoindre")
    nora.post("/groupes/jeunesse/quitter")
    assert letters("joining/no-longer-invited") == []


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


def test_on_request_one_press_asks_once(client_of, cast):
    on_request(cast)
    nora = client_of("nora")
    assert "Demander à rejoindre" in nora.page("/groupes/jeunesse").main.get_text()
    for said in ("Votre demande est partie.", "Votre demande attend déjà une réponse."):
        nora.post("/groupes/jeunesse/rejoindre")
        assert said in nora.page("/groupes/jeunesse").select_one("#messages").text
    assert memberships(cast.jeunesse, cast.nora) == 0
    assert len(asked(cast.nora)) == len(letters("joining/request-received")) == 1


def test_the_day_of_a_request_ends_its_sentence_with_one_full_stop(client_of, cast, time_machine):
    time_machine.move_to(datetime(2026, 12, 1, 9, tzinfo=UTC), tick=False)  # « déc. »
    on_request(cast)
    nora = client_of("nora")
    nora.post("/groupes/jeunesse/rejoindre")
    said = nora.page("/groupes/jeunesse").main.get_text()
    assert "Depuis le 1er décembre 2026. La réponse viendra par e-mail." in said
