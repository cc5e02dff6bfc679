"""Whatever somebody wrote, no cell of a table that leaves the space runs as a formula; each table has a limit."""

import ast
import csv
import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from tests.actions.scene import make_action
from tests.cast import make_meeting
from tests.events.scene import make_event
from tests.library.scene import share
from tests.minutes.scene import make_held_meeting
from tests.observatory.scene import make_measure
from tests.reports.scene import YEAR, hold
from tests.representation.scene import caf, make_mandate
from tests.volunteering.scene import declare, presence_of
from workspace import clock, limits, spreadsheets
from workspace.database import db
from workspace.events.models import Registration

TRAPS = ('=HYPERLINK("http://x")', "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1")
PROJECTS = "/projets/<int:id>/export"
NAMES = (
    "/actions",
    "/planning",
    "/representations",
    "/observatoire",
    PROJECTS,
    "/evenements/<int:meeting_id>/inscriptions",
)
TABLES = {f"{name}.{kind}" for name in NAMES for kind in ("csv", "xlsx")} | {
    "/observatoire/modele.csv",
    "/mes-heures/annee-<int:year>.csv",
}
REPORTS = {  # reports and open data say group names and published words
    "/rapports/annuel/<int:year>.csv",
    "/rapports/avancement.csv",
    "/pactes/<int:id>/bilan.csv",
    "/rapports/<int:id>.csv",
    "/donnees-ouvertes/<any(groupes,reunions,projet,ressources):name>.csv",
}


def routes_of_tables(app):
    """Every address that ends as a table does."""
    values = {"kind": ("csv", "xlsx", "ods")}
    for rule in app.url_map.iter_rules():
        for kind in values["kind"]:
            written = re.sub(r"<any\([^)]*\bcsv\b[^)]*\):\w+>", kind, rule.rule)
            if written.endswith(f".{kind}"):
                yield written


def cells_of_csv(content):
    table = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    return [cell for row in table for cell in row]


def test_every_route_that_gives_a_table_is_tried_here(app):
    assert {route for route in routes_of_tables(app) if route.endswith("csv")} == REPORTS | {
        table for table in TABLES if table.endswith("csv")
    }


@pytest.mark.parametrize("trap", TRAPS)
def test_what_somebody_wrote_never_runs(client_of, cast, trap):
    cast.jeunesse.name = f"{trap} groupe"
    cast.alice.first_name = trap
    make_action(cast, trap, owners=[cast.alice])
    bob = client_of("bob")
    cells = cells_of_csv(bob.get("/actions.csv").data)
    assert f"'{trap}" in cells, "the title"
    assert f"'{trap} groupe" in cells
    assert [cell for cell in cells if cell.startswith(f"'{trap} Arnaud")], "who answers for it"
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(spreadsheets.FORMULA)]
    with zipfile.ZipFile(io.BytesIO(bob.get("/actions.xlsx").data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet.lower()
        assert 't="s"' in sheet, "texts are kept as texts"


@pytest.mark.parametrize("trap", TRAPS)
def test_neither_do_the_words_of_a_project(client_of, cast, trap):
    cast.items["o1"].text = cast.items["o1"].own_words = trap
    db.session.commit()
    cells = cells_of_csv(client_of("bob").get(f"/projets/{cast.project.id}/export.csv").data)
    assert cells.count(f"'{trap}") == 2
    with zipfile.ZipFile(io.BytesIO(client_of("bob").get(f"/projets/{cast.project.id}/export.xlsx").data)) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("trap", TRAPS)
def test_neither_does_what_the_planner_says(client_of, cast, trap):
    make_meeting(cast.jeunesse, title=trap, place=trap)
    dora = client_of("dora")
    cells = cells_of_csv(dora.get("/planning.csv").data)
    assert cells.count(f"'{trap}") == 2
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(spreadsheets.FORMULA)]
    with zipfile.ZipFile(io.BytesIO(dora.get("/planning.xlsx").data)) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("trap", TRAPS)
def test_neither_does_what_a_report_says(client_of, cast, trap):
    cast.jeunesse.name = cast.commitment.text = trap
    make_held_meeting(cast)
    dora = client_of("dora")
    addresses = (f"/rapports/annuel/{clock.today().year}.csv", f"/pactes/{cast.pact.id}/bilan.csv")
    share(cast.jeunesse, cast.alice, title=trap, is_public=True)
    open_data = [f"/donnees-ouvertes/{name}.csv" for name in ("groupes", "ressources")]
    for address in (*addresses, *open_data):
        cells = cells_of_csv(dora.get(address).data)
        assert [cell for cell in cells if trap.strip() in cell], address
        assert not [cell for cell in cells if cell.lstrip(" ").startswith(spreadsheets.FORMULA)], address


@pytest.mark.parametrize("trap", TRAPS)
def test_neither_does_who_registers_to_an_event(client_of, cast, trap):
    event = make_event(cast.jeunesse)
    db.session.add(Registration(meeting_id=event.meeting_id, name=trap, email="zoe@example.org"))
    db.session.commit()
    dora, address = client_of("dora"), f"/evenements/{event.meeting_id}/inscriptions"
    cells = cells_of_csv(dora.get(f"{address}.csv").data)
    assert cells.count(f"'{trap}") == 1
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(spreadsheets.FORMULA)]
    with zipfile.ZipFile(io.BytesIO(dora.get(f"{address}.xlsx").data)) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("trap", TRAPS)
