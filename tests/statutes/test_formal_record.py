"""The « procès-verbal » of a body: who was there and how, guests, proxies, quorum, votes; frozen at its publication."""

import pytest
from pypdf import mult
from sqlalchemy import select

from tests.browser import soup
from tests.documents.reading import odt, pdf
from tests.minutes.scene import make_held_meeting
from tests.statutes.scene import ask, fill_board, make_board_meeting
from workspace import clock
from workspace.agendas.operations import open_with_approval
from workspace.database import db
from workspace.groups.models import Membership
from workspace.meetings.models import Attendance, Presence, Proxy, VoteKind
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes_queries
from workspace.people.models import Centre, Status
from workspace.post import Letter
from workspace.running.operations import take_vote, welcome
from workspace.statutes import operations

READ = {"pdf": pdf, "odt": odt}
FORMS = pytest.mark.parametrize("form", READ)


@pytest.fixture
def board(cast):
    """Alice and Bob there, Bea from afar, Carl represented by Bob, Nora excused; Zoé came unexpected. Closed."""
    fill_board(cast)
    ask(board_proxies_count=True)
    meeting = make_board_meeting(cast, "alice", "bob")
    for name, presence in (("bea", Presence.REMOTE), ("nora", Presence.EXCUSED)):
        db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.people[name].id, presence=presence))
    welcome(meeting, "Zoé", "Zidane", Status.RESIDENT)
    operations.give_proxy(meeting, cast.carl.id, cast.bob.id)
    take_vote(minutes_queries.agenda_of(meeting.id)[0], "Adopter le budget", VoteKind.COUNT, 3, 0, 1)
    minutes_operations.close_meeting(meeting)
    db.session.commit()
    return meeting


def publish(meeting, publisher):
    minutes_operations.publish(minutes_queries.of_meeting(meeting), publisher)
    db.session.commit()


def plain(text):
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def on_page(client, meeting):
    return plain(client.page(f"/reunions/{meeting.id}/compte-rendu").select_one("article").get_text(" "))


def on_paper(client, meeting, form):
    response = client.get(f"/reunions/{meeting.id}/proces-verbal.{form}")
    assert response.status_code == 200
    return plain(READ[form](response.data).text)


TOLD = (
    "Présents (2)", "Alice A", "Bob B", "À distance (1)", "Bea B", "Représentés (1)", "Carl C", "pouvoir à Bob B",
    "Excusés (1)", "Nora N", "Invités (1)", "Zoé Z", "Quorum atteint : 4 présents ou représentés sur 5, il en faut 3.",
    "Adopter le budget", "3 pour, 0 contre, 1 abstention", "La présidence de séance", "Le secrétariat de séance",
)  # fmt: skip


def test_the_page_says_who_was_there_and_how(client_of, cast, board):
    publish(board, cast.alice)
    said = on_page(client_of("bea"), board)
    for words in (*TOLD, "Procès-verbal CA-", "Convocation adressée par courrier électronique le", "Point 1"):
        assert words in said, words
    assert "compte rendu" not in said.lower()


@FORMS
def test_the_paper_says_it_too(client_of, cast, board, form):
    publish(board, cast.alice)
    said = on_paper(client_of("bea"), board, form)
    for words in (
        *TOLD,
        "Procès-verbal",
        "par courrier électronique le",
        "Ordre du jour",
        "Association",
        "1. Point 1",
    ):
        assert words in said, words


@FORMS
def test_without_names_the_paper_only_counts(client_of, cast, board, form):
    publish(board, cast.alice)
    response = client_of("bea").get(f"/reunions/{board.id}/proces-verbal.{form}?sans=noms")
    said = plain(READ[form](response.data).text)
    assert "Invités (1)" in said
    for name in ("Bob", "Carl", "Zoé", "Nora"):
        assert name not in said


@FORMS
def test_a_published_record_stays_when_members_and_settings_change(client_of, cast, board, form):
    publish(board, cast.alice)
    bea = client_of("bea")
    before = (on_page(bea, board), on_paper(bea, board, form))
    ask(board_quorum="100 %", board_proxies=0, board_proxies_count=False)
    for seat in db.session.scalars(select(Membership).where(Membership.group_id == cast.board.id)):
        if seat.person_id in (cast.bob.id, cast.nora.id):
            db.session.delete(seat)
    zoe = db.session.scalar(select(Attendance.person_id).where(Attendance.is_guest))
    db.session.add(Membership(group_id=cast.board.id, person_id=zoe, joined_on=clock.today()))
    db.session.commit()
    assert (on_page(bea, board), on_paper(bea, board, form)) == before


def test_until_then_it_is_counted_anew(client_of, cast, board):
    alice = client_of("alice")
    assert "4 présents ou représentés sur 5" in on_page(alice, board)
    ask(board_quorum="100 %")
    assert "Quorum non atteint : 4 présents ou représentés sur 5, il en faut 5. Il en manque 1." in on_page(
        alice, board
    )


def test_a_proxy_whose_holder_was_not_there_represents_nobody(client_of, cast, board):
    row = select(Attendance).where(Attendance.meeting_id == board.id, Attendance.person_id == cast.bob.id)
    db.session.scalars(row).one().presence = Presence.ABSENT
    db.session.commit()
    publish(board, cast.alice)
    said = on_page(client_of("bea"), board)
    assert "Représentés" not in said
    assert "Excusés (2)" in said
    assert "Quorum non atteint : 2 présents ou représentés sur 5" in said


