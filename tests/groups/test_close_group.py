"""Putting a group to sleep, waking it, closing it."""

import pytest
from sqlalchemy import select

from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.database import db
from workspace.french import calendar_day
from workspace.groups import operations
from workspace.groups.models import Group, GroupState, JoiningRule
from workspace.meetings.models import MeetingState
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes
from workspace.post import Letter
from workspace.refusals import Refused

CLOSE, SLEEP, WAKE = (f"/groupes/jeunesse/{word}" for word in ("cloture", "sommeil", "reveil"))
NOTE = {"closing_note": "Le festival a eu lieu.\r\nLa suite se passe au groupe Communication."}


def state():
    db.session.expire_all()
    return db.session.scalar(select(Group.state).where(Group.slug == "jeunesse"))


def test_a_sleeping_group_stays_in_the_lists_which_say_so(client_of):
    dora = client_of("dora")
    assert "En sommeil" in dora.page(SLEEP).main.get_text()
    for _ in range(2):
        assert dora.post(SLEEP).location == "/groupes/jeunesse"
    assert state() is GroupState.DORMANT
    for address in ("/groupes", "/groupes/jeunesse"):
        assert "En sommeil" in client_of("bob").page(address).main.get_text()
    assert "Jeunesse" in client_of().get("/").text
    assert dora.post(WAKE).status_code == 303
    assert state() is GroupState.ACTIVE
    assert "En sommeil" not in client_of("bob").page("/groupes").main.get_text()


def test_it_closes_with_a_note_and_a_date(client_of, cast):
    dora = client_of("dora")
    assert dora.post(CLOSE, data=NOTE).location == "/groupes/jeunesse"
    text = client_of("bob").page("/groupes/jeunesse").main.get_text(" ", strip=True)
    assert f"Groupe clos le {calendar_day(clock.today())} ." in text
    assert "Le festival a eu lieu. La suite se passe au groupe Communication." in text
    assert "Jeunesse" not in client_of().get("/").text
    assert "Jeunesse" not in client_of().get("/connexion").text
    page = client_of("nora").page("/groupes")
    assert page.find("summary", string="1\u00a0groupe clos")
    assert not page.select('.group-card a[href="/groupes/jeunesse"]')


def test_what_it_did_stays_readable(client_of, cast):
    meeting = make_held_meeting(cast)
    minutes_operations.publish(minutes.of_meeting(meeting), cast.alice)
    db.session.commit()
    client_of("dora").post(CLOSE, data=NOTE)
    bob = client_of("bob")
    for section in ("reunions", "actions", "decisions", "membres"):
        assert bob.get(f"/groupes/jeunesse?rubrique={section}").status_code == 200
    assert bob.get(f"/reunions/{meeting.id}/compte-rendu").status_code == 200
    assert "Le réseau se réunit à Nanterre." in bob.get("/decisions?groupe=jeunesse").text


def test_it_announces_no_first_meeting(client_of):
    assert "La première apparaîtra ici" in client_of("alice").get("/groupes/jeunesse").text
    client_of("dora").post(CLOSE, data=NOTE)
    page = client_of("alice").get("/groupes/jeunesse").text
    assert "n’a pas tenu de réunion ici" in page
    assert "La première apparaîtra ici" not in page


def test_nothing_is_created_in_it(client_of, cast):
    client_of("dora").post(CLOSE, data=NOTE)
    letters = len(db.session.scalars(select(Letter)).all())
    for who, address in [
        ("alice", "/groupes/jeunesse/reunions/nouvelle"),
        ("alice", "/groupes/jeunesse/modifier"),
        ("alice", "/groupes/jeunesse/message"),
        ("dora", SLEEP),
    ]:
        client = client_of(who)
        assert client.get(address).status_code == 409, address
        assert client.post(address, data={"subject": "x", "text": "y", "form_id": "0" * 32}).status_code == 409
    assert client_of("nora").post("/groupes/jeunesse/rejoindre").status_code == 403
    with pytest.raises(Refused):
        operations.edit_group(cast.jeunesse, 1, purpose="Autre")
    assert len(db.session.scalars(select(Letter)).all()) == letters
    links = {link["href"] for link in client_of("dora").page("/groupes/jeunesse").main.select("a[href]")}
    assert not links & {"/groupes/jeunesse/modifier", "/groupes/jeunesse/message", CLOSE, SLEEP}


def test_the_reason_is_asked(client_of):
    response = client_of("dora").post(CLOSE, data={"closing_note": "   "})
    assert response.status_code == 422
    assert "Dites pourquoi le groupe se clôt." in response.text
    assert state() is GroupState.ACTIVE


def test_a_group_with_meetings_to_come_does_not_close(client_of, cast):
    make_meeting(cast.jeunesse, title="Préparer le festival")
    dora = client_of("dora")
    page = dora.page(CLOSE)
    assert "Préparer le festival" in page.main.get_text()
    assert not page.main.select("form")
    response = dora.post(CLOSE, data=NOTE)
    assert response.status_code == 409
    assert "Ce groupe a des réunions à venir" in response.text
    assert state() is GroupState.ACTIVE


def test_meetings_that_are_over_cancelled_or_elsewhere_do_not_keep_it(client_of, cast):
    make_meeting(cast.jeunesse, MeetingState.HELD, days=-3)
    make_meeting(cast.jeunesse, MeetingState.CANCELLED)
    make_meeting(cast.communication)
    assert client_of("dora").post(CLOSE, data=NOTE).status_code == 303


def test_closing_twice_keeps_the_first_note(client_of):
    dora = client_of("dora")
    dora.post(CLOSE, data=NOTE)
    assert dora.post(CLOSE, data={"closing_note": "Autre"}).status_code == 303
    assert "Le festival a eu lieu." in dora.get("/groupes/jeunesse").text
    assert dora.get(CLOSE).status_code == 409


def test_it_reopens(client_of, cast):
    dora = client_of("dora")
    dora.post(CLOSE, data=NOTE)
    assert dora.post(WAKE).status_code == 303
    assert state() is GroupState.ACTIVE
    assert "Le festival a eu lieu." not in dora.get("/groupes/jeunesse").text
    assert "Jeunesse" in client_of().get("/").text
    assert client_of("nora").post("/groupes/jeunesse/rejoindre").status_code == 303


def test_a_body_too(client_of, cast):
    assert client_of("stan").post("/groupes/board/cloture", data=NOTE).status_code == 303
    page = client_of("bea").page("/groupes/board")
    assert "Instance close" in page.main.get_text()
    assert cast.board.joining_rule is JoiningRule.BY_INVITATION


def test_its_leads_may_not(client_of):
    alice = client_of("alice")
    for address in (CLOSE, SLEEP, WAKE):
        assert alice.post(address, data=NOTE).status_code == 403
        assert address not in alice.get("/groupes/jeunesse").text
