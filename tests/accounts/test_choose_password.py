"""A forgotten password, a first one, another one."""

import pytest

from tests.accounts.scene import ADDRESS, hidden, is_in, letters, link_of, sessions_of, try_password, with_phone
from tests.cast import PASSWORD
from workspace.database import db

NEW = "quatre mots au hasard"
CHANGE = "/ma-connexion/mot-de-passe"


def reset_link(browser, email=ADDRESS):
    browser.post("/mot-de-passe/oublie", data={"email": email})
    return link_of(letters("password-link")[-1])


def test_a_forgotten_password_is_replaced_and_opens(client_of, cast):
    old, browser = client_of("alice"), client_of()
    link = reset_link(browser)
    assert browser.page(link).h1.get_text() == "Choisir un mot de passe"
    assert browser.post(link, data={"password": NEW}).location == "/mon-espace"
    assert is_in(browser)
    assert not is_in(old), "the other sessions end"
    assert try_password(client_of()).status_code == 422
    assert try_password(client_of(), NEW).status_code == 303
    assert "Votre mot de passe a été changé." in letters("account-changed")[-1].text


def test_the_link_serves_once_even_if_another_was_asked(client_of):
    link = reset_link(client_of())
    client_of().post(link, data={"password": NEW})
    answer = client_of().post(link, data={"password": "encore un autre mot"})
    assert answer.status_code == 409
    assert try_password(client_of(), NEW).status_code == 303


def test_a_refused_password_does_not_use_the_link(client_of):
    link = reset_link(client_of())
    assert client_of().post(link, data={"password": "court"}).status_code == 422
    assert client_of().post(link, data={"password": NEW}).status_code == 303


def test_a_reset_does_not_go_round_the_phone(client_of, cast):
    with_phone(cast.alice)
    browser = client_of()
    assert browser.post(reset_link(browser), data={"password": NEW}).location == "/connexion/code"
    assert not is_in(browser)


def test_somebody_without_a_password_chooses_a_first_one(client_of, cast):
    cast.nora.password_hash = None
    db.session.commit()
    nora = client_of("nora")
    assert "Choisir un mot de passe" in nora.get(CHANGE).text
    assert nora.post(CHANGE, data={"password": NEW}).status_code == 303
    assert try_password(client_of(), NEW, "nora@example.org").status_code == 303


def test_changing_asks_the_one_in_use_and_ends_the_other_sessions(client_of, cast):
    here, elsewhere = client_of("alice"), client_of("alice")
    refused = here.post(CHANGE, data={"password": NEW, "current": "wrong"})
    assert refused.status_code == 422
    assert "Ce n’est pas votre mot de passe actuel." in refused.text
    assert here.post(CHANGE, data={"password": NEW}).status_code == 422
    assert here.post(CHANGE, data={"password": NEW, "current": PASSWORD}).status_code == 303
    assert is_in(here)
    assert not is_in(elsewhere)
    assert sessions_of(cast.alice) == 1


def test_changing_voids_the_links_on_their_way(client_of):
    link = reset_link(client_of())
    client_of("alice").post(CHANGE, data={"password": NEW, "current": PASSWORD})
    assert client_of().get(link).status_code == 409


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("neuf-lett", "10 caractères au moins"),
        ("Motdepasse123", "que l’on essaierait"),
        ("azertyuiop", "que l’on essaierait"),
        ("1234567890", "que l’on essaierait"),
        ("aaaaaaaaaaaa", "que l’on essaierait"),
        ("alice-arnaud-2026", "que l’on essaierait"),
        ("Espace-Fédéral", "que l’on essaierait"),
    ],
)
def test_the_first_that_anybody_tries_are_refused(client_of, password, why):
    answer = client_of("alice").post(CHANGE, data={"password": password, "current": PASSWORD})
    assert answer.status_code == 422
    assert why in answer.text
    assert password not in answer.text


@pytest.mark.parametrize(
    "password", ["quatre mots au hasard", "🌞 été à Nanterre 🌞", "x7;Kp2!vRq", "ab" * 50 + "cdefg"]
)
def test_any_long_one_is_taken(client_of, password):
    assert client_of("alice").post(CHANGE, data={"password": password, "current": PASSWORD}).status_code == 303
    assert try_password(client_of(), password).status_code == 303


def test_ten_thousand_letters_are_refused_in_french(client_of):
    answer = client_of("alice").post(CHANGE, data={"password": "é" * 10_000, "current": PASSWORD})
    assert answer.status_code == 422
    assert "200 caractères au plus" in answer.text


def test_guessing_the_one_in_use_becomes_slow_too(client_of):
    alice = client_of("alice")
    answers = [alice.post(CHANGE, data={"password": NEW, "current": "no"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_no_page_shows_the_one_in_use_that_was_typed(client_of):
    """Neither the one that says to wait, nor, when the session ended, those that keep the form until it is sent."""
    typed = {"current": "mon secret du moment", "password": NEW}
    alice = client_of("alice")
    answers = [alice.post(CHANGE, data=typed) for _ in range(6)]
    assert answers[-1].status_code == 429
    stranger = client_of()
    ended = stranger.post(CHANGE, data=typed)
    assert ended.status_code == 401
    again = try_password(stranger, kept_form=hidden(ended)["kept_form"])
    assert "Reprendre où vous en étiez" in again.text
    for answer in (*answers, ended, again):
        assert typed["current"] not in answer.text
