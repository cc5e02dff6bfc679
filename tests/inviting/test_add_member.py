"""Somebody without e-mail comes in by name."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.joining.scene import asked, letters, memberships, on_request
from workspace import clock
from workspace.database import db
from workspace.groups import queries
from workspace.groups.models import Membership
from workspace.people.models import Person, Status

HERE = "/groupes/jeunesse/membres/ajout"
MARTHE = {"first_name": "Marthe", "last_name": "Vieille", "centre": "", "status": "resident"}


def people_named(name):
    return db.session.scalars(select(Person).where(Person.last_name == name)).all()


def test_added_by_name_they_are_a_member_without_account(client_of, cast):
    answer = client_of("alice").post(HERE, data=MARTHE | {"centre": str(cast.alice.centre_id)})
    assert answer.status_code == 303
    (marthe,) = people_named("Vieille")
    assert (marthe.email, marthe.password_hash, marthe.status) == (None, None, Status.RESIDENT)
    assert memberships(cast.jeunesse, marthe) == 1
    assert letters() == []
    assert "Marthe Vieille" in client_of("bob").page("/groupes/jeunesse?rubrique=membres").main.get_text()


def test_a_known_name_asks_who_it_is(client_of, cast):
    alice = client_of("alice")
    nora = {"first_name": "nora", "last_name": "NOEL", "centre": "", "status": "volunteer"}
    answer = alice.post(HERE, data=nora)
    assert answer.status_code == 422
    assert "Nora Noël, CSC Les Tilleuls" in answer.text
    assert alice.post(HERE, data=nora | {"who": str(cast.nora.id)}).status_code == 303
    assert memberships(cast.jeunesse, cast.nora) == 1
    assert [(one.kind, one.address) for one in letters()] == [("joining/added", "nora@example.org")]
    assert alice.post(HERE, data=nora | {"who": "nouvelle"}).status_code == 303
    assert len(people_named("NOEL")) == 1


NORA = {"first_name": "Nora", "last_name": "Noël", "centre": "", "status": "volunteer"}


@pytest.mark.parametrize("first", [-10, 0, 10])
@pytest.mark.parametrize("lasts", [None, 300])
def test_somebody_with_a_dated_seat_keeps_one(client_of, cast, first, lasts):
    today = clock.today()
    seat = Membership(
        group_id=cast.board.id,
        person_id=cast.nora.id,
        joined_on=today + timedelta(days=first),
        left_on=lasts and today + timedelta(days=lasts),
    )
    db.session.add(seat)
    db.session.commit()
    answer = client_of("dora").post("/groupes/board/membres/ajout", data=NORA | {"who": str(cast.nora.id)})
    assert answer.status_code == 303
    db.session.expire_all()
    seats = db.session.scalars(select(Membership).where(Membership.person_id == cast.nora.id)).all()
    assert [one.joined_on for one in seats] == [today + timedelta(days=min(first, 0))]
    assert queries.membership(cast.board, cast.nora) is not None


def test_a_seat_taken_back_before_its_first_day_is_none(client_of, cast):
    seat = Membership(group_id=cast.board.id, person_id=cast.nora.id, joined_on=clock.today() + timedelta(days=30))
    db.session.add(seat)
    db.session.commit()
    dora = client_of("dora")
    assert dora.post(f"/membres/{seat.id}/retrait", data={"reason": "Un autre siège."}).status_code == 303
    dora.post("/groupes/board/membres/ajout", data=NORA | {"who": str(cast.nora.id)})
    assert queries.membership(cast.board, cast.nora) is not None


def test_whoever_asked_to_come_in_and_is_added_no_longer_asks(client_of, cast):
    on_request(cast)
    client_of("nora").post("/groupes/jeunesse/rejoindre")
    assert client_of("alice").post(HERE, data=NORA | {"who": str(cast.nora.id)}).status_code == 303
    (request,) = asked(cast.nora)
    assert (request.accepted, request.answered_by_id) == (True, cast.alice.id)
    assert "demande à entrer" not in client_of("alice").page("/groupes/jeunesse").main.get_text()


def test_twice_makes_one_person(client_of, cast):
    alice = client_of("alice")
    assert [alice.post(HERE, data=MARTHE).status_code for _ in range(2)] == [303, 422]
    assert len(people_named("Vieille")) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"first_name": ""}, {"last_name": "x" * 81}, {"centre": "9999"}, {"status": "boss"}, {"who": "9999"}],
)
def test_what_is_wrong_is_said(client_of, cast, wrong):
    assert client_of("alice").post(HERE, data=MARTHE | wrong).status_code == 422
    assert people_named("Vieille") == []


def test_somebody_of_another_name_is_not_slipped_in(client_of, cast):
    assert client_of("alice").post(HERE, data=MARTHE | {"who": str(cast.stan.id)}).status_code == 422
    assert memberships(cast.jeunesse, cast.stan) == 0


def test_others_do_not_add(client_of, cast):
    for who in ("bob", "carl", "bea", "paul", "tess"):
        assert client_of(who).post(HERE, data=MARTHE).status_code == 403
