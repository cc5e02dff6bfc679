"""Somebody chosen among all by a part of their name, before the form that is about them."""

import pytest

from tests.browser import HX, apply_part, markup
from tests.representation.scene import make_mandate
from workspace import clock
from workspace.database import db
from workspace.people import pages
from workspace.people.models import Person

GIVE = "/mandats/nouveau"


@pytest.fixture
def many(app, cast):
    """More than a search shows, one of them erased."""
    made = [Person(first_name=f"Éloïse{rank:02}", last_name="Désiré") for rank in range(pages.MOST + 2)]
    made[0].erased_at = clock.now()
    db.session.add_all(made)
    db.session.commit()
    return made


def names(page):
    return [link.get_text() for link in page.select("#found a")]


def test_a_part_of_a_name_finds_whoever_is_not_erased(client_of, cast, many):
    dora = client_of("dora")
    page = dora.page(GIVE)
    assert names(page) == []
    assert not page.main.select("form[method=post]"), "to whom comes first"
    assert names(dora.page(f"{GIVE}?qui=eloise01+DESIR")) == ["Éloïse01 Désiré"]
    assert names(dora.page(f"{GIVE}?qui=eloise00")) == []
    assert "Personne ne porte ce nom." in dora.page(f"{GIVE}?qui=%25").main.get_text()
    found = dora.page(f"{GIVE}?qui=eloise")
    assert len(names(found)) == pages.MOST
    assert "Les vingt premières" in found.main.get_text()


def test_a_few_people_are_all_shown(client_of, cast):
    assert "Nora Noël" in names(client_of("dora").page(GIVE))


@pytest.mark.parametrize("where", ["mandate", "representation"])
def test_whoever_is_chosen_is_the_only_one_that_the_form_offers(client_of, cast, where):
    address = GIVE if where == "mandate" else f"/representations/{make_mandate(cast).id}/siege"
    dora = client_of("dora")
    link = dora.page(f"{address}?qui=noel").select_one("#found a")
    page = dora.page(link["href"]).main
    form = page.select_one("form[method=post]")
    assert form.select_one("[name=person]")["value"] == str(cast.nora.id)
    assert "Nora Noël, CSC Les Tilleuls" in " ".join(form.get_text().split())
    assert form.find("a", string="Choisir quelqu’un d’autre")["href"] == address
    for wrong in ("999999", "9" * 30, "x", ""):
        assert dora.page(f"{address}?personne={wrong}").select_one("#found") is not None


def test_the_list_follows_what_is_typed(client_of, cast, many):
    dora = client_of("dora")
    part = dora.get(f"{GIVE}?qui=noel", headers=HX)
    assert "<html" not in part.text
    after = dora.page(f"{GIVE}?qui=noel")
    assert markup(apply_part(dora.page(GIVE), part).find(id="found")) == markup(after.find(id="found"))


def test_it_takes_as_many_statements_whoever_is_found(client_of, cast, many):
    dora = client_of("dora")
    few, lots = (len(dora.counted(f"{GIVE}?qui={words}")) for words in ("noel", "eloise"))
    assert few == lots <= 12
