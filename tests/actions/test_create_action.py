"""An action decided between two meetings."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.browser import soup
from workspace import clock
from workspace.actions.models import ActionEvent, ActionItem, EventKind
from workspace.database import db
from workspace.groups.models import GroupState
from workspace.post import Letter

URL = "/groupes/jeunesse/actions/nouvelle"


def typed(cast, **others):
    return {
        "title": "Réserver la salle",
        "owners": [cast.alice.id, cast.bob.id],
        "due_on": (clock.today() + timedelta(days=9)).isoformat(),
        "items": [cast.items["o2-act1"].id],
    } | others


def actions():
    return db.session.scalars(select(ActionItem)).all()


def test_it_is_published_at_once_and_says_all(client_of, cast):
    alice = client_of("alice")
    response = alice.post(URL, data=typed(cast))
    action = actions()[0]
    assert (response.status_code, response.location) == (303, f"/actions/{action.id}")
    page = alice.page(response.location)
    text = " ".join(page.main.get_text().split())
    for words in ("Réserver la salle", "Alice", "Bob", "entre deux réunions", "a ajouté cette action"):
        assert words in text
    assert action.meeting_id is None
    assert action.published_at is not None
    assert "Réserver la salle" in client_of("bob").get("/mon-espace").text
    assert "Réserver la salle" in client_of("nora").get("/actions").text
    assert "Réserver la salle" in alice.get(f"/projet/{cast.items['o2-act1'].id}").text


def test_an_item_sent_twice_is_served_once(client_of, cast):
    item = cast.items["o2-act1"]
    assert client_of("alice").post(URL, data=typed(cast, items=[item.id, item.id])).status_code == 303
    (action,) = actions()
    db.session.refresh(action, ["items"])
    assert action.items == [item]


def test_each_owner_with_an_address_is_written_to(client_of, cast):
    cast.bob.email = None
    db.session.commit()
    client_of("dora").post(URL, data=typed(cast))
    letter = db.session.scalars(select(Letter)).one()
    assert letter.kind == "actions/action-entrusted"
    assert letter.address == cast.alice.email
    assert "Réserver la salle" in letter.subject
    for body in (letter.text, letter.html):
        assert cast.dora.name in body
        assert f"/actions/{actions()[0].id}" in body


def test_a_double_click_makes_one_action_and_one_letter_each(client_of, cast, time_machine):
    time_machine.move_to("2026-11-18 10:00:00+00:00", tick=False)
    alice = client_of("alice")
    first, second = (alice.post(URL, data=typed(cast)) for _ in range(2))
    assert first.location == second.location
    assert len(actions()) == 1
    assert len(db.session.scalars(select(Letter)).all()) == 2
    assert [event.kind for event in db.session.scalars(select(ActionEvent))] == [EventKind.CREATED]
    time_machine.shift(timedelta(minutes=2))
    alice.post(URL, data=typed(cast))
    assert len(actions()) == 2, "the same later is another one"


def test_two_who_ask_the_same_of_others_at_once_are_both_heard(client_of, cast):
    client_of("alice").post(URL, data=typed(cast, owners=[cast.bob.id]))
    client_of("dora").post(URL, data=typed(cast, owners=[cast.alice.id]))
    assert sorted(db.session.scalars(select(Letter.address))) == ["alice@example.org", "bob@example.org"]


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({"title": "  "}, "Écrivez ce qui est à faire."),
        ({"title": "x" * 201}, "200 caractères au plus"),
        ({"owners": []}, "Cochez au moins une personne."),
        ({"owners": ["99999"]}, "ne fait plus partie"),
        ({"owners": ["x"]}, ""),
        ({"due_on": ""}, "Dites pour quel jour."),
        ({"due_on": "demain"}, ""),
        ({"due_on": "2020-01-01"}, "Choisissez aujourd’hui ou un jour à venir."),
        ({"due_on": "9999-01-01"}, "Choisissez aujourd’hui ou un jour à venir."),
        ({"items": ["99999"]}, ""),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client_of, cast, others, said):
    response = client_of("alice").post(URL, data=typed(cast, **others))
    assert response.status_code == 422
    assert said in response.text
    page = soup(response)
    assert page.select_one(".notice-danger")
    if "title" not in others:
        assert page.find(id="title")["value"] == "Réserver la salle"
    if "owners" not in others:
        assert {int(box["value"]) for box in page.select("[name=owners][checked]")} == {cast.alice.id, cast.bob.id}
    assert actions() == []


def test_an_owner_who_is_not_to_be_asked_is_refused(client_of, cast):
    assert client_of("alice").post(URL, data=typed(cast, owners=[cast.carl.id])).status_code == 422
    assert actions() == []


def test_a_closed_group_takes_no_action(client_of, cast):
    cast.jeunesse.state = GroupState.CLOSED
    db.session.commit()
    assert client_of("dora").post(URL, data=typed(cast)).status_code == 409
    assert "actions/nouvelle" not in client_of("dora").get("/groupes/jeunesse?rubrique=actions").text


def test_only_those_who_lead_add_one(client_of, cast):
    for who in ("nora", "carl", "bob", "bea", "paul", "tess"):
        assert client_of(who).post(URL, data=typed(cast)).status_code == 403
    assert actions() == []


def test_the_button_leads_to_the_group_or_asks_which(client_of, cast):
    alice, dora = client_of("alice"), client_of("dora")
    for page in (alice.page("/actions"), dora.page("/actions")):
        assert page.find("a", href="/actions/nouvelle")
    assert not client_of("bob").page("/actions").find("a", href="/actions/nouvelle")
    assert alice.get("/actions/nouvelle").location == URL
    choices = [link["href"] for link in dora.page("/actions/nouvelle").select(".group-choice a")]
    assert URL in choices
    assert len(choices) > 1
    assert "Vous ne co-animez aucun groupe" in client_of("nora").get("/actions/nouvelle").text
    assert alice.page("/groupes/jeunesse?rubrique=actions").find("a", href=URL)
    assert not client_of("bob").page("/groupes/jeunesse?rubrique=actions").find("a", href=URL)


def test_the_form_takes_few_statements(client_of, cast):
    statements = client_of("alice").counted(URL)
    assert len(statements) <= 12, "\n".join(statements)
