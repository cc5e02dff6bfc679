"""Saying where an action stands: from its page, from a list, from my space."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from time_machine import travel

from tests.actions.scene import make_action
from tests.browser import HX, apply_part, soup
from workspace.actions.models import ActionEvent, ActionItem, ActionState
from workspace.actions.operations import WHY_DROP
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
    bob.post(f"/actions/{action.id}/etat", data={"state": state, "reason": "Faite ailleurs."})
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


def test_a_list_may_say_again_that_it_is_dropped(client_of, cast):
    """Without JavaScript the button stands beside a choice that was not touched: nobody asks why again."""
    bob, action = client_of("bob"), make_action(cast)
    bob.post(f"/actions/{action.id}/etat", data={"state": "dropped", "reason": "Faite ailleurs."})
    answer = bob.post(f"/actions/{action.id}/etat", data={"state": "dropped", "suite": "/actions", "forme": "row"})
    assert (answer.status_code, answer.location) == (303, "/actions")
    assert state_of(action) is ActionState.DROPPED


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


def test_j2_a_state_and_a_word_about_it_are_one_gesture(client_of, cast):
    bob, action = client_of("bob"), make_action(cast)
    form = bob.page(f"/actions/{action.id}").select_one(".state-change")
    assert form.select_one("textarea[name=note]")
    data = {"state": "done", "note": "Le devis est signé."}
    for _ in range(2):  # pressed twice
        assert bob.post(f"/actions/{action.id}/etat", data=data).status_code == 303
    history = bob.page(f"/actions/{action.id}").find(id="history")
    assert "Bob B. l’a close" in history.get_text()
    assert [" ".join(said.get_text().split()) for said in history.select(".said > p:nth-of-type(2)")] == [
        "Le devis est signé."
    ]
    assert state_of(action) is ActionState.DONE


def test_one_box_for_a_word_whatever_one_may_say(client_of, cast):
    action = make_action(cast)
    for who, box in [("bob", "note"), ("nora", "text")]:
        form = client_of(who).page(f"/actions/{action.id}").select_one(".state-change")
        assert [area["name"] for area in form.select("textarea")] == [box]
        assert len(form.find_parent("main").select("textarea[name=note], textarea[name=text]")) == 1


@pytest.mark.parametrize("state", [ActionState.TODO, ActionState.DROPPED])
def test_a_word_alone_is_a_comment_and_leaves_the_state_that_another_gave_meanwhile(client_of, cast, state):
    bob, alice, action = client_of("bob"), client_of("alice"), make_action(cast, state=state)
    form = bob.page(f"/actions/{action.id}").select_one(".state-change")
    data = {"seen": form.select_one("[name=seen]")["value"], "state": form.select_one("option[selected]")["value"]}
    alice.post(f"/actions/{action.id}/etat", data={"state": "in_progress"})
    assert bob.post(f"/actions/{action.id}/etat", data={**data, "note": "Le devis est là."}).status_code == 303
    assert state_of(action) is ActionState.IN_PROGRESS
    assert "Le devis est là." in bob.page(f"/actions/{action.id}").select_one(".history > .said").get_text()


def test_a_word_too_long_stays_typed_beside_the_state_chosen_and_nothing_is_kept(client_of, cast):
    bob, action = client_of("bob"), make_action(cast)
    refused = bob.post(f"/actions/{action.id}/etat", data={"seen": "todo", "state": "in_progress", "note": "x" * 2001})
    assert refused.status_code == 422
    form = soup(refused).select_one(".state-change")
    assert form.find(id="note").get_text().strip() == "x" * 2001
    assert "2\u202f000 caractères au plus" in form.find(id="note-error").get_text()
    assert (form.select_one("option[selected]")["value"], form.select_one("[name=seen]")["value"]) == (
        "in_progress",
        "todo",
    )
    assert state_of(action) is ActionState.TODO


def test_dropping_asks_why_beside_the_field(client_of, cast):
    bob, action = client_of("bob"), make_action(cast)
    for typed in ("", "  \r\n "):
        response = bob.post(f"/actions/{action.id}/etat", data={"state": "dropped", "reason": typed})
        assert response.status_code == 422
        assert soup(response).find(id="why-drop-error").get_text() == WHY_DROP
    assert state_of(action) is ActionState.TODO
    data = {"state": "dropped", "reason": "La ville <b>s’en charge</b>."}
    assert bob.post(f"/actions/{action.id}/etat", data=data).status_code == 303
    page = bob.page(f"/actions/{action.id}")
    assert "Bob B. l’a abandonnée" in page.find(id="history").get_text()
    assert "La ville <b>s’en charge</b>." in page.find(id="history").get_text()
    assert not page.find(id="why-drop"), "what is dropped is not dropped again"


def test_what_was_typed_stays_when_the_reason_is_too_long(client_of, cast):
    bob, action = client_of("bob"), make_action(cast)
    response = bob.post(f"/actions/{action.id}/etat", data={"state": "dropped", "reason": "x" * 501})
    assert response.status_code == 422
    assert soup(response).find(id="why-drop").get_text().strip() == "x" * 501
    assert state_of(action) is ActionState.TODO


def test_a_list_does_not_offer_to_drop_and_says_why_it_cannot(client_of, cast):
    bob, action = client_of("bob"), make_action(cast)
    assert not bob.page("/actions").select(".state-select option[value=dropped]")
    response = bob.post(f"/actions/{action.id}/etat", data={"state": "dropped", "forme": "row"}, headers=HX)
    assert response.status_code == 422
    assert WHY_DROP in response.text


def test_a_dropped_action_is_taken_up_again(client_of, cast):
    bob, action = client_of("bob"), make_action(cast, state=ActionState.DROPPED)
    page = bob.page(bob.post(f"/actions/{action.id}/etat", data={"state": "in_progress"}).location)
    assert state_of(action) is ActionState.IN_PROGRESS
    assert not page.select("#messages form"), "to drop it again asks why again"


def test_every_change_is_kept_with_its_author_and_once(client_of, cast):
    bob, action = client_of("bob"), make_action(cast)
    for state in ("in_progress", "done", "done", "todo"):
        bob.post(f"/actions/{action.id}/etat", data={"state": state})
    told = [line.get_text(" ", strip=True) for line in bob.page(f"/actions/{action.id}").select(".history > li")]
    assert [line.split(".")[1].strip() for line in told] == [
        "l’a remise à faire", "l’a close", "l’a mise en cours",
    ]  # fmt: skip
    events = db.session.scalars(select(ActionEvent)).all()
    assert {event.person_id for event in events} == {cast.bob.id}
