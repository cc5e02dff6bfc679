"""Guessing passwords becomes slow; nobody is ever kept out by what a stranger tries."""

from datetime import timedelta

import time_machine
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from tests.accounts.scene import ADDRESS, is_in, letters, link_of, try_password
from tests.browser import soup
from workspace import clock
from workspace.database import db

HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def guess(browser, times, network=ELSEWHERE):
    return [try_password(browser, "wrong", network=network).status_code for _ in range(times)]


def test_after_five_tries_it_takes_patience_then_more_of_it(client_of):
    stranger = client_of()
    with time_machine.travel(clock.now(), tick=False) as moving:
        assert guess(stranger, 6) == [422] * 5 + [429]
        for _ in range(3):
            moving.shift(timedelta(minutes=6))
            assert guess(stranger, 5) == [422] * 5
        moving.shift(timedelta(minutes=6))
        assert guess(stranger, 1) == [429], "twenty in the hour"
        moving.shift(timedelta(minutes=40))
        assert guess(stranger, 1) == [422]


def test_the_answer_says_when_to_come_back_and_offers_a_link(client_of):
    stranger = client_of()
    guess(stranger, 5)
    answer = try_password(stranger, network=ELSEWHERE)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 300
    assert "Vous pourrez recommencer" in answer.text
    assert "/connexion/lien" in answer.text
    assert ADDRESS in answer.text


def test_an_unknown_address_is_counted_alike(client_of):
    stranger = client_of()
    answers = [try_password(stranger, "wrong", "nobody@example.org").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_a_stranger_keeps_nobody_out(client_of):
    guess(client_of(), 60)
    assert try_password(client_of(), network=HERE).status_code == 303


def test_beside_a_stranger_a_browser_that_came_in_before_still_does(client_of):
    hers = client_of()
    try_password(hers, network=HERE)
    hers.post("/deconnexion")
    guess(client_of(), 60, network=HERE)
    assert try_password(client_of(), network=HERE).status_code == 429
    assert try_password(hers, network=HERE).status_code == 303


def test_that_browser_has_a_count_of_its_own(client_of):
    hers = client_of()
    try_password(hers)
    hers.post("/deconnexion")
    assert guess(hers, 6) == [422] * 5 + [429]


def test_a_browser_known_for_one_person_is_not_for_another(client_of):
    hers = client_of()
    try_password(hers)
    hers.post("/deconnexion")
    guess(client_of(), 6, network=HERE)
    for _ in range(5):
        try_password(hers, "wrong", "bob@example.org")
    assert try_password(hers, "wrong", "bob@example.org").status_code == 429


def test_a_forged_device_is_worth_nothing(client_of):
    guess(client_of(), 5, network=HERE)
    stranger = client_of()
    stranger.http.set_cookie("device", "eyJpZCI6IngifQ.forged.forged", domain="localhost")
    assert try_password(stranger, network=HERE).status_code == 429


def test_the_link_always_works(client_of):
    hers = client_of()
    guess(hers, 6, network=HERE)
    hers.post("/connexion/lien", data={"email": ADDRESS}, environ_base={"REMOTE_ADDR": HERE})
    hers.post(link_of(letters("sign-in-link")[-1]), environ_base={"REMOTE_ADDR": HERE})
    assert is_in(hers)


def test_coming_in_forgets_the_tries(client_of):
    hers = client_of()
    for _ in range(3):
        guess(hers, 4, network=HERE)
        assert try_password(hers, network=HERE).status_code == 303


def test_an_address_nobody_has_takes_the_same_work(client_of, cast, monkeypatch):
    """One slow comparison each, so that the time tells nothing: whoever has no password is like nobody."""
    cast.bob.password_hash = None
    db.session.commit()
    compared = []
    monkeypatch.setattr(PasswordHasher, "verify", lambda _, hashed, typed: compared.append(hashed[:9]) or _refuse())
    bodies = []
    for email in ("alice@example.org", "bob@example.org", "nobody@example.org"):
        answer = try_password(client_of(), "wrong", email)
        assert answer.status_code == 422
        bodies.append(soup(answer).main.get_text())
        assert compared == ["$argon2id"], email
        compared.clear()
    assert len(set(bodies)) == 1


def _refuse():
    raise VerifyMismatchError
