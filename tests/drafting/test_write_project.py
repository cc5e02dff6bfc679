"""Projects are written, versioned, put in force; what moved a line is never erased; what leaves can come back."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.browser import soup
from tests.pacts.test_read_pact import words
from tests.progress.scene import Scene
from tests.representation.scene import BODY, make_mandate
from workspace import clock
from workspace.database import Base, db
from workspace.drafting import exporting, operations, queries
from workspace.imports.operations import SHIPPED, import_file
from workspace.project.models import (
    ElaborationStage,
    FederalProject,
    GroupLink,
    ItemKind,
    ItemVersion,
    LinkState,
    ProjectItem,
    ProjectState,
)

NEW = {"title": "Le suivant", "starts_on": "2030-01-01", "ends_on": "2033-12-31", "source": ""}


@pytest.fixture
def draft(client_of, cast):
    client_of("dora").post("/projets/nouveau", data=NEW)
    return db.session.scalars(select(FederalProject).where(FederalProject.title == "Le suivant")).one()


def seen(client, project):
    """What the form of the whole project was filled from."""
    return client.page(f"/projets/{project.id}/modifier").find("input", attrs={"name": "seen"})["value"]


def add(client, project, kind, text, under=None):
    where = f"/projets/{project.id}/lignes/{kind}" + (f"?sous={under.id}" if under else "")
    return client.post(where, data={"text": text})


def line(text):
    return db.session.scalars(select(ProjectItem).where(ProjectItem.text == text)).one()


def test_a_project_is_prepared_once_beside_the_one_in_force(client_of, cast, draft):
    assert client_of("dora").post("/projets/nouveau", data=NEW).status_code == 303
    assert draft.state is ProjectState.DRAFTING
    assert db.session.query(FederalProject).count() == 2
    assert db.session.get(FederalProject, cast.project.id).state is ProjectState.CURRENT
    wrong = client_of("dora").post("/projets/nouveau", data=NEW | {"title": "Autre", "ends_on": "2029-01-01"})
    assert wrong.status_code == 422
    assert "se terminerait avant" in wrong.text


def test_two_who_present_it_at_once_read_both_texts(client_of, draft):
    dora, stan, path = client_of("dora"), client_of("stan"), f"/projets/{draft.id}/modifier"
    old = seen(stan, draft)
    assert dora.post(path, data=NEW | {"seen": seen(dora, draft), "intro": "De Dora"}).status_code == 303
    refused = stan.post(path, data=NEW | {"seen": old, "intro": "De Stan"})
    assert refused.status_code == 409
    assert "De Dora" in words(soup(refused).find(role="alert"))
    assert soup(refused).find("textarea", attrs={"name": "intro"}).get_text().strip() == "De Stan"
    db.session.expire_all()
    assert draft.intro == "De Dora"
    again = soup(refused).find("input", attrs={"name": "seen"})["value"]
    assert stan.post(path, data=NEW | {"seen": again, "intro": "De Stan"}).status_code == 303
    db.session.expire_all()
    assert draft.intro == "De Stan"
    assert stan.post(path, data=NEW | {"seen": old, "intro": "De Stan"}).status_code == 303, "it says so already"


@pytest.mark.parametrize("number", ["10" * 15, "9" * 5000])
def test_numbers_that_no_database_holds_name_nothing(client_of, cast, draft, number):
    dora = client_of("dora")
    assert dora.get(f"/projets/{draft.id}/lignes/objective?sous={number}").status_code == 404
    assert dora.get(f"/lignes/{cast.items['o1'].id}/versions?page={number}").status_code == 200
    assert dora.post("/projet/liens", data={"lien": number}).status_code == 303
    said = {"revision": number, "text": "Autre", "own_words": ""}
    assert dora.post(f"/lignes/{cast.items['o1'].id}", data=said).status_code == 409


def test_its_lines_are_numbered_in_the_order_of_reading(client_of, draft):
    dora = client_of("dora")
    for text in ("Une", "Deux"):
        assert add(dora, draft, "orientation", text).status_code == 303
    for text in ("Premier", "Second"):
        add(dora, draft, "objective", text, line("Une"))
    add(dora, draft, "action", "Faire", line("Premier"))
    add(dora, draft, "objective", "Permanent")
    add(dora, draft, "objective", "Permanent")  # posted twice
    codes = dict(
        db.session.execute(select(ProjectItem.text, ProjectItem.code).where(ProjectItem.project_id == draft.id)).all()
    )
    assert codes == {
        "Une": "1", "Deux": "2", "Premier": "1.1", "Second": "1.2", "Faire": "1.1.A", "Permanent": "A",
    }  # fmt: skip
    assert dora.post(f"/lignes/{line('Second').id}/monter").status_code == 303
    db.session.expire_all()
    assert (line("Second").code, line("Premier").code, line("Faire").code) == ("1.1", "1.2", "1.2.A")
    assert dora.post(f"/lignes/{line('Second').id}/monter").status_code == 303, "at the top it stays"


def test_nothing_stands_under_an_action_of_the_project(client_of, draft):
    dora = client_of("dora")
    add(dora, draft, "orientation", "Une")
    add(dora, draft, "action", "Faire", line("Une"))
    answer = add(dora, draft, "action", "Sous une action", line("Faire"))
    assert answer.status_code == 422
    assert "Rien ne se place sous une action du projet." in answer.text
    assert "Sous une action" in answer.text
    alone = add(dora, draft, "action", "Toute seule")
    assert alone.status_code == 422


def test_the_lines_of_an_adopted_project_do_not_move(client_of, cast):
    assert add(client_of("dora"), cast.project, "orientation", "De trop").status_code == 422
    assert client_of("dora").post(f"/lignes/{cast.items['o2'].id}/monter").status_code == 409


def test_a_quoted_text_does_not_change_and_own_words_stand_beside_with_versions(client_of, cast):
    cast.project.source = "Le document"
    db.session.commit()
    item, dora = cast.items["o1"], client_of("dora")
    refused = dora.post(f"/lignes/{item.id}", data={"revision": 0, "text": "Autrement", "own_words": "Nos mots"})
    assert refused.status_code == 422
    assert "cité mot pour mot" in refused.text
    assert "Nos mots" in refused.text
    kept = dora.post(f"/lignes/{item.id}", data={"revision": 0, "text": item.text, "own_words": "Nos mots"})
    assert kept.status_code == 303
    stale = dora.post(f"/lignes/{item.id}", data={"revision": 0, "text": item.text, "own_words": "Encore"})
    assert stale.status_code == 409
    assert "Nos mots" in stale.text
    assert "Encore" in stale.text
    dora.post(f"/lignes/{item.id}", data={"revision": 1, "text": item.text, "own_words": "D’autres mots"})
    assert client_of("bob").page(f"/projet/{item.id}").find("a", href=f"/lignes/{item.id}/versions")
    page = client_of("bob").page(f"/lignes/{item.id}/versions")
    assert "D’autres mots" in words(page.main.section)
    assert "Nos mots" in words(page.main.ol)
    assert "Dora Dupont" in words(page.main.ol)
    assert db.session.query(ItemVersion).count() == 2


def test_what_moved_a_line_keeps_it_from_being_erased_and_it_is_archived(client_of, cast, draft):
    dora = client_of("dora")
    add(dora, draft, "orientation", "Une")
    assert dora.post(f"/lignes/{line('Une').id}/retrait", data={"geste": "effacer"}).status_code == 303
    assert db.session.scalar(select(ProjectItem.id).where(ProjectItem.text == "Une")) is None
    item = cast.items["o1-act1"]
    scene = Scene(cast)
    scene.decision("Décidée", "o1-act1")
    page = dora.page(f"/lignes/{item.id}/retrait")
    assert "1 décision" in words(page.main)
    assert dora.post(f"/lignes/{item.id}/retrait", data={"geste": "effacer"}).status_code == 409
    assert dora.post(f"/lignes/{item.id}/retrait", data={"geste": "archiver"}).status_code == 303
    assert client_of("bob").page("/projet").find(id=f"item-{item.id}") is None
    assert "Décidée" in words(client_of("bob").page(f"/projet/{item.id}").main)
    assert dora.post(f"/lignes/{item.id}/reprise").status_code == 303
    assert client_of("bob").page("/projet").find(id=f"item-{item.id}")


def test_stages_are_dated_and_written_in_order(client_of, draft):
    sent = {
        "stages-0-held_on": "2029-02-01", "stages-0-text": "Séminaire", "stages-1-held_on": "", "stages-1-text": "",
        "stages-2-held_on": "", "stages-2-text": "Vote",
    }  # fmt: skip
    assert client_of("dora").post(f"/projets/{draft.id}/etapes", data=sent).status_code == 303
    found = db.session.scalars(select(ElaborationStage).where(ElaborationStage.project_id == draft.id))
    assert [(one.position, one.text) for one in found] == [(1, "Séminaire"), (2, "Vote")]


def test_two_people_write_the_stages_the_second_reads_both(client_of, draft):
    dora, address = client_of("dora"), f"/projets/{draft.id}/etapes"
    seen = dora.page(address).find("input", attrs={"name": "seen"})["value"]
    first = {"seen": seen, "stages-0-held_on": "", "stages-0-text": "Séminaire"}
    assert dora.post(address, data=first).status_code == 303
    answer = dora.post(address, data=first | {"stages-0-text": "Vote"})
    assert answer.status_code == 409
    assert "Séminaire" in answer.text
    assert "Vote" in answer.text
    assert db.session.scalars(select(ElaborationStage.text)).all() == ["Séminaire"]


def test_a_project_that_quotes_nothing_names_no_document(client_of, cast, draft):
    add(client_of("dora"), draft, "orientation", "Une")
    assert "mot pour mot" not in words(client_of("bob").page(f"/projet?projet={draft.id}").main)


@pytest.mark.parametrize("state", [ProjectState.PAST, ProjectState.DRAFTING])
def test_only_the_project_in_force_is_said_to_be_carried_by_nobody(client_of, cast, state):
    shown = words(client_of("bea").page(f"/projet?projet={cast.project.id}").main)
    assert "Aucun groupe ne la porte" in shown
    cast.project.state = state
    db.session.commit()
    page = client_of("bea").page(f"/projet?projet={cast.project.id}")
    assert "Aucun groupe" not in words(page.main)
    assert "Ce que personne" not in words(page.main)
    assert page.find(class_="how-made").has_attr("open") is (state is ProjectState.DRAFTING)


def test_putting_in_force_keeps_the_former_project_readable(client_of, cast, draft):
    dora = client_of("dora")
    assert dora.post(f"/projets/{draft.id}/en-vigueur").status_code == 409, "nothing is written yet"
    add(dora, draft, "orientation", "Une")
    assert "devient un projet terminé" in words(dora.page(f"/projets/{draft.id}/en-vigueur").main)
    assert dora.post(f"/projets/{draft.id}/en-vigueur").status_code == 303
    db.session.expire_all()
    states = dict(db.session.execute(select(FederalProject.id, FederalProject.state)).all())
    assert states == {draft.id: ProjectState.CURRENT, cast.project.id: ProjectState.PAST}
    assert "Le suivant" in words(client_of("bob").page("/projet").main)
    assert "Soutenir l’innovation sociale" in words(client_of("bob").page(f"/projet?projet={cast.project.id}").main)


def test_the_board_validates_links_on_one_screen(client_of, cast):
    other = GroupLink(group_id=cast.communication.id, item_id=cast.items["o1-obj1"].id)
    third = GroupLink(group_id=cast.communication.id, item_id=cast.items["o2-obj1"].id)
    db.session.add_all([other, third])
    db.session.commit()
    bea = client_of("bea")
    page = bea.page("/projet/liens")
    assert len(page.select("main li")) == 3
    assert bea.post(f"/liens/{other.id}/refuser").status_code == 303
    assert db.session.scalar(select(GroupLink.id).where(GroupLink.id == other.id)) is None
    assert bea.post(f"/liens/{third.id}/valider").status_code == 303
    assert bea.post(f"/liens/{third.id}/valider").status_code == 409
    left = db.session.scalars(select(GroupLink).where(GroupLink.state == LinkState.PROPOSED)).one()
    assert bea.post("/projet/liens", data={"lien": [left.id, 999]}).status_code == 303
    assert "Rien n’attend le conseil." in words(bea.page("/projet/liens").main)


def test_an_exported_project_is_imported_again_without_any_change(app, tmp_path):
    import_file(SHIPPED / "hauts-de-seine-2019-2022.yaml")
    db.session.commit()
    project = db.session.scalars(select(FederalProject)).one()
    file = tmp_path / "projet.yaml"
    file.write_text(exporting.as_yaml(project), encoding="utf-8")
    assert not import_file(file).is_new


@pytest.mark.parametrize("title", ["Le suivant", "Projet fédéral 2030-2033 : « Ensemble » !", "🎉"])
def test_a_project_written_here_comes_back_without_any_change(client_of, cast, tmp_path, title):
    dora = client_of("dora")
    dora.post("/projets/nouveau", data=NEW | {"title": title})
    project = db.session.scalars(select(FederalProject).where(FederalProject.title == title)).one()
    said = {"seen": seen(dora, project), "title": title, "intro": "Un.\n \n\nDeux."}
    assert dora.post(f"/projets/{project.id}/modifier", data=NEW | said).status_code == 303
    operations.add_item(project, None, ItemKind.OBJECTIVE, "Permanent")
    orientation = operations.add_item(project, None, ItemKind.ORIENTATION, "Une\nsur deux lignes")
    operations.add_item(project, orientation, ItemKind.ACTION, "Faire")
    operations.write_stages(project, [(None, "Séminaire")])
    db.session.commit()
    file = tmp_path / "projet.yaml"
    file.write_text(exporting.as_yaml(project), encoding="utf-8")
    assert not import_file(file).is_new


def test_a_project_that_arrives_leaves_the_others_as_people_made_them(cast):
    today = clock.today()
    early = operations.create_project("En vigueur avant son jour", today + timedelta(9), today + timedelta(900), "")
    late = operations.create_project("En élaboration après son jour", today - timedelta(9), today + timedelta(900), "")
    operations.add_item(early, None, ItemKind.ORIENTATION, "Une")
    operations.put_in_force(early)
    import_file(SHIPPED / "projet-2014-2017.yaml")
    assert (early.state, late.state) == (ProjectState.CURRENT, ProjectState.DRAFTING)


def test_an_exported_project_is_whole_in_an_empty_space(app, tmp_path):
    import_file(SHIPPED / "hauts-de-seine-2019-2022.yaml")
    db.session.commit()
    first = exporting.as_yaml(db.session.scalars(select(FederalProject)).one())
    file = tmp_path / "projet.yaml"
    file.write_text(first.replace("fp-92-2019", "fp-autre"), encoding="utf-8")
    with pytest.raises(Exception, match="un autre projet a déjà un pacte|porte déjà"):
        import_file(file)


def test_tables_say_what_the_page_says(client_of, cast):
    operations.archive_item(cast.items["o1-act1"])
    db.session.commit()
    answer = client_of("bob").get(f"/projets/{cast.project.id}/export.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == exporting.HEADERS
    assert [row[0] for row in rows[1:]] == ["1", "1.1", "1.A", "2", "2.1", "2.A"]
    assert rows[3][5]
    assert client_of("bob").get(f"/projets/{cast.project.id}/export.xlsx").status_code == 200
    assert b"Soutenir" in client_of("bob").get(f"/projets/{cast.project.id}/export.yaml").data


def test_kinds_stand_where_the_domain_says(cast, draft):
    orientation = operations.add_item(draft, None, ItemKind.ORIENTATION, "Une")
    for parent, kind in [(orientation, ItemKind.ORIENTATION), (None, ItemKind.ACTION)]:
        with pytest.raises(operations.Refused):
            operations.add_item(draft, parent, kind, "Mal placée")


def test_an_adopted_project_goes_on_naming_the_document_that_it_quotes(client_of, cast):
    """Emptied, it would leave the words of others to be rewritten."""
    dora, project = client_of("dora"), cast.project
    project.source = "Dépliant 2019"
    db.session.commit()
    path = f"/projets/{project.id}/modifier"
    response = dora.post(path, data=NEW | {"seen": seen(dora, project), "source": " "})
    assert response.status_code == 422
    assert "il reste nommé" in soup(response).select_one("#source-error").get_text()
    assert dora.post(path, data=NEW | {"seen": seen(dora, project), "source": "Dépliant"}).status_code == 303
    project.state = ProjectState.DRAFTING
    db.session.commit()
    assert dora.post(path, data=NEW | {"seen": seen(dora, project), "source": ""}).status_code == 303


def test_before_a_line_goes_all_that_holds_it_is_a_way_to_it(client_of, cast):
    scene = Scene(cast)
    scene.action("Appeler", "o2-act1")
    scene.decision("Décidé", "o2-act1")
    scene.serve("o2-act1")
    make_mandate(cast, items=[cast.items["o2-act1"]])
    dora = client_of("dora")
    page = dora.page(f"/lignes/{cast.items['o2-act1'].id}/retrait")
    ways = {link.get_text().split("\u00a0")[1]: link["href"] for link in page.select("main ul a")}
    assert {"action", "décision", "point de réunion", "représentation"} <= ways.keys()
    told = {"action": "Appeler", "décision": "Décidé", "point de réunion": scene.point.title, "représentation": BODY}
    for kind, title in told.items():
        assert title in dora.page(ways[kind].split("#")[0]).main.get_text(), kind


def test_whatever_may_name_a_line_keeps_it_from_being_erased():
    """A table that comes later, and that the database would not let go: told beforehand, not by an error."""
    naming = {
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname == "project_item.id" and key.ondelete != "CASCADE"
    }
    assert {getattr(one, "expression", one) for one in queries.HOLDS.values()} == naming


def test_an_objective_outside_any_orientation_is_told_from_the_others(client_of, cast, draft):
    dora = client_of("dora")
    add(dora, draft, "orientation", "Aller vers")
    ways = [one.get_text() for one in dora.page(f"/projets/{draft.id}").select("main a[href*='/lignes/objective']")]
    assert ways == ["Ajouter un objectif sous 1", "Ajouter un objectif permanent"]
    assert dora.page(f"/projets/{draft.id}/lignes/objective").h1.get_text() == "Ajouter un objectif permanent"


def test_of_the_first_project_groups_say_nothing_again(client_of, cast, draft):
    where = f"/projets/{draft.id}/en-vigueur"
    assert "Chaque groupe dit de nouveau" in client_of("dora").page(where).main.get_text()
    db.session.get_one(FederalProject, cast.project.id).state = ProjectState.PAST
    db.session.commit()
    assert "Chaque groupe dit ce qu’il sert" in client_of("dora").page(where).main.get_text()
