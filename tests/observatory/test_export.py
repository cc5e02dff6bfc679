"""What leaves comes back the same."""

import io

from openpyxl import load_workbook
from sqlalchemy import select

from tests.observatory.scene import make_measure
from workspace.database import db
from workspace.observatory import importing, operations, reading
from workspace.observatory.importing import Fate
from workspace.observatory.models import NATIONAL, Indicator
from workspace.observatory.words import to_number

TRAP = "=HYPERLINK(1)"


def make_all_kinds():
    odd = {"code": "-1", "label": TRAP, "theme": "'=x", "subtheme": "l'été", "description": 'Deux "lignes" ;\n- ici 😀'}
    first = make_measure(odd, value=to_number("-22,30"), qualifier="plus de … environ", quote="«\u00a0mot\u202f»;")
    make_measure(first.indicator, value=None, territory=NATIONAL, base_n=None, base_total=None, base_unit="")
    make_measure(
        first.indicator, first_year=2000, wording="2/3", page="'1", note="Une\nnote", territory="Pas-de-Calais"
    )
    db.session.add(Indicator(code="seul", label="Seul", theme="Ailleurs"))
    db.session.commit()


def test_what_leaves_comes_back_the_same(client_of, cast):
    make_all_kinds()
    bob = client_of("bob")
    left = bob.get("/observatoire.csv")
    assert left.headers["Content-Disposition"].startswith("attachment; filename=observatoire-")
    lines = reading.read(left.data)
    assert {step.fate for step in importing.plan(lines).steps} == {Fate.SAME}
    for indicator in db.session.scalars(select(Indicator)).all():
        operations.remove_indicator(indicator)
    operations.import_lines(lines)
    db.session.commit()
    assert bob.get("/observatoire.csv").data == left.data


def test_the_workbook_has_the_same_columns_and_numbers_are_numbers(client_of, cast):
    make_all_kinds()
    rows = load_workbook(io.BytesIO(client_of("bob").get("/observatoire.xlsx").data)).active.iter_rows(values_only=True)
    headers, *told = rows
    assert list(headers) == reading.HEADERS
    values = {row[headers.index("Valeur")] for row in told}
    assert values == {None, -22.3, 13000}
    assert {row[headers.index("Indicateur")] for row in told} == {TRAP, "Seul"}


def test_its_cost_does_not_grow(client_of, cast):
    first, bob = make_measure(), client_of("bob")
    few = len(bob.counted("/observatoire.csv"))
    for year in range(1950, 1990):
        make_measure(first.indicator, year=year)
    assert len(bob.counted("/observatoire.csv")) == few <= 12
