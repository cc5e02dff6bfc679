"""axe finds nothing, in light and in dark, on every page; and no page is wider than a small phone."""

from pathlib import Path

import pytest

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

PAGES = [  # who opens what: an address, or a name of PLACES
    ("", "/"),
    ("", "/connexion"),
    ("", "/rejoindre/jeunesse"),
    ("", "/arrivee/perimee"),
    ("", "/nulle-part"),
    ("", "/aide"),
    ("", "/aide/co-animer"),
    ("", "/accessibilite"),
    ("", "/mentions-legales"),
    ("", "/donnees-personnelles"),
    ("coanimation", "/"),
    ("coanimation", "/deconnexion"),
    ("coanimation", "/mon-espace"),
    ("coanimation", "/groupes"),
    ("coanimation", "/groupes/jeunesse"),
    ("coanimation", "/groupes/jeunesse?rubrique=actions"),
    ("coanimation", "/groupes/jeunesse?rubrique=decisions"),
    ("coanimation", "/groupes/jeunesse?rubrique=membres"),
    ("coanimation", "/groupes/jeunesse?rubrique=fichiers"),
    ("coanimation", "/groupes/jeunesse/fichiers"),
    ("coanimation", "/agenda"),
    ("coanimation", "/agenda?groupe=jeunesse"),
    ("coanimation", "/agenda?mois=2026-11"),
    ("coanimation", "/mon-calendrier"),
    ("coanimation", "/groupes/jeunesse/reunions/nouvelle"),
    ("coanimation", "/groupes/jeunesse/modifier"),
    ("coanimation", "/groupes/jeunesse/message"),
    ("coanimation", "/groupes/jeunesse/invitations"),
    ("coanimation", "/groupes/jeunesse/membres/ajout"),
    ("secretariat", "/groupes/jeunesse"),
    ("secretariat", "/groupes/nouveau"),
    ("secretariat", "/groupes/jeunesse/modifier"),
    ("secretariat", "/groupes/jeunesse/sommeil"),
    ("secretariat", "/groupes/jeunesse/cloture"),
    ("coanimation", "/actions"),
    ("coanimation", "/actions?retard=1"),
    ("coanimation", "/groupes/jeunesse/actions/nouvelle"),
    ("coanimation", "owners"),
    ("secretariat", "/actions/nouvelle"),
    ("coanimation", "/decisions"),
    ("coanimation", "/projet"),
    ("coanimation", "next-meeting"),
    ("coanimation", "draft-meeting"),
    ("coanimation", "edit-meeting"),
    ("coanimation", "cancel-meeting"),
    ("coanimation", "remove-meeting"),
    ("coanimation", "held-meeting"),
    ("coanimation", "minutes"),
    ("coanimation", "draft-minutes"),
    ("coanimation", "publication"),
    ("coanimation", "action"),
    ("coanimation", "decision"),
    ("coanimation", "item"),
    ("coanimation", "pact"),
    ("benevole", "next-meeting"),
    ("nouvelle", "/mon-espace"),
    ("nouvelle", "/groupes/jeunesse"),
    ("secretariat", "/courriers"),
    ("secretariat", "/tableau-de-bord"),
    ("secretariat", "/premiers-pas"),
    ("secretariat", "/reglages"),
    ("coanimation", "/annuaire"),
    ("coanimation", "/annuaire?nom=zzz"),
    ("coanimation", "person"),
    ("coanimation", "minor"),
    ("secretariat", "person"),
    ("secretariat", "edit-person"),
    ("coanimation", "/mon-profil"),
    ("secretariat", "/mandats"),
    ("secretariat", "/mandats?etat=termines"),
    ("secretariat", "/mandats/nouveau"),
    ("secretariat", "edit-mandate"),
    ("secretariat", "end-mandate"),
    ("technique", "/reglages"),
    ("coanimation", "/mes-donnees"),
    ("coanimation", "/mes-donnees/effacement"),
    ("secretariat", "/registre"),
    ("secretariat", "/registre/courriers"),
    ("coanimation", "/registre"),
    ("secretariat", "/journal"),
    ("coanimation", "/groupes/jeunesse/journal"),
    ("coanimation", "history"),
    ("technique", "/journal"),
    ("coanimation", "/groupes/jeunesse/passer-la-main"),
    ("secretariat", "/groupes/jeunesse/passer-la-main"),
    ("secretariat", "handover"),
    ("technique", "/courriers"),
    ("technique", "/courriers/essai"),
    ("technique", "/mon-espace"),
    ("partenaire", "/mon-espace"),
    ("partenaire", "/projet"),
    ("partenaire", "pact"),
]