def test_neither_does_where_the_federation_sits(client_of, cast, trap):
    make_mandate(cast, body=f"{trap} instance", holder=cast.alice)
    caf().name = cast.alice.first_name = trap
    db.session.commit()
    bob = client_of("bob")
    cells = cells_of_csv(bob.get("/representations.csv").data)
    assert f"'{trap}" in cells, "the institution"
    assert f"'{trap} instance" in cells
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(spreadsheets.FORMULA)]
    assert "alice@example.org" not in cells
    with zipfile.ZipFile(io.BytesIO(bob.get("/representations.xlsx").data)) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("trap", TRAPS)
def test_neither_does_an_indicator(client_of, cast, trap):
    make_measure(indicator={"label": trap}, wording=trap, note=f"'{trap}")
    cells = cells_of_csv(client_of("bob").get("/observatoire.csv").data)
    assert cells.count(f"'{trap}") == 2
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(spreadsheets.FORMULA)]
    with zipfile.ZipFile(io.BytesIO(client_of("bob").get("/observatoire.xlsx").data)) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("trap", TRAPS)
def test_neither_do_ones_own_hours(client_of, cast, trap):
    cast.jeunesse.name = f"{trap} groupe"
    declare(cast.bob, group=cast.jeunesse, note=trap)
    presence_of(hold(cast, cast.jeunesse, (2, 3), [cast.bob]), cast.bob).minutes_reason = f"{trap} raison"
    db.session.commit()
    cells = cells_of_csv(client_of("bob").get(f"/mes-heures/annee-{YEAR}.csv").data)
    assert {f"'{trap}", f"'{trap} raison", f"'{trap} groupe"} <= set(cells)
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(spreadsheets.FORMULA)]


@pytest.mark.parametrize("trap", [*TRAPS, "'=1", "''=1", "'plain", "l'été", "'"])
def test_a_text_that_left_comes_back_as_it_was(trap):
    assert spreadsheets.read_back(spreadsheets.as_text(trap)) == trap


def test_numbers_and_days_stay_what_they_are():
    written = spreadsheets.as_csv(["a"], [[-3], [None], ["3 - 1"], [Decimal("-17.50")]]).decode("utf-8-sig")
    assert written == "a\r\n-3\r\n\r\n3 - 1\r\n-17,50\r\n".replace("\r\n\r\n", '\r\n""\r\n')


def test_only_one_file_writes_tables():
    for file in Path("workspace").rglob("*.py"):
        if file.name != "spreadsheets.py" and "demo" not in file.parts:
            words = ast.unparse(ast.parse(file.read_text()))
            assert "csv.writer" not in words and "xlsxwriter" not in words, file  # noqa: PT018 - one fact


def test_a_table_asked_for_again_and_again_waits(client_of, monkeypatch):
    monkeypatch.setattr(limits, "EXPORTS", (2, limits.EXPORTS[1]))
    bob = client_of("bob")
    answers = [bob.get(f"/actions.{kind}") for kind in ("csv", "xlsx", "csv")]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert client_of("carl").get("/actions.csv").status_code == 200, "each person has their own count"


def test_the_archive_of_my_data_waits_too(client_of):
    bob = client_of("bob")
    statuses = [bob.get("/mes-donnees.zip").status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
