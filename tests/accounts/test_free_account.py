"""Somebody lost phone and recovery codes: who may let them in again, and who may not."""

import pytest
from sqlalchemy import select

from tests.accounts.scene import is_in, letters, try_password, with_phone
from workspace.accounts.models import RecoveryCode, SecondFactor
from workspace.database import db
from workspace.journal.models import Entry
from workspace.people.models import Person

KNOWN = {"is_known": "y"}


@pytest.fixture(autouse=True)
def locked_out(cast):
    for name in ("alice", "dora", "stan", "tess"):
        with_phone(cast.people[name])


def url(person):
    return f"/personnes/{person.id}/double-verification"


def phones():
    return set(db.session.scalars(select(Person.first_name).join(SecondFactor, SecondFactor.person_id == Person.id)))


def test_the_staff_team_lets_a_member_in_again(client_of, cast):
    stan, thief = client_of("stan"), client_of("alice")
    assert stan.page(f"/personnes/{cast.alice.id}").select(f'a[href="{url(cast.alice)}"]')
    assert stan.page(url(cast.alice)).h1.get_text() == "Lever la double vérification d’Alice Arnaud"
    answer = stan.post(url(cast.alice), data=KNOWN)
    assert (answer.status_code, answer.location) == (303, f"/personnes/{cast.alice.id}")
    assert phones() == {"Dora", "Stan", "Tess"}
    assert db.session.scalar(select(RecoveryCode).where(RecoveryCode.person_id == cast.alice.id)) is None
    assert not is_in(thief), "the phone that somebody found had a session"
    assert try_password(client_of()).location == "/mon-espace"
    told = letters("account-changed")[-1]
    assert (told.address, told.unsubscribe) == ("alice@example.org", "")
    assert "a levé la double vérification" in told.text
    line = db.session.scalar(select(Entry).where(Entry.kind == "accounts/freed"))
    assert line.person_id == cast.stan.id
    assert "a levé la double vérification d’Alice Arnaud" in client_of("dora").page("/journal").main.get_text()


def test_it_asks_whether_the_person_was_recognised(client_of, cast):
    answer = client_of("dora").post(url(cast.alice))
    assert answer.status_code == 422
    assert "se faire passer pour elle" in answer.text
    assert "Alice" in phones()


@pytest.mark.parametrize("who", ["dora", "tess", "stan"])
def test_the_staff_team_frees_nobody_who_opens_more_doors(client_of, cast, who):
    """Nor oneself: a stolen session would do that first."""
    assert client_of("stan").post(url(cast.people[who]), data=KNOWN).status_code == 403
    assert who.title() in phones()


def test_a_delegate_is_freed_by_another_one_and_frees_the_others(client_of, cast):
    dora = client_of("dora")
    assert dora.post(url(cast.dora), data=KNOWN).status_code == 403
    for who in ("stan", "tess"):
        assert dora.post(url(cast.people[who]), data=KNOWN).status_code == 303
    assert phones() == {"Alice", "Dora"}


def test_twice_or_without_a_phone_changes_nothing(client_of, cast):
    dora = client_of("dora")
    for _ in range(2):
        assert dora.post(url(cast.alice), data=KNOWN).status_code == 303
    assert dora.get(url(cast.bob)).status_code == 303
    assert not dora.page(f"/personnes/{cast.bob.id}").select(f'a[href="{url(cast.bob)}"]')
    assert len(db.session.scalars(select(Entry.id).where(Entry.kind == "accounts/freed")).all()) == 1


def test_the_command_frees_the_last_delegate(app, cast):
    run = app.test_cli_runner().invoke
    refused = run(args=["free-account", "personne@example.org"])
    assert (refused.exit_code, "Personne n’a cette adresse" in refused.output) == (1, True)
    assert run(args=["free-account", "dora@example.org"], input="n\n").exit_code == 1
    assert "Dora" in phones()
    assert run(args=["free-account", " Dora@Example.org ", "--yes"]).exit_code == 0
    assert "Dora" not in phones()
    assert "Aucun téléphone" in run(args=["free-account", "dora@example.org", "--yes"]).output
