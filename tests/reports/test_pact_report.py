"""The report on the pact: what was kept, with dates, as it was that day for ever (J6 A4), and the board’s own."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.documents.reading import odt, pdf
from tests.reports.scene import grid
from tests.reports.test_annual_report import cells, flat, in_table
from workspace import clock
from workspace.actions.models import ActionItem, ActionState
from workspace.database import db
from workspace.french import calendar_day
from workspace.pacts.models import Commitment, CommitmentKind, CooperationPact
from workspace.project.models import ItemKind, ProjectItem
from workspace.reports import board, operations, pact
from workspace.reports.content import from_json
from workspace.reports.models import Report
from workspace.reviews.models import ProgressReview, ReviewState, Sitting

WHOLE = "Vue d’ensemble"


def whole(cast):
    return db.session.get(
        CooperationPact, cast.pact.id, options=CooperationPact.needed_for_rights(), populate_existing=True
    )


def told(cast, for_partners=False):
    return pact.content(whole(cast), for_partners, clock.today())


def the_row(report):
    rows = [row for name, row in grid(report, WHOLE).items() if "Appuyer les réseaux locaux" in name]
    return {name: rows[0][name] for name in ("Décisions", "Actions closes", "En retard", "À venir")}


def test_each_commitment_is_told_by_what_is_decided_closed_late_and_next(cast, scene):
    report = told(cast)
    assert the_row(report) == {"Décisions": 1, "Actions closes": 1, "En retard": 1, "À venir": 1}
    account = grid(report, "Appuyer les réseaux locaux")
    assert {name: row["Situation"] for name, row in account.items() if "Décision" not in name} == {
        "Faite": "Clos", "Tardive": "En retard", "Écrire aux réseaux": "À venir",
    }  # fmt: skip
    assert account["Faite"]["Date"] == calendar_day(clock.today())
    assert account["Tardive"]["Date"] == calendar_day(clock.today() - timedelta(days=2))


def test_j6_the_account_is_read_by_orientation_too(client_of, cast, scene):
    more = {"pact_id": cast.pact.id, "kind": CommitmentKind.MEANS, "position": 9}
    db.session.add_all(
        [
            Commitment(text="Deux fois", state="kept", items=[cast.items["o1-obj1"], cast.items["o2-obj1"]], **more),
            Commitment(text="À part", **more),
        ]
    )
    db.session.commit()
    rows = grid(told(cast), "Par orientation")
    assert {name: (row["Engagements"], row["Tenus"], row["Non renseignés"]) for name, row in rows.items()} == {
        "1 Soutenir l’innovation sociale": (1, 1, 0),
        "2 Adapter nos pratiques": (2, 1, 1),
        "Sans lien avec le projet": (1, 0, 1),
    }
    read = client_of("paul").page(f"/pactes/{cast.pact.id}/bilan").main.get_text(" ", strip=True)
    assert "Par orientation" in read
    assert "Deux fois" in read


def test_every_count_equals_the_lines_under_it(cast, scene):
    report = told(cast)
    counted = the_row(report)
    listed = [row["Situation"] for row in grid(report, "Appuyer les réseaux locaux").values()]
    words = {"Décisions": "Décidé", "Actions closes": "Clos", "En retard": "En retard", "À venir": "À venir"}
    assert counted == {name: listed.count(word) for name, word in words.items()}


def test_a_long_history_is_counted_whole_and_named_in_part(cast, scene):
    more = {"group": cast.jeunesse, "meeting": scene, "published_at": clock.now(), "items": [cast.items["o2-act1"]]}
    today = clock.today()
    db.session.add_all(
        [
            ActionItem(title=f"Close {age}", state=ActionState.DONE, closed_on=today - timedelta(days=age), **more)
            for age in range(1, 30)
        ]
    )
    db.session.commit()
    report = told(cast)
    assert the_row(report)["Actions closes"] == 30
    closed = [name for name, row in grid(report, "Appuyer les réseaux locaux").items() if row["Situation"] == "Clos"]
    assert closed == ["Faite", "Close 1", "Close 2", "Close 3", "Close 4", "Close 5"], "the latest first"
    lines = next(section for section in report.sections if section.title == "Appuyer les réseaux locaux").lines
    assert any("six preuves de chaque sorte" in line for line in lines)


def test_what_is_not_known_is_said_so(cast):
    report = told(cast)
    row = grid(report, WHOLE)["Caisse d’allocations familiales\u00a0: Appuyer les réseaux locaux"]
    assert row["Avancement"] == "non renseigné"
    assert row["Échéance"] == "non renseigné"
    lines = next(section for section in report.sections if section.title == "Appuyer les réseaux locaux").lines
    assert any("avancement non renseigné" in line for line in lines)
    assert flat(lines[0]).endswith("Échéance : non renseignée.")


@pytest.mark.parametrize("form", ["csv", "odt", "pdf"])
def test_a_partner_reads_visible_evidence_only(client_of, cast, scene, form):
    paul = client_of("paul")
    page = paul.page(f"/pactes/{cast.pact.id}/bilan").main.get_text()
    file = paul.get(f"/pactes/{cast.pact.id}/bilan.{form}").data
    text = file.decode("utf-8-sig") if form == "csv" else {"odt": odt, "pdf": pdf}[form](file).text
    for said in (page, text):
        assert "Faite" in said
        for words in ("Tardive", "Écrire aux réseaux", "Nanterre", "Bob"):
            assert words not in said, words
    assert the_row(told(cast, for_partners=True)) == {"Décisions": 0, "Actions closes": 1, "En retard": 0, "À venir": 0}
    assert "Présenter ce bilan" not in page


@pytest.mark.parametrize("who", ["bea", "paul"])
def test_j6_a4_the_report_presented_on_a_day_stays_identical(client_of, cast, scene, who):
    dora, reader = client_of("dora"), client_of(who)
    address = dora.post(f"/pactes/{cast.pact.id}/bilan/presentation").location
    before = {form: reader.get(f"{address}.{form}").data for form in ("csv", "pdf")}
    page = reader.page(address).main
    assert "ont changé" not in page.get_text()
    tardy = db.session.scalar(select(ActionItem).where(ActionItem.title == "Tardive"))
    tardy.state, tardy.closed_on, tardy.visible_to_partners = ActionState.DONE, clock.today(), True
    tardy.title = "Finie"
    db.session.commit()
    assert {form: reader.get(f"{address}.{form}").data for form in ("csv", "pdf")} == before
    after = reader.page(address).main
    assert after.select_one(".report").get_text() == page.select_one(".report").get_text()
    assert "Des faits ont changé depuis" in after.get_text()
    assert "Finie" in reader.page(f"/pactes/{cast.pact.id}/bilan").main.get_text()


def test_what_is_ticked_for_partners_since_is_presented_to_them_anew(client_of, cast, scene):
    address = f"/pactes/{cast.pact.id}/bilan/presentation"
    first = client_of("dora").post(address).location
    db.session.scalar(select(ActionItem).where(ActionItem.title == "Tardive")).visible_to_partners = True
    db.session.commit()
    second = client_of("dora").post(address).location
    texts = [client_of("paul").page(report).select_one(".report").get_text() for report in (first, second)]
    assert ["Tardive" in text for text in texts] == [False, True]


def test_the_same_figures_on_the_page_on_paper_and_in_the_table(client_of, cast, scene):
    bea, address = client_of("bea"), f"/pactes/{cast.pact.id}/bilan"
    report = told(cast)
    assert in_table(bea.get(f"{address}.csv").data) == cells(report)
    text = flat(pdf(bea.get(f"{address}.pdf").data).text)
    tables = [[[flat(cell) for cell in row] for row in table] for table in odt(bea.get(f"{address}.odt").data).tables]
    shown = [
        [flat(cell.get_text()) for cell in row.select("th, td")] for row in bea.page(address).select(".figures tr")
    ]
    for section in report.sections:
        assert bare(section.title) in bare(text)
        for row in section.grid.rows if section.grid else []:
            said = [flat(str(cell)) for cell in row]
            assert said in shown
            assert any(said in table for table in tables)
            assert [cell for cell in said if bare(cell) not in bare(text)] == []


def bare(text):
    """Lines are cut where columns end."""
    return "".join(text.split()).replace("-", "")


def test_proofs_are_words_that_a_phone_folds_and_figures_are_not(client_of, cast, scene):
    page = client_of("paul").page(f"/pactes/{cast.pact.id}/bilan")
    assert [flat(one.summary.get_text()) for one in page.select("details.proofs[open]")] == ["1 preuve"]
    assert "Faite" in page.select_one("details.proofs table.figures-told").get_text()
    assert not page.select("details.proofs .number")


@pytest.mark.parametrize(("who", "speaks"), [("paul", True), ("bob", False)])
def test_a_partner_goes_from_the_draft_to_where_it_answers(client_of, cast, scene, who, speaks):
    page = client_of(who).page(f"/pactes/{cast.pact.id}/bilan").main
    link = page.find("a", string="ouvrez-le dans le pacte")
    assert (link and link["href"]) == (f"/pactes/{cast.pact.id}" if speaks else None)


def test_a_pact_without_commitments_is_told_too(client_of, cast):
    cast.commitment.withdrawn_on = clock.today()
    db.session.commit()
    for form in ("pdf", "odt", "csv"):
        assert client_of("dora").get(f"/pactes/{cast.pact.id}/bilan.{form}").status_code == 200


def test_statements_do_not_grow_with_what_was_done(client_of, cast, scene):
    dora = client_of("dora")
    few = len(dora.counted(f"/pactes/{cast.pact.id}/bilan"))
    more = {"group": cast.jeunesse, "meeting": scene, "published_at": clock.now(), "items": [cast.items["o2-act1"]]}
    db.session.add_all([ActionItem(title=f"Encore {rank}", **more) for rank in range(9)])
    db.session.commit()
    assert len(dora.counted(f"/pactes/{cast.pact.id}/bilan")) == few <= 12


# The board's view of the project


def test_the_board_sees_each_item_with_its_denominator_and_what_nobody_carries(client_of, cast, scene):
    report = board.content(cast.project, clock.today())
    assert grid(report, WHOLE)["2 Adapter nos pratiques"] == {
        "Décisions": 1, "Actions closes": 1, "Actions décidées": 3, "En retard": 1,
    }  # fmt: skip
    lines = next(section for section in report.sections if section.title == WHOLE).lines
    assert flat(lines[0]).startswith("1 action close sur 3, 1 décision")
    row = grid(report, "2. Adapter nos pratiques")["2.A Animation de réseaux locaux."]
    assert row["Groupes"] == "Jeunesse"
    assert row["Dernière preuve"].startswith(calendar_day(clock.today()))
    alone = next(section for section in report.sections if section.title == "Ce qu’aucun groupe ne porte")
    assert "1.A Développement d'outils numériques collaboratifs." in alone.points
    assert "2.A Animation de réseaux locaux." not in alone.points
    objective, nothing = grid(report, "1. Soutenir l’innovation sociale").values()
    assert objective["Groupes"] == "Aucun groupe ne le porte"
    assert nothing["Groupes"] == "Aucun groupe ne la porte"
    assert nothing["Dernière preuve"] == "rien encore"
    assert nothing["Revue du conseil"] == "non renseigné"
    assert in_table(client_of("bea").get("/rapports/avancement.csv").data) == cells(report)


def test_an_orientation_without_lines_has_its_gender(cast):
    lonely = {"kind": ItemKind.ORIENTATION, "key": "o9", "code": "9", "position": 99, "text": "Neuve"}
    db.session.add(ProjectItem(project_id=cast.project.id, **lonely))
    db.session.commit()
    rows = grid(board.content(cast.project, clock.today()), "9. Neuve")
    assert rows["9 Neuve"]["Groupes"] == "Aucun groupe ne la porte"


def test_the_board_reads_what_it_said_and_the_burn_up(client_of, cast, scene):
    sitting = Sitting(project=cast.project)
    said = {"state": ReviewState.IN_PROGRESS, "text": "Deux réseaux sur cinq.", "difficulty": "Faute de temps"}
    db.session.add(sitting)
    db.session.add(
        ProgressReview(
            sitting=sitting, item=cast.items["o2-act1"], person=cast.bea, closed=1, open=1, late=1, dropped=1,
            decisions=1, **said,
        )
    )  # fmt: skip
    db.session.commit()
    report = board.content(cast.project, clock.today())
    row = grid(report, "2. Adapter nos pratiques")["2.A Animation de réseaux locaux."]
    assert row["Revue du conseil"] == f"En cours, en difficulté ({calendar_day(clock.today())})"
    points = next(section for section in report.sections if section.title == "Ce que le conseil en a dit").points
    assert [flat(point) for point in points] == [
        "2.A Animation de réseaux locaux. En cours. Deux réseaux sur cinq. En difficulté : Faute de temps."
    ]
    assert "Bea" not in report.as_json()
    bea = client_of("bea")
    drawn = bea.page("/rapports/avancement").select_one("svg.burnup")["aria-label"]
    assert flat(drawn).startswith("1 action close sur 3 décidées")
    assert pdf(bea.get("/rapports/avancement.pdf").data).tagged("Figure") == [drawn]
    assert odt(bea.get("/rapports/avancement.odt").data).all("draw:frame")
    years = grid(report, "Actions décidées et closes")
    assert years[str(clock.today().year)] == {"Décidées": 3, "Closes": 1}


def test_the_board_presents_it_and_it_stays(client_of, cast, scene):
    bea = client_of("bea")
    address = bea.post("/rapports/avancement/presentation").location
    kept = db.session.scalars(select(Report)).one()
    assert from_json(kept.content) == board.content(cast.project, clock.today())
    before = bea.page(address).select_one(".report").get_text()
    db.session.scalar(select(ActionItem).where(ActionItem.title == "Tardive")).state = ActionState.DONE
    db.session.commit()
    assert bea.page(address).select_one(".report").get_text() == before
    assert operations.has_changed(kept)


def test_without_a_project_there_is_nothing_to_present(client_of, cast):
    cast.project.state = "past"
    db.session.commit()
    assert client_of("bea").get("/rapports/avancement").status_code == 404
    assert client_of("bea").page("/rapports").main.find("h1")
