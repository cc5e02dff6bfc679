"""Adding a file to a group or to a meeting."""

import pytest

from tests.cast import make_meeting
from tests.files.documents import HTML, PDF, sent
from tests.minutes.scene import make_held_meeting
from workspace.database import db
from workspace.files import forms
from workspace.files.models import File
from workspace.groups.models import GroupState
from workspace.meetings.models import MeetingState
from workspace.minutes.operations import publish
from workspace.minutes.queries import of_meeting

GROUP = "/groupes/jeunesse/fichiers"


def kept():
    db.session.expire_all()
    return db.session.query(File).order_by(File.id).all()


def test_a_file_of_the_group_is_listed_and_counted(client_of, cast):
    answer = client_of("alice").post(GROUP, **sent(PDF, "Plan de la fête.pdf"))
    assert (answer.status_code, answer.location) == (303, "/groupes/jeunesse?rubrique=fichiers")
    page = client_of("bob").page("/groupes/jeunesse?rubrique=fichiers")
    assert "Plan de la fête.pdf" in page.main.get_text()
    assert "Alice A." in page.select_one(".files").get_text()
    assert (
        page.find("a", {"aria-current": "page"}, href="/groupes/jeunesse?rubrique=fichiers").get_text() == "Fichiers 1"
    )
    assert page.find("input", type="file") is None
    assert client_of("alice").page("/groupes/jeunesse?rubrique=fichiers").find("input", type="file")


def test_a_file_of_a_meeting_is_in_both_places(client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    answer = client_of("alice").post(f"/reunions/{meeting.id}/fichiers", **sent(PDF, "plan.pdf"))
    assert (answer.status_code, answer.location) == (303, f"/reunions/{meeting.id}/fichiers")
    for url in (f"/reunions/{meeting.id}/fichiers", f"/reunions/{meeting.id}", "/groupes/jeunesse?rubrique=fichiers"):
        assert client_of("bob").page(url).find("a", href=f"/fichiers/{kept()[0].id}"), url


def test_the_same_content_twice_in_a_place_is_kept_once(client_of, cast):
    alice, meeting = client_of("alice"), make_meeting(cast.jeunesse)
    for url in (GROUP, GROUP, f"/reunions/{meeting.id}/fichiers", f"/reunions/{meeting.id}/fichiers"):
        assert alice.post(url, **sent(PDF, "plan.pdf")).status_code == 303
    assert [file.meeting_id for file in kept()] == [None, meeting.id]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "vide.pdf", "Ce fichier est vide."),
        (HTML, "plan.pdf", "Ce fichier n’est pas un document que nous gardons"),
        (b"", "", "Choisissez un fichier."),
    ],
)
def test_what_is_refused_is_said_beside_the_field(client_of, cast, content, name, words):
    meeting = make_meeting(cast.jeunesse)
    for url in (GROUP, f"/reunions/{meeting.id}/fichiers"):
        answer = client_of("alice").post(url, **sent(content, name))
        assert answer.status_code == 422
        assert words in answer.text
    assert kept() == []


def test_the_largest_passes_and_one_byte_more_does_not(client_of, cast, monkeypatch):
    assert forms.LARGEST == 10 * 1024 * 1024
    monkeypatch.setattr(forms, "LARGEST", 1000)
    assert client_of("alice").post(GROUP, **sent(PDF.ljust(1000), "a.pdf")).status_code == 303
    answer = client_of("alice").post(GROUP, **sent(PDF.ljust(1001), "b.pdf"))
    assert answer.status_code == 422
    assert "Ce fichier est trop lourd" in answer.text


def test_thirteen_megabytes_are_not_even_read(client_of, cast):
    body = {"data": bytes(13 * 1024 * 1024), "content_type": "multipart/form-data; boundary=x"}
    answer = client_of("alice").post(GROUP, **body)
    assert answer.status_code == 413
    assert "10 Mo au plus" in answer.text.replace("\u00a0", " ")


def test_a_closed_group_takes_no_more(client_of, cast):
    cast.jeunesse.state = GroupState.CLOSED
    db.session.commit()
    assert client_of("stan").post(GROUP, **sent(PDF, "a.pdf")).status_code == 409


def test_files_of_a_draft_wait_for_its_call(client_of, cast):
    draft = make_meeting(cast.jeunesse, MeetingState.DRAFT)
    client_of("alice").post(f"/reunions/{draft.id}/fichiers", **sent(PDF, "plan.pdf"))
    assert "plan.pdf" in client_of("alice").page("/groupes/jeunesse?rubrique=fichiers").main.get_text()
    page = client_of("bob").page("/groupes/jeunesse?rubrique=fichiers")
    assert "plan.pdf" not in page.main.get_text()
    assert "Fichiers 0" in page.main.get_text()
    assert client_of("bob").get(f"/fichiers/{kept()[0].id}").status_code == 403


def test_a_draft_deleted_leaves_its_files_to_the_group(client_of, cast):
    draft = make_meeting(cast.jeunesse, MeetingState.DRAFT)
    client_of("alice").post(f"/reunions/{draft.id}/fichiers", **sent(PDF, "plan.pdf"))
    assert client_of("alice").post(f"/reunions/{draft.id}/retrait").status_code == 303
    assert [file.meeting_id for file in kept()] == [None]


