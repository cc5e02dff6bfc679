"""The annual report says where the federation sat in the year, and how many meetings were told."""

from datetime import date

from tests.reports.scene import YEAR
from tests.representation.scene import caf, day, make_mandate, make_report
from workspace import clock
from workspace.reports import annual, holes


def told(year=YEAR):
    sections = annual.content(year, holes.of_year(year)).sections
    return next((one for one in sections if one.title == "Représentation"), None)


def test_it_counts_the_seats_of_the_year_and_their_reports(cast):
    mandate = make_mandate(cast, cast.carl, ends_on=date(YEAR, 1, 1))
    make_mandate(cast, body="Comité", starts_on=date(YEAR, 12, 31))
    make_mandate(cast, body="Avant", ends_on=date(YEAR - 1, 12, 31))
    make_mandate(cast, body="Après", starts_on=date(YEAR + 1, 1, 1))
    for met_on in (date(YEAR, 1, 1), date(YEAR, 12, 31), date(YEAR - 1, 12, 31), date(YEAR + 1, 1, 1)):
        make_report(mandate, cast.carl, met_on, open_to_network=met_on.month == 1)
    section = told()
    assert section.grid.rows == [[f"Comité, {caf().name}", 0], [f"{mandate.body}, {caf().name}", 2]]
    assert section.lines == ["2\u00a0sièges tenus dans les instances des institutions, 2\u00a0comptes rendus écrits."]
    assert cast.carl.last_name not in str(section), "a report says no name"


def test_a_year_without_any_says_nothing_of_it(client_of, cast):
    assert told() is None
    make_mandate(cast, starts_on=date(YEAR + 1, 1, 1))
    assert told() is None
    assert "Représentation</h2>" not in client_of("dora").get(f"/rapports/annuel/{YEAR}").text


def test_what_begins_later_in_the_year_is_not_held_yet(cast):
    make_mandate(cast, starts_on=day(1))
    assert told(clock.today().year) is None


def test_the_page_takes_as_many_statements_with_some(client_of, cast):
    dora, address = client_of("dora"), f"/rapports/annuel/{YEAR}"
    few = len(dora.counted(address))
    for number in range(9):
        make_report(make_mandate(cast, cast.carl, body=f"Instance {number}"), cast.carl, date(YEAR, 5, 1))
    assert len(dora.counted(address)) == few <= 12
    assert "9\u00a0sièges tenus" in dora.get(address).text
