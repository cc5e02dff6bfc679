"""What is shared is found by the search, and counts in the year of its group."""

import csv
import io
from datetime import timedelta

import pytest

from tests.library.scene import kept, share, typed
from tests.reports.scene import grid, hold
from workspace import clock
from workspace.database import db
from workspace.library.operations import put_back, withdraw
from workspace.reports import annual, holes, operations
from workspace.reports.models import Report

COLUMN, LINE = "Productions", "Productions partagées"


def found(browser, words, place=""):
    page = browser.page(f"/recherche?q={words}&dans={place}").main
    return [link["href"] for link in page.select(".action-list b a")]


def test_the_search_finds_it_by_title_summary_and_tag(client_of, cast):
    document = share(cast.jeunesse, cast.alice, title="Les girafes", summary="Au zoo de Vincennes", tags=("Safari",))
    for words in ("girafe", "vincennes", "safaris"):
        assert found(client_of("carl"), words) == [f"/ressources/{document.id}"], words
        assert found(client_of("carl"), words, "ressources") == [f"/ressources/{document.id}"]
        assert found(client_of("carl"), words, "decisions") == []


def test_the_search_follows_what_becomes_of_it(client_of, cast):
    document, carl = share(cast.jeunesse, cast.alice, title="Les girafes", tags=("Safari",)), client_of("carl")
    form = typed(revision=0, address=document.address, title="Les lions", tags="Brousse")["data"]
    assert client_of("alice").post(f"/ressources/{document.id}/modifier", data=form).status_code == 303
    for words, is_found in (("girafe", False), ("safari", False), ("lion", True), ("brousse", True)):
        assert bool(found(carl, words)) == is_found, words
    document = kept()[0]
    withdraw(document)
    db.session.commit()
    assert found(carl, "lion") == []
    put_back(document)
    db.session.commit()
    assert found(carl, "lion") == [f"/ressources/{document.id}"]


def told(year):
    return annual.content(year, holes.of_year(year))


@pytest.fixture
def year(cast):
    """Two of Jeunesse, public or not, and one of the board this year; one withdrawn, one of last year."""
    now = clock.now()
    for title in ("Un", "Deux"):
        share(cast.jeunesse, cast.alice, title=title, is_public=title == "Un")
    share(cast.board, cast.dora, title="Du conseil")
    share(cast.jeunesse, cast.alice, title="Retiré", withdrawn_at=now)
    share(cast.jeunesse, cast.alice, title="Ancien", published_at=now - timedelta(days=366))
    return clock.today().year


def test_the_year_counts_what_was_shared(client_of, cast, year):
    rows = grid(told(year), "Par groupe et instance")
    assert {name: row[COLUMN] for name, row in rows.items()} == {"Jeunesse": 2, "Board": 1, "Ensemble": 3}
    assert grid(told(year), "L’année en bref")[LINE]["Nombre"] == 3
    assert grid(told(year - 1), "Par groupe et instance")["Jeunesse"][COLUMN] == 1
    answer = client_of("dora").get(f"/rapports/annuel/{year}.csv").data.decode("utf-8-sig")
    lines = [row[1:] for row in csv.reader(io.StringIO(answer), delimiter=";")]
    assert ["Jeunesse", COLUMN, "2"] in lines, "the table says what the page says"
    assert [LINE, "Nombre", "3"] in lines
    assert COLUMN in client_of("dora").page(f"/rapports/annuel/{year}").main.get_text()
    assert len(client_of("dora").counted(f"/rapports/annuel/{year}")) <= 12


def test_where_nothing_is_shared_reports_say_what_they_said(cast):
    """One presented before there was a library does not say that facts changed."""
    hold(cast, cast.jeunesse, (2, 3), [cast.bob])
    assert COLUMN not in next(iter(grid(told(2025), "Par groupe et instance").values()))
    assert LINE not in grid(told(2025), "L’année en bref")


def test_a_report_presented_keeps_its_figures_and_says_what_changed(cast, year):
    operations.present_year(year, cast.dora)
    db.session.commit()
    report = db.session.query(Report).one()
    assert not operations.has_changed(report)
    share(cast.jeunesse, cast.alice, title="Après")
    assert operations.has_changed(report)
