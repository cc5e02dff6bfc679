"""Beside an item of the project, as context: apart from evidence, in no count."""

from decimal import Decimal

from tests.observatory.scene import make_measure
from workspace.database import db
from workspace.observatory.models import Indicator
from workspace.progress import queries as progress
from workspace.project.models import ProjectItem
from workspace.reviews import operations as reviews


def context(browser, where):
    heading = browser.page(where).find(id="h-context")
    return heading and heading.parent.get_text(" ", strip=True).replace("\u00a0", " ").replace("\u202f", " ")


def test_an_item_says_its_indicators_with_their_latest_measure(client_of, cast):
    item, other = cast.items["o2-obj1"], cast.items["o1-obj1"]
    measure = make_measure(items=[item])
    make_measure(measure.indicator, year=2008, value=Decimal(9))
    bob = client_of("bob")
    told = context(bob, f"/projet/{item.id}")
    assert "Contexte (observatoire)" in told
    assert "Ce n’est pas une preuve" in told
    assert "13 000 heures, 2010 (15 centres sur 28)" in told
    assert " 9 heures" not in told
    assert context(bob, f"/projet/{other.id}") is None
    assert not bob.page(f"/projet/{item.id}").select("#avancees a[href^='/observatoire']"), "not among the evidence"


def test_it_counts_in_nothing(client_of, cast):
    item = cast.items["o2-obj1"]
    before = progress.counts_of([item.id])
    make_measure(items=[item])
    assert progress.counts_of([item.id]) == before


def test_the_board_reads_the_same_in_its_review(client_of, cast):
    item = cast.items["o2-obj1"]
    make_measure(items=[item])
    sitting = reviews.open_sitting(cast.project, cast.bea, None)
    db.session.commit()
    bea = client_of("bea")
    where = f"/revues/{sitting.id}/lignes/{item.id}"
    assert context(bea, where) == context(bea, f"/projet/{item.id}")


def test_a_partner_reads_the_project_without_it(client_of, cast):
    item = cast.items["o2-obj1"]
    make_measure(items=[item])
    assert context(client_of("paul"), f"/projet/{item.id}") is None


def test_the_page_costs_no_more_with_many(client_of, cast):
    item, bob = cast.items["o2-obj1"], client_of("bob")
    none = len(bob.counted(f"/projet/{item.id}"))
    for number in range(10):
        make_measure({"code": f"c{number}"}, items=[item])
    assert len(bob.counted(f"/projet/{item.id}")) == none <= 12


def test_who_works_for_an_item_is_still_said(client_of, cast):
    page = client_of("bob").page(f"/projet/{cast.items['o2-act1'].id}?genre=decision")
    assert "Jeunesse" in page.find("h2", string="Groupes qui y travaillent").parent.get_text()
    assert [one["value"] for one in page.select("#filter-group option")][:2] == ["", "jeunesse"]


def test_an_item_erased_leaves_its_indicators(cast):
    made = make_measure(items=[cast.items["o1-obj1"]]).indicator
    db.session.delete(db.session.get(ProjectItem, cast.items["o1-obj1"].id))
    db.session.commit()
    assert db.session.get(Indicator, made.id)


def test_it_is_found_by_its_words(client_of, cast):
    made = make_measure({"description": "Le temps donné pour les activités"}).indicator
    bob = client_of("bob")
    for asked in ("/recherche?q=benevolats", "/recherche?q=activite&dans=observatoire"):
        assert [one["href"] for one in bob.page(asked).select(".action-list b a")] == [f"/observatoire/{made.id}"]
    made.label = "Autre chose"
    db.session.commit()
    assert not bob.page("/recherche?q=benevolat").select(".action-list b a")
