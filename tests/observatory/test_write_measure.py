"""A measure written by hand, corrected, removed."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from tests.browser import soup
from tests.observatory.scene import make_measure
from workspace.database import db
from workspace.observatory.models import NATIONAL, Indicator, Measure
from workspace.observatory.operations import version_of

SAID = {
    "years": "2011", "territory": "département", "value": "1 298", "qualifier": "près de", "base_n": "15",
    "base_total": "28", "base_unit": "centres", "source": "Plaquette 2012", "page": "4",
}  # fmt: skip


@pytest.fixture
def measure(cast):
    return make_measure()


def add(browser, measure, **said):
    return browser.post(f"/observatoire/{measure.indicator_id}/mesures/nouvelle", data=SAID | said)


def number():
    return db.session.scalar(select(func.count()).select_from(Measure))


def test_added_as_french_people_type_it(client_of, measure):
    assert add(client_of("dora"), measure).status_code == 303
    made = db.session.scalars(select(Measure).order_by(Measure.id.desc())).first()
    assert (made.value, made.first_year, made.year, made.territory) == (Decimal(1298), 2011, 2011, "")
    assert (made.base_n, made.base_total, made.qualifier) == (15, 28, "près de")


def test_an_unknown_number_and_words_are_legal(client_of, measure):
    dora = client_of("dora")
    assert add(dora, measure, value="").status_code == 303
    assert add(dora, measure, value="", wording="semblable", territory="National", years="2000-2010").status_code == 303
    *_, unknown, said = db.session.scalars(select(Measure).order_by(Measure.id))
    assert unknown.is_unknown
    assert (said.wording, said.territory, said.first_year, said.is_unknown) == ("semblable", NATIONAL, 2000, False)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("value", "NaN"), ("value", "1e400"), ("value", "treize mille"), ("years", "20255"), ("years", ""),
        ("base_n", "29"), ("base_n", "-1"), ("base_total", "1e9"),
        ("source", ""), ("source", "x" * 10_000), ("territory", "x" * 10_000),
        ("note", "x" * 10_000), ("wording", "x" * 10_000), ("qualifier", "😀" * 41),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(client_of, measure, field, typed):
    answer = add(client_of("dora"), measure, **{field: typed})
    assert answer.status_code == 422
    page = soup(answer)
    assert page.find(id=f"{field}-error")
    assert page.find(id=field).get("value", page.find(id=field).text).strip() == typed, "what was typed stays"
    assert page.find(id="page")["value"] == "4"
    assert number() == 1


def test_the_same_page_of_the_same_source_says_it_once_and_another_page_may_contradict_it(client_of, measure):
    dora = client_of("dora")
    assert [add(dora, measure).status_code for _ in range(2)] == [303, 422]
    assert add(dora, measure, page="16", value="442").status_code == 303
    assert number() == 3


def test_corrected_then_out_of_date(client_of, measure):
    dora, where = client_of("dora"), f"/mesures/{measure.id}"
    page = dora.page(where)
    assert (page.find(id="value")["value"], page.find(id="years")["value"]) == ("13\u202f000", "2010")
    assert page.find(id="territory")["value"] == "département"
    seen = version_of(measure)
    assert dora.post(where, data=SAID | {"seen": seen}).status_code == 303
    db.session.expire_all()
    assert measure.value == Decimal(1298)
    answer = client_of("stan").post(where, data=SAID | {"seen": seen, "value": "5"})
    assert answer.status_code == 409
    assert "1\u202f298" in soup(answer).main.get_text()
    again = SAID | {"seen": soup(answer).find(id="seen")["value"], "value": "5"}
    assert client_of("stan").post(where, data=again).status_code == 303
    db.session.expire_all()
    assert measure.value == Decimal(5)


def test_it_may_not_become_another_that_is_there(client_of, measure):
    add(client_of("dora"), measure)
    answer = client_of("dora").post(f"/mesures/{measure.id}", data=SAID | {"seen": version_of(measure)})
    assert answer.status_code == 422
    assert "déjà là" in soup(answer).find(id="page-error").get_text()


def test_removed_once_asked(client_of, measure):
    dora, where = client_of("dora"), f"/mesures/{measure.id}/retrait"
    assert "13\u202f000\u00a0heures" in dora.page(where).main.get_text()
    assert number() == 1
    assert dora.post(where).location == f"/observatoire/{measure.indicator_id}"
    assert number() == 0
    assert db.session.scalar(select(func.count()).select_from(Indicator)) == 1