OF_JEUNESSE = (
    "SELECT m.id FROM meeting m JOIN working_group g ON g.id = m.group_id LEFT JOIN minutes c ON c.meeting_id = m.id "
    "WHERE g.slug = 'jeunesse' AND m.state = :meeting AND (c.state = :minutes OR c.state IS NULL) ORDER BY m.starts_at"
)
NEXT, DRAFT = {"meeting": "called", "minutes": ""}, {"meeting": "draft", "minutes": ""}
HELD, PUBLISHED = {"meeting": "held", "minutes": "in_review"}, {"meeting": "held", "minutes": "published"}
PLACES = {  # how to find a thing of the demonstration: its address, what to ask the database
    "next-meeting": ("/reunions/{}", OF_JEUNESSE, NEXT),
    "draft-meeting": ("/reunions/{}", OF_JEUNESSE, DRAFT),
    "edit-meeting": ("/reunions/{}/modifier", OF_JEUNESSE, NEXT),
    "cancel-meeting": ("/reunions/{}/annulation", OF_JEUNESSE, NEXT),
    "remove-meeting": ("/reunions/{}/retrait", OF_JEUNESSE, DRAFT),
    "held-meeting": ("/reunions/{}", OF_JEUNESSE, HELD),
    "minutes": ("/reunions/{}/compte-rendu", OF_JEUNESSE, PUBLISHED),
    "draft-minutes": ("/reunions/{}/compte-rendu", OF_JEUNESSE, HELD),
    "publication": ("/reunions/{}/publication", OF_JEUNESSE, HELD),
    "action": ("/actions/{}", "SELECT id FROM action_item WHERE published_at IS NOT NULL ORDER BY id DESC", {}),
    "handover": ("/passations/{}", "SELECT id FROM handover ORDER BY id", {}),
    "history": ("/historique/reunion/{}", "SELECT thing_id FROM journal_entry WHERE thing = 'meeting'", {}),
    "owners": (
        "/actions/{}/responsables",
        "SELECT a.id FROM action_item a JOIN working_group g ON g.id = a.group_id WHERE g.slug = 'jeunesse' "
        "AND a.published_at IS NOT NULL ORDER BY a.id DESC",
        {},
    ),
    "decision": ("/decisions/{}", "SELECT number FROM decision WHERE published_at IS NOT NULL ORDER BY id DESC", {}),
    "item": ("/projet/{}", "SELECT id FROM project_item WHERE key = 'fp-92-2019-o3-act1'", {}),
    "person": ("/personnes/{}", "SELECT id FROM person ORDER BY id", {}),
    "edit-person": ("/personnes/{}/modifier", "SELECT id FROM person ORDER BY id", {}),
    "minor": (
        "/personnes/{}/autorisation",
        "SELECT m.person_id FROM membership m JOIN working_group g ON g.id = m.group_id WHERE g.slug = 'jeunesse' "
        "ORDER BY m.id",
        {},
    ),
    "edit-mandate": ("/mandats/role/{}", "SELECT id FROM mandate ORDER BY id", {}),
    "end-mandate": ("/mandats/role/{}/fin", "SELECT id FROM mandate ORDER BY id", {}),
    "pact": ("/pactes/{}", "SELECT id FROM cooperation_pact ORDER BY id", {}),
}


@pytest.fixture
def found(product):
    """The address of a thing of the demonstration, by its name in PLACES."""

    def find(where):
        if where.startswith("/"):
            return where
        pattern, query, values = PLACES[where]
        value = product.one(query, **values)
        assert value is not None, f"the demonstration holds no {where}"
        return pattern.format(value)

    return find


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("account", "where"), PAGES, ids=lambda value: value or "visitor")
def test_axe_finds_nothing(browse, found, account, where, theme):
    page = browse(account, theme=theme)
    page.goto(found(where))
    page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
    page.evaluate(AXE.read_text())
    report = page.evaluate("rules => axe.run(document, rules)", RULES)
    wrong = [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for rule in report["violations"]
        for node in rule["nodes"]
    ]
    assert wrong == []
    assert page.troubles == []


def test_axe_sees_a_fault(browse):
    page = browse()
    page.goto("/")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    assert "image-alt" in [rule["id"] for rule in found]


@pytest.mark.parametrize(("account", "where"), PAGES, ids=lambda value: value or "visitor")
def test_no_page_scrolls_sideways_on_a_small_phone(browse, found, account, where):
    page = browse(account, width=320)
    page.goto(found(where))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
