"""Coming in and going out."""

from sqlalchemy import func, select

from tests.browser import soup
from tests.cast import PASSWORD
from workspace.database import db
from workspace.people.models import SignIn


def open_sessions():
    return db.session.scalar(select(func.count()).select_from(SignIn))


def test_the_right_password_opens_my_space(client_of, cast):
    browser = client_of()
    response = browser.post("/connexion", data={"email": " Alice@Example.org ", "password": PASSWORD})
    assert (response.status_code, response.location) == (303, "/mon-espace")


def test_it_comes_back_to_the_page_first_asked_for(client_of):
    browser = client_of()
    asked = browser.get("/actions?groupe=jeunesse")
    assert (asked.status_code, asked.location) == (303, "/connexion?suite=%2Factions%3Fgroupe%3Djeunesse")
    response = browser.post(asked.location, data={"email": "alice@example.org", "password": PASSWORD})
    assert response.location == "/actions?groupe=jeunesse"


def test_it_never_leads_to_somebody_elses_site(client_of):
    for trap in ("https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)"):
        data = {"email": "alice@example.org", "password": PASSWORD}
        response = client_of().post("/connexion", query_string={"suite": trap}, data=data)
        assert response.location == "/mon-espace", trap


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client_of):
    answers = []
    for email in ("alice@example.org", "stranger@example.org"):
        response = client_of().post("/connexion", data={"email": email, "password": "wrong"})
        assert response.status_code == 422
        assert "L’adresse ou le mot de passe ne va pas" in response.text
        answers.append(soup(response).main.get_text().replace(email, ""))
    assert answers[0] == answers[1]


def test_what_was_typed_is_kept_but_the_password(client_of):
    response = client_of().post("/connexion", data={"email": "alice@example.org", "password": "secret-word"})
    assert 'value="alice@example.org"' in response.text
    assert "secret-word" not in response.text


def test_nothing_typed_is_said_in_french(client_of):
    response = client_of().post("/connexion", data={})
    assert response.status_code == 422
    assert "Écrivez votre adresse e-mail." in response.text


def test_signing_out_takes_a_button_and_ends_the_session_on_the_server(client_of):
    alice = client_of("alice")
    before = open_sessions()
    assert alice.get("/deconnexion").status_code == 200
    assert open_sessions() == before
    with alice.http.session_transaction() as session:
        kept = dict(session)
    assert alice.post("/deconnexion").status_code == 303
    assert open_sessions() == before - 1
    with alice.http.session_transaction() as session:
        session.update(kept)  # a stolen cookie
    assert alice.get("/groupes").status_code == 303


def test_whoever_has_no_account_is_led_to_the_groups_that_one_may_join(visitor, app):
    links = [one["href"] for one in visitor.page("/connexion").main.select("a") if "Rejoignez" in one.get_text()]
    assert links == ["/"]
