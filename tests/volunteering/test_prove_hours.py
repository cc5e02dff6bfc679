"""One's own year to take away: a table, and a paper that the federation signs; no address in either."""

import csv
import io
from datetime import date

import pytest

from tests.documents.reading import odt, pdf
from tests.reports.scene import YEAR, hold
from tests.volunteering.scene import declare, flat, presence_of
from workspace.database import db
from workspace.people.models import Status
from workspace.settings.models import Federation
from workspace.volunteering import exports, queries
from workspace.volunteering.models import Category

PAPER = f"/mes-heures/attestation-{YEAR}"


@pytest.fixture
def year(cast):
    """Two meetings of Bob, one corrected, and a train."""
    cast.bob.phone = "06 12 34 56 78"
    hold(cast, cast.jeunesse, (2, 3), [cast.bob, cast.nora])
    left_early = presence_of(hold(cast, cast.board, (3, 3), [cast.bob]), cast.bob)
    left_early.minutes_given, left_early.minutes_reason = 45, "Appelez-moi au 06 12"
    declare(cast.bob, 50, date(YEAR, 3, 4), Category.TRAVEL, cast.jeunesse, "Depuis le 3 rue des Lilas")
    declare(cast.nora, 500)
    db.session.commit()


def rows(client):
    answer = client.get(f"/mes-heures/annee-{YEAR}.csv")
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def test_the_table_is_ones_own_year(client_of, cast, year):
    headers, *lines = rows(client_of("bob"))
    assert headers == list(exports.HEADERS)
    assert lines == [
        [f"04/03/{YEAR}", "Déplacements", "Jeunesse", "", "50", "", "Déclaré par la personne",
         "Depuis le 3 rue des Lilas"],
        [f"03/03/{YEAR}", "Gouvernance (conseil, bureau, assemblée)", "Board", "Réunion du 3/3", "45", "120",
         "Feuille de présence, corrigée par la personne", "Appelez-moi au 06 12"],
        [f"03/02/{YEAR}", "Groupes de travail et temps collectifs", "Jeunesse", "Réunion du 3/2", "120", "120",
         "Feuille de présence", ""],
    ]  # fmt: skip
    assert len(rows(client_of("carl"))) == 1, "an employee's holds its headers"


def test_the_paper_says_who_when_how_long_and_from_what(client_of, cast, year):
    bob = client_of("bob")
    written = odt(bob.get(f"{PAPER}.odt").data)
    for text in (flat(written.text), flat(pdf(bob.get(f"{PAPER}.pdf").data).text)):
        for said in (
            "Attestation de bénévolat", "Fédération d’essai", "Bob Bernard", str(YEAR), "Réunion du 3/2",
            "Les réunions viennent des feuilles de présence", "déclaré par la personne elle-même",
            "Ces heures ne sont pas de l’argent", "Pour la fédération : nom, fonction, date et signature",
        ):  # fmt: skip
            assert said in text, said
        for kept in ("example.org", "06 12", "Lilas", "Nanterre", "Nora", "Acacias", "jusqu’au"):
            assert kept not in text, kept
    tables = [[list(map(flat, row)) for row in table] for table in written.tables]
    assert tables[0][1:] == [
        ["Groupes de travail et temps collectifs", "2 h"], ["Gouvernance (conseil, bureau, assemblée)", "45 min"],
        ["Préparation", "0 h"], ["Déplacements", "50 min"], ["Ensemble", "3 h 35"],
    ]  # fmt: skip
    assert tables[1][1:] == [
        [f"3 février {YEAR}", "Réunion du 3/2", "Jeunesse", "2 h"],
        [f"3 mars {YEAR}", "Réunion du 3/3", "Board", "45 min, corrigé"],
    ]
    assert tables[2][1:] == [[f"4 mars {YEAR}", "Déplacements", "Jeunesse", "50 min"]]


def test_a_year_that_goes_on_is_told_as_far_as_it_went(cast, year, time_machine):
    time_machine.move_to(f"{YEAR}-11-05 10:00:00+00:00", tick=False)
    paper = exports.certificate(queries.year_of(cast.bob.id, YEAR), cast.bob, Federation(name="F"))
    assert paper.blocks[0].pairs[-1][1][0].text == f"{YEAR}, jusqu’au 5 novembre {YEAR}"


def test_the_page_leads_to_them_when_there_is_something(client_of, cast, year):
    def links(who):
        page = client_of(who).page(f"/mes-heures?annee={YEAR}").main
        return [link["href"] for link in page.select("a[href*='attestation'], a[href$='.csv']")]

    assert links("bob") == [f"{PAPER}.pdf", f"{PAPER}.odt", f"/mes-heures/annee-{YEAR}.csv"]
    assert links("carl") == []


def test_nothing_is_attested_where_nothing_was_given(client_of, cast):
    hold(cast, cast.jeunesse, (2, 3), [cast.alice])
    assert cast.alice.status is Status.EMPLOYEE
    answer = client_of("alice").get(f"{PAPER}.pdf")
    assert answer.status_code == 409
    assert "rien à attester" in answer.text


@pytest.mark.parametrize("year", [99999, 0, 1999, 2**31])
def test_years_that_cannot_be(client_of, cast, year):
    bob = client_of("bob")
    for place in (f"/mes-heures/annee-{year}.csv", f"/mes-heures/attestation-{year}.pdf"):
        assert bob.get(place).status_code == 404, place
