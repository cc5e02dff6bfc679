"""Excused, with a colleague instead (J2): named, told, expected, free to refuse."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.browser import HX, soup
from tests.cast import make_meeting
from workspace.database import db
from workspace.meetings import operations as meetings
from workspace.meetings.mails import token_of
from workspace.meetings.models import Answer, Attendance, Presence
from workspace.notifications.models import Notice
from workspace.post import Letter
from workspace.scheduling.operations import make_feed_key


@pytest.fixture
def meeting(app, cast):
    cast.carl.centre_id = cast.nora.centre_id = cast.bob.centre_id  # his colleagues
    called = make_meeting(cast.jeunesse, title="Préparer l’été")
    db.session.commit()
    return called


@pytest.fixture
def name(client_of, meeting):
    """`name(cast.nora)`: Bob sends somebody instead."""
    return lambda person: client_of("bob").post(
        f"/reunions/{meeting.id}/remplacement", data={"person": str(person.id) if person else ""}
    )


def line(meeting, person):
    db.session.expire_all()
    query = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.person_id == person.id)
    return db.session.scalar(query)


def letters(person, kind=None):
    query = select(Letter).where(Letter.address == person.email).order_by(Letter.id)
    return [one for one in db.session.scalars(query) if kind in (None, one.kind)]


def link(letter):
    return re.search(r"http://localhost(/reponse/[^\s?]+)", letter.text)[1]


def text(page):
    return " ".join(page.main.get_text(" ").split())


def test_j2_a2_whoever_leads_sees_before_the_meeting_who_is_excused_and_who_comes_instead(
    client_of, cast, meeting, name
):
    assert name(cast.nora).status_code == 303
    assert (line(meeting, cast.bob).answer, line(meeting, cast.bob).presence) == (Answer.NO, Presence.EXCUSED)
    said = text(client_of("alice").page(f"/reunions/{meeting.id}"))
    assert "excusé·e · Nora N. à sa place (pas encore de réponse)" in said
    assert "à la place de Bob B." in said  # she is on the list of presences
    expected = len(client_of("alice").page(f"/reunions/{meeting.id}").select(".attendance .ruled-list > li"))
    assert f"1 ne vient pas, sur {expected}." in said  # she too may answer: never more answers than people


def test_the_substitute_is_told_answers_without_a_password_and_is_expected(client_of, visitor, cast, meeting, name):
    name(cast.nora)
    (letter,) = letters(cast.nora)
    assert letter.kind == "substitutes/named"
    assert "METHOD:REQUEST" in letter.calendar
    assert "Bob Bernard ne peut pas venir" in letter.text
    assert "Point 1" in letter.text
    assert visitor.post(link(letter), data={"answer": "yes"}).status_code == 303
    assert line(meeting, cast.nora).answer is Answer.YES
    assert "Nora N. à sa place (vient)" in text(client_of("alice").page(f"/reunions/{meeting.id}"))
    assert "Vous venez à la place de Bob B." in text(client_of("nora").page(f"/reunions/{meeting.id}"))
    ticked = client_of("alice").post(
        f"/reunions/{meeting.id}/presences", data={"person": cast.nora.id, "presence": "present"}
    )
    assert (ticked.status_code, line(meeting, cast.nora).presence) == (303, Presence.PRESENT)


def test_whoever_named_somebody_reads_who_it_is_and_what_they_answered_wherever_they_answer(
    app, client_of, visitor, cast, meeting, name
):
    with app.test_request_context():
        by_mail = f"/reponse/{token_of(meeting, cast.bob)}"
    name(None)
    places = {"/mon-espace": client_of("bob"), f"/reunions/{meeting.id}": client_of("bob"), by_mail: visitor}
    for where, browser in places.items():
        assert "Dire qui vient à votre place" in text(browser.page(where))
    name(cast.nora)
    for where, browser in places.items():
        said = text(browser.page(where))
        assert "À votre place : Nora N. (pas encore de réponse). Changer" in said.replace("\xa0", " ")
        assert "Dire qui vient" not in said
    visitor.post(link(letters(cast.nora)[0]), data={"answer": "no"})
    assert "Nora N. (ne peut pas venir)" in text(client_of("bob").page("/mon-espace"))
    pressed_again = client_of("bob").post(f"/reunions/{meeting.id}/reponse", data={"answer": "no"}, headers=HX)
    assert "Nora N. (ne peut pas venir)" in pressed_again.text


def test_a_substitute_of_no_group_finds_it_in_the_notices_until_it_is_taken_back(client_of, cast, name):
    name(cast.nora)
    assert "Bob Bernard" in text(client_of("nora").page("/avis"))
    name(None)
    assert "Vous n’avez plus à venir" in text(client_of("nora").page("/avis"))


def test_a_substitute_who_cannot_come_says_so_and_whom_they_replace_is_told_once(visitor, cast, meeting, name):
    name(cast.nora)
    address = link(letters(cast.nora)[0])
    for _ in range(2):
        visitor.post(address, data={"answer": "no"})
    assert [one.kind for one in letters(cast.bob)] == ["substitutes/declined"]
    notice = db.session.scalar(select(Notice).where(Notice.person_id == cast.bob.id))
    assert notice.path == f"/reunions/{meeting.id}/remplacement"
    assert visitor.page(f"{address}/remplacement", 410)  # nobody instead of her


def test_another_one_or_nobody_frees_the_first_who_is_told(cast, meeting, name):
    name(cast.nora)
    name(cast.nora)  # pressed twice
    assert [one.kind for one in letters(cast.nora)] == ["substitutes/named"]
    name(cast.bea)
    assert [one.kind for one in letters(cast.nora)] == ["substitutes/named", "substitutes/withdrawn"]
    assert "METHOD:CANCEL" in letters(cast.nora)[1].calendar
    assert line(meeting, cast.nora) is None
    assert line(meeting, cast.bob).substitute_id == cast.bea.id
    name(None)
    assert line(meeting, cast.bob).substitute_id is None
    assert line(meeting, cast.bob).answer is Answer.NO


def test_whoever_comes_after_all_needs_no_substitute(client_of, cast, meeting, name):
    name(cast.nora)
    client_of("bob").post(f"/reunions/{meeting.id}/reponse", data={"answer": "yes"})
    assert [one.kind for one in letters(cast.nora)] == ["substitutes/named", "substitutes/withdrawn"]
    assert line(meeting, cast.nora) is None
    assert line(meeting, cast.bob).presence is None


def test_only_a_colleague_who_is_not_expected_already(client_of, cast, meeting, name):
    page = client_of("bob").page(f"/reunions/{meeting.id}/remplacement")
    offered = {one.get_text() for one in page.select("select[name=person] option")}
    assert offered == {"Personne", "Bea Berger", "Carl Caron", "Nora Noël"}  # neither the group nor other centres
    for stranger in (cast.dora, cast.alice, cast.bob):
        refused = name(stranger)
        assert refused.status_code == 422
        assert soup(refused).select_one(".invalid-feedback")
    assert line(meeting, cast.bob) is None  # nothing half-written


def test_one_person_comes_instead_of_one_only(client_of, cast, meeting, name):
    name(cast.nora)
    refused = client_of("alice").post(f"/reunions/{meeting.id}/remplacement", data={"person": str(cast.nora.id)})
    assert refused.status_code == 422
    assert "vient déjà à la place" in soup(refused).get_text()
    assert line(meeting, cast.alice) is None


def test_from_the_letter_without_a_password(app, visitor, cast, meeting):
    with app.test_request_context():
        address = f"/reponse/{token_of(meeting, cast.bob)}"
    visitor.post(address, data={"answer": "no"})
    assert visitor.page(address).select(f'a[href="{address}/remplacement"]')
    visitor.page(f"{address}/remplacement")
    assert visitor.post(f"{address}/remplacement", data={"person": str(cast.nora.id)}).location == address
    assert line(meeting, cast.bob).substitute_id == cast.nora.id
    visitor.page("/reponse/forged/remplacement", 410)


def test_a_substitute_hears_that_the_meeting_is_cancelled(app, cast, meeting, name):
    name(cast.nora)
    with app.test_request_context():
        meetings.cancel_meeting(meeting, "La salle est fermée.")
    db.session.commit()
    assert [one.kind for one in letters(cast.nora)] == ["substitutes/named", "meetings/meeting-cancelled"]


@pytest.fixture
def feed(visitor, cast):
    """`feed()`: the personal calendar of Nora, who belongs to no group of this meeting."""
    address = f"/calendriers/{make_feed_key(cast.nora).key}.ics"
    db.session.commit()
    return lambda: visitor.get(address).text


def test_the_meeting_is_in_the_substitutes_calendar_and_space_until_they_decline(client_of, feed, cast, meeting, name):
    nora = client_of("nora")
    assert meeting.uid not in feed()
    assert meeting.title not in text(nora.page("/mon-espace"))
    name(cast.nora)
    assert meeting.uid in feed()
    said = text(nora.page("/mon-espace"))
    assert meeting.title in said
    assert "Vous venez à la place de Bob B." in said
    assert nora.post(f"/reunions/{meeting.id}/reponse", data={"answer": "yes"}).status_code == 303
    assert meeting.uid in feed()
    nora.post(f"/reunions/{meeting.id}/reponse", data={"answer": "no"})
    assert meeting.uid not in feed()
    assert meeting.title not in text(nora.page("/mon-espace"))


def test_the_substitute_reads_the_agenda_and_answers_on_the_page_but_sends_nobody(client_of, cast, meeting, name):
    nora, here = client_of("nora"), f"/reunions/{meeting.id}"
    assert "Point 1" not in text(nora.page(here))
    assert nora.post(f"{here}/reponse", data={"answer": "yes"}).status_code == 403
    name(cast.nora)
    assert "Point 1" in text(nora.page(here))
    part = nora.post(f"{here}/reponse", data={"answer": "no"}, headers=HX).text
    assert "Vous venez à la place de Bob B." in part
    assert "/remplacement" not in part
    assert nora.get(f"{here}/remplacement").status_code == 403
    name(None)
    assert "Point 1" not in text(nora.page(here))
    assert nora.post(f"{here}/reponse", data={"answer": "yes"}).status_code == 403


def test_whoever_was_to_come_instead_of_one_who_leaves_the_group_is_told(meeting, name, cast, client_of):
    name(cast.nora)
    assert client_of("bob").post("/groupes/jeunesse/quitter").status_code == 303
    (told,) = letters(cast.nora, "substitutes/withdrawn")
    assert told.calendar_method == "CANCEL"
    assert line(meeting, cast.nora) is None
    assert "Point 1" not in client_of("nora").get(f"/reunions/{meeting.id}").text


def test_their_bell_says_that_it_moved_then_that_it_is_off(meeting, name, cast, client_of):
    name(cast.nora)
    later = meeting.starts_at + timedelta(hours=1)
    meetings.edit_meeting(meeting, 0, meeting.title, later, later + timedelta(hours=2), meeting.place, "")
    db.session.commit()
    nora = client_of("nora")
    shown = nora.page("/avis").main.get_text()
    assert db.session.scalar(select(Letter.subject).where(Letter.kind == "meetings/meeting-moved")) in shown
    meetings.cancel_meeting(meeting, "Neige")
    db.session.commit()
    shown = nora.page("/avis").main.get_text()
    assert db.session.scalar(select(Letter.subject).where(Letter.kind == "meetings/meeting-cancelled")) in shown
