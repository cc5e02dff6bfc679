"""Creating a group: a tenth one works everywhere."""

import pytest
from sqlalchemy import func, select

from tests.browser import soup
from workspace.database import db
from workspace.groups import operations
from workspace.groups.models import Group, GroupKind, GroupState, JoiningRule
from workspace.groups.palette import HUES, ICONS, free_among
from workspace.project.models import GroupLink, LinkState
from workspace.refusals import Refused

URL = "/groupes/nouveau"
TYPED = {
    "kind": "working_group",
    "name": "Éco-gestes & transition",
    "short_name": "Transition",
    "code": "eco",
    "purpose": "Moins de déchets dans les centres.",
    "rhythm": "Le premier mardi du mois",
    "welcome": "Bienvenue !\r\nÀ mardi.",
    "joining_rule": "open",
    "hue": "green",
    "icon": "tree",
}


def groups():
    return db.session.scalar(select(func.count()).select_from(Group))


def test_the_form_proposes_a_colour_and_an_icon_that_no_group_has(client_of):
    page = client_of("stan").page(URL)
    assert page.select_one('[name="hue"][checked]')["value"] == "raspberry"
    assert page.select_one('[name="icon"][checked]')["value"] == "house-heart"
    hues = {label.get_text(strip=True): label["data-hue"] for label in page.select("label[data-hue]")}
    assert hues["Bleu canard"] == "teal"
    assert list(hues.values()) == list(HUES)
    assert [box["value"] for box in page.select('[name="icon"]')] == list(ICONS)


def test_when_all_are_taken_it_proposes_the_first():
    assert free_among(HUES, HUES) == HUES[0]
    assert free_among(ICONS, [ICONS[0]]) == ICONS[1]


def test_it_is_created_with_all_that_was_typed(client_of, cast):
    dora = client_of("dora")
    response = dora.post(URL, data=TYPED | {"items": [str(cast.items["o1"].id)]})
    assert (response.status_code, response.location) == (303, "/groupes/eco-gestes-transition")
    group = db.session.scalar(select(Group).where(Group.slug == "eco-gestes-transition"))
    kept = {name: getattr(group, name) for name in TYPED}
    assert kept == TYPED | {"code": "ECO", "welcome": "Bienvenue !\nÀ mardi."}
    assert (group.state, group.position) == (GroupState.ACTIVE, 6)
    link = db.session.scalar(select(GroupLink).where(GroupLink.group_id == group.id))
    assert (link.item_id, link.state) == (cast.items["o1"].id, LinkState.PROPOSED)
    assert "est créé" in dora.page("/groupes/eco-gestes-transition").get_text()


def test_a_body_is_never_joined_freely(client_of):
    dora = client_of("dora")
    answers = [dora.post(URL, data=TYPED | {"kind": "executive_committee"}).status_code for _ in range(2)]
    assert answers == [303, 303]
    group = db.session.scalar(select(Group).where(Group.code == "ECO"))
    assert (group.kind, group.joining_rule) == (GroupKind.EXECUTIVE_COMMITTEE, JoiningRule.BY_INVITATION)


def test_the_tenth_is_everywhere(client_of, cast):
    stan = client_of("stan")
    for letter in "ABCDEFGH":
        typed = TYPED | {"name": f"Groupe {letter}", "short_name": f"Court {letter}", "code": f"G{letter}"}
        assert stan.post(URL, data=typed).status_code == 303
    assert "Dix groupes de travail" in stan.page("/groupes").h1.get_text()
    table = client_of("").page("/connexion")
    assert len(table.select("svg .seat, svg [data-hue]")) >= 10
    for address in ("/connexion", "/", "/groupes"):
        assert "Groupe H" in client_of("" if address != "/groupes" else "nora").get(address).text, address
    for address in ("/agenda", "/actions", "/decisions", "/projet"):
        assert client_of("nora").get(address).status_code == 200
    for address in ("/actions", "/decisions", "/agenda"):
        text = client_of("nora").get(address).text
        assert "Groupe H" in text or "Court H" in text, address
    assert client_of("nora").post("/groupes/groupe-h/rejoindre").status_code == 303
    assert len(stan.counted("/groupes")) <= 12


