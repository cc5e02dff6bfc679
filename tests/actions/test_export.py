"""The list as a file, and the search in its words."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest

from tests.actions.scene import make_action
from workspace import clock
from workspace.actions import exports
from workspace.actions.models import ActionState
from workspace.database import db


def table(response):
    assert response.status_code == 200
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=";"))


def sheet(response):
    """Every text of the workbook, and the XML of its sheet."""
    with zipfile.ZipFile(io.BytesIO(response.data)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        everything = "".join(book.read(name).decode() for name in book.namelist())
        return texts, book.read("xl/worksheets/sheet1.xml").decode(), everything


def test_the_csv_says_what_the_list_says(client_of, cast):
    make_action(cast, "Écrire ; « vite »", days=-4, owners=[cast.alice, cast.bob])
    response = client_of("bob").get("/actions.csv")
    assert response.headers["Content-Disposition"].startswith("attachment; filename=actions-")
    assert response.mimetype == "text/csv"
    headers, row = table(response)
    assert headers == list(exports.HEADERS)
    due = (clock.today() - timedelta(days=4)).strftime("%d/%m/%Y")
    owners = f"{cast.alice.name}, {cast.bob.name}"
    assert row == ["Écrire ; « vite »", "Jeunesse", owners, due, "À faire", "", "4", "", cast.items["o2-act1"].code]


def test_the_same_filters_as_the_list(client_of, cast):
    make_action(cast, "Ouverte")
    make_action(cast, "Finie", state=ActionState.DONE)
    make_action(cast, "Ailleurs", group=cast.communication)
    bob = client_of("bob")
    assert {row[0] for row in table(bob.get("/actions.csv"))[1:]} == {"Ouverte", "Ailleurs"}
    assert [row[0] for row in table(bob.get("/actions.csv?etat=done"))[1:]] == ["Finie"]
    links = [link["href"] for link in bob.page("/actions?groupe=jeunesse&etat=toutes").select(".export-links a")]
    assert links == ["/actions.xlsx?groupe=jeunesse&etat=toutes", "/actions.csv?groupe=jeunesse&etat=toutes"]
    assert {row[0] for row in table(bob.get(links[1]))[1:]} == {"Ouverte", "Finie"}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_cell_runs_as_a_formula(client_of, cast, sign):
    title = f'{sign}HYPERLINK("http://x")'
    make_action(cast, title)
    bob = client_of("bob")
    assert table(bob.get("/actions.csv"))[1][0] == f"'{title}"
    texts, cells, _ = sheet(bob.get("/actions.xlsx"))
    assert "HYPERLINK" in texts
    assert "<f>" not in cells


def test_the_workbook_holds_days_as_days(client_of, cast):
    make_action(cast, "Écrire")
    response = client_of("bob").get("/actions.xlsx")
    assert response.mimetype.endswith("spreadsheetml.sheet")
    texts, cells, _ = sheet(response)
    assert "Écrire" in texts
    assert "En charge" in texts
    excel_day = (clock.today() + timedelta(days=9)).toordinal() - 693594
    assert f"<v>{excel_day}</v>" in cells


def test_no_address_leaves(client_of, cast):
    make_action(cast, owners=list(cast.people.values()))
    bob = client_of("bob")
    assert "@" not in bob.get("/actions.csv").text
    assert "@example" not in sheet(bob.get("/actions.xlsx"))[2]


def test_a_file_has_an_end_and_says_so(client_of, cast, monkeypatch):
    monkeypatch.setattr(exports, "MOST", 2)
    for number in range(3):
        make_action(cast, f"Action {number}")
    bob = client_of("bob")
    rows = table(bob.get("/actions.csv"))
    assert len(rows) == 1 + 2 + 1
    assert "2 actions sur 3" in rows[-1][0]
    assert "2 actions sur 3" in sheet(bob.get("/actions.xlsx"))[0]
    assert "2\u00a0lignes au plus" in bob.get("/actions").text


def test_drafts_and_strangers_stay_out(client_of, cast):
    make_action(cast, "Brouillon", published=False)
    assert len(table(client_of("alice").get("/actions.csv"))) == 1
    for who in ("paul", "tess"):
        assert client_of(who).get("/actions.csv").status_code == 403
    assert client_of("").get("/actions.xlsx").status_code == 303
    assert client_of("bob").get("/actions.pdf").status_code == 404


def test_a_file_of_five_takes_as_many_statements_as_one(client_of, cast):
    bob = client_of("bob")
    make_action(cast)
    one = bob.counted("/actions.csv")
    for number in range(4):
        make_action(cast, f"Encore {number}")
    assert len(bob.counted("/actions.csv")) == len(one) <= 12


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("reseaux", ["Écrire aux Réseaux"]),
        ("ÉCRIRE réseaux", ["Écrire aux Réseaux"]),
        ("reseaux ecrire", ["Écrire aux Réseaux"]),
        ("crire", ["Écrire aux Réseaux"]),
        ("100 %", ["Salle à 100 %"]),
        ("_", []),
        ("nulle part", []),
        ("\x00", ["Salle à 100 %", "Écrire aux Réseaux"]),
        ("x" * 5000, []),
    ],
)
def test_the_search_folds_accents_and_takes_signs_as_they_are(client_of, cast, text, found):
    make_action(cast, "Écrire aux Réseaux", days=9)
    make_action(cast, "Salle à 100 %", days=8)
    page = client_of("bob").page("/actions", query_string={"texte": text})
    assert [row.find("b").get_text() for row in page.select(".action-list > li")] == found
    assert page.find(id="filter-text")["value"] == text.replace("\x00", "")[:100]


def test_a_new_title_is_found_by_its_new_words(cast):
    action = make_action(cast, "Écrire")
    action.title = "Téléphoner"
    db.session.commit()
    assert action.search_title == "telephoner"
    action.title = "ﷺ" * 200  # folds into eighteen letters each
    db.session.commit()
