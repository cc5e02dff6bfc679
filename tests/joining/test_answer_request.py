"""Answering whoever asks to come into a group."""

from datetime import timedelta

import pytest

from tests.joining.scene import asked, letters, memberships, on_request
from workspace import clock
from workspace.database import db
from workspace.groups.models import CoFacilitation, GroupState
from workspace.joining.models import JoinRequest


@pytest.fixture
def request_of_nora(client_of, cast):
    on_request(cast)
    client_of("nora").post("/groupes/jeunesse/rejoindre")
    return asked(cast.nora)[0]


def nobody_leads(group):
    db.session.query(CoFacilitation).filter_by(group_id=group.id).delete()
    db.session.commit()


def test_the_letter_says_where_to_click_and_whoever_leads_sees_it(client_of, cast, request_of_nora):
    here = f"/demandes/{request_of_nora.id}"
    told = letters("joining/request-received")
    assert [one.address for one in told] == ["alice@example.org"]
    for text in (told[0].text, told[0].html):
        assert f"http://localhost{here}" in text
    alice = client_of("alice")
    for place in ("/groupes/jeunesse", "/mon-espace"):
        box = alice.page(place).select_one("section[aria-labelledby=h-requests]")
        assert "Nora N." in box.get_text()
        assert box.select_one(f'a[href="{here}"]')
    assert not client_of("bob").page("/groupes/jeunesse").select("section[aria-labelledby=h-requests]")
    assert "Nora Noël" in alice.page(here).main.get_text()
    assert "Demande envoyée" in client_of("nora").page("/groupes/jeunesse").main.get_text()
    assert "Jeunesse" in client_of("nora").page("/mon-espace").select_one("section[aria-labelledby=h-asked]").text


def test_accepted_the_person_is_in_and_hears_of_it(client_of, cast, request_of_nora):
    answer = client_of("alice").post(f"/demandes/{request_of_nora.id}/accord")
    assert answer.status_code == 303
    assert memberships(cast.jeunesse, cast.nora) == 1
    told = letters("joining/request-accepted")
    assert [one.address for one in told] == ["nora@example.org"]
    assert "Alice Arnaud vous accueille" in told[0].text
    assert letters("groups/member-joined") == [], "whoever let them in knows"
    db.session.refresh(request_of_nora)
    assert (request_of_nora.accepted, request_of_nora.answered_by_id) == (True, cast.alice.id)


def test_nobody_is_let_into_a_closed_group(client_of, cast, request_of_nora):
    cast.jeunesse.state = GroupState.CLOSED
    db.session.commit()
    assert client_of("alice").post(f"/demandes/{request_of_nora.id}/accord").status_code == 409
    db.session.expire_all()
    assert request_of_nora.answered_at is None


def test_refused_with_a_sentence(client_of, cast, request_of_nora):
    here = f"/demandes/{request_of_nora.id}/refus"
    alice = client_of("alice")
    for said in ("", "x" * 501):
        assert alice.post(here, data={"reason": said}).status_code == 422
    assert alice.post(here, data={"reason": "Le groupe est complet jusqu’en juin."}).status_code == 303
    told = letters("joining/request-refused")
    assert [one.address for one in told] == ["nora@example.org"]
    assert "Le groupe est complet jusqu’en juin." in told[0].text
    assert memberships(cast.jeunesse, cast.nora) == 0
    assert "Demander à rejoindre" in client_of("nora").page("/groupes/jeunesse").main.get_text(), "one may ask again"


def test_the_first_answer_counts(client_of, cast, request_of_nora):
    db.session.add(CoFacilitation(group_id=cast.jeunesse.id, person_id=cast.bob.id, starts_on=clock.today()))
    db.session.commit()
    client_of("bob").post(f"/demandes/{request_of_nora.id}/accord")
    alice = client_of("alice")
    alice.post(f"/demandes/{request_of_nora.id}/refus", data={"reason": "Non."})
    page = alice.page(f"/demandes/{request_of_nora.id}")
    assert "Quelqu’un a déjà répondu" in page.select_one("#messages").text
    assert "Demande acceptée par Bob B." in page.main.get_text()
    assert not page.select("main form")
    assert memberships(cast.jeunesse, cast.nora) == 1
    assert letters("joining/request-refused") == []


def test_without_co_facilitator_the_delegate_answers(client_of, cast):
    nobody_leads(cast.jeunesse)
    on_request(cast)
    client_of("nora").post("/groupes/jeunesse/rejoindre")
    assert [one.address for one in letters("joining/request-received")] == ["dora@example.org"]
    dora = client_of("dora")
    line = dora.page("/tableau-de-bord").select_one("section[aria-labelledby=h-requests] li.steer-line")
    assert "Nora Noël" in line.get_text()
    dora.post(f"{line.select_one('a')['href']}/accord")
    assert memberships(cast.jeunesse, cast.nora) == 1


def test_the_dashboard_shows_it_once_nobody_answered_for_three_days(client_of, cast, request_of_nora):
    dora = client_of("dora")
    section = "section[aria-labelledby=h-requests]"
    assert not dora.page("/tableau-de-bord").select(f"{section} li")
    db.session.get(JoinRequest, request_of_nora.id).asked_at = clock.now() - timedelta(days=3, minutes=1)
    db.session.commit()
    line = dora.page("/tableau-de-bord").select_one(f"{section} li.steer-line")
    assert line.select_one("a")["href"] == f"/demandes/{request_of_nora.id}"
    client_of("alice").post(f"/demandes/{request_of_nora.id}/accord")
    assert not dora.page("/tableau-de-bord").select(f"{section} li")


def test_whoever_asked_may_take_it_back(client_of, cast, request_of_nora):
    here = f"/demandes/{request_of_nora.id}/retrait"
    assert client_of("bob").post(here).status_code == 403
    assert client_of("nora").post(here).status_code == 303
    assert asked(cast.nora) == []
    assert not client_of("alice").page("/groupes/jeunesse").select("section[aria-labelledby=h-requests]")


def test_those_who_lead_another_group_have_no_say(client_of, cast, request_of_nora):
    db.session.add(CoFacilitation(group_id=cast.communication.id, person_id=cast.carl.id, starts_on=clock.today()))
    db.session.commit()
    carl = client_of("carl")
    assert carl.get(f"/demandes/{request_of_nora.id}").status_code == 403
    assert carl.post(f"/demandes/{request_of_nora.id}/accord").status_code == 403
    assert memberships(cast.jeunesse, cast.nora) == 0


def test_the_group_s_page_costs_the_same_however_many_ask(client_of, cast, request_of_nora):
    alice = client_of("alice")
    first = len(alice.counted("/groupes/jeunesse"))
    for person in (cast.carl, cast.bea, cast.stan):
        db.session.add(JoinRequest(group_id=cast.jeunesse.id, person_id=person.id))
    db.session.commit()
    assert len(alice.counted("/groupes/jeunesse")) == first <= 12
