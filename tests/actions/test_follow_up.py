"""What lives on an action's page: its date, its owners, what people say of it, its history."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.actions.scene import make_action
from tests.browser import soup
from workspace import clock
from workspace.actions.models import ActionEvent, ActionItem, EventKind
from workspace.actions.operations import WHY_MOVE
from workspace.database import db
from workspace.pagination import SIZE
from workspace.people.models import Person
from workspace.post import Letter


def read(action):
    db.session.expire_all()
    return db.session.get(ActionItem, action.id)


def owners_of(action):
    db.session.refresh(action, ["owners"])
    return action.owners


def in_days(days):
    return clock.today() + timedelta(days=days)


def history(page):
    return [" ".join(line.get_text(" ", strip=True).split()) for line in page.select(".history > li")]


# Its date


def test_the_date_moves_with_a_reason_that_stays_in_the_history(client_of, cast):
    bob, action = client_of("bob"), make_action(cast, days=2)
    data = {"due_on": in_days(20).isoformat(), "reason": "La mairie répond en fin de mois."}
    assert bob.post(f"/actions/{action.id}/echeance", data=data).location == f"/actions/{action.id}"
    assert read(action).due_on == in_days(20)
    told = history(bob.page(f"/actions/{action.id}"))
    assert told[0].startswith("Bob B. a déplacé la date du ")
    assert "La mairie répond en fin de mois." in told[0]


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_the_date_stays(client_of, cast, reason):
    bob, action = client_of("bob"), make_action(cast, days=2)
    data = {"due_on": in_days(20).isoformat(), "reason": reason}
    response = bob.post(f"/actions/{action.id}/echeance", data=data)
    assert response.status_code == 422
    page = soup(response)
    assert page.find(id="why-move-error").get_text() == WHY_MOVE
    assert page.find(id="due_on")["value"] == data["due_on"]
    assert not page.find(id="why-drop-error"), "the other form is not blamed"
    assert read(action).due_on == in_days(2)


@pytest.mark.parametrize("day", ["", "bientôt", "2020-01-01", "2999-01-01"])
def test_a_day_that_cannot_be_is_refused(client_of, cast, day):
    action = make_action(cast, days=2)
    response = client_of("bob").post(f"/actions/{action.id}/echeance", data={"due_on": day, "reason": "Parce que."})
    assert response.status_code == 422
    assert read(action).due_on == in_days(2)


def test_a_first_date_needs_no_reason_and_the_same_date_changes_nothing(client_of, cast):
    bob, action = client_of("bob"), make_action(cast, days=None)
    for _ in range(2):
        assert bob.post(f"/actions/{action.id}/echeance", data={"due_on": in_days(5).isoformat()}).status_code == 303
    assert len(db.session.scalars(select(ActionEvent)).all()) == 1
    assert "a fixé la date" in history(bob.page(f"/actions/{action.id}"))[0]


# Its owners


def test_owners_come_and_go_and_newcomers_are_told(client_of, cast):
    alice, action = client_of("alice"), make_action(cast)
    url = f"/actions/{action.id}/responsables"
    assert [box["value"] for box in alice.page(url).select("[checked]")] == [str(cast.bob.id)]
    response = alice.post(url, data={"owners": [cast.alice.id, cast.stan.id]})
    assert response.location == f"/actions/{action.id}"
    assert {owner.id for owner in owners_of(action)} == {cast.alice.id, cast.stan.id}
    assert {letter.address for letter in db.session.scalars(select(Letter))} == {cast.alice.email, cast.stan.email}
    told = " ".join(history(alice.page(f"/actions/{action.id}")))
    for words in (f"l’a retirée à {cast.bob.name}.", f"l’a confiée à {cast.stan.name}."):
        assert words in told


def test_the_same_owners_twice_change_nothing(client_of, cast):
    alice, action = client_of("alice"), make_action(cast)
    for _ in range(2):
        alice.post(f"/actions/{action.id}/responsables", data={"owners": [cast.bob.id, cast.alice.id]})
    assert len(db.session.scalars(select(ActionEvent)).all()) == 1
    assert len(db.session.scalars(select(Letter)).all()) == 1


def test_before_publication_no_letter_leaves(client_of, cast):
    action = make_action(cast, published=False)
    client_of("alice").post(f"/actions/{action.id}/responsables", data={"owners": [cast.alice.id]})
    assert db.session.scalars(select(Letter)).all() == []


def test_an_owner_who_left_the_group_may_stay_and_a_stranger_may_not_come(client_of, cast):
    alice, action = client_of("alice"), make_action(cast, owners=[cast.carl])
    url = f"/actions/{action.id}/responsables"
    assert alice.post(url, data={"owners": [cast.carl.id, cast.bob.id]}).status_code == 303
    for wrong in ([], [cast.nora.id], ["99999"]):
        data = {"owners": wrong, "csrf_token": "x"}
        assert alice.post(url, data=data).status_code == 422
    assert {owner.id for owner in owners_of(action)} == {cast.carl.id, cast.bob.id}


def test_names_are_said_as_they_are_today(client_of, cast):
    alice, action = client_of("alice"), make_action(cast)
    alice.post(f"/actions/{action.id}/responsables", data={"owners": [cast.alice.id]})
    db.session.get(Person, cast.bob.id).first_name = "Robert"
    db.session.commit()
    assert "l’a retirée à Robert " in " ".join(history(alice.page(f"/actions/{action.id}")))


# What people say of it


def test_any_reader_of_the_network_comments(client_of, cast):
    action = make_action(cast)
    for who in ("nora", "carl", "bea", "dora"):
        data = {"text": f"Dit par {who}.\r\n<b>Oui</b>"}
        response = client_of(who).post(f"/actions/{action.id}/commentaires", data=data)
        assert response.location == f"/actions/{action.id}#history"
    told = history(client_of("bob").page(f"/actions/{action.id}"))
    assert [who for who in ("dora", "bea", "carl", "nora") if any(f"Dit par {who}." in line for line in told)]
    assert "Dit par dora." in told[0]
    assert "<b>Oui</b>" in told[0]


def test_the_same_is_said_once_of_an_action_and_again_of_another(client_of, cast):
    bob, actions = client_of("bob"), [make_action(cast, title) for title in ("Écrire", "Relire")]
    for action in (*actions, *actions):
        bob.post(f"/actions/{action.id}/commentaires", data={"text": "C’est fait."})
    for action in actions:
        assert sum("C’est fait." in line for line in history(bob.page(f"/actions/{action.id}"))) == 1


def test_others_do_not_comment(client_of, cast):
    public, draft = make_action(cast), make_action(cast, published=False, owners=[])
    for who, action in [("paul", public), ("tess", public), ("nora", draft), ("bea", draft)]:
        assert client_of(who).post(f"/actions/{action.id}/commentaires", data={"text": "Là"}).status_code == 403
    assert client_of("").post(f"/actions/{public.id}/commentaires", data={"text": "Là"}).status_code == 401
    assert db.session.scalars(select(ActionEvent)).all() == []


@pytest.mark.parametrize(
    ("text", "said"), [("", "Écrivez"), (" \r\n ", "Écrivez"), ("x" * 2001, "2\u202f000 caractères")]
)
def test_an_empty_or_endless_comment_is_refused(client_of, cast, text, said):
    action = make_action(cast)
    response = client_of("nora").post(f"/actions/{action.id}/commentaires", data={"text": text})
    assert response.status_code == 422
    assert said in soup(response).find(id="text-error").get_text()
    assert soup(response).find(id="text").get_text().strip() == text.strip()


def test_a_double_click_says_it_once(client_of, cast):
    nora, action = client_of("nora"), make_action(cast)
    for _ in range(2):
        nora.post(f"/actions/{action.id}/commentaires", data={"text": "Je peux aider."})
    assert len(db.session.scalars(select(ActionEvent)).all()) == 1


def test_one_removes_what_one_said_and_nothing_else(client_of, cast):
    nora, bob, action = client_of("nora"), client_of("bob"), make_action(cast)
    nora.post(f"/actions/{action.id}/commentaires", data={"text": "Je peux aider."})
    bob.post(f"/actions/{action.id}/etat", data={"state": "done"})
    events = {event.kind: event.id for event in db.session.scalars(select(ActionEvent))}
    assert bob.post(f"/commentaires/{events[EventKind.COMMENT]}/retrait").status_code == 403
    assert bob.post(f"/commentaires/{events[EventKind.STATE]}/retrait").status_code == 403
    form = nora.page(f"/actions/{action.id}").select_one(".history form")
    assert not bob.page(f"/actions/{action.id}").select(".history form")
    assert nora.post(form["action"]).location == f"/actions/{action.id}#history"
    assert history(nora.page(f"/actions/{action.id}"))[0].startswith("Bob B. l’a close.")
    assert nora.post(form["action"]).status_code == 404


def test_what_is_said_and_what_is_done_stand_in_one_order(client_of, cast, time_machine):
    bob, action = client_of("bob"), make_action(cast)
    for text, state in [("Premier", "in_progress"), ("Second", "done")]:
        bob.post(f"/actions/{action.id}/commentaires", data={"text": text})
        time_machine.move_to(clock.now() + timedelta(minutes=5), tick=False)
        bob.post(f"/actions/{action.id}/etat", data={"state": state})
        time_machine.move_to(clock.now() + timedelta(minutes=5), tick=False)
    told = history(bob.page(f"/actions/{action.id}"))
    for line, words in zip(told, ("close", "Second", "en cours", "Premier"), strict=True):
        assert words in line


def test_a_long_history_has_pages_and_costs_no_more(client_of, cast):
    bob, action = client_of("bob"), make_action(cast)

    def say(number):
        event = ActionEvent(action_id=action.id, person_id=cast.bob.id, kind=EventKind.COMMENT, text=f"Mot {number}")
        db.session.add(event)
        db.session.commit()

    say(0)
    one = bob.counted(f"/actions/{action.id}")
    for number in range(1, SIZE + 5):
        say(number)
    assert len(bob.counted(f"/actions/{action.id}")) == len(one) <= 12
    page = bob.page(f"/actions/{action.id}")
    assert len(history(page)) == SIZE
    assert len(history(bob.page(page.find("a", rel="next")["href"]))) == 5
    bob.page(f"/actions/{action.id}?page=99")


def test_an_action_taken_back_leaves_with_its_history(client_of, cast):
    action = make_action(cast, published=False)
    client_of("alice").post(f"/actions/{action.id}/commentaires", data={"text": "Là"})
    db.session.delete(db.session.get(ActionItem, action.id))
    db.session.commit()
    assert db.session.scalars(select(ActionEvent)).all() == []
