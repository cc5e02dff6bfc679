"""The help tells, for each role, gestures that exist and pages that open to it."""

import re
from pathlib import Path

import pytest

from tests.house.test_templates import STRAIGHT
from workspace.about.help import roles
from workspace.french import french

READERS = {
    "participer": "bob",
    "co-animer": "alice",
    "deleguee-et-equipe": "dora",
    "administratrice-ou-administrateur": "bea",
    "partenaire": "paul",
    "gestion-technique": "tess",
}


def test_every_role_has_its_page_and_anyone_reads_it(visitor):
    index = visitor.page("/aide")
    assert [role.slug for role in roles()] == list(READERS)
    for role in roles():
        [link] = index.main.find_all("a", string=french(role.name))
        page = visitor.page(link["href"])
        assert [h2.get_text() for h2 in page.main.find_all("h2")] == [french(g.title) for g in role.gestures]
        assert len(page.main.select("section li")) == sum(len(gesture.lines) for gesture in role.gestures)


@pytest.mark.parametrize("slug", READERS)
def test_each_link_opens_to_the_role_it_is_given_to(client_of, slug):
    client = client_of(READERS[slug])
    links = [link["href"] for link in client.page(f"/aide/{slug}").main.select("section a")]
    assert links
    assert {href: client.get(href).status_code for href in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("who", [*READERS.values(), "nora"])
def test_in_the_help_of_another_role_only_what_opens_to_the_reader_is_a_link(client_of, who):
    client = client_of(who)
    pages = [client.page(f"/aide/{slug}").main for slug in READERS]
    links = {link["href"] for main in pages for link in main.select("section a")}
    assert {href: client.get(href).status_code for href in links} == dict.fromkeys(links, 200)
    words = [[p.get_text() for p in main.select("section p")] for main in pages]
    assert words == [[french(one.link.words) for one in role.gestures if one.link] for role in roles()]


def test_a_visitor_keeps_the_links_as_they_may_sign_in(visitor):
    assert visitor.page("/aide/deleguee-et-equipe").main.select_one('section a[href="/planning"]')


def test_whoever_coordinates_reads_how_a_semester_is_planned(client_of):
    page = client_of("dora").page("/aide/deleguee-et-equipe")
    assert page.main.select_one('section a[href="/planning"]')


def test_whoever_prepares_the_annual_report_reads_how(client_of):
    page = client_of("dora").page("/aide/deleguee-et-equipe")
    assert page.main.find("h2", string="Préparer le rapport annuel")
    assert page.main.select_one('section a[href="/rapports"]')


def test_a_role_that_does_not_exist(visitor):
    assert visitor.get("/aide/presidente").status_code == 404


def test_lines_are_short_and_well_written():
    for role in roles():
        for text in [role.intro, *(line for gesture in role.gestures for line in [gesture.title, *gesture.lines])]:
            assert len(text) <= 125, text
            assert not STRAIGHT.findall(text), text
            assert text == text.strip()


# Said by a screen in two parts: the name of the minutes, the kind of group.
COMPOSED = {"Publier le compte rendu", "Écrire au groupe", "Modifier le groupe"}
OF_THE_MACHINE = ("flask ", "/sante")


def test_the_words_quoted_are_those_of_the_screens():
    """What a line puts between « » is written on a button, a heading or a choice."""
    pages = [file for file in Path("templates").rglob("*.html") if "about" not in file.parts]
    here = "\n".join(file.read_text() for file in [*pages, *Path("workspace").rglob("*.py")]).casefold()
    here = re.sub("[\u00a0\u202f]", " ", here)
    lines = [line for role in roles() for gesture in role.gestures for line in gesture.lines]
    quoted = {words for line in lines for words in re.findall("« (.*?) »", line)} - COMPOSED
    assert {words for words in quoted if not words.startswith(OF_THE_MACHINE) and words.casefold() not in here} == set()


@pytest.mark.parametrize(
    ("slug", "told"),
    [
        ("participer", {"Répondre à un sondage de dates", "Relire et corriger ses heures de bénévolat"}),
        ("co-animer", {"Chercher une date par un sondage", "Préparer l’ordre du jour", "Noter les présences"}),
        (
            "deleguee-et-equipe",
            {"Suivre un sondage de dates", "Déplacer une réunion du planning", "Préparer le comité partenarial"},
        ),
        ("partenaire", {"Dire où en est un engagement"}),
    ],
)
def test_what_a_role_does_every_month_is_told(visitor, slug, told):
    titles = {h2.get_text() for h2 in visitor.page(f"/aide/{slug}").main.find_all("h2")}
    assert {french(title) for title in told} <= titles


def test_every_page_leads_to_it_in_the_same_order(client_of):
    words = ["Aide", "Accessibilité", "Données personnelles", "Mentions légales", "Données ouvertes"]
    for who, where in (("", "/"), ("bob", "/mon-espace"), ("tess", "/courriers"), ("", "/nulle-part")):
        page = client_of(who).page(where, 404 if where == "/nulle-part" else 200)
        links = page.select("footer.site-footer nav a")
        assert [link.get_text() for link in links] == words
        for link in links:
            assert client_of(who).get(link["href"]).status_code == 200
