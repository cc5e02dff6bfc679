"""Who sits there for the federation: named, replaced, ended, with their dates."""

import pytest

from tests.representation.scene import day, make_mandate, sit
from workspace.database import db
from workspace.representation.models import Representative, Seat


@pytest.fixture
def mandate(cast):
    return make_mandate(cast)


def name(browser, mandate, person, seat="holder", **dates):
    given = {"starts_on": day(0)} | dates
    data = {"person": person.id, "seat": seat} | {word: value.isoformat() for word, value in given.items()}
    return browser.post(f"/representations/{mandate.id}/siege", data=data)


def seated(mandate):
    db.session.expire_all()
    db.session.refresh(mandate, ["representatives"])
    return {(one.person_id, one.seat): (one.starts_on, one.ends_on) for one in mandate.representatives}


def test_somebody_without_an_account_may_sit(client_of, cast, mandate):
    cast.nora.email = cast.nora.password_hash = None
    db.session.commit()
    dora = client_of("dora")
    assert name(dora, mandate, cast.nora).status_code == 303
    assert seated(mandate) == {(cast.nora.id, Seat.HOLDER): (day(0), None)}
    page = dora.page(f"/representations/{mandate.id}").main.get_text(" ")
    assert "Nora Noël" in page
    assert "Siège à pourvoir" not in page


def test_named_twice_is_once(client_of, cast, mandate):
    dora = client_of("dora")
    assert [name(dora, mandate, cast.alice).status_code for _ in range(2)] == [303, 303]
    assert len(seated(mandate)) == 1


def test_a_new_holder_follows_the_one_before(client_of, cast, mandate):
    sit(mandate, cast.alice)
    assert name(client_of("dora"), mandate, cast.bob, starts_on=day(10)).status_code == 303
    found = seated(mandate)
    assert found[cast.alice.id, Seat.HOLDER][1] == day(9)
    assert found[cast.bob.id, Seat.HOLDER] == (day(10), None)
    assert mandate.holder.person_id == cast.alice.id, "until then she holds it"


def test_a_substitute_who_becomes_the_holder_leaves_their_place(client_of, cast, mandate):
    sit(mandate, cast.alice)
    sit(mandate, cast.bob, Seat.SUBSTITUTE)
    assert name(client_of("dora"), mandate, cast.bob, starts_on=day(1)).status_code == 303
    found = seated(mandate)
    assert found[cast.bob.id, Seat.SUBSTITUTE][1] == day(0)
    assert found[cast.alice.id, Seat.HOLDER][1] == day(0)


def test_dates_that_contradict_are_refused(client_of, cast):
    mandate = make_mandate(cast, starts_on=day(-5), ends_on=day(50))
    sit(mandate, cast.alice, since=day(5))
    dora = client_of("dora")
    for wrong, said in [
        ({"starts_on": day(0)}, "Quelqu’un est déjà nommé"),
        ({"starts_on": day(-6)}, "Ces dates sortent"),
        ({"starts_on": day(51)}, "Ces dates sortent"),
        ({"starts_on": day(9), "ends_on": day(8)}, "Le dernier jour vient après"),
    ]:
        answer = name(dora, mandate, cast.bob, **wrong)
        assert answer.status_code == 422
        assert said in answer.text
    assert name(dora, mandate, cast.alice, "substitute", starts_on=day(5)).status_code == 422
    assert len(seated(mandate)) == 1
    assert name(dora, mandate, cast.bob, starts_on=day(0), ends_on=day(4)).status_code == 303, "until the other comes"


def test_nobody_chosen_is_said(client_of, cast, mandate):
    answer = client_of("dora").post(f"/representations/{mandate.id}/siege", data={"starts_on": "2026-01-01"})
    assert answer.status_code == 422
    assert "Choisissez une personne." in answer.text


def test_a_seat_ends_and_one_to_come_is_taken_back(client_of, cast, mandate):
    sit(mandate, cast.alice)
    sit(mandate, cast.bob, Seat.SUBSTITUTE, since=day(3))
    db.session.refresh(mandate, ["representatives"])
    to_come, held = mandate.representatives
    dora = client_of("dora")
    address = f"/representations/sieges/{held.id}/fin"
    assert dora.post(address, data={"last_day": ""}).status_code == 422
    assert dora.post(address, data={"last_day": "2019-01-01"}).status_code == 422
    assert dora.post(address, data={"last_day": day(-1).isoformat()}).status_code == 303
    assert not dora.page(f"/representations/sieges/{to_come.id}/fin").select("[name=last_day]")
    assert dora.post(f"/representations/sieges/{to_come.id}/fin").status_code == 303
    assert [end for _, end in seated(mandate).values()] == [day(-1)]
    assert db.session.query(Representative).count() == 1
    assert "Siège à pourvoir" in dora.get(f"/representations/{mandate.id}").text


def test_the_wrong_person_named_from_today_is_taken_back(client_of, cast, mandate):
    sit(mandate, cast.alice, since=day(0))
    db.session.refresh(mandate, ["representatives"])
    (wrong,) = mandate.representatives
    assert client_of("dora").post(f"/representations/sieges/{wrong.id}/fin").status_code == 303
    assert db.session.query(Representative).count() == 0
