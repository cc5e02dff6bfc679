"""One indicator: its series as a table, a picture beside it, what cannot be compared."""

from decimal import Decimal
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from tests.observatory.scene import make_measure
from workspace.observatory import drawing
from workspace.observatory.models import NATIONAL, Measure


@pytest.fixture
def hours(cast):
    made = make_measure(items=[cast.items["o2-obj1"]], page="9", quote="13 000h de bénévolat").indicator
    make_measure(made, year=2012, value=Decimal(15000), base_n=27)
    return made


def shown(browser, indicator):
    return browser.page(f"/observatoire/{indicator.id}").main


def text(page):
    return page.get_text(" ", strip=True).replace("\u00a0", " ").replace("\u202f", " ")


def test_the_table_says_base_territory_and_source_of_each_year(client_of, hours):
    page = shown(client_of("bob"), hours)
    rows = [text(row) for row in page.select(".series-table tbody tr")]
    assert rows[0].startswith("2012 Notre département 15 000 heures 27 centres sur 28 Plaquette 2012")
    assert "Plaquette 2012, page 9 13 000h de bénévolat" in rows[1]
    assert "Bases différentes : ne se comparent pas directement" in text(page)
    assert "2.1 Développer le pouvoir d'agir." in text(page)
    assert "Corriger" not in text(page)


def test_what_contradicts_itself_is_said(client_of, hours):
    make_measure(hours, year=2012, value=Decimal(442), base_n=27, page="dos")
    page = shown(client_of("bob"), hours)
    assert "2012 : la source se contredit" in text(page)
    assert {"15 000 heures", "442 heures"} <= {text(one) for one in page.select(".series-table b")}


def test_the_picture_keeps_our_content_policy(client_of, hours):
    make_measure(hours, year=2012, territory=NATIONAL, value=Decimal(14000))
    assert not shown(client_of("bob"), hours).select("figure circle.decided-end"), "a point is not a line"
    make_measure(hours, year=2010, territory=NATIONAL, value=Decimal(12000))
    answer = client_of("bob").get(f"/observatoire/{hours.id}")
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
    picture = shown(client_of("bob"), hours).select_one("figure svg")
    assert not [one for one in picture.find_all(True) if one.get("style") or one.name == "style"]
    assert len(picture.select("circle.closed-end.hollow")) == 1, "2010, of fifteen centres"
    assert len(picture.select("circle.decided-end")) == 2, "the country"
    assert "National\u00a0: tirets" in shown(client_of("bob"), hours).figcaption.get_text()
    assert "dans le tableau" in picture["aria-label"]


def test_where_there_is_nothing_to_draw_the_table_stands_alone(client_of, cast):
    alone = make_measure(value=None)
    page = shown(client_of("bob"), alone.indicator)
    assert not page.select("figure")
    assert "inconnu : le chiffre manque dans la source" in text(page)


@pytest.mark.parametrize("numbers", [(0, 0), (-5, -3), (-2400, 3120), (999_999_999_999, 1), (0, Decimal("0.000001"))])
def test_any_numbers_are_drawn_within_the_picture(numbers):
    series = [
        Measure(territory="", year=2010 + rank, first_year=2010 + rank, value=Decimal(number))
        for rank, number in enumerate(numbers)
    ]
    picture = drawing.svg(series, "", "Essai <b>")
    assert "nan" not in picture
    assert "<b>" not in picture
    downs = [float(one.partition('"')[0]) for one in picture.split('cy="')[1:]]
    assert len(downs) == 2
    assert all(drawing.TOP - 1 <= down <= drawing.HEIGHT - drawing.BOTTOM + 1 for down in downs), downs


@pytest.mark.parametrize("years", [(1990, 2010, 2011, 2012), tuple(range(1986, 2027)), (1950, *range(2001, 2013))])
def test_no_word_of_the_picture_covers_another(years):
    series = [Measure(territory="", year=year, first_year=year, value=Decimal(13_000)) for year in years]
    picture = BeautifulSoup(drawing.svg(series, "", "Essai"), "html.parser")
    for kind, wide in (("ink", 60), ("soft", 32)):
        words = picture.select(f"text.{kind}[text-anchor=middle]")
        places = sorted(float(one["x"]) for one in words)
        assert places, "something is said"
        assert all(after - before >= wide for before, after in pairwise(places)), places
    assert str(years[-1]) in picture.get_text(" ").split()


def test_nothing_counted_at_all_is_drawn_on_whole_numbers():
    series = [Measure(territory="", year=year, first_year=year, value=Decimal(0)) for year in (2010, 2011)]
    assert "0,000" not in drawing.svg(series, "", "Essai")


def test_a_period_is_told_and_not_drawn(client_of, cast):
    measure = make_measure(first_year=2000)
    make_measure(measure.indicator, year=2011)
    page = shown(client_of("bob"), measure.indicator)
    assert not page.select("figure")
    assert "2000-2010" in text(page)


def test_its_cost_does_not_grow(client_of, cast, hours):
    bob = client_of("bob")
    few = len(bob.counted(f"/observatoire/{hours.id}"))
    for year in range(1990, 2010):
        make_measure(hours, year=year)
    assert len(bob.counted(f"/observatoire/{hours.id}")) == few <= 12


def test_dora_is_offered_to_correct(client_of, hours):
    links = {link["href"] for link in shown(client_of("dora"), hours).select("a")}
    assert {f"/observatoire/{hours.id}/{what}" for what in ("modifier", "retrait", "mesures/nouvelle")} <= links
    assert sum(one.startswith("/mesures/") for one in links) == 4
