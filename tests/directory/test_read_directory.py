"""The directory: who is in it, who finds whom, whose contacts show to whom."""

import pytest

from tests.cast import LONG_AGO
from workspace import clock
from workspace.access import Can, may, standing_of
from workspace.database import db
from workspace.directory import queries
from workspace.groups.models import Membership
from workspace.people.models import Person


def names(page):
    return [link.get_text() for link in page.select(".directory-list b a")]


def test_the_network_is_in_it_and_neither_partners_nor_machines(client_of, cast):
    found = names(client_of("bob").page("/annuaire"))
    assert found == [
        "Alice Arnaud", "Bea Berger", "Bob Bernard", "Carl Caron", "Dora Dupont", "Nora Noël", "Stan Simon",
    ]  # fmt: skip


def test_partners_and_technical_accounts_do_not_read_it(client_of, cast):
    for who in ("paul", "tess"):
        client = client_of(who)
        assert client.get("/annuaire").status_code == 403
        assert client.get(f"/personnes/{cast.bob.id}").status_code == 403
        assert not client.page("/mon-espace").select('a[href="/annuaire"]')


@pytest.mark.parametrize("asked", ["noel", "NOËL", "nora noel", "Noël Nora", " nor "])
def test_a_name_is_found_without_its_accents(client_of, asked):
    assert names(client_of("bob").page(f"/annuaire?nom={asked}")) == ["Nora Noël"]


def test_filters(client_of, cast):
    bob = client_of("bob")
    assert names(bob.page("/annuaire?groupe=jeunesse")) == ["Alice Arnaud", "Bob Bernard"]
    assert names(bob.page("/annuaire?statut=resident")) == ["Nora Noël"]
    assert "Stan Simon" not in names(bob.page(f"/annuaire?centre={cast.bob.centre_id}"))
    assert names(bob.page("/annuaire?groupe=jeunesse&statut=volunteer&nom=b")) == ["Bob Bernard"]
    assert len(names(bob.page("/annuaire?groupe=rien&statut=x&centre=y&page=-3"))) == 7
    for asked in ("%", "_", "\\", "🎉", "x" * 10_000):
        assert names(bob.page("/annuaire", query_string={"nom": asked})) == []
    assert "Personne ne répond" in bob.page("/annuaire?nom=%25").main.get_text()


def test_one_who_left_or_is_to_come_is_not_in_the_group(client_of, cast):
    db.session.query(Membership).filter_by(person_id=cast.bob.id).one().left_on = clock.today()
    db.session.commit()
    assert names(client_of("nora").page("/annuaire?groupe=jeunesse")) == ["Alice Arnaud"]


def contacts(client):
    return {link["href"][7:] for link in client.page("/annuaire").select('.directory-list a[href^="mailto:"]')}


def test_contacts_show_to_those_the_rule_names(client_of, cast):
    everyone = {f"{name}@example.org" for name in ("alice", "bea", "bob", "carl", "dora", "nora", "stan")}
    assert contacts(client_of("nora")) == set()
    assert contacts(client_of("bea")) == set()
    assert contacts(client_of("alice")) == {"alice@example.org", "bob@example.org"}
    assert contacts(client_of("dora")) == contacts(client_of("stan")) == everyone
    cast.carl.shares_contacts, cast.carl.phone = True, "06 12 34 56 78"
    db.session.commit()
    assert contacts(client_of("nora")) == {"carl@example.org"}
    assert "06 12 34 56 78" in client_of("nora").page(f"/personnes/{cast.carl.id}").main.get_text()


@pytest.mark.parametrize("who", ["nora", "carl", "bob", "alice", "bea", "stan", "dora"])
def test_the_list_and_the_page_say_the_same(app, cast, who):
    """What the list shows in one statement is what the policy says of each person."""
    cast.carl.shares_contacts = True
    db.session.add(Membership(group_id=cast.communication.id, person_id=cast.bob.id, joined_on=LONG_AGO))
    db.session.commit()
    with app.test_request_context():
        reader = cast.people[who]
        everyone = list(db.session.scalars(queries.people(queries.Filters())))
        groups, standing = queries.groups_of(everyone), standing_of(reader)
        for person in everyone:
            if person.id != reader.id:
                listed = queries.sees_contacts(standing, person, groups.get(person.id, []))
                assert listed == may(reader, Can.SEE_CONTACTS_OF, person), person.name


def test_a_page_of_somebody(client_of, cast):
    page = client_of("alice").page(f"/personnes/{cast.bob.id}")
    assert "bob@example.org" in page.main.get_text()
    assert page.select('a.chip[href="/groupes/jeunesse"]')
    assert "bob@example.org" not in client_of("carl").page(f"/personnes/{cast.bob.id}").main.get_text()
    assert "Siège" in client_of("nora").page(f"/personnes/{cast.bea.id}").main.get_text()


def test_a_stranger_is_in_it_once_a_group_lets_them_in(client_of, cast):
    cast.carl.came_alone = True
    db.session.query(Membership).filter_by(person_id=cast.carl.id).one().left_on = clock.today()
    db.session.commit()
    nora = client_of("nora")
    assert "Carl Caron" not in names(nora.page("/annuaire"))
    db.session.add(Membership(group_id=cast.jeunesse.id, person_id=cast.carl.id, joined_on=clock.today()))
    db.session.commit()
    assert "Carl Caron" in names(nora.page("/annuaire"))


def test_erased_people_are_not_in_it(client_of, cast):
    cast.bob.erased_at = clock.now()
    db.session.commit()
    assert "Bob" not in client_of("nora").page("/annuaire").main.get_text()


def test_it_takes_as_many_statements_with_more_people(client_of, cast):
    alice = client_of("alice")
    few = len(alice.counted("/annuaire"))
    db.session.add_all(Person(first_name="Prénom", last_name=f"Nom{number}") for number in range(40))
    db.session.commit()
    assert len(alice.counted("/annuaire")) == few <= 12
    assert len(names(alice.page("/annuaire"))) == 25
    assert len(names(alice.page("/annuaire?page=2"))) == 22
    assert len(alice.counted(f"/personnes/{cast.bob.id}")) <= 12
