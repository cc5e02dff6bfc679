"""The list of indicators: by theme, each with its latest measure; filtered; empty."""

from decimal import Decimal

from tests.observatory.scene import make_measure
from workspace.database import db
from workspace.observatory import queries
from workspace.observatory.models import NATIONAL, Indicator


def text(browser, where="/observatoire"):
    return browser.page(where).main.get_text(" ", strip=True).replace("\u00a0", " ").replace("\u202f", " ")


def make_several():
    hours = make_measure(qualifier="près de").indicator
    make_measure(hours, year=2008, value=Decimal(9000))
    make_measure(hours, territory=NATIONAL, value=Decimal(870000), base_n=None, base_total=None)
    make_measure(hours, territory="Pas-de-Calais", year=2012, value=Decimal(5))
    make_measure({"code": "etp", "label": "Équivalents temps plein", "theme": "Économie", "unit": "ETP"}, value=None)
    return hours


def test_each_is_said_with_its_latest_measure(client_of, cast):
    make_several()
    told = text(client_of("bob"))
    assert told.index("Économie Équivalents") < told.index("Gouvernance Heures de bénévolat")
    assert "près de 13 000 heures, 2010 (15 centres sur 28)" in told
    assert "National : 870 000 heures, 2010" in told
    assert "inconnu : le chiffre manque dans la source, 2010 (15 centres sur 28)" in told
    assert "9 000" not in told, "an older year"
    assert "Pas-de-Calais" not in told, "another territory, where ours is known"


def test_without_ours_another_territory_is_said_by_its_name(client_of, cast):
    make_measure(territory="Pas-de-Calais")
    assert "Pas-de-Calais · 13 000 heures, 2010" in text(client_of("bob"))


def test_two_that_contradict_each_other_are_both_said(client_of, cast):
    first = make_measure(page="12")
    make_measure(first.indicator, page="16", value=Decimal(442))
    told = text(client_of("bob"))
    assert "13 000 heures" in told
    assert "442 heures" in told
    assert "2010 : la source se contredit" in told


def test_filtered_by_words_theme_and_year(client_of, cast):
    make_several()
    bob = client_of("bob")
    assert "Heures" not in text(bob, "/observatoire?q=EQUIVALENTS+temps")
    assert "Rien avec ces filtres" in text(bob, "/observatoire?q=100%25")
    assert "Équivalents" not in text(bob, "/observatoire?theme=Gouvernance")
    told = text(bob, "/observatoire?annee=2008")
    assert "9 000 heures, 2008" in told
    assert "Équivalents" not in told
    assert "13 000" not in told
    assert "Équivalents" in text(bob, "/observatoire?theme=Ailleurs&annee=20255&page=99&q=%00")


def test_empty_it_says_what_comes_and_what_to_do(client_of, cast):
    assert "Aucun indicateur pour l’instant" in text(client_of("bob"))
    page = client_of("dora").page("/observatoire")
    assert page.select_one(".empty-state a")["href"] == "/observatoire/import"
    assert not page.select("form[action='/observatoire']"), "nothing to filter"


def test_who_only_reads_is_offered_nothing_to_write(client_of, cast):
    make_several()
    links = {link["href"] for link in client_of("bea").page("/observatoire").main.select("a")}
    assert {one for one in links if "import" in one or "nouveau" in one} == set()
    assert client_of("bob").page("/observatoire").select_one("#account-menu a[href='/observatoire']")
    assert not client_of("paul").page("/projet").select_one("#account-menu a[href='/observatoire']")


def test_its_cost_does_not_grow(client_of, cast):
    hours, bob = make_several(), client_of("bob")
    few = len(bob.counted("/observatoire"))
    for number in range(queries.SIZE + 5):
        made = make_measure({"code": f"c{number}", "label": f"Indicateur {number}"}).indicator
        make_measure(made, year=2011)
        make_measure(hours, year=1950 + number)
    assert len(bob.counted("/observatoire")) == few <= 12
    assert len(bob.page("/observatoire").select(".indicator-list > li")) == queries.SIZE
    assert db.session.query(Indicator).count() == queries.SIZE + 7
    assert len(bob.page("/observatoire?page=2").select(".indicator-list > li")) == 7
