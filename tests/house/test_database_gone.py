"""The database stops, or restarts: people are told so, what they typed is kept, and nothing is to be started again."""

import pytest
from sqlalchemy import create_engine, insert, text

from tests.browser import HX, Client, soup
from tests.conftest import database_url, settings
from workspace.app import create_app
from workspace.database import db
from workspace.groups import operations
from workspace.groups.models import Membership

WORDS = "Bonjour à toutes et à tous"


@pytest.fixture
def signed_in(cast):
    """Alice's browser, where no database answers any more."""
    nowhere = "postgresql+psycopg://127.0.0.1:1/nowhere"
    app = create_app(settings(SQLALCHEMY_DATABASE_URI=nowhere, FIRST_RUN=True, PROPAGATE_EXCEPTIONS=False))
    return Client(app, cast.alice)


def test_a_page_says_it_in_french_with_what_was_typed(signed_in):
    answer = signed_in.post("/groupes/jeunesse/message", data={"subject": WORDS})
    page = soup(answer)
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (
        503,
        "60",
        "no-store",
    )
    assert page.h1.get_text() == "L’espace ne répond pas pour l’instant"
    assert page.select_one("main form")["action"] == "/groupes/jeunesse/message"
    assert WORDS in page.select_one(".kept-text").get_text()


def test_so_does_a_page_that_is_read(signed_in):
    answer = signed_in.get("/actions?retard=1")
    main = soup(answer).main
    assert (answer.status_code, len(main.select("form"))) == (503, 0)
    assert main.find("a", string="Réessayer")["href"] == "/actions?retard=1"


def test_htmx_gets_a_sentence(signed_in):
    answer = signed_in.post("/groupes/jeunesse/message", headers=HX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (503, "#messages")
    assert "Réessayez dans une minute" in answer.text


def test_whoever_watches_is_told(signed_in):
    assert signed_in.app.test_client().get("/sante").status_code == 503


def test_a_statement_that_it_refuses_is_another_matter(app, client_of, monkeypatch):
    """500, in the frame of every page, though the transaction can do no more."""
    monkeypatch.setattr(operations, "join_group", lambda *_, **__: db.session.execute(insert(Membership)))
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client_of("nora").post("/groupes/jeunesse/rejoindre")
    assert answer.status_code == 500
    assert "Nora" in soup(answer).header.get_text()


def test_a_restart_fails_nobody():
    """The connections that were open are dead; on SQLite there is none to lose."""
    engine = create_engine(database_url(), **settings()["SQLALCHEMY_ENGINE_OPTIONS"])
    with engine.connect() as connection:
        lost = connection.connection.driver_connection
    lost.close()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()
