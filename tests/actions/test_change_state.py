"""Saying where an action stands: from its page, from a list, from my space."""

from datetime import date, timedelta

import pytest
from time_machine import travel

from tests.actions.scene import make_action
from tests.browser import HX, apply_part, soup
from workspace.actions.models import ActionItem, ActionState
from workspace.database import db


def state_of(action):
    db.session.expire_all()
    return db.session.get(ActionItem, action.id).state


def test_the_owner_closes_it_from_its_page(client_of, cast):
    action = make_action(cast)
    response = client_of("bob").post(f"/actions/{action.id}/etat", data={"state": "done"})
    assert (response.status_code, response.location) == (303, f"/actions/{action.id}")
    assert state_of(action) is ActionState.DONE


def test_it_comes_back_where_it_was_pressed_and_never_elsewhere(client_of, cast):
    bob, action = client_of("bob"), make_action(cast)
    for suite, back in [("/mon-espace", "/mon-espace"), ("//example.com", f"/actions/{action.id}")]:
        response = bob.post(f"/actions/{action.id}/etat", data={"state": "done", "suite": suite})
        assert response.location == back


@pytest.mark.parametrize("state", ["done", "dropped"])
@travel("2026-11-18 23:30:00+00:00")  # already the 19th in Paris
def test_closing_keeps_the_day_and_reopening_forgets_it(client_of, cast, state):
    bob, action = client_of("bob"), make_action(cast)
    bob.post(f"/actions/{action.id}/etat", data={"state": state})
    db.session.refresh(action)
    assert action.closed_on == date(2026, 11, 19)
    bob.post(f"/actions/{action.id}/etat", data={"state": "in_progress"})
    db.session.refresh(action)
    assert (action.state, action.closed_on) == (ActionState.IN_PROGRESS, None)


def test_closing_twice_keeps_the_first_day_and_says_nothing_more(client_of, cast, time_machine):
    time_machine.move_to("2026-11-18 10:00:00+00:00")
    bob, action = client_of("bob"), make_action(cast)
    bob.post(f"/actions/{action.id}/etat", data={"state": "done"})
    assert "Action close" in bob.get("/actions").text
    time_machine.shift(timedelta(days=1))
    bob.post(f"/actions/{action.id}/etat", data={"state": "done"})
    db.session.refresh(action)
    assert action.closed_on == date(2026, 11, 18)
    assert "Action close" not in bob.get("/actions").text


def test_the_message_offers_to_go_back_to_what_it_was(client_of, cast):
    bob, action = client_of("bob"), make_action(cast, state=ActionState.IN_PROGRESS)
    data = {"state": "done", "suite": "/mon-espace"}
    page = bob.page(bob.post(f"/actions/{action.id}/etat", data=data).location)
    undo = page.select_one("#messages form")
    assert undo.button.get_text() == "Annuler"
    fields = {box["name"]: box["value"] for box in undo.find_all(["input", "button"])}
    assert bob.post(undo["action"], data=fields).location == "/mon-espace"
    assert state_of(action) is ActionState.IN_PROGRESS


def test_a_title_never_speaks_html_in_the_message(client_of, cast):
    bob, action = client_of("bob"), make_action(cast, "<script>alert(1)</script>")
    page = bob.page(bob.post(f"/actions/{action.id}/etat", data={"state": "done"}).location)
    assert not page.select("#messages script")
    assert "<script>alert(1)</script>" in page.select_one("#messages").get_text()


def test_the_row_of_a_list_changes_in_its_place(client_of, cast):
    bob, action = client_of("bob"), make_action(cast)
    page = bob.page("/actions")
    data = {"state": "done", "forme": "row", "suite": "/actions"}
    response = bob.post(f"/actions/{action.id}/etat", data=data, headers=HX)
    assert "Action close" in soup(response).select_one("#messages").get_text()
    assert soup(response).select_one("input[name=suite]")["value"] == "/actions"
    apply_part(page, response)
    row = page.find(id=f"action-{action.id}")
    assert row == bob.page("/actions?etat=toutes").find(id=f"action-{action.id}") or row.select_one("[selected]")
    assert row.select_one("option[selected]")["value"] == "done"
    assert row.select_one(".what .text-soft") is not None


def test_the_tick_of_my_space_opens_again(client_of, cast):
    bob, action = client_of("bob"), make_action(cast)
    data = {"state": "done", "forme": "tick", "suite": "/mon-espace"}
    tick = soup(bob.post(f"/actions/{action.id}/etat", data=data, headers=HX)).find(id=f"action-{action.id}")
    assert tick.button["value"] == "todo"
    assert tick.button.get_text(strip=True).startswith("Rouvrir")


def test_htmx_without_a_known_form_goes_back_to_the_page(client_of, cast):
    action = make_action(cast)
    data = {"state": "done", "forme": "../base"}
    response = client_of("bob").post(f"/actions/{action.id}/etat", data=data, headers=HX)
    assert response.headers["HX-Redirect"] == f"/actions/{action.id}"


@pytest.mark.parametrize("data", [{}, {"state": ""}, {"state": "late"}, {"state": "done\x00"}])
def test_a_state_that_does_not_exist_is_refused_in_french(client_of, cast, data):
    bob, action = client_of("bob"), make_action(cast)
    for headers in ({}, HX):
        response = bob.post(f"/actions/{action.id}/etat", data=data, headers=headers)
        assert response.status_code == 422
        assert "Choisissez un état de la liste" in response.text
    assert state_of(action) is ActionState.TODO


def test_others_do_not_change_it(client_of, cast):
    action = make_action(cast)
    for who in ("nora", "carl", "bea", "paul", "tess"):
        assert client_of(who).post(f"/actions/{action.id}/etat", data={"state": "done"}).status_code == 403
    assert client_of("").post(f"/actions/{action.id}/etat", data={"state": "done"}).status_code == 401
    assert state_of(action) is ActionState.TODO