def test_the_same_form_twice_makes_one_group(client_of):
    stan, before = client_of("stan"), groups()
    first, second = stan.post(URL, data=TYPED), stan.post(URL, data=TYPED)
    assert first.location == second.location
    assert groups() == before + 1


def test_a_group_that_lives_already_is_not_taken_for_the_same_form(client_of, cast):
    stan, item = client_of("stan"), cast.items["o1"].id
    stan.post(URL, data=TYPED | {"items": [str(item)]})
    assert stan.post(URL, data=TYPED | {"purpose": "Autre chose."}).status_code == 422
    assert db.session.scalar(select(func.count()).where(GroupLink.item_id == item)) == 1


@pytest.mark.parametrize(
    ("slip", "field", "message"),
    [
        ({"name": ""}, "name", "Donnez un nom au groupe."),
        ({"name": "!!!"}, "name", "Écrivez un nom avec des lettres."),
        ({"name": "x" * 121}, "name", "120 caractères au plus."),
        ({"name": "Jéunesse"}, "name", "Un groupe porte déjà ce nom"),
        ({"name": "JEUNESSE "}, "name", "Un groupe porte déjà ce nom"),
        ({"short_name": ""}, "short_name", "Donnez un nom court."),
        ({"code": ""}, "code", "Choisissez un code."),
        ({"code": "E"}, "code", "De deux à six lettres"),
        ({"code": "ÉCO"}, "code", "De deux à six lettres"),
        ({"code": "E2"}, "code", "De deux à six lettres"),
        ({"code": "ABCDEFG"}, "code", "De deux à six lettres"),
        ({"code": "jeu"}, "code", "Un autre groupe a déjà ce code."),
        ({"purpose": "x" * 401}, "purpose", "400 caractères au plus."),
        ({"rhythm": "x" * 121}, "rhythm", "120 caractères au plus."),
        ({"kind": "club"}, "kind", ""),
        ({"joining_rule": "never"}, "joining_rule", ""),
    ],
)
def test_a_slip_is_said_beside_its_field_and_what_was_typed_stays(client_of, slip, field, message):
    before = groups()
    response = client_of("dora").post(URL, data=TYPED | slip)
    assert response.status_code == 422
    page = soup(response)
    assert message in page.find(id=f"{field}-error").get_text()
    assert page.find(id="purpose").get_text().strip() == slip.get("purpose", TYPED["purpose"])
    assert groups() == before


@pytest.mark.parametrize("slip", [{"hue": "pink"}, {"icon": "skull"}, {"items": ["999"]}, {"items": ["abc"]}])
def test_what_is_not_among_the_choices_is_refused(client_of, slip):
    response = client_of("dora").post(URL, data=TYPED | slip)
    assert response.status_code == 422
    assert soup(response).select(".invalid-feedback")


def test_addresses_are_unique_and_never_those_of_a_page(client_of, cast):
    stan = client_of("stan")
    cast.communication.slug = "eco-gestes-transition"
    db.session.commit()
    assert stan.post(URL, data=TYPED).location == "/groupes/eco-gestes-transition-2"
    assert stan.post(URL, data=TYPED | {"name": "Nouveau", "code": "NOU"}).location == "/groupes/nouveau-2"


def test_two_at_once_make_one(app, cast, monkeypatch):
    monkeypatch.setattr(operations, "_refuse_taken", lambda *_, **__: None)  # the other came after our look
    with pytest.raises(Refused):
        operations.create_group(name="Autre", code="JEU", short_name="Autre")
    assert db.session.scalar(select(Group.name).where(Group.code == "JEU")) == "Jeunesse"


def test_only_the_federation_creates(client_of):
    for who in ("stan", "dora"):
        assert client_of(who).page("/groupes").select('a[href="/groupes/nouveau"]')
    for who in ("alice", "bob", "bea", "paul", "tess"):
        assert client_of(who).post(URL, data=TYPED).status_code == 403
        assert not client_of(who).page("/groupes").select('a[href="/groupes/nouveau"]')
