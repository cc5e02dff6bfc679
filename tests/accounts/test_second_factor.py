"""The code of a telephone, recovery codes, and the federation that asks for them."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from tests.accounts.scene import SECRET, code, hidden, is_in, letters, try_password, with_phone
from tests.browser import soup
from tests.cast import PASSWORD
from workspace import clock, links
from workspace.accounts.models import RecoveryCode, SecondFactor
from workspace.database import db
from workspace.settings.models import Federation

SET = "/ma-connexion/double-verification"
CODE = "/connexion/code"


@pytest.fixture(autouse=True)
def still():
    with time_machine.travel(clock.now(), tick=False) as moving:
        yield moving


def set_up(browser, person, typed=None, password=PASSWORD):
    secret = links.sign("phone", person=person.id, secret=SECRET)
    return browser.post(SET, data={"secret": secret, "one_time_code": typed or code(), "current": password})


def test_the_page_shows_a_picture_and_a_key(client_of):
    page = client_of("alice").page(SET)
    assert page.img["src"].startswith("data:image/svg+xml")
    assert page.img["alt"]


def test_the_phone_is_linked_by_a_code_and_ten_codes_are_shown_once(client_of, cast):
    alice = client_of("alice")
    answer = set_up(alice, cast.alice)
    assert answer.status_code == 200
    codes = [shown.get_text() for shown in soup(answer).select(".recovery-codes code")]
    assert len(set(codes)) == 10
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not [one for one in codes if one in alice.get("/ma-connexion").text]
    kept = db.session.scalars(select(RecoveryCode.code_hash)).all()
    assert not set(kept) & set(codes)
    assert "double vérification est en place" in letters("account-changed")[-1].text


@pytest.mark.parametrize(
    ("typed", "password"), [("000000", PASSWORD), ("", PASSWORD), ("é²34", PASSWORD), (None, "no")]
)
def test_a_wrong_code_or_password_links_nothing_and_keeps_the_picture(client_of, cast, typed, password):
    alice = client_of("alice")
    answer = set_up(alice, cast.alice, typed if typed != "" else " ", password)
    assert answer.status_code == 422
    assert db.session.scalar(select(SecondFactor)) is None
    said = links.read("phone", hidden(answer)["secret"], timedelta(hours=1))
    assert said["secret"] == SECRET


def test_the_form_of_somebody_else_links_nothing(client_of, cast):
    assert set_up(client_of("alice"), cast.bob).status_code == 422
    assert db.session.scalar(select(SecondFactor)) is None


def test_coming_in_takes_the_password_then_the_code(client_of, cast):
    with_phone(cast.alice)
    browser = client_of()
    assert try_password(browser, remember="y").location == CODE
    assert not is_in(browser)
    assert browser.post(CODE, data={"one_time_code": code()}).location == "/mon-espace"
    assert is_in(browser)


def test_a_code_serves_once(client_of, cast):
    with_phone(cast.alice)
    for expected in (303, 422):
        browser = client_of()
        try_password(browser)
        assert browser.post(CODE, data={"one_time_code": code()}).status_code == expected


def test_an_old_code_does_not_serve(client_of, cast, still):
    with_phone(cast.alice)
    browser, old = client_of(), code()
    still.shift(timedelta(minutes=2))
    try_password(browser)
    answer = browser.post(CODE, data={"one_time_code": old})
    assert answer.status_code == 422
    assert "Ce code ne va pas" in answer.text


def test_a_recovery_code_serves_once_however_it_is_typed(client_of, cast):
    spare = with_phone(cast.alice)[0]
    for typed, expected in ((f" {spare.upper()} ", 303), (spare, 422)):
        browser = client_of()
        try_password(browser)
        assert browser.post(CODE, data={"one_time_code": typed}).status_code == expected


def test_the_recovery_code_of_somebody_else_does_not_serve(client_of, cast):
    with_phone(cast.alice)
    theirs = with_phone(cast.bob)[0]
    browser = client_of()
    try_password(browser)
    assert browser.post(CODE, data={"one_time_code": theirs}).status_code == 422


def test_without_a_password_first_there_is_no_code_to_give(client_of, cast, still):
    with_phone(cast.alice)
    browser = client_of()
    assert browser.post(CODE, data={"one_time_code": code()}).location == "/connexion"
    try_password(browser)
    still.shift(timedelta(minutes=11))
    assert browser.post(CODE, data={"one_time_code": code()}).location == "/connexion"


def test_guessing_codes_becomes_slow(client_of, cast):
    with_phone(cast.alice)
    browser = client_of()
    try_password(browser)
    answers = [browser.post(CODE, data={"one_time_code": "000000"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_a_form_kept_from_an_expired_session_goes_through_both_steps(client_of, cast):
    with_phone(cast.alice)
    browser = client_of()
    expired = browser.post("/groupes/jeunesse/reunions/nouvelle", data={"title": "Été 🌞", "place": ""})
    second = try_password(browser, kept_form=hidden(expired)["kept_form"])
    assert second.status_code == 200
    answer = browser.post(CODE, data=hidden(second) | {"one_time_code": code()})
    assert "Été 🌞" in soup(answer).main.get_text()


def test_new_recovery_codes_replace_the_former(client_of, cast):
    spare = with_phone(cast.alice)[0]
    alice = client_of("alice")
    assert alice.post("/ma-connexion/codes-de-secours", data={"current": "no"}).status_code == 422
    alice.post("/ma-connexion/codes-de-secours", data={"current": PASSWORD})
    browser = client_of()
    try_password(browser)
    assert browser.post(CODE, data={"one_time_code": spare}).status_code == 422


def test_it_stops_with_the_password(client_of, cast):
    with_phone(cast.alice)
    alice = client_of("alice")
    assert alice.post(f"{SET}/arret", data={"current": "no"}).status_code == 422
    assert alice.post(f"{SET}/arret", data={"current": PASSWORD}).status_code == 303
    assert try_password(client_of()).location == "/mon-espace"
    assert db.session.scalar(select(RecoveryCode)) is None


# ---- Where the federation asks for it ----


@pytest.fixture
def asked(cast):
    db.session.get(Federation, 1).second_factor_required = True
    db.session.commit()


@pytest.mark.parametrize("who", ["stan", "dora", "tess"])
def test_asked_of_staff_and_technical_accounts_nothing_opens_before(client_of, asked, who):
    browser = client_of(who)
    assert browser.get("/mon-espace").location == SET
    assert browser.get("/courriers").location == SET
    assert browser.post("/mon-espace/lu").status_code == 403
    assert "La fédération la demande" in browser.get(SET).text


@pytest.mark.parametrize("who", ["alice", "bob", "bea", "paul"])
def test_it_is_not_asked_of_the_others(client_of, asked, who):
    assert is_in(client_of(who))


def test_once_in_place_everything_opens_and_it_cannot_stop(client_of, cast, asked):
    stan = client_of("stan")
    assert set_up(stan, cast.stan).status_code == 200
    assert is_in(stan)
    assert stan.post(f"{SET}/arret", data={"current": PASSWORD}).status_code == 409
    assert db.session.scalar(select(SecondFactor)) is not None


@pytest.mark.parametrize(
    "url", ["/mentions-legales", "/donnees-personnelles", "/accessibilite", "/aide", "/aide/participer"]
)
def test_what_the_law_promises_and_the_help_open_before(client_of, asked, url):
    assert client_of("stan").get(url).status_code == 200


# ---- Without a password ----


@pytest.mark.parametrize("gesture", [SET, f"{SET}/arret", "/ma-connexion/codes-de-secours"])
def test_who_has_no_password_has_just_come_in_before_changing_phone_or_codes(client_of, cast, still, gesture):
    spare = with_phone(cast.alice) if gesture != SET else []
    cast.alice.password_hash = None
    db.session.commit()
    alice = client_of("alice")
    before = db.session.scalars(select(RecoveryCode.code_hash)).all()
    still.shift(timedelta(minutes=16))
    secret = links.sign("phone", person=cast.alice.id, secret=SECRET)
    answer = alice.post(gesture, data={"secret": secret, "one_time_code": code()})
    assert answer.status_code == 409
    assert "revenez par un lien" in answer.text
    assert db.session.scalars(select(RecoveryCode.code_hash)).all() == before
    assert len(before) == len(spare)
    again = client_of("alice")
    assert again.post(gesture, data={"secret": secret, "one_time_code": code()}).status_code in (200, 303)
    assert db.session.scalars(select(RecoveryCode.code_hash)).all() != before
