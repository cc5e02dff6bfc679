"""A meeting on paper: minutes, decisions alone, formal record, attendance sheet (J3 A7)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tests.cast import LONG_AGO, make_meeting
from tests.documents.reading import odt, pdf
from tests.minutes.scene import make_held_meeting
from tests.minutes.test_read_minutes import add_rows, publish
from workspace.actions.models import ActionItem
from workspace.database import db
from workspace.groups.models import Membership
from workspace.meetings.models import Answer, Attendance, MeetingState, Presence
from workspace.minutes.models import Decision, Minutes, MinutesState
from workspace.people.models import Centre, Person, Status

READ = {"pdf": pdf, "odt": odt}
FORMS = pytest.mark.parametrize("form", READ)
A4 = (595, 842)


@pytest.fixture
def meeting(cast):
    return make_held_meeting(cast)


def opened(client, address, form="pdf"):
    response = client.get(address)
    assert response.status_code == 200, address
    assert response.headers["Content-Disposition"].startswith("attachment")
    return READ[form](response.data)


@FORMS
def test_j3_a7_minutes_on_paper_say_attendance_by_centre_and_status(client_of, cast, meeting, form):
    publish(meeting, cast)
    read = opened(client_of("bob"), f"/reunions/{meeting.id}/compte-rendu.{form}", form)
    for words in ("Présents (2)", "Alice Arnaud (CSC Les Acacias)", "Présences par centre et par statut", "parle"):
        assert words in read.text, words
    assert "Le réseau se réunit à Nanterre." in read.text
    assert "Écrire aux réseaux" in read.text
    assert "Sert 2.A" in read.text
    if form == "odt":
        headers, row = read.tables[0]
        assert headers == ["Centre", "Bénévoles", "Salariés", "Habitants", "Ensemble"]
        assert row == ["CSC Les Acacias", "1", "1", "0", "2"]
    else:
        assert "CSC Les Acacias 1 1 0 2" in read.text


def test_published_they_say_for_ever_the_centre_and_status_of_then(client_of, cast, meeting):
    address, elsewhere = f"/reunions/{meeting.id}/compte-rendu.odt", Centre(name="La Plaine", town="Gennevilliers")
    db.session.add(elsewhere)
    cast.bob.status = Status.RESIDENT
    db.session.commit()
    assert opened(client_of("alice"), address, "odt").tables[0][1][1:] == ["0", "1", "1", "2"], "not published yet"
    publish(meeting, cast)
    said = opened(client_of("alice"), address, "odt")
    cast.alice.centre, cast.bob.status = elsewhere, Status.EMPLOYEE
    db.session.commit()
    again = opened(client_of("alice"), address, "odt")
    assert again.tables[0] == said.tables[0]
    assert "Alice Arnaud (CSC Les Acacias)" in again.text
    page = client_of("alice").page(f"/reunions/{meeting.id}/compte-rendu").main.text
    assert "Alice A. (CSC Les Acacias)" in page


def test_j3_a7_they_fit_a4(client_of, cast, meeting):
    meeting.points[0].notes = "mot " * 900 + "\n\n" + "x" * 10_000
    db.session.commit()
    read = opened(client_of("alice"), f"/reunions/{meeting.id}/compte-rendu.pdf")
    assert len(read.pages) > 1
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in read.reader.pages} == {A4}


@FORMS
def test_ten_decisions_hold_on_one_page(client_of, cast, meeting, form):
    for rank in range(9):
        text = f"Décision {rank} : le groupe retient la proposition, écrit aux centres et revient devant le conseil."
        db.session.add(Decision(meeting=meeting, point=meeting.points[1], text=text, items=[cast.items["o1-act1"]]))
    db.session.commit()
    publish(meeting, cast)
    read = opened(client_of("bob"), f"/reunions/{meeting.id}/releve-de-decisions.{form}", form)
    year = datetime.now(UTC).year
    assert all(f"{year}-{number:02}" in read.text for number in range(1, 11))
    assert "parle" not in read.text, "no notes"
    if form == "pdf":
        assert len(read.pages) == 1
    else:
        assert len(read.tables[0]) == 11


def test_ten_long_decisions_still_hold_on_one_page(client_of, cast, meeting):
    for _ in range(9):
        db.session.add(Decision(meeting=meeting, point=meeting.points[1], text="Le groupe décide ceci. " * 14))
    db.session.commit()
    read = opened(client_of("alice"), f"/reunions/{meeting.id}/releve-de-decisions.pdf")
    assert len(read.pages) == 1


@FORMS
def test_what_goes_in_is_chosen(client_of, cast, meeting, form):
    alice = client_of("alice")
    whole = opened(alice, f"/reunions/{meeting.id}/compte-rendu.{form}", form).text
    less = opened(
        alice, f"/reunions/{meeting.id}/compte-rendu.{form}?sans=noms&sans=notes&sans=actions&sans=rien", form
    ).text
    for words in ("Alice Arnaud", "parle", "Écrire aux réseaux"):
        assert words in whole
        assert words not in less
    assert "Présents (2)" in less
    assert "Le réseau se réunit" in less


@FORMS
def test_for_partners_only_what_is_visible_to_them(client_of, cast, meeting, form):
    point = meeting.points[1]
    db.session.add_all(
        [
            Decision(meeting=meeting, point=point, text="Montrée à tous.", visible_to_partners=True),
            ActionItem(
                group=cast.jeunesse, meeting=meeting, point=point, title="Action montrée", owners=[cast.bob],
                visible_to_partners=True, due_on=datetime(2030, 1, 1, tzinfo=UTC).date(),
            ),
        ]
    )  # fmt: skip
    db.session.commit()
    text = opened(client_of("alice"), f"/reunions/{meeting.id}/compte-rendu.{form}?pour=partenaires", form).text
    assert "Montrée à tous." in text
    assert "Action montrée" in text
    for words in ("Nanterre", "Écrire aux réseaux", "parle", "Alice", "Bob", "Point 1"):
        assert words not in text, words


@FORMS
def test_a_draft_says_that_it_is_one(client_of, cast, meeting, form):
    assert "pas encore publié" in opened(client_of("bob"), f"/reunions/{meeting.id}/compte-rendu.{form}", form).text
    publish(meeting, cast)
    read = opened(client_of("bob"), f"/reunions/{meeting.id}/compte-rendu.{form}", form)
    assert "pas encore publié" not in read.text
    assert "Publié le" in read.text


@FORMS
def test_a_body_has_its_formal_record(client_of, cast, form):
    board = make_held_meeting(cast, cast.board)
    for person in (cast.alice, cast.bob):
        db.session.add(Membership(group_id=cast.board.id, person_id=person.id, joined_on=LONG_AGO))
    publish(board, cast)
    read = opened(client_of("bea"), f"/reunions/{board.id}/proces-verbal.{form}", form)
    for words in (
        "Procès-verbal",
        "Convocation",
        "par courrier électronique le",
        "Ordre du jour",
        "1. Point 1",
        "Présents (2)",
    ):
        assert words in read.text, words
    for words in ("Le réseau se réunit à Nanterre.", "La présidence de séance", "Le secrétariat de séance", "levée"):
        assert words in read.text, words


def test_a_working_group_has_none(client_of, cast, meeting):
    page = client_of("alice").page(f"/reunions/{meeting.id}/documents")
    assert "Procès-verbal" not in page.main.get_text()
    assert client_of("alice").get(f"/reunions/{meeting.id}/proces-verbal.pdf").status_code == 404


@FORMS
def test_the_sheet_to_sign_before_the_meeting(client_of, cast, form):
    meeting = make_meeting(cast.jeunesse)
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, answer=Answer.MAYBE))
    db.session.commit()
    read = opened(client_of("alice"), f"/reunions/{meeting.id}/feuille-de-presence.{form}", form)
    for words in ("Feuille de présence", "Nom", "Centre", "Statut", "Réponse", "Signature"):
        assert words in read.text, words
    if form == "odt":
        assert ["Bob Bernard", "CSC Les Acacias", "Bénévole", "Peut-être", ""] in read.tables[0]
        assert ["Alice Arnaud", "CSC Les Acacias", "Salarié·e", "", ""] in read.tables[0]
        assert read.tables[0].count([""] * 5) == 6, "room for those nobody expected"


@FORMS
def test_the_sheet_after_it_says_what_was_noted(client_of, cast, meeting, form):
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.nora.id, presence=Presence.EXCUSED))
    db.session.commit()
    read = opened(client_of("alice"), f"/reunions/{meeting.id}/feuille-de-presence.{form}", form)
    assert "Noté" in read.text
    if form == "odt":
        assert ["Nora Noël", "CSC Les Tilleuls", "Habitant·e", "Excusé·e", ""] in read.tables[0]
        assert read.tables[1][1] == ["CSC Les Acacias", "1", "1", "0", "2"], "who was excused is not counted"


def test_once_names_are_removed_they_are_on_no_paper(client_of, cast, meeting):
    publish(meeting, cast)
    centre = cast.alice.centre_id
    for row in db.session.scalars(select(Attendance).options(joinedload(Attendance.person))):
        row.status, row.centre_id, row.person_id = row.person.status, centre, None
    meeting.names_removed_at = datetime(2026, 1, 1, tzinfo=UTC)
    db.session.commit()
    read = opened(client_of("dora"), f"/reunions/{meeting.id}/compte-rendu.odt", "odt")
    assert "2 personnes (CSC Les Acacias)" in read.text.replace("\u00a0", " ")
    assert read.tables[0][1] == ["CSC Les Acacias", "1", "1", "0", "2"]
    sheet = opened(client_of("dora"), f"/reunions/{meeting.id}/feuille-de-presence.odt", "odt")
    assert "Les noms ne sont plus gardés." in sheet.text


def test_an_erased_person_is_called_so(client_of, cast, meeting):
    publish(meeting, cast)
    cast.bob.erased_at = datetime(2026, 1, 1, tzinfo=UTC)
    db.session.commit()
    text = opened(client_of("alice"), f"/reunions/{meeting.id}/compte-rendu.pdf").text
    assert "Bob" not in text
    assert "membre retiré·e" in text


def test_an_empty_meeting_is_printed_too(client_of, cast):
    meeting = make_meeting(cast.jeunesse, MeetingState.HELD, days=-2, points=0)
    db.session.add(Minutes(meeting=meeting, state=MinutesState.IN_REVIEW))
    db.session.commit()
    text = opened(client_of("alice"), f"/reunions/{meeting.id}/compte-rendu.pdf").text
    assert "les présences n’ont pas été notées" in text
    assert "Aucune décision" in opened(client_of("alice"), f"/reunions/{meeting.id}/releve-de-decisions.pdf").text


def test_no_address_is_on_paper(client_of, cast, meeting):
    for person in db.session.scalars(select(Person)):
        person.phone = "06 12 34 56 78"
    db.session.commit()
    for kind in ("compte-rendu", "releve-de-decisions", "feuille-de-presence"):
        text = opened(client_of("alice"), f"/reunions/{meeting.id}/{kind}.odt", "odt").text
        assert "@" not in text
        assert "06 12" not in text


def test_the_page_leads_to_each_file(client_of, cast, meeting):
    page = client_of("alice").page(f"/reunions/{meeting.id}/documents?sans=noms")
    files = {button["formaction"] for button in page.main.select("button[formaction]")}
    assert files == {
        f"/reunions/{meeting.id}/{kind}.{form}" for kind in ("compte-rendu", "releve-de-decisions") for form in READ
    }
    assert page.main.select_one("input[value=noms]").has_attr("checked")
    assert not page.main.select_one("input[value=notes]").has_attr("checked")
    sheet = [a["href"] for a in page.main.find_all("a") if "feuille" in a["href"]]
    assert len(sheet) == 2
    reader = client_of("bob").page(f"/reunions/{meeting.id}/documents")
    assert not [a for a in reader.main.find_all("a") if "feuille" in a["href"]], "it has names to sign by"
    minutes = client_of("bob").page(f"/reunions/{meeting.id}/compte-rendu")
    assert [a for a in minutes.main.find_all("a") if a["href"] == f"/reunions/{meeting.id}/documents"]


def test_statements_do_not_grow(client_of, cast, meeting):
    alice = client_of("alice")
    address = f"/reunions/{meeting.id}/compte-rendu.odt"
    one = len(alice.counted(address))
    add_rows(meeting, cast, 5)
    five = alice.counted(address)
    assert len(five) == one <= 14, "\n".join(five)


@FORMS
def test_what_a_point_comes_to_is_on_paper_but_not_for_partners(client_of, cast, meeting, form):
    point = meeting.points[1]
    point.conclusion = "Le groupe garde ses dates."
    db.session.add(Decision(meeting=meeting, point=point, text="Montrée à tous.", visible_to_partners=True))
    db.session.commit()
    alice, address = client_of("alice"), f"/reunions/{meeting.id}/compte-rendu.{form}"
    for_all, for_partners = (opened(alice, address + asked, form).text for asked in ("", "?pour=partenaires"))
    assert "Le groupe garde ses dates." in for_all
    assert "Montrée à tous." in for_partners
    assert "Le groupe garde ses dates." not in for_partners
