"""A form sent after the session ended loses nothing (domain §0)."""

from sqlalchemy import func, select

from tests.browser import HX, soup
from tests.cast import PASSWORD
from workspace.database import db
from workspace.meetings.models import Meeting

ADDRESS = "/groupes/jeunesse/reunions/nouvelle"
TYPED = {
    "title": "Été : « qui vient ? » 🌞",
    "starts_at": "2027-07-01T18:00",
    "ends_at": "2027-07-01T20:00",
    "place": "",
}


def fields(form):
    return {box["name"]: box.get("value", "") for box in form.find_all("input")}


def sign_in_again(browser, answer):
    form = soup(answer).select_one("main form")
    typed = fields(form) | {"email": "alice@example.org", "password": PASSWORD}
    return browser.post(form["action"], data=typed)


def test_it_answers_401_with_a_form_that_keeps_what_was_typed_and_sends_it_again(client_of):
    browser = client_of()
    answer = browser.post(ADDRESS, data=TYPED)
    assert answer.status_code == 401
    assert "ce que vous aviez écrit est gardé" in answer.text
    again = sign_in_again(browser, answer)
    assert again.status_code == 200
    assert TYPED["title"] in soup(again).main.get_text()
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 0, "nothing leaves without a button"
    form = soup(again).select_one("main form")
    assert browser.post(form["action"], data=fields(form)).status_code == 303
    assert db.session.scalars(select(Meeting.title)).one() == TYPED["title"]


def test_no_field_of_the_form_is_taken_for_what_carries_it(client_of):
    browser = client_of()
    answer = browser.post("/groupes/jeunesse/invitations/envoi", data={"kept": "the list that was shown"})
    again = soup(sign_in_again(browser, answer)).select_one("main form")
    assert fields(again)["kept"] == "the list that was shown"


def test_a_wrong_password_does_not_lose_it(client_of):
    browser = client_of()
    form = soup(browser.post(ADDRESS, data=TYPED)).select_one("main form")
    refused = browser.post(form["action"], data=fields(form) | {"email": "alice@example.org", "password": "no"})
    assert refused.status_code == 422
    assert TYPED["title"] in sign_in_again(browser, refused).text


def test_htmx_gets_the_form_in_place_of_the_page(client_of):
    answer = client_of().post(ADDRESS, data=TYPED, headers=HX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (401, "#content")


def test_a_form_of_another_site_is_not_kept(client_of):
    answer = client_of().post(ADDRESS, data=TYPED, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 401
    assert not soup(answer).find("input", attrs={"name": "kept_form"})


def test_a_forged_keepsake_is_ignored(client_of):
    data = {"email": "alice@example.org", "password": PASSWORD, "kept_form": "forged"}
    assert client_of().post("/connexion", data=data).location == "/mon-espace"


def test_a_closed_page_asked_by_htmx_goes_to_the_sign_in_page(client_of):
    answer = client_of().get("/mon-espace", headers=HX)
    assert answer.headers["HX-Redirect"] == "/connexion?suite=%2Fmon-espace"


def test_what_was_typed_is_told_without_the_words_of_the_program(client_of):
    """Days and hours as they are said; neither keys nor choices."""
    typed = {
        "form_id": "e3e1d46e5dde43b28aeef1e18e666ca2", "title": "Bureau élargi", "first": "2027-09-07",
        "at": "2027-07-01T18:30", "rhythm": "weeks", "number": "100", "seen": "1800-2000 2027-09-07", "step": "show",
        "suite": "/planning", "bad": "2027-02-31",
    }  # fmt: skip
    browser = client_of()
    told = soup(sign_in_again(browser, browser.post(ADDRESS, data=typed))).select(".kept-text")
    assert [one.get_text() for one in told] == [
        "Bureau élargi",
        "7 septembre 2027",
        "1er juillet 2027, 18\u00a0h\u00a030",
    ]
