"""« Mes sessions »: one row per sign-in, each can be ended."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from tests.accounts.scene import is_in, sessions_of, try_password
from workspace import clock
from workspace.accounts.devices import in_words
from workspace.commands import forget_what_ended
from workspace.database import db
from workspace.people.models import SignIn

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


def come_in(browser, agent=FIREFOX, **others):
    data = {"email": "alice@example.org", "password": "espace-federal"} | others
    return browser.post("/connexion", data=data, headers={"User-Agent": agent})


def test_each_sign_in_is_a_row_with_its_device(client_of):
    here, phone = client_of(), client_of()
    come_in(phone, IPHONE)
    come_in(here)
    words = here.page("/ma-connexion").select_one("[aria-labelledby=h-sessions]").get_text(" ", strip=True)
    assert "Firefox sur Windows · cet appareil" in words, words
    assert "Safari sur iPhone" in words
    assert "vue aujourd’hui" in words


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (IPHONE, "Safari sur iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome sur Android"),
        ("Mozilla/5.0 (Macintosh) Chrome/140 Safari/537.36 Edg/140.0", "Edge sur Mac"),
        ("curl/8", "Appareil inconnu"),
        ("", "Appareil inconnu"),
    ],
)
def test_a_device_in_words(agent, words):
    assert in_words(agent) == words


def test_one_is_ended_from_another(client_of, cast):
    here, lost = client_of("alice"), client_of("alice")
    page = here.page("/ma-connexion")
    action = page.select_one("form[action*='/sessions/'][action$='/fin']")["action"]
    assert here.post(action).status_code == 303
    assert is_in(here)
    assert not is_in(lost)


def test_nobody_ends_the_session_of_another(client_of, cast):
    client_of("bob")
    theirs = db.session.scalars(select(SignIn).where(SignIn.person_id == cast.bob.id)).one()
    assert client_of("alice").post(f"/ma-connexion/sessions/{theirs.id}/fin").status_code == 403
    assert sessions_of(cast.bob) == 1


def test_out_of_everywhere_at_once(client_of, cast):
    browsers = [client_of("alice") for _ in range(3)]
    bob = client_of("bob")
    assert browsers[0].post("/ma-connexion/sessions/fin").location == "/connexion"
    assert [is_in(browser) for browser in browsers] == [False] * 3
    assert is_in(bob)


def test_coming_in_renews_the_session(client_of, cast):
    """A token or a field left in the browser by somebody else opens nothing afterwards."""
    browser = client_of("bob")
    with browser.http.session_transaction() as session:
        session["planted"] = "by somebody"
        before = session["sign_in"]
    come_in(browser)
    with browser.http.session_transaction() as session:
        assert session["sign_in"] != before
        assert "planted" not in session
    assert sessions_of(cast.bob) == 0


def test_remembered_it_lasts_thirty_days_without_a_visit(client_of):
    kept, forgotten = client_of(), client_of()
    assert "Expires" in come_in(kept, remember="y").headers.getlist("Set-Cookie")[-1]
    session_cookie = [c for c in come_in(forgotten).headers.getlist("Set-Cookie") if c.startswith("session")]
    assert "Expires" not in session_cookie[-1], "it ends with the browser"
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert is_in(kept)
        assert not is_in(forgotten)
    with time_machine.travel(clock.now() + timedelta(days=25)):
        assert is_in(kept)
    with time_machine.travel(clock.now() + timedelta(days=50)):
        assert is_in(kept), "each visit begins again"


def test_a_visit_is_noted_once_a_day(client_of, cast):
    alice = client_of("alice")
    tomorrow = clock.now() + timedelta(days=1)
    with time_machine.travel(tomorrow):
        assert alice.get("/nulle-part").status_code == 404, "whatever the page answers"
        seen = db.session.scalars(select(SignIn.last_seen_on).where(SignIn.person_id == cast.alice.id)).one()
        assert seen == clock.today()


def test_what_is_over_is_removed(client_of, cast):
    client_of("alice")
    try_password(client_of())
    with time_machine.travel(clock.now() + timedelta(days=3)):
        forget_what_ended()
    assert sessions_of(cast.alice) == 1
