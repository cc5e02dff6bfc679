"""Editing a group: what each may change, and two people at once."""

import pytest
from sqlalchemy import select

from tests.browser import soup
from workspace.database import db
from workspace.groups import operations
from workspace.groups.models import Group, JoiningRule
from workspace.refusals import Refused

URL = "/groupes/jeunesse/modifier"
BY_LEADS = {"purpose": "Agir avec les jeunes.", "rhythm": "Chaque mois", "welcome": "Bonjour !", "revision": "1"}
BY_FEDERATION = BY_LEADS | {
    "name": "Jeunesses", "short_name": "Jeunesses", "code": "jnes", "joining_rule": "on_request", "hue": "teal",
    "icon": "bicycle",
}  # fmt: skip


def kept():
    db.session.expire_all()
    return db.session.scalar(select(Group).where(Group.slug == "jeunesse"))


def test_its_leads_change_what_it_says_of_itself_and_nothing_else(client_of, cast):
    alice = client_of("alice")
    names = {box.get("name") for box in alice.page(URL).select("form.sheet [name]")}
    assert names == {"csrf_token", "revision", "purpose", "rhythm", "every_weeks", "welcome", "items"}
    response = alice.post(URL, data=BY_FEDERATION)
    assert (response.status_code, response.location) == (303, "/groupes/jeunesse")
    group = kept()
    assert (group.purpose, group.rhythm, group.welcome) == ("Agir avec les jeunes.", "Chaque mois", "Bonjour !")
    assert (group.name, group.code, group.hue, group.joining_rule) == ("Jeunesse", "JEU", "orange", JoiningRule.OPEN)
    page = alice.page("/groupes/jeunesse")
    assert "Chaque mois" in page.main.get_text()


def test_the_federation_changes_everything_and_the_address_stays(client_of, cast):
    assert client_of("stan").post(URL, data=BY_FEDERATION).location == "/groupes/jeunesse"
    group = kept()
    assert {name: getattr(group, name) for name in BY_FEDERATION} == BY_FEDERATION | {"code": "JNES", "revision": 2}
    assert "Demander à rejoindre" in client_of("nora").page("/groupes/jeunesse").main.get_text()


def test_its_rhythm_as_a_number_is_what_its_dates_are_judged_by(client_of, cast):
    alice, (url, rhythm) = client_of("alice"), (URL, {"rhythm": "Chaque mois", "revision": "1"})
    refused = alice.post(url, data=rhythm | {"every_weeks": "60"})
    assert (refused.status_code, kept().every_weeks) == (422, None)
    assert "De 1 à 52 semaines." in refused.text
    assert alice.post(url, data=rhythm | {"every_weeks": "4"}).status_code == 303
    assert kept().every_weeks == 4
    assert alice.post(url, data=rhythm | {"revision": "2", "every_weeks": ""}).status_code == 303
    assert kept().every_weeks is None


def test_the_form_shows_what_is_kept(client_of, cast):
    page = client_of("dora").page(URL)
    assert page.find(id="name")["value"] == "Jeunesse"
    assert page.select_one('[name="hue"][checked]')["value"] == "orange"
    assert page.select_one('[name="icon"][checked]')["value"] == "rocket-takeoff"
    assert page.find(id="revision")["value"] == "1"


def test_a_body_is_edited_the_same_way_without_a_joining_rule(client_of, cast):
    dora = client_of("dora")
    assert not dora.page("/groupes/board/modifier").find(id="joining_rule")
    data = BY_FEDERATION | {"name": "Conseil d’administration", "code": "CAF"}
    assert dora.post("/groupes/board/modifier", data=data).status_code == 303
    board = db.session.scalar(select(Group).where(Group.slug == "board"))
    assert (board.code, board.joining_rule) == ("CAF", JoiningRule.BY_INVITATION)


@pytest.mark.parametrize(
    ("slip", "field", "message"),
    [
        ({"name": "Cômmunication"}, "name", "Un groupe porte déjà ce nom"),
        ({"code": "COM"}, "code", "Un autre groupe a déjà ce code."),
        ({"purpose": "x" * 401}, "purpose", "400 caractères au plus."),
    ],
)
def test_a_slip_is_said_and_what_was_typed_stays(client_of, slip, field, message):
    response = client_of("dora").post(URL, data=BY_FEDERATION | slip)
    assert response.status_code == 422
    page = soup(response)
    assert message in page.find(id=f"{field}-error").get_text()
    assert page.find(id="rhythm")["value"] == "Chaque mois"
    assert page.find(id="revision")["value"] == "1"
    assert kept().revision == 1


