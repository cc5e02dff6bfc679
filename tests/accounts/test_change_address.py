"""Another address: confirmed where it is read, told to both."""

import pytest

from tests.accounts.scene import ADDRESS, letters, link_of, try_password
from tests.browser import soup
from tests.cast import PASSWORD
from workspace.database import db
from workspace.people import queries as people_queries

CHANGE = "/ma-connexion/adresse"
NEW = "alice.arnaud@example.com"


def ask(browser, email=NEW, password=PASSWORD):
    return browser.post(CHANGE, data={"email": email, "current": password})


def test_it_changes_once_confirmed_and_both_are_told(client_of, cast):
    alice = client_of("alice")
    assert ask(alice, f" {NEW.title()} ").status_code == 200
    assert {(letter.kind, letter.address) for letter in letters()} == {
        ("accounts/address-link", NEW),
        ("accounts/address-asked", ADDRESS),
    }
    assert "a…@example.com" in letters("address-asked")[-1].text
    assert cast.alice.email == ADDRESS
    link = link_of(letters("address-link")[-1])
    browser = client_of()  # the mailbox is read elsewhere
    assert NEW in browser.get(link).text
    db.session.refresh(cast.alice)
    assert cast.alice.email == ADDRESS, "a GET changes nothing"
    assert browser.post(link).status_code == 303
    db.session.refresh(cast.alice)
    assert cast.alice.email == NEW
    told = {(letter.kind, letter.address) for letter in letters("-changed")}
    assert told == {("accounts/address-changed", ADDRESS), ("accounts/account-changed", NEW)}
    assert try_password(client_of(), email=NEW).status_code == 303
    assert try_password(client_of()).status_code == 422


def test_the_links_sent_to_the_old_address_are_void(client_of):
    client_of().post("/connexion/lien", data={"email": ADDRESS})
    ask(client_of("alice"))
    client_of().post(link_of(letters("address-link")[-1]))
    assert client_of().post(link_of(letters("sign-in-link")[-1])).status_code == 409


def test_the_link_serves_once(client_of):
    ask(client_of("alice"))
    link = link_of(letters("address-link")[-1])
    client_of().post(link)
    assert client_of().post(link).status_code == 409


def test_the_password_is_asked(client_of):
    assert ask(client_of("alice"), password="wrong").status_code == 422
    assert letters() == []


def test_an_address_that_somebody_has_gets_the_same_answer_and_no_link(client_of):
    alice = client_of("alice")
    words = {soup(ask(alice, email)).main.get_text().replace(email, "") for email in ("bob@example.org", NEW)}
    assert len(words) == 1
    assert [letter.address for letter in letters("address-link")] == [NEW]


def test_taken_meanwhile_it_is_refused(client_of, cast):
    ask(client_of("alice"))
    cast.bob.email = NEW
    db.session.commit()
    answer = client_of().post(link_of(letters("address-link")[-1]))
    assert answer.status_code == 409
    assert "déjà à un autre compte" in answer.text


@pytest.mark.parametrize("email", ["", "alice", "a@b", "a b@example.org", "x" * 300 + "@a.org", "🌞@@example.org"])
def test_what_is_not_an_address_is_said_beside_the_field(client_of, email):
    answer = ask(client_of("alice"), email)
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text


def test_the_same_address_is_no_change(client_of):
    assert "déjà votre adresse" in ask(client_of("alice"), ADDRESS.upper()).text


def test_of_two_who_confirm_the_same_address_at_once_one_is_told(client_of, cast, monkeypatch):
    ask(client_of("alice"))
    ask(client_of("bob"))
    links = [link_of(letter) for letter in letters("address-link")]
    assert client_of().post(links[0]).status_code == 303
    monkeypatch.setattr(people_queries, "by_email", lambda address: None)  # the second looked before the first wrote
    answer = client_of().post(links[1])
    assert answer.status_code == 409
    assert "déjà à un autre compte" in answer.text
    db.session.refresh(cast.bob)
    assert cast.bob.email == "bob@example.org"
