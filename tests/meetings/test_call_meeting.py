"""Calling a meeting: one letter a member, once."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import select, update

from tests.browser import soup
from tests.cast import make_meeting
from workspace import clock
from workspace.database import db
from workspace.files.models import File
from workspace.groups.models import Membership
from workspace.meetings import operations
from workspace.meetings.models import Meeting, MeetingState, PointKind
from workspace.meetings.queries import points_of
from workspace.post import Letter


def draft(cast, **others):
    return make_meeting(cast.jeunesse, MeetingState.DRAFT, **others)


def call(browser, meeting):
    return browser.post(f"/reunions/{meeting.id}/convocation")


def letters():
    return db.session.scalars(select(Letter).order_by(Letter.address)).all()


def state_of(meeting):
    return db.session.scalar(select(Meeting.state).where(Meeting.id == meeting.id))


def test_each_member_is_written_to_once(client_of, cast):
    meeting, alice = draft(cast), client_of("alice")
    assert call(alice, meeting).status_code == 303
    assert state_of(meeting) is MeetingState.CALLED
    assert [(one.address, one.kind) for one in letters()] == [
        ("alice@example.org", "meetings/meeting-called"),
        ("bob@example.org", "meetings/meeting-called"),
    ]


def test_calling_twice_sends_no_second_letter(client_of, cast):
    meeting, alice = draft(cast), client_of("alice")
    first, second = call(alice, meeting), call(alice, meeting)
    assert (second.status_code, second.location) == (303, first.location)
    assert len(letters()) == 2


def test_of_two_calls_at_once_the_second_finds_it_called(cast):
    meeting = draft(cast)
    assert meeting.state is MeetingState.DRAFT  # read before the other call was kept
    elsewhere = update(Meeting).values(state=MeetingState.CALLED).execution_options(synchronize_session=False)
    db.session.execute(elsewhere)
    assert operations.call_meeting(meeting) is False
    assert letters() == []
    db.session.rollback()  # what was written behind the session's back is not in the index


def test_what_was_called_answers_with_its_page_even_afterwards(client_of, cast):
    meeting = make_meeting(cast.jeunesse, days=-2)
    assert call(client_of("alice"), meeting).location == f"/reunions/{meeting.id}"


def test_the_letter_says_what_to_do_first(client_of, cast):
    meeting = draft(cast, points=2, video_link="https://visio.example.org/j")
    call(client_of("alice"), meeting)
    written = letters()[1]
    assert written.subject.startswith("Dites si vous venez\u00a0: Préparer la journée")
    page = f"http://localhost/reunions/{meeting.id}"
    for text in (written.text, written.html):
        assert page in text
        assert text.index("/reponse/") < text.index("Point 1 (échange, 15\u00a0min)") < text.index("Point 2")
        assert "Bob Bernard" in text
        assert "https://visio.example.org/j" in text
        assert "CSC Les Acacias" in text


def test_the_letter_names_points_as_pages_do(client_of, cast):
    meeting = draft(cast, points=len(PointKind))
    for point, kind in zip(meeting.points, PointKind, strict=True):
        point.kind = kind
    db.session.commit()
    alice = client_of("alice")
    call(alice, meeting)
    for kind in PointKind:
        assert kind.words in alice.page(f"/reunions/{meeting.id}").main.get_text()
    for said in ("(information, 15", "(échange, 15", "(décision, 15", "(proposition au CA, 15"):
        assert said in letters()[1].text


def test_the_date_comes_for_calendars(client_of, cast):
    meeting = draft(cast)
    call(client_of("alice"), meeting)
    written = letters()[1]
    assert written.calendar_method == "REQUEST"
    calendar = icalendar.Calendar.from_ical(written.calendar)
    assert calendar["METHOD"] == "REQUEST"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]
    event = calendar.walk("VEVENT")[0]
    assert (event["UID"], event["SEQUENCE"]) == (meeting.uid, 0)
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert event["DTSTART"].dt == meeting.starts_at.replace(microsecond=0)
    assert event["ORGANIZER"] == "mailto:accueil@example.org"
    assert event["ATTENDEE"] == "mailto:bob@example.org"
    assert event["ATTENDEE"].params["CN"] == "Bob Bernard"
    assert "Point 1" not in written.calendar


def test_who_has_no_address_is_counted_before(client_of, cast):
    cast.bob.email = None
    db.session.commit()
    meeting, alice = draft(cast), client_of("alice")
    text = alice.page(f"/reunions/{meeting.id}").find(attrs={"data-step": "call"}).get_text()
    assert "1\u00a0personne recevra l’invitation et l’ordre du jour." in text
    assert "1\u00a0personne n’a pas d’adresse" in text
    call(alice, meeting)
    assert [one.address for one in letters()] == ["alice@example.org"]


def test_without_a_point_it_is_warned_and_may_be_called(client_of, cast):
    meeting, alice = draft(cast, points=0), client_of("alice")
    assert "Pas encore de point" in alice.get(f"/reunions/{meeting.id}").text
    assert call(alice, meeting).status_code == 303
    assert state_of(meeting) is MeetingState.CALLED


def test_nobody_to_call(client_of, cast):
    for membership in db.session.scalars(select(Membership).where(Membership.group_id == cast.jeunesse.id)):
        membership.left_on = clock.today()
    db.session.commit()
    meeting, dora = draft(cast), client_of("dora")
    assert "personne à convoquer" in dora.get(f"/reunions/{meeting.id}").text
    response = call(dora, meeting)
    assert response.status_code == 409
    assert "Ce groupe n’a pas encore de membres" in response.text
    assert (state_of(meeting), letters()) == (MeetingState.DRAFT, [])


def test_what_is_over_or_cancelled_is_not_called(client_of, cast):
    alice = client_of("alice")
    for meeting in (draft(cast, days=-1), make_meeting(cast.jeunesse, MeetingState.CANCELLED)):
        assert call(alice, meeting).status_code == 409
    assert letters() == []


def test_calling_takes_a_button_and_the_right(client_of, cast):
    meeting = draft(cast)
    assert client_of("alice").get(f"/reunions/{meeting.id}/convocation").status_code == 405
    assert call(client_of("bob"), meeting).status_code == 403
    assert points_of(meeting)
    assert letters() == []


def test_the_letter_lists_the_documents_of_the_meeting_with_their_addresses(client_of, cast):
    meeting = draft(cast)
    with_name = {"kind": "application/pdf", "size": 4, "digest": "x", "content": b"%PDF"}
    file = File(group_id=cast.jeunesse.id, meeting_id=meeting.id, name="Comptes 2026.pdf", **with_name)
    db.session.add(file)
    db.session.commit()
    alice = client_of("alice")
    assert "Comptes 2026.pdf" in alice.get(f"/reunions/{meeting.id}").text
    call(alice, meeting)
    for letter in letters():
        assert f"Comptes 2026.pdf\N{NO-BREAK SPACE}: http://localhost/fichiers/{file.id}" in letter.text
        assert f"http://localhost/fichiers/{file.id}" in letter.html


def test_a_body_called_too_late_is_said_before_the_button(client_of, cast):
    cast.board.notice_days, cast.board.short_name = 15, "Conseil féd."
    late, soon_enough = (make_meeting(cast.board, MeetingState.DRAFT, days=days) for days in (9, 16))
    dora = client_of("dora")
    page = dora.get(f"/reunions/{late.id}").text
    assert "9\N{NO-BREAK SPACE}jours avant la réunion" in page
    assert "quand il en faut 15 pour convoquer Conseil féd. Vérifiez" in page
    assert "avant la réunion</b>" not in dora.get(f"/reunions/{soon_enough.id}").text
    assert "convoqués 15\N{NO-BREAK SPACE}jours avant" in dora.get(f"/reunions/{late.id}/conflits").text
    assert call(dora, late).status_code == 303  # a soft conflict: said, and up to the person


@pytest.mark.parametrize(
    ("where", "who", "named"), [("jeunesse", "bob", "du groupe"), ("committee", "paul", "de l’instance")]
)
def test_a_letter_does_not_call_a_body_a_group(client_of, cast, where, who, named):
    """Called, moved, cancelled: a partner sits in a committee, not in a group."""
    group = cast.groups[where]
    meeting = make_meeting(group, MeetingState.DRAFT, days=10)
    dora = client_of("dora")
    call(dora, meeting)
    dora.post(f"/reunions/{meeting.id}/annulation", data={"reason": "Neige"})
    found = db.session.scalars(select(Letter).where(Letter.address == f"{who}@example.org")).all()
    assert [letter.kind for letter in found] == ["meetings/meeting-called", "meetings/meeting-cancelled"]
    for letter in found:
        assert f"vous êtes membre {named} {group.name}" in letter.text
        assert f"vous êtes membre {named} {group.name}" in letter.html


@pytest.mark.public_holidays
def test_refused_on_a_public_holiday_it_leads_back_to_the_meeting(client_of, cast):
    meeting = draft(cast)
    meeting.starts_at = datetime(2027, 5, 6, 10, tzinfo=UTC)
    meeting.ends_at = meeting.starts_at + timedelta(hours=2)
    db.session.commit()
    here = f"/reunions/{meeting.id}"
    refused = client_of("alice").post(f"{here}/convocation", headers={"Referer": f"http://localhost{here}"})
    assert refused.status_code == 409
    main = soup(refused).main
    assert "Jour férié : Ascension." in " ".join(main.get_text(" ").split())
    assert main.find("a", string="Revenir à la page précédente")["href"] == here


@pytest.mark.parametrize("before", ["", "http://elsewhere.example/reunions", "http://localhost/groupes/rien"])
def test_a_page_that_does_not_exist_leads_back_to_no_other_site_nor_to_itself(client_of, cast, before):
    page = client_of("alice").page("/groupes/rien", status=404, headers={"Referer": before})
    assert page.find("a", string="Revenir à la page précédente") is None