def test_its_own_name_with_other_accents_is_not_taken(client_of):
    assert client_of("dora").post(URL, data=BY_FEDERATION | {"name": "Jéunesse"}).status_code == 303


def test_an_old_form_shows_both_versions_and_may_then_replace(client_of, cast):
    alice, stan = client_of("alice"), client_of("stan")
    stan.post(URL, data=BY_FEDERATION | {"purpose": "La version de Stan.", "hue": "teal"})
    response = client_of("dora").post(URL, data=BY_FEDERATION | {"purpose": "La version de Dora.", "hue": "plum"})
    assert response.status_code == 409
    page = soup(response)
    said = {row.dt.get_text(): row.dd.get_text() for row in page.select(".kept-version > div")}
    assert said == {"Ce que fait le groupe": "La version de Stan.", "Couleur": "Bleu canard"}
    assert page.find(id="purpose").get_text().strip() == "La version de Dora."
    assert page.select_one('[name="hue"][checked]')["value"] == "plum"
    assert kept().purpose == "La version de Stan."
    again = BY_LEADS | {"purpose": "La version d’Alice.", "revision": page.find(id="revision")["value"]}
    assert alice.post(URL, data=again).status_code == 303
    assert kept().purpose == "La version d’Alice."


def test_an_old_form_that_changes_other_links_is_seen_too(client_of, cast):
    first, second = (str(cast.items[key].id) for key in ("o2-act1", "o1-obj1"))
    assert client_of("stan").post(URL, data=BY_LEADS | TYPED_NAMES | {"items": [first, second]}).status_code == 303
    response = client_of("alice").post(URL, data=BY_LEADS | {"items": [first]})
    assert response.status_code == 409
    assert "1.1, 2.A" in soup(response).select_one(".kept-version").get_text()


TYPED_NAMES = {
    "name": "Jeunesse", "short_name": "Jeunesse", "code": "JEU", "joining_rule": "open", "hue": "orange",
    "icon": "rocket-takeoff",
}  # fmt: skip


def test_the_same_form_twice_is_no_conflict(client_of):
    alice = client_of("alice")
    assert [alice.post(URL, data=BY_LEADS).status_code for _ in range(2)] == [303, 303]
    assert kept().revision == 2


@pytest.mark.parametrize("revision", ["", "x", "-1", "99999999999"])
def test_a_revision_that_is_none_is_refused(client_of, revision):
    assert client_of("alice").post(URL, data=BY_LEADS | {"revision": revision}).status_code == 422
    assert kept().purpose == "Ce que fait jeunesse."


def test_what_a_race_takes_is_said_and_leaves_no_trace(app, cast, monkeypatch):
    monkeypatch.setattr(operations, "_refuse_taken", lambda *_, **__: None)
    with pytest.raises(Refused):
        operations.edit_group(cast.jeunesse, 1, code="COM", purpose="Autre")
    assert kept().purpose == "Ce que fait jeunesse."


def test_it_takes_as_many_statements_with_more_of_everything(client_of, cast):
    assert len(client_of("stan").counted(URL)) <= 12


def test_others_do_not_edit(client_of):
    for who in ("bob", "carl", "bea", "paul", "tess"):
        assert client_of(who).post(URL, data=BY_FEDERATION).status_code == 403
        assert not client_of(who).page("/groupes/jeunesse").select(f'a[href="{URL}"]')
    assert client_of("alice").post("/groupes/communication/modifier", data=BY_LEADS).status_code == 403


def test_the_notice_of_a_body_is_the_federations_to_set(client_of, cast):
    dora, address = client_of("dora"), "/groupes/board/modifier"
    given = {"name": "Board", "short_name": "Board", "code": "CA", "purpose": "", "rhythm": "", "welcome": "",
             "hue": "ink", "icon": "building", "revision": "1"}  # fmt: skip
    assert dora.post(address, data=given | {"notice_days": "0"}).status_code == 422
    assert dora.post(address, data=given | {"notice_days": "x"}).status_code == 422
    assert dora.post(address, data=given | {"notice_days": "15"}).status_code == 303
    assert db.session.scalar(select(Group.notice_days).where(Group.slug == "board")) == 15
    assert 'name="notice_days"' not in dora.get("/groupes/jeunesse/modifier").text
    assert dora.post(address, data=given | {"revision": "2", "notice_days": ""}).status_code == 303
    assert db.session.scalar(select(Group.notice_days).where(Group.slug == "board")) is None
