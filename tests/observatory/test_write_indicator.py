"""An indicator created, described otherwise, tied to the project, removed."""

from sqlalchemy import func, select

from tests.browser import soup
from tests.observatory.scene import make_measure
from workspace.database import db
from workspace.observatory import queries
from workspace.observatory.models import Indicator, Measure, indicator_items
from workspace.observatory.operations import version_of
from workspace.project.models import ProjectItem

SAID = {"code": "debats", "label": "Débats avec les élus", "theme": "Gouvernance", "unit": "débats"}


def how_many(table):
    return db.session.scalar(select(func.count()).select_from(table))


def typed(indicator, **others):
    kept = queries.whole(indicator.id)
    said = {name: getattr(kept, name) for name in ("label", "theme", "subtheme", "unit", "description")}
    return said | {"seen": version_of(kept), "items": [item.id for item in kept.items]} | others


def test_created_with_the_items_that_it_sheds_light_on(client_of, cast):
    dora, item = client_of("dora"), cast.items["o2-obj1"]
    answer = dora.post("/observatoire/nouveau", data=SAID | {"items": [item.id]})
    made = db.session.scalars(select(Indicator)).one()
    assert (answer.status_code, answer.location) == (303, f"/observatoire/{made.id}")
    assert [one.id for one in queries.whole(made.id).items] == [item.id]
    assert f'href="/observatoire/{made.id}"' in dora.get("/journal").text


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(client_of, cast):
    make_measure({"code": "debats"})
    dora = client_of("dora")
    wrongs = [
        ({"label": ""}, "label"), ({"label": "x" * 10_000}, "label"), ({"theme": ""}, "theme"), ({"code": ""}, "code"),
        ({"description": "x" * 10_000}, "description"), ({}, "code"),
    ]  # fmt: skip
    for said, field in wrongs:
        answer = dora.post("/observatoire/nouveau", data=SAID | said)
        assert answer.status_code == 422, said
        assert soup(answer).find(id=f"{field}-error"), said
        assert soup(answer).find(id="unit")["value"] == "débats"
    assert how_many(Indicator) == 1


def test_a_double_click_makes_one(client_of, cast):
    answers = [client_of("dora").post("/observatoire/nouveau", data=SAID).status_code for _ in range(2)]
    assert answers == [303, 422]
    assert how_many(Indicator) == 1


def test_edited_its_code_stays_and_its_items_follow(client_of, cast):
    made = make_measure(items=[cast.items["o2-obj1"]]).indicator
    data = typed(made, label="Heures données 😀", items=[cast.items["o1-act1"].id], code="autre")
    assert client_of("stan").post(f"/observatoire/{made.id}/modifier", data=data).status_code == 303
    kept = queries.whole(made.id)
    assert (kept.label, kept.code) == ("Heures données 😀", "heures")
    assert [item.code for item in kept.items] == ["1.A"]
    assert "Heures données" in client_of("bob").page("/observatoire?q=donnees").main.get_text()


def test_a_form_out_of_date_is_told_then_may_overwrite(client_of, cast):
    made = make_measure().indicator
    stale = typed(made, label="La mienne")
    client_of("stan").post(f"/observatoire/{made.id}/modifier", data=typed(made, label="La sienne"))
    dora = client_of("dora")
    answer = dora.post(f"/observatoire/{made.id}/modifier", data=stale)
    assert answer.status_code == 409
    page = soup(answer)
    assert "La sienne" in page.main.get_text()
    assert page.find(id="label")["value"] == "La mienne"
    again = stale | {"seen": page.find(id="seen")["value"]}
    assert dora.post(f"/observatoire/{made.id}/modifier", data=again).status_code == 303
    assert queries.whole(made.id).label == "La mienne"


def test_a_link_added_meanwhile_is_a_change_too(client_of, cast):
    made = make_measure().indicator
    stale = typed(made, unit="h")
    client_of("stan").post(f"/observatoire/{made.id}/modifier", data=typed(made, items=[cast.items["o1-act1"].id]))
    assert client_of("dora").post(f"/observatoire/{made.id}/modifier", data=stale).status_code == 409


def test_removed_once_asked_with_its_measures_and_nothing_of_the_project(client_of, cast):
    made = make_measure(items=[cast.items["o2-obj1"]]).indicator
    made_id, dora = made.id, client_of("dora")
    where = f"/observatoire/{made_id}/retrait"
    assert "1\u00a0mesure" in dora.page(where).main.get_text()
    assert how_many(Indicator) == 1, "a GET removes nothing"
    items = how_many(ProjectItem)
    assert dora.post(where).status_code == 303
    assert [how_many(one) for one in (Indicator, Measure, indicator_items)] == [0, 0, 0]
    assert how_many(ProjectItem) == items
    assert f"/observatoire/{made_id}" not in dora.get("/journal").text, "nothing leads to it any more"
    assert dora.post(where).status_code == 404