def test_a_body_speaks_of_its_record_everywhere(client_of, cast, board):
    alice = client_of("alice")
    room = alice.page(f"/reunions/{board.id}").get_text()
    assert "Relire le procès-verbal" in room
    page = alice.page(f"/reunions/{board.id}/publication")
    assert page.main.h1.get_text() == "Publier le procès-verbal"
    assert "compte rendu" not in page.main.get_text().lower()
    assert "Publier le procès-verbal" in alice.page(f"/reunions/{board.id}/compte-rendu").main.get_text()
    assert "Le procès-verbal est publié." in alice.post(f"/reunions/{board.id}/publication", follow_redirects=True).text
    notes = f"/points/{minutes_queries.agenda_of(board.id)[0].id}/notes"
    assert alice.post(notes, data={"notes": "x", "revision": 0}).status_code == 409
    documents = alice.page(f"/reunions/{board.id}/documents").main.get_text()
    assert "Procès-verbal" in documents
    assert "ompte rendu" not in documents
    letters = db.session.scalars(select(Letter).where(Letter.kind.in_(("minutes/minutes-published",)))).all()
    assert letters
    for letter in letters:
        assert letter.subject.startswith("Procès-verbal")
        assert "compte rendu" not in letter.text.lower()


@pytest.mark.parametrize(
    "path",
    [
        "/reunions/{meeting}/prise-de-notes",
        "/reunions/{meeting}/cloture",
        "/reunions/{meeting}/publication",
        "/reunions/{meeting}/compte-rendu/remarque",
        "/groupes/{slug}",
        "/groupes/{slug}?rubrique=decisions",
        "/groupes/{slug}?rubrique=actions",
        "/groupes/{slug}/cloture",
        "/groupes/{slug}/passer-la-main",
        "/revues",
    ],
)
def test_no_page_about_a_body_calls_its_record_otherwise(client_of, cast, board, path):
    who = "dora" if path == "/groupes/{slug}/cloture" else "alice"
    page = client_of(who).get(path.format(meeting=board.id, slug=cast.board.slug))
    assert page.status_code == 200
    assert "compte rendu" not in soup(page).main.get_text().lower().replace("comptes rendus", "compte rendu")


def test_a_group_has_a_compte_rendu_and_never_a_record(client_of, cast):
    meeting = make_held_meeting(cast)
    publish(meeting, cast.alice)
    for address in ("compte-rendu", "documents", "compte-rendu/versions"):
        said = client_of("alice").page(f"/reunions/{meeting.id}/{address}").get_text().lower()
        assert "compte rendu" in said
        assert "procès-verbal" not in said
        assert "quorum" not in said
    letter = db.session.scalars(select(Letter).where(Letter.kind == "minutes/minutes-published")).first()
    assert letter.subject.startswith("Compte rendu")


@pytest.mark.parametrize("is_published", [False, True])
@pytest.mark.parametrize("page", ["", "/compte-rendu"])
def test_statements_stay_within_twelve(client_of, cast, page, is_published):
    """With a point that submits earlier minutes, which each of these pages reads too."""
    fill_board(cast)
    ask(board_proxies_count=True)
    earlier = make_held_meeting(cast, cast.board)
    publish(earlier, cast.alice)
    meeting = make_board_meeting(cast, "alice", "bob", "bea")
    open_with_approval(meeting, earlier, "Approbation")
    operations.give_proxy(meeting, cast.carl.id, cast.bob.id)
    minutes_operations.close_meeting(meeting)
    if is_published:
        publish(meeting, cast.alice)
    db.session.commit()
    asked = client_of("alice").counted(f"/reunions/{meeting.id}{page}")
    assert len(asked) <= 12, "\n".join(asked)


@FORMS
def test_the_sheet_to_sign_says_each_proxy_beside_the_name(client_of, cast, board, form):
    read = READ[form](client_of("alice").get(f"/reunions/{board.id}/feuille-de-presence.{form}").data)
    for words in ("Pouvoir", "Donné à Bob Bernard", "Porte celui de Carl"):
        assert words in plain(read.text), words
    if form == "odt":
        said = {row[0]: row[4] for row in read.tables[0]}
        assert said["Alice Arnaud"] == ""
        assert said["Bob Bernard"] == f"Porte celui de {cast.carl.name}"


def test_who_carries_several_is_said_to_carry_all_of_them(client_of, cast, board):
    ask(board_proxies=2)
    db.session.add(Proxy(meeting=board, giver_id=cast.alice.id, holder_id=cast.bob.id))
    db.session.commit()
    read = odt(client_of("alice").get(f"/reunions/{board.id}/feuille-de-presence.odt").data)
    assert f"Porte ceux de {cast.carl.name} et d’Alice Arnaud" in read.text


def test_where_the_statutes_know_no_proxy_the_sheet_has_no_column_for_them(client_of, cast, board):
    ask(board_proxies=0)
    read = odt(client_of("alice").get(f"/reunions/{board.id}/feuille-de-presence.odt").data)
    assert "Pouvoir" not in read.tables[0][0]


def places(file):
    """Where each piece of a text begins on the first page, in points from the left and from the foot; and its size."""
    found = {}

    def seen(text, transform, matrix, font, size):
        at = mult(matrix, transform)
        found.setdefault(plain(text), (at[4], at[5], size))

    pdf(file).reader.pages[0].extract_text(visitor_text=seen)
    return found


def test_on_paper_no_column_of_the_sheet_covers_the_next_nor_a_row_the_one_below(client_of, cast, board):
    cast.bob.centre = Centre(name="Maison de quartier et centre social Les Noisetiers du Bout du Monde")
    db.session.commit()
    found = places(client_of("alice").get(f"/reunions/{board.id}/feuille-de-presence.pdf").data)
    (noted, _, size), (given, _, _) = found["Représenté·e"], found["Donné à Bob"]
    assert given - noted >= 6.2 * size, "its twelve letters"
    assert found["Bout du Monde"][1] > found[cast.carl.name][1]
