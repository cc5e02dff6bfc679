"""A form that meets a refusal or a breakdown: what was typed is on the page that says so (domain §0)."""

import pytest
from flask import abort

from tests.browser import soup
from workspace import clock
from workspace.actions import operations
from workspace.actions.models import ActionItem
from workspace.database import db

NEW = "/groupes/jeunesse/actions/nouvelle"
WORDS = "Réserver la salle 🌞 <b>du fond</b>"


@pytest.fixture
def stopped(app, cast, monkeypatch):
    """What adding an action ends by."""

    def by(end):
        monkeypatch.setattr(operations, "create_action", lambda *_, **__: end())
        monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        return {"title": WORDS, "owners": cast.bob.id, "due_on": clock.today()}

    return by


def full_disk():
    raise OSError("disk full")


def test_a_breakdown_shows_it_and_sends_it_again(client_of, cast, stopped, monkeypatch):
    alice, typed = client_of("alice"), stopped(full_disk)
    answer = alice.post(NEW, data=typed)
    main = soup(answer).main
    assert answer.status_code == 500
    assert WORDS in main.select_one(".kept-text").get_text()
    form = main.select_one("form")
    fields = {one["name"]: one["value"] for one in form.select("input") if one["name"] != "csrf_token"}
    monkeypatch.undo()
    assert alice.post(form["action"], data=fields).status_code == 303
    assert db.session.query(ActionItem).one().title == WORDS


@pytest.mark.parametrize("status", [400, 403, 404, 409])
def test_a_refusal_shows_it_to_be_copied(client_of, stopped, status):
    main = soup(client_of("alice").post(NEW, data=stopped(lambda: abort(status)))).main
    assert WORDS in main.get_text()
    assert "n’est pas enregistré" in main.get_text()
    assert not main.select("form")


def test_what_another_site_made_somebody_send_is_not_shown(client_of, stopped):
    answer = client_of("alice").post(NEW, data=stopped(full_disk), headers={"Sec-Fetch-Site": "cross-site"})
    main = soup(answer).main
    assert "du fond" not in main.get_text()
    assert not main.select("form")


def test_a_form_too_heavy_to_be_read_is_said_so(app, client_of, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100)
    answer = client_of("alice").post(NEW, data={"title": WORDS * 100})
    assert (answer.status_code, "Ce que vous aviez écrit" in answer.text) == (413, False)


def test_a_page_that_breaks_has_nothing_to_send(client_of, monkeypatch, app):
    monkeypatch.setattr("workspace.actions.views.people_to_tick", lambda *_: full_disk())
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client_of("alice").get(NEW)
    assert answer.status_code == 500
    assert not soup(answer).main.select("form")


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_what_could_not_be_kept_is_not_said_to_be(client_of, cast, app, monkeypatch, headers):
    """The disk is full when all is done and told."""
    alice = client_of("alice")
    monkeypatch.setattr(db.session, "commit", full_disk, raising=False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    typed = {"title": WORDS, "owners": cast.bob.id, "due_on": clock.today()}
    answer = alice.post(NEW, data=typed, headers=headers)
    assert answer.status_code == 500
    assert "est ajoutée" not in answer.text
    monkeypatch.undo()
    assert "est ajoutée" not in alice.get("/mon-espace").text
