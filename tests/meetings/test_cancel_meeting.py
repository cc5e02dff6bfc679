"""Cancelling a called meeting, with its reason, once; a draft simply goes."""

import icalendar
import pytest
from sqlalchemy import func, select

from tests.browser import soup
from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.actions.models import ActionItem
from workspace.database import db
from workspace.groups.models import Membership
from workspace.meetings import operations
from workspace.meetings.models import AgendaItem, Attendance, Meeting, MeetingState, Presence
from workspace.meetings.queries import points_of
from workspace.minutes.models import Decision
from workspace.post import Letter
from workspace.refusals import Refused

REASON = "La salle est fermée."


def cancel(browser, meeting, reason=REASON):
    return browser.post(f"/reunions/{meeting.id}/annulation", data={"reason": reason})


def letters():
    return db.session.scalars(select(Letter).order_by(Letter.address)).all()


def state_of(meeting):
    return db.session.scalar(select(Meeting.state).where(Meeting.id == meeting.id))


def test_the_page_asks_once_and_says_who_will_be_told(client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    text = client_of("alice").page(f"/reunions/{meeting.id}/annulation").main.get_text()
    assert "Annuler cette réunion\u202f?" in text
    assert "2\u00a0courriers partiront" in text
    assert state_of(meeting) is MeetingState.CALLED


def test_each_member_is_told_once_and_why(client_of, cast):
    meeting, alice = make_meeting(cast.jeunesse), client_of("alice")
    for _ in range(2):
        response = cancel(alice, meeting)
        assert (response.status_code, response.location) == (303, f"/reunions/{meeting.id}")
    assert state_of(meeting) is MeetingState.CANCELLED
    assert [(one.address, one.kind) for one in letters()] == [
        ("alice@example.org", "meetings/meeting-cancelled"),
        ("bob@example.org", "meetings/meeting-cancelled"),
    ]
    to_bob = letters()[1]
    assert to_bob.subject.startswith("Annulée\u00a0: Préparer la journée")
    assert REASON in to_bob.text
    assert REASON in to_bob.html


def test_the_date_leaves_calendars(client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    cancel(client_of("alice"), meeting)
    written = letters()[1]
    calendar = icalendar.Calendar.from_ical(written.calendar)
    event = calendar.walk("VEVENT")[0]
    assert (written.calendar_method, calendar["METHOD"]) == ("CANCEL", "CANCEL")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (meeting.uid, 1, "CANCELLED")
    assert event["ATTENDEE"] == "mailto:bob@example.org"


def test_only_who_is_still_called_is_told(client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    db.session.scalar(select(Membership).where(Membership.person_id == cast.bob.id)).left_on = clock.today()
    db.session.commit()
    cancel(client_of("alice"), meeting)
    assert [one.address for one in letters()] == ["alice@example.org"]


def test_every_list_says_it_in_words(client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    cancel(client_of("alice"), meeting)
    bob = client_of("bob")
    for address in ("/agenda", "/groupes/jeunesse", f"/reunions/{meeting.id}"):
        assert "Annulée" in bob.page(address).main.get_text(), address
    assert "réunion annulée" in bob.page("/mon-espace").main.get_text()
    assert not bob.page("/mon-espace").select(f"#answer-{meeting.id}")
    assert bob.post(f"/reunions/{meeting.id}/reponse", data={"answer": "yes"}).status_code == 403


def test_its_page_says_why_to_those_who_were_called(client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    cancel(client_of("alice"), meeting, "La salle est <fermée>.\nOn reporte.")
    for who in ("alice", "bob", "dora"):
        assert "La salle est <fermée>." in client_of(who).page(f"/reunions/{meeting.id}").main.get_text(), who
    for who in ("carl", "paul"):
        page = client_of(who).page(f"/reunions/{meeting.id}").main.get_text()
        assert "Annulée" in page
        assert "La salle" not in page, who


@pytest.mark.parametrize(
    ("reason", "message"),
    [("", "Dites pourquoi"), ("  \n", "Dites pourquoi"), ("x" * 10_000, "500 caractères au plus.")],
)
def test_a_reason_is_asked(client_of, cast, reason, message):
    meeting = make_meeting(cast.jeunesse)
    response = cancel(client_of("alice"), meeting, reason)
    page = soup(response)
    assert response.status_code == 422
    assert message in page.find(id="reason-error").get_text()
    assert page.find(id="reason").get_text().strip() == reason.strip()
    assert (state_of(meeting), letters()) == (MeetingState.CALLED, [])


def test_a_draft_is_not_cancelled_and_what_was_held_neither(client_of, cast):
    alice = client_of("alice")
    for meeting, words in [
        (make_meeting(cast.jeunesse, MeetingState.DRAFT), "supprimez-la"),
        (make_meeting(cast.jeunesse, MeetingState.HELD), "ne s’annule plus"),
        (make_held_meeting(cast), "ne s’annule plus"),
    ]:
        before = state_of(meeting)
        for response in (alice.get(f"/reunions/{meeting.id}/annulation"), cancel(alice, meeting)):
            assert (response.status_code, words in response.text) == (409, True)
        assert state_of(meeting) is before
    assert letters() == []


def test_what_people_came_to_or_decided_is_closed_not_cancelled(client_of, cast):
    came, decided, asked = (make_meeting(cast.jeunesse, days=-1) for _ in range(3))
    db.session.add(Attendance(meeting_id=came.id, person_id=cast.bob.id, presence=Presence.REMOTE))
    db.session.add(Decision(meeting=decided, point=points_of(decided)[0], text="Oui"))
    db.session.add(ActionItem(group=cast.jeunesse, meeting=asked, point=points_of(asked)[0], title="Faire"))
    db.session.commit()
    for meeting in (came, decided, asked):
        refused = cancel(client_of("alice"), meeting)
        assert (refused.status_code, "retirez-les d’abord." in refused.text) == (409, True)
        assert state_of(meeting) is MeetingState.CALLED
    assert letters() == []


def test_a_meeting_nobody_came_to_may_be_cancelled_afterwards(client_of, cast):
    meeting = make_meeting(cast.jeunesse, days=-1)
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, presence=Presence.EXCUSED))
    db.session.commit()
    assert cancel(client_of("alice"), meeting).status_code == 303
    assert state_of(meeting) is MeetingState.CANCELLED


def test_of_two_at_once_the_second_finds_what_the_first_did(cast):
    meeting, draft = make_meeting(cast.jeunesse), make_meeting(cast.jeunesse, MeetingState.DRAFT)
    gone = make_meeting(cast.jeunesse, MeetingState.DRAFT, points=0)
    assert (meeting.state, draft.state, gone.state) == (MeetingState.CALLED, MeetingState.DRAFT, MeetingState.DRAFT)
    table = Meeting.__table__  # the other's change, unknown to this session
    db.session.execute(table.update().where(table.c.id == meeting.id).values(state=MeetingState.CANCELLED))
    db.session.execute(table.update().where(table.c.id == draft.id).values(state=MeetingState.CALLED))
    db.session.execute(table.delete().where(table.c.id == gone.id))
    assert operations.cancel_meeting(meeting, REASON) is False
    for late in (draft, gone):
        with pytest.raises(Refused):
            operations.remove_meeting(late)
    assert letters() == []
    db.session.rollback()  # what was written behind the session's back is not in the index


def test_somebody_else_s_meeting(client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    for who in ("bob", "carl", "bea", "paul"):
        assert cancel(client_of(who), meeting).status_code == 403
    assert cancel(client_of("alice"), make_meeting(cast.communication)).status_code == 403
    assert client_of("alice").post("/reunions/999999/annulation").status_code == 404
    assert letters() == []


def remove(browser, meeting_id):
    return browser.post(f"/reunions/{meeting_id}/retrait")


def test_a_draft_goes_after_one_question_and_nobody_is_told(client_of, cast):
    meeting, alice = make_meeting(cast.jeunesse, MeetingState.DRAFT, points=2), client_of("alice")
    points_of(meeting)[0].items = [cast.items["o2-act1"]]
    db.session.commit()
    gone = meeting.id
    assert "Supprimer ce brouillon" in alice.page(f"/reunions/{gone}/retrait").h1.get_text()
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 1
    response = remove(alice, gone)
    assert (response.status_code, response.location) == (303, "/groupes/jeunesse")
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 0
    assert db.session.scalar(select(func.count()).select_from(AgendaItem)) == 0
    assert letters() == []
    assert remove(alice, gone).status_code == 404


def test_what_was_announced_is_not_removed(client_of, cast):
    alice = client_of("alice")
    for state in (MeetingState.CALLED, MeetingState.HELD, MeetingState.CANCELLED):
        meeting = make_meeting(cast.jeunesse, state)
        assert alice.get(f"/reunions/{meeting.id}/retrait").status_code == 409
        assert remove(alice, meeting.id).status_code == 409
        assert state_of(meeting) is state
    draft = make_meeting(cast.communication, MeetingState.DRAFT)
    assert remove(alice, draft.id).status_code == 403
    assert remove(client_of("bob"), make_meeting(cast.jeunesse, MeetingState.DRAFT).id).status_code == 403
