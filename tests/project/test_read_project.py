"""Where the project stands, and one of its items."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from tests.browser import Client
from tests.cast import LONG_AGO
from tests.progress.scene import DONE, DROPPED, Scene, add_item
from workspace import clock
from workspace.database import db
from workspace.groups.models import Group, GroupKind, Membership
from workspace.imports.operations import SHIPPED, import_file
from workspace.people.models import Person
from workspace.project.models import FederalProject, GroupLink, ItemKind, LinkState, ProjectItem


def words(tag):
    return re.sub(r"\s+", " ", tag.get_text(" ")).strip()


def line(page, item):
    return page.find(id=f"item-{item.id}").find_parent("details")


def links(page, endpoint):
    """Words and addresses of the links that begin with an address."""
    return {words(tag): tag["href"] for tag in page.select(f"main a[href^='{endpoint}']")}


@pytest.fixture
def board_of_sources(app):
    """Somebody of the board, in the federation of the sources, its project running."""
    import_file(SHIPPED / "hauts-de-seine-2019-2022.yaml", shift_years=clock.today().year - 2020)
    person = Person(first_name="Bea", last_name="Berger", email="bea@example.org")
    db.session.add(person)
    board = db.session.scalar(select(Group).where(Group.kind == GroupKind.BOARD))
    db.session.flush()
    db.session.add(Membership(group_id=board.id, person_id=person.id, joined_on=LONG_AGO))
    db.session.commit()
    return Client(app, person)


def test_the_project_of_the_sources_is_shown_word_for_word(board_of_sources):
    page = board_of_sources.page("/projet")
    shown = [tag.get_text() for tag in page.select(".wording, .orientation h2 a")]
    texts = db.session.scalars(select(ProjectItem.text).order_by(ProjectItem.position))
    assert shown == list(texts)
    assert len(shown) == 3 + 10 + 12
    assert [tag.get_text() for tag in page.select(".orientation h3")] == ["Objectifs", "En actions"] * 3
    made = page.select_one(".how-made")
    assert "L'élaboration avec le réseau d'un d'idéal à atteindre d'ici 10 ans" in made.get_text()
    assert "Projet fédéral 2019–2022 – Fédération des centres sociaux des Hauts-de-Seine" in made.get_text()


def test_four_actions_of_the_sources_have_no_group(board_of_sources):
    page = board_of_sources.page("/projet")
    alone = [tag for tag in page.select("details.objective") if "Aucun groupe ne la porte" in words(tag)]
    assert [words(tag.select_one(".code")) for tag in alone] == ["1.B", "1.C", "2.D", "3.D"]
    assert "Aucun groupe ne le porte" in words(page)


def test_a_line_says_counts_with_their_denominator_and_the_last_evidence(client_of, cast):
    scene = Scene(cast)
    scene.action("Faite", "o2-act1", state=DONE)
    scene.action("Tardive", "o2-act1", due=-2)
    scene.action("Abandonnée", "o2-act1", state=DROPPED)
    page = client_of("bea").page("/projet")
    said = words(line(page, cast.items["o2-act1"]))
    assert "1 action close sur 2, 1 en retard" in said
    assert "Action close, " in said
    assert "Jeunesse" in said
    assert "1 action close sur 2 décidées pour ce projet" in words(page.select_one(".big-number"))
    assert "1 abandonnée, comptée à part" in words(page.select_one(".overview"))
    assert "1 à faire ou en cours dont 1 en retard" in words(page.select_one(".overview"))  # as on the item's page
    assert "%" not in page.main.get_text()


def test_without_denominator_there_is_no_count(client_of, cast):
    page = client_of("bea").page("/projet")
    said = words(line(page, cast.items["o1-act1"]))
    assert "sur" not in said
    assert "Rien de publié pour l’instant" in said
    assert "Aucune action n’est encore décidée pour ce projet." in words(page.select_one(".overview"))


def test_a_partner_reads_texts_only(client_of, cast):
    scene = Scene(cast)
    scene.action("Faite", "o2-act1", state=DONE)
    scene.decision("Décidée", "o2-act1")
    for address in ("/projet", f"/projet/{cast.items['o2-act1'].id}"):
        page = client_of("paul").page(address)
        assert "Animation de réseaux locaux." in page.main.get_text()
        for hidden in ("Faite", "Décidée", "Jeunesse", "close", "Aucun groupe"):
            assert hidden not in page.main.get_text(), (address, hidden)
        assert not page.select("main a[href^='/actions'], main a[href^='/decisions'], main a[href^='/groupes']")


def test_an_empty_federation_says_what_to_do(app):
    person = Person(first_name="Bea", last_name="Berger", email="bea@example.org")
    db.session.add(person)
    db.session.commit()
    said = Client(app, person).page("/projet").main.get_text()
    assert "dès que l’équipe de la fédération l’aura écrit" in said
    assert "import-project" not in said, "a member types no command"


def test_another_project_is_one_click_away(client_of, cast):
    old = FederalProject(key="old", title="Projet d’avant", starts_on=date(2014, 1, 1), ends_on=date(2017, 12, 31))
    old.state = "past"
    db.session.add(old)
    db.session.commit()
    alice = client_of("alice")
    page = alice.page("/projet")
    assert "Projet d’avant" not in words(page.select_one(".page-header"))
    page = alice.page(links(page, "/projet?")["Projet d’avant"])
    assert "Projet d’avant, terminé le 31 décembre 2017" in words(page.select_one(".page-header"))
    assert alice.get("/projet?projet=zut").status_code == 200


def test_the_pact_is_linked_only_when_there_is_one(client_of, cast):
    assert f"/pactes/{cast.pact.id}" in links(client_of("bea").page("/projet"), "/pactes").values()
    old = FederalProject(key="old", title="Sans pacte", starts_on=date(2014, 1, 1), ends_on=date(2017, 12, 31))
    cast.pact.project = old
    db.session.add(old)
    db.session.commit()
    assert not links(client_of("bea").page("/projet"), "/pactes")


def test_an_item_has_its_place_its_groups_and_its_commitments(client_of, cast):
    item = cast.items["o2-act1"]
    page = client_of("bea").page(f"/projet/{item.id}")
    assert page.h1.get_text() == "Animation de réseaux locaux."
    above = [words(tag) for tag in page.select("[aria-label='Place dans le projet'] a")]
    assert above == ["Projet fédéral", "Adapter nos pratiques"]
    assert "lien proposé, à valider par le CA" in page.main.get_text()
    assert links(page, "/engagements") == {"Appuyer les réseaux locaux": f"/engagements/{cast.commitment.id}"}
    db.session.scalar(select(GroupLink)).state = LinkState.VALIDATED
    db.session.commit()
    assert "lien proposé" not in client_of("bea").page(f"/projet/{item.id}").main.get_text()


def test_commitments_say_through_what_they_are_served(client_of, cast):
    page = client_of("bea").page(f"/projet/{cast.items['o2'].id}")
    assert "par 2.A" in words(page.main)
    db.session.refresh(cast.commitment, ["items"])
    cast.commitment.items = [cast.items["o2"]]
    db.session.commit()
    page = client_of("bea").page(f"/projet/{cast.items['o2-obj1'].id}")
    assert "par 2" in words(page.main)
    assert not links(client_of("bea").page(f"/projet/{cast.items['o1-act1'].id}"), "/pactes")


def test_every_evidence_leads_to_its_page(client_of, cast):
    scene = Scene(cast)
    scene.serve("o2-act1")
    action = scene.action("Une action", "o2-act1")
    decision = scene.decision("Une décision", "o2-act1")
    bea = client_of("bea")
    page = bea.page(f"/projet/{cast.items['o2'].id}")
    trail = {words(tag): tag["href"] for tag in page.select(".timeline a.plain-link")}
    assert trail == {
        "Une décision": f"/decisions/{decision.number}",
        "Une action": f"/actions/{action.id}",
        "Point 1": f"/reunions/{scene.meeting.id}/compte-rendu#point-{scene.point.id}",
    }
    for address in trail.values():
        assert bea.get(address).status_code == 200


def test_evidence_is_filtered_by_group_and_kind(client_of, cast):
    Scene(cast).decision("De Jeunesse", "o2-act1")
    Scene(cast, group=cast.communication).action("De Communication", "o2-act1")
    address = f"/projet/{cast.items['o2-act1'].id}"

    def shown(query):
        return {words(tag) for tag in client_of("bea").page(address + query).select(".timeline a.plain-link")}

    assert shown("?genre=action") == {"De Communication"}
    assert shown("?groupe=jeunesse") == {"De Jeunesse"}
    assert shown("?groupe=jeunesse&genre=action") == set()
    assert shown("?groupe=nulle-part&genre=zut&page=999") == {"De Jeunesse", "De Communication"}


@pytest.mark.parametrize("key", ["o2", "o2-obj1", "o2-obj1-a1", "o2-act1"])
def test_counts_equal_the_lists_one_click_behind(client_of, cast, key):
    add_item(cast, "o2-obj1-a1", ItemKind.ACTION, "2.1.A", "o2-obj1")
    scene = Scene(cast)
    scene.action("Anémone", "o2-act1", "o2-obj1", state=DONE)
    scene.action("Bleuet", "o2-obj1-a1", "o2-act1", state=DONE)
    scene.action("Coquelicot", "o2-act1", "o2-obj1-a1")
    scene.action("Dahlia", "o2-obj1-a1", "o2-act1", due=-3)
    scene.action("Églantine", "o2-act1", "o2-obj1-a1", state=DROPPED)
    scene.action("Fougère", "o1-act1", state=DONE)
    scene.decision("Genêt", "o2-act1", "o2-obj1-a1")
    hidden = Scene(cast, published=False)
    hidden.action("Houx", "o2-act1", "o2-obj1-a1")
    hidden.decision("Iris", "o2-act1", "o2-obj1-a1")
    flowers = ("Anémone", "Bleuet", "Coquelicot", "Dahlia", "Églantine", "Fougère", "Genêt", "Houx", "Iris")
    bea = client_of("bea")
    page = bea.page(f"/projet/{cast.items[key].id}")
    counted = links(page, "/actions?") | links(page, "/decisions?")
    assert len(counted) == 5
    for said, address in counted.items():
        listed = [flower for flower in flowers if flower in bea.page(address).main.get_text()]
        assert len(listed) == int(said.split()[0]), (said, address, listed)


@pytest.mark.parametrize("address", ["/projet", "/projet/{item}"])
def test_statements_stay_as_many_as_rows_grow(client_of, cast, address):
    address = address.format(item=cast.items["o2"].id)
    taken = []
    for size in (1, 5):
        for number in range(size):
            scene = Scene(cast, group=cast.communication, days=-7 - number)
            scene.serve("o2-act1")
            scene.action(f"Action {number}", "o2-act1", state=DONE)
            scene.decision(f"Décision {size} " + "." * number, "o2-obj1")
            add_item(cast, f"o2-act{size}{number}", ItemKind.ACTION, f"2.{size}{number}", "o2")
        taken.append(len(client_of("bea").counted(address)))
    assert taken[0] == taken[1]
    assert taken[0] <= 12


@pytest.mark.parametrize("address", ["/projet/999999", "/projet/zut", "/projet/99999999999999999999"])
def test_an_unknown_item_is_not_found(client_of, address):
    client_of("bea").page(address, status=404)
