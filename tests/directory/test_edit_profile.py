"""Profiles: one's own, those the federation edits, minors."""

from datetime import timedelta

import pytest

from tests.browser import soup
from workspace import clock
from workspace.database import db
from workspace.people.models import Address, Status
from workspace.privacy.operations import erase

MINE = "/mon-profil"


def opened(client, url=MINE):
    boxes = client.page(url).select("form.meeting-form [name]")
    kept = {}
    for box in boxes:
        if box["name"] == "csrf_token" or (box.get("type") in ("radio", "checkbox") and not box.has_attr("checked")):
            continue
        chosen = box.select_one("option[selected]") if box.name == "select" else None
        kept[box["name"]] = chosen["value"] if chosen else box.get("value", "")
    return kept


def test_nothing_is_written_of_whoever_erased_their_data(client_of, cast):
    erase(cast.bob)
    db.session.commit()
    dora = client_of("dora")
    for url in (f"/personnes/{cast.bob.id}/modifier", f"/personnes/{cast.bob.id}/autorisation"):
        assert dora.get(url).status_code == dora.post(url, data={"first_name": "Bob"}).status_code == 404
    assert dora.get(f"/personnes/{cast.bob.id}").status_code == 200


def test_one_edits_ones_own(client_of, cast):
    bob = client_of("bob")
    typed = opened(bob) | {
        "first_name": "Robert", "last_name": "Bérnard", "address_form": "masculine", "status": "resident",
        "centre_id": "", "phone": "06 12 34 56 78", "shares_contacts": "y", "photo_consent": "y",
    }  # fmt: skip
    assert bob.post(MINE, data=typed).location == MINE
    db.session.refresh(cast.bob)
    said = (cast.bob.name, cast.bob.search_name, cast.bob.address_form, cast.bob.status, cast.bob.centre_id)
    assert said == ("Robert Bérnard", "bernard robert", Address.MASCULINE, Status.RESIDENT, None)
    assert (cast.bob.phone, cast.bob.shares_contacts) == ("06 12 34 56 78", True)
    assert cast.bob.photo_consent_on == clock.today()
    without = {name: value for name, value in opened(bob).items() if name not in ("photo_consent", "shares_contacts")}
    bob.post(MINE, data=without)
    db.session.refresh(cast.bob)
    assert (cast.bob.photo_consent_on, cast.bob.shares_contacts) == (None, False)
    assert cast.bob.email == "bob@example.org"


def test_a_name_that_grows_when_it_is_folded_still_fits(client_of, cast):
    bob = client_of("bob")
    assert bob.post(MINE, data=opened(bob) | {"first_name": "ß" * 80, "last_name": "\ufdfa" * 80}).location == MINE
    db.session.refresh(cast.bob)
    assert len(cast.bob.search_name) == 200


def test_the_form_of_address_that_each_chose_is_used(client_of, cast):
    alice = client_of("alice")
    assert "co-animation" in alice.page("/groupes/jeunesse?rubrique=membres").find(class_="ruled-list").get_text()
    alice.post(MINE, data=opened(alice) | {"address_form": "feminine"})
    page = client_of("bob").page("/groupes/jeunesse?rubrique=membres")
    assert "co-animatrice" in page.find(class_="ruled-list").get_text()
    assert "co-animatrice" in page.find(class_="key-facts").get_text()
    assert "Co-animatrice" in client_of("bob").page(f"/personnes/{cast.alice.id}").main.get_text()


@pytest.mark.parametrize(
    ("slip", "field"),
    [
        ({"first_name": "Gagnez sur https://x.example"}, "first_name"),
        ({"first_name": ""}, "first_name"), ({"last_name": "é" * 81}, "last_name"),
        ({"phone": "appelez-moi"}, "phone"),
        ({"phone": "1" * 31}, "phone"), ({"centre_id": "999999"}, "centre_id"), ({"status": "chef"}, "status"),
    ],
)  # fmt: skip
def test_a_slip_is_said_and_what_was_typed_stays(client_of, cast, slip, field):
    bob = client_of("bob")
    answer = bob.post(MINE, data=opened(bob) | {"phone": "01 02 03 04 05"} | slip)
    assert answer.status_code == 422
    assert soup(answer).find(id=f"{field}-error").get_text()
    if field not in ("phone",):
        assert soup(answer).find(id="phone")["value"] == "01 02 03 04 05"
    db.session.refresh(cast.bob)
    assert (cast.bob.name, cast.bob.phone) == ("Bob Bernard", "")


def test_two_who_edit_the_same_profile(client_of, cast):
    bob, dora, url = client_of("bob"), client_of("dora"), f"/personnes/{cast.bob.id}/modifier"
    old = opened(bob)
    assert dora.post(url, data=opened(dora, url) | {"phone": "01 01 01 01 01"}).location == f"/personnes/{cast.bob.id}"
    answer = bob.post(MINE, data=old | {"phone": "02 02 02 02 02"})
    assert answer.status_code == 409
    page = soup(answer)
    assert "01 01 01 01 01" in page.find(role="alert").get_text()
    assert page.find(id="phone")["value"] == "02 02 02 02 02"
    again = old | {"phone": "02 02 02 02 02", "seen": page.find(id="seen")["value"]}
    assert [bob.post(MINE, data=again).status_code for _ in range(2)] == [303, 303]
    db.session.refresh(cast.bob)
    assert cast.bob.phone == "02 02 02 02 02"


def test_nobody_else_edits_it(client_of, cast):
    for who in ("alice", "carl", "bea", "paul", "tess"):
        assert client_of(who).post(f"/personnes/{cast.bob.id}/modifier").status_code == 403


def test_a_minor_and_the_parents_authorisation(client_of, cast):
    alice, url, page = client_of("alice"), f"/personnes/{cast.bob.id}/autorisation", f"/personnes/{cast.bob.id}"
    assert alice.post(url, data={"is_minor": "y", "agreed_on": ""}).status_code == 303
    assert "Autorisation parentale à recueillir" in alice.page(page).main.get_text()
    assert "mineure" not in client_of("carl").page(page).main.get_text()
    day = clock.today() - timedelta(days=2)
    alice.post(url, data={"is_minor": "y", "agreed_on": day.isoformat()})
    assert "Autorisation parentale reçue" in alice.page(page).main.get_text()
    alice.post(url, data={"agreed_on": day.isoformat()})
    db.session.refresh(cast.bob)
    assert (cast.bob.is_minor, cast.bob.parents_agreed_on) == (False, None)
    later = clock.today() + timedelta(days=1)
    assert alice.post(url, data={"is_minor": "y", "agreed_on": later.isoformat()}).status_code == 422
    assert client_of("alice").get(f"/personnes/{cast.carl.id}/autorisation").status_code == 403
    assert client_of("bob").get(url).status_code == 403