def test_a_partner_finds_the_files_of_its_committee_only(client_of, cast):
    for slug in ("committee", "jeunesse"):
        client_of("stan").post(f"/groupes/{slug}/fichiers", **sent(PDF, "plan.pdf"))
    paul = client_of("paul")
    assert "plan.pdf" in paul.page("/groupes/committee?rubrique=fichiers").main.get_text()
    assert "Fichiers" not in paul.page("/groupes/jeunesse?rubrique=fichiers").main.get_text()
    assert [paul.get(f"/fichiers/{file.id}").status_code for file in kept()] == [200, 403]


def test_a_list_takes_the_same_statements_for_many_and_leaves_contents_alone(client_of, cast):
    meeting, alice = make_meeting(cast.jeunesse), client_of("alice")
    urls = ("/groupes/jeunesse?rubrique=fichiers", f"/reunions/{meeting.id}/fichiers")

    def add(number):
        alice.post(f"/reunions/{meeting.id}/fichiers", **sent(PDF + b"%d" % number, "a.pdf"))

    add(0)
    few = [client_of("bob").counted(url) for url in urls]
    for number in range(1, 30):
        add(number)
    many = [client_of("bob").counted(url) for url in urls]
    assert [len(one) for one in few] == [len(one) for one in many]
    assert max(len(one) for one in many) <= 12
    read = [statement.partition("FROM")[0] for one in many for statement in one]  # a count reads no column
    assert not [columns for columns in read if "file.content" in columns]
    assert "Page 1 sur 2" in client_of("bob").page(urls[0]).main.get_text()


def test_a_file_of_a_point_is_listed_under_it_for_those_who_see_the_meeting(client_of, cast):
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1, points=2)
    db.session.refresh(meeting, ["points"])
    first, second = meeting.points
    answer = client_of("alice").post(f"/points/{second.id}/fichier", **sent(PDF, "plan.pdf"))
    assert (answer.status_code, answer.location) == (303, f"/reunions/{meeting.id}?point={second.id}")
    address = f"/fichiers/{kept()[0].id}"
    assert client_of("bob").page(f"/reunions/{meeting.id}").find(id=f"point-{second.id}").find("a", href=address)
    assert not client_of("bob").page(f"/reunions/{meeting.id}").find(id=f"point-{first.id}").find("a", href=address)
    notebook = client_of("alice").page(f"/reunions/{meeting.id}?point={second.id}").find(id="notebook")
    assert notebook.find("a", href=address)
    assert "Point 2" in client_of("bob").page(f"/reunions/{meeting.id}/fichiers").select_one(".files").get_text()
    client_of("alice").post(f"/reunions/{meeting.id}/cloture")
    minutes = client_of("alice").page(f"/reunions/{meeting.id}/compte-rendu").find(id=f"point-{second.id}")
    assert minutes.find("a", href=address)
    for who, status in (("bob", 200), ("bea", 200), ("carl", 403), ("paul", 403), ("", 303)):
        assert client_of(who).get(address).status_code == status, who


def test_a_file_of_a_draft_is_its_leads_and_stays_when_its_point_goes(client_of, cast):
    meeting = make_meeting(cast.jeunesse, MeetingState.DRAFT)
    db.session.refresh(meeting, ["points"])
    number = meeting.points[0].id
    for _ in range(2):
        client_of("alice").post(f"/points/{number}/fichier", **sent(PDF, "plan.pdf"))
    assert [file.point_id for file in kept()] == [number], "the same content twice is kept once"
    address = f"/fichiers/{kept()[0].id}"
    assert client_of("alice").page(f"/reunions/{meeting.id}").find(id=f"point-{number}").find("a", href=address)
    assert client_of("bob").get(address).status_code == 403
    client_of("alice").post(f"/points/{number}/retrait")
    assert [(file.meeting_id, file.point_id) for file in kept()] == [(meeting.id, None)]


def test_a_point_of_published_minutes_takes_no_more_file(client_of, cast):
    meeting = make_held_meeting(cast)
    number = meeting.points[0].id
    publish(of_meeting(meeting), cast.alice)
    db.session.commit()
    assert client_of("alice").get(f"/points/{number}/fichier").status_code == 409
    assert client_of("alice").post(f"/points/{number}/fichier", **sent(PDF, "plan.pdf")).status_code == 409
    assert kept() == []


def test_what_is_refused_of_a_point_is_said_beside_the_field(client_of, cast):
    alice, meeting = client_of("alice"), make_meeting(cast.jeunesse)
    db.session.refresh(meeting, ["points"])
    answer = alice.post(f"/points/{meeting.points[0].id}/fichier", **sent(HTML, "plan.pdf"))
    assert answer.status_code == 422
    assert "Ce fichier n’est pas un document" in answer.text


def test_a_file_of_a_pact_is_taken_away_once_asked(client_of, cast):
    stan = client_of("stan")
    stan.post(f"/pactes/{cast.pact.id}/fichiers", **sent(PDF, "avenant.pdf"))
    address = f"/fichiers/{kept()[0].id}/retrait"
    page = stan.page(address)
    assert page.h1.get_text().startswith("Retirer ce fichier")
    assert page.main.find("form")["action"] == address
    assert stan.post(address).status_code == 303
    assert kept() == []
