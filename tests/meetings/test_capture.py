"""What comes of a point: decisions and actions, noted and taken back."""

from datetime import timedelta

import pytest

from tests.browser import HX, apply_part, markup, soup
from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.actions import queries as actions
from workspace.database import db
from workspace.meetings.models import MeetingState
from workspace.meetings.queries import points_of
from workspace.minutes import operations as minutes
from workspace.minutes import queries


@pytest.fixture
def meeting(cast):
    """It runs, and its second point serves an item."""
    made = make_meeting(cast.jeunesse, days=0, hours=-1, points=2)
    points_of(made)[1].items = [cast.items["o2-act1"]]
    db.session.commit()
    return made


def decide(browser, point, text="La journée se tient à Nanterre.", items=(), **options):
    data = {"decision-text": text, "decision-items": list(items)}
    return browser.post(f"/points/{point.id}/decisions", data=data, **options)


def entrust(browser, point, **others):
    options = {"headers": others.pop("headers", {})}
    data = {"title": "Réserver la salle", "owner": "", "due_on": "", "items": []} | others
    return browser.post(f"/points/{point.id}/actions", data={f"action-{name}": data[name] for name in data}, **options)


def test_a_decision_serves_what_is_ticked(client_of, cast, meeting):
    point, item = points_of(meeting)[1], cast.items["o2-act1"]
    response = decide(client_of("alice"), point, items=[item.id])
    assert response.location == f"/reunions/{meeting.id}?point={point.id}"
    decision = queries.decisions_of_meeting(meeting.id)[0]
    assert (decision.text, decision.point_id, decision.items) == ("La journée se tient à Nanterre.", point.id, [item])


def test_what_the_point_serves_is_ticked_beforehand(client_of, cast, meeting):
    page = client_of("alice").page(f"/reunions/{meeting.id}?point={points_of(meeting)[1].id}")
    for form in ("note-decision", "entrust-action"):
        ticked = [box["value"] for box in page.find(id=form).find_all("input", checked=True)]
        assert ticked == [str(cast.items["o2-act1"].id)]


def test_an_action_has_an_owner_and_a_date(client_of, cast, meeting):
    point, due = points_of(meeting)[1], clock.today() + timedelta(days=9)
    given = {"owner": cast.bob.id, "due_on": due.isoformat(), "items": [cast.items["o2-act1"].id]}
    assert entrust(client_of("alice"), point, **given).status_code == 303
    action = actions.of_meeting(meeting.id)[0]
    assert (action.title, action.owners, action.due_on) == ("Réserver la salle", [cast.bob], due)
    assert (action.group_id, action.point_id, action.items) == (cast.jeunesse.id, point.id, [cast.items["o2-act1"]])


def test_owner_and_date_may_come_later(client_of, meeting):
    assert entrust(client_of("alice"), points_of(meeting)[0]).status_code == 303
    page = client_of("alice").page(f"/reunions/{meeting.id}")
    assert "À confier" in page.find(class_="captured").get_text()


def test_the_staff_team_may_be_asked_a_stranger_not(client_of, cast, meeting):
    point, alice = points_of(meeting)[0], client_of("alice")
    assert entrust(alice, point, owner=cast.stan.id).status_code == 303
    assert entrust(alice, point, owner=cast.carl.id, title="Autre").status_code == 422
    assert [action.owners for action in actions.of_meeting(meeting.id)] == [[cast.stan]]


@pytest.mark.parametrize(
    ("slip", "field", "message"),
    [
        ({"title": " "}, "title", "Écrivez ce qui est à faire."),
        ({"title": "x" * 201}, "title", "200 caractères au plus."),
        ({"due_on": "2001-01-01"}, "due_on", "après la réunion"),
        ({"due_on": "9999-01-01"}, "due_on", "après la réunion"),
        ({"due_on": "bientôt"}, "due_on", ""),
    ],
)
@pytest.mark.parametrize("headers", [{}, HX])
def test_a_slip_in_an_action_is_said_beside_its_field(client_of, meeting, slip, field, message, headers):
    point = points_of(meeting)[1]
    response = entrust(client_of("alice"), point, headers=headers, **slip)
    assert response.status_code == 422
    page = soup(response)
    assert message in page.find(id=f"action-{field}-error").get_text()
    assert page.find(id="decision-text-error") is None
    assert actions.of_meeting(meeting.id) == []


@pytest.mark.parametrize("text", ["", "x" * 2001])
def test_a_slip_in_a_decision_keeps_what_was_typed(client_of, meeting, text):
    response = decide(client_of("alice"), points_of(meeting)[0], text)
    assert response.status_code == 422
    assert soup(response).find(id="decision-text").get_text().strip() == text
    assert queries.decisions_of_meeting(meeting.id) == []


def test_an_item_that_does_not_exist_is_refused(client_of, meeting):
    point, alice = points_of(meeting)[0], client_of("alice")
    assert decide(alice, point, items=[999_999]).status_code == 422
    assert entrust(alice, point, items=["x"]).status_code == 422
    assert queries.decisions_of_meeting(meeting.id) == actions.of_meeting(meeting.id) == []


def test_they_are_taken_back_and_the_words_remain_in_the_message(client_of, meeting):
    point, alice = points_of(meeting)[0], client_of("alice")
    decide(alice, point)
    entrust(alice, point)
    decision, action = queries.decisions_of_meeting(meeting.id)[0], actions.of_meeting(meeting.id)[0]
    part = alice.post(f"/decisions/{decision.id}/retrait", headers=HX)
    assert "La journée se tient à Nanterre." in soup(part).find(id="messages").get_text()
    assert alice.post(f"/actions/{action.id}/retrait").location == f"/reunions/{meeting.id}?point={point.id}"
    assert queries.decisions_of_meeting(meeting.id) == actions.of_meeting(meeting.id) == []


def test_the_part_equals_the_page_and_is_ready_for_another(client_of, meeting):
    point, alice = points_of(meeting)[0], client_of("alice")
    url = f"/reunions/{meeting.id}?point={point.id}"
    before = alice.page(url)
    part = decide(alice, point, headers=HX)
    changed = apply_part(before, part).find(id="captures")
    assert changed.find(id="decision-text").has_attr("data-focus")
    del changed.find(id="decision-text")["data-focus"]
    assert markup(changed) == markup(alice.page(url).find(id="captures"))


def test_published_or_somebody_elses_they_are_out_of_reach(client_of, cast, meeting):
    alice, held = client_of("alice"), make_held_meeting(cast)
    minutes.publish(queries.of_meeting(held), cast.alice)
    db.session.commit()
    decision, action = queries.decisions_of_meeting(held.id)[0], actions.of_meeting(held.id)[0]
    point = points_of(held)[0]
    assert decide(alice, point).status_code == entrust(alice, point).status_code == 409
    assert alice.post(f"/decisions/{decision.id}/retrait").status_code == 409
    assert alice.post(f"/actions/{action.id}/retrait").status_code == 409
    for state in (MeetingState.DRAFT, MeetingState.CANCELLED):
        point = points_of(make_meeting(cast.jeunesse, state))[0]
        assert decide(alice, point, "").status_code == entrust(alice, point).status_code == 409
    for who in ("bob", "carl", "bea"):
        assert decide(client_of(who), points_of(meeting)[0]).status_code == 403
    assert alice.post("/decisions/999999/retrait").status_code == 404
