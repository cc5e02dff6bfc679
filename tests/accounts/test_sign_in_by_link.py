"""« Recevoir un lien de connexion »: a letter, a button, once."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event

from tests.accounts.scene import ADDRESS, is_in, letters, link_of, sessions_of, with_phone
from tests.browser import soup
from workspace import clock, links
from workspace.accounts.operations import forget_old_links
from workspace.database import db

ASK = "/connexion/lien"


def ask(browser, email=ADDRESS, network="203.0.113.7"):
    return browser.post(ASK, data={"email": email}, environ_base={"REMOTE_ADDR": network})


def test_the_letter_opens_a_page_with_a_button_that_comes_in(client_of, cast):
    browser = client_of()
    assert ask(browser, " Alice@Example.org ").status_code == 200
    letter = letters()[-1]
    assert (letter.kind, letter.address, letter.is_secret) == ("accounts/sign-in-link", ADDRESS, True)
    page = browser.page(link_of(letter))
    assert page.h1.get_text() == "Bonjour Alice"
    assert not is_in(browser)
    answer = browser.post(page.select_one("main form")["action"])
    assert (answer.status_code, answer.location) == (303, "/mon-espace")
    assert is_in(browser)


def test_it_serves_once(client_of):
    ask(client_of())
    link = link_of(letters()[-1])
    client_of().post(link)
    other = client_of()
    assert other.get(link).status_code == 409
    assert other.post(link).status_code == 409
    assert not is_in(other)


def test_reading_it_ten_times_uses_nothing(client_of):
    ask(client_of())
    link, browser = link_of(letters()[-1]), client_of()
    for _ in range(10):
        assert browser.get(link).status_code == 200
    browser.post(link)
    assert is_in(browser)


def test_it_is_good_thirty_minutes(client_of):
    ask(client_of())
    link = link_of(letters()[-1])
    with time_machine.travel(clock.now() + timedelta(minutes=29)):
        assert forget_old_links() == 0
        assert client_of().get(link).status_code == 200
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        answer = client_of().post(link)
        assert answer.status_code == 409
        assert "Ce lien n’est plus bon" in answer.text
        assert forget_old_links() == 1


def test_it_is_void_once_the_address_changed(client_of, cast):
    ask(client_of())
    cast.alice.email = "elsewhere@example.org"
    db.session.commit()
    assert client_of().post(link_of(letters()[-1])).status_code == 409


@pytest.mark.parametrize("link", ["forged", "a.b.c", "x" * 5000])
def test_a_forged_link_opens_nothing(client_of, link):
    assert client_of().post(f"{ASK}/{link}").status_code == 409


def test_a_link_of_another_purpose_opens_nothing(client_of, app):
    client_of().post("/mot-de-passe/oublie", data={"email": ADDRESS})
    text = link_of(letters("password-link")[-1]).rpartition("/")[2]
    assert client_of().post(f"{ASK}/{text}").status_code == 409
    said = links.read("account password", text, timedelta(minutes=30))
    assert client_of().post(f"{ASK}/{links.sign('account sign-in', **said)}").status_code == 409


def test_an_address_nobody_has_gets_the_same_answer_and_no_letter(client_of):
    answers = [
        soup(ask(client_of(), email)).main.get_text().replace(email, "") for email in (ADDRESS, "no@example.org")
    ]
    assert answers[0] == answers[1]
    assert [letter.address for letter in letters()] == [ADDRESS]


def test_and_the_same_work(client_of, undone):
    """What takes time: the statements, and writing the letter."""
    browser, worked = client_of(), []
    ask(browser, "warm@example.org")
    for email in (ADDRESS, "no@example.org"):
        statements = []
        note = lambda *said, kept=statements: kept.append(said[2].split()[0])  # noqa: E731
        event.listen(undone.engine, "before_cursor_execute", note)
        ask(browser, email)
        event.remove(undone.engine, "before_cursor_execute", note)
        worked.append([word for word in statements if word in ("INSERT", "SELECT", "UPDATE", "DELETE")])
    known, unknown = worked
    assert known.count("INSERT") == unknown.count("INSERT")
    assert abs(len(known) - len(unknown)) <= 1  # whether one was just sent is asked of a person only


def test_a_mailbox_cannot_be_filled(client_of):
    for number in range(4):
        ask(client_of(), network=f"198.51.100.{number}")
    assert len(letters()) == 1
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        ask(client_of())
    assert len(letters()) == 2


def test_too_many_from_one_network_wait_and_its_owner_elsewhere_does_not(client_of):
    answers = [ask(client_of()).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert ask(client_of(), network="198.51.100.9").status_code == 200


def test_it_comes_back_to_the_page_first_asked_for(client_of):
    browser = client_of()
    ask(browser)
    answer = browser.post(link_of(letters()[-1]), query_string={"suite": "/groupes"})
    assert answer.location == "/groupes"


def test_whoever_has_a_phone_gives_its_code_too(client_of, cast):
    with_phone(cast.alice)
    browser = client_of()
    ask(browser)
    before = sessions_of(cast.alice)
    assert browser.post(link_of(letters("sign-in-link")[-1])).location == "/connexion/code"
    assert sessions_of(cast.alice) == before


def test_nothing_typed_is_said_in_french(client_of):
    assert "Écrivez votre adresse e-mail." in ask(client_of(), "").text
