"""Editing a meeting: once called it is moved, and each member is told; a stale form overwrites nothing."""

from datetime import datetime, timedelta

import icalendar
import pytest
from sqlalchemy import select

from tests.browser import soup
from tests.cast import make_meeting
from workspace import clock
from workspace.database import db
from workspace.groups.models import GroupState
from workspace.meetings import operations
from workspace.meetings.models import Answer, Attendance, Meeting, MeetingState
from workspace.post import Letter


def in_a_form(instant):
    return clock.in_paris(instant).strftime("%Y-%m-%dT%H:%M")


def to_the_minute(meeting):
    """As a form would have made it."""
    meeting.starts_at = meeting.starts_at.replace(second=0, microsecond=0)
    meeting.ends_at = meeting.starts_at + timedelta(hours=2)
    db.session.commit()
    return meeting


def make(cast, state=MeetingState.CALLED, **others):
    return to_the_minute(make_meeting(cast.jeunesse, state, **others))


def typed(meeting, days=0, **others):
    moved = timedelta(days=days)
    return {
        "title": meeting.title, "place": meeting.place, "video_link": meeting.video_link, "revision": meeting.revision,
        "starts_at": in_a_form(meeting.starts_at + moved), "ends_at": in_a_form(meeting.ends_at + moved),
    } | others  # fmt: skip


def save(browser, meeting, **others):
    return browser.post(f"/reunions/{meeting.id}/modifier", data=typed(meeting, **others))


def letters():
    return db.session.scalars(select(Letter).order_by(Letter.address)).all()


def kept(meeting):
    db.session.refresh(meeting)
    return meeting


def test_the_form_shows_what_is_kept_and_says_who_will_be_told(client_of, cast):
    meeting = make(cast, video_link="https://visio.example.org/j")
    page = client_of("alice").page(f"/reunions/{meeting.id}/modifier")
    for name, value in typed(meeting).items():
        assert page.find(attrs={"name": name})["value"] == str(value), name
    assert "2\u00a0courriers partiront" in page.main.get_text()
    draft = make(cast, MeetingState.DRAFT)
    assert "aucun courrier ne partira" in client_of("alice").page(f"/reunions/{draft.id}/modifier").main.get_text()


def test_a_called_meeting_that_moves_tells_each_member_once(client_of, cast):
    meeting, alice = make(cast), client_of("alice")
    before, data = meeting.starts_at, typed(meeting, days=7)
    for _ in range(2):  # the same form twice
        response = alice.post(f"/reunions/{meeting.id}/modifier", data=data)
        assert (response.status_code, response.location) == (303, f"/reunions/{meeting.id}")
    assert kept(meeting).starts_at == before + timedelta(days=7)
    assert [(one.address, one.kind) for one in letters()] == [
        ("alice@example.org", "meetings/meeting-moved"),
        ("bob@example.org", "meetings/meeting-moved"),
    ]


def test_the_letter_gives_both_dates_and_asks_to_confirm(app, client_of, cast):
    meeting = make(cast)
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, answer=Answer.YES))
    db.session.commit()
    day, hour = app.jinja_env.filters["day"], app.jinja_env.filters["hour"]
    before = f"{day(meeting.starts_at)}, de {hour(meeting.starts_at)}"
    save(client_of("alice"), meeting, days=7, place="Maison des projets")
    after = f"{day(kept(meeting).starts_at)}, de {hour(meeting.starts_at)}"
    to_alice, to_bob = letters()
    assert to_bob.subject.startswith("Nouvelle date\u00a0: Préparer la journée")
    for text in (to_bob.text, to_bob.html):
        assert text.index("/reponse/") < text.index(after) < text.index(before)
        assert "Maison des projets" in text
        assert "CSC Les Acacias" in text
        assert "« Je viens »".replace("« ", "«\u202f").replace(" »", "\u202f»") in text
        assert "Confirmez votre réponse" in text
    assert "Dites si vous venez" in to_alice.text
    assert "Vous aviez répondu" not in to_alice.text
    assert db.session.scalar(select(Attendance.answer)) is Answer.YES


@pytest.mark.parametrize(
    ("change", "subject"),
    [({"place": "Ailleurs"}, "Nouveau lieu"), ({"video_link": "https://visio.example.org/n"}, "Nouveau lieu")],
)
def test_another_place_is_a_move(client_of, cast, change, subject):
    meeting = make(cast)
    save(client_of("alice"), meeting, **change)
    assert [one.subject.split("\u00a0:")[0] for one in letters()] == [subject, subject]


def test_an_hour_later_is_said_so(client_of, cast):
    meeting = make(cast)
    save(client_of("alice"), meeting, ends_at=in_a_form(meeting.ends_at + timedelta(minutes=30)))
    assert letters()[0].subject.startswith("Nouvel horaire")


def test_calendars_get_the_same_event_with_a_higher_sequence(client_of, cast):
    meeting, alice = make(cast), client_of("alice")
    for sequence in (1, 2):
        save(alice, meeting, days=7)
        kept(meeting)
        last = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
        event = icalendar.Calendar.from_ical(last.calendar).walk("VEVENT")[0]
        assert last.calendar_method == "REQUEST"
        assert (event["UID"], event["SEQUENCE"], event["DTSTART"].dt) == (meeting.uid, sequence, meeting.starts_at)


def test_a_draft_and_a_title_tell_nobody(client_of, cast):
    alice, draft, called = client_of("alice"), make(cast, MeetingState.DRAFT), make(cast)
    save(alice, draft, days=7, place="Ailleurs")
    save(alice, called, title="Autre titre")
    assert (kept(draft).place, kept(called).title) == ("Ailleurs", "Autre titre")
    assert (letters(), draft.sequence, called.sequence) == ([], 0, 0)


def test_what_is_over_is_corrected_without_a_letter(client_of, cast):
    meeting = make(cast, days=-2)
    assert save(client_of("alice"), meeting, title="Bilan", place="Salle bleue").status_code == 303
    assert (kept(meeting).title, meeting.place, letters()) == ("Bilan", "Salle bleue", [])


def test_a_stale_form_shows_both_versions_and_writes_nothing(client_of, cast):
    meeting, alice, stan = make(cast), client_of("alice"), client_of("stan")
    mine = typed(meeting, title="Le mien", place="Chez moi")
    save(stan, meeting, title="Le sien", place="Chez lui")
    sent = len(letters())
    response = alice.post(f"/reunions/{meeting.id}/modifier", data=mine)
    page = soup(response)
    assert response.status_code == 409
    assert "Le sien" in page.find(attrs={"aria-labelledby": "h-theirs"}).get_text()
    assert "Chez lui" in page.find(attrs={"aria-labelledby": "h-theirs"}).get_text()
    assert page.find(id="title")["value"] == "Le mien"
    assert page.find(id="place")["value"] == "Chez moi"
    assert (kept(meeting).title, len(letters())) == ("Le sien", sent)
    again = mine | {"revision": page.find(attrs={"name": "revision"})["value"]}
    assert alice.post(f"/reunions/{meeting.id}/modifier", data=again).status_code == 303
    assert kept(meeting).title == "Le mien"


@pytest.mark.parametrize(
    ("slip", "field", "message"),
    [
        ({"title": " "}, "title", "Donnez un titre"),
        ({"title": "x" * 10_000}, "title", "200 caractères au plus."),
        ({"place": "x" * 10_000}, "place", "200 caractères au plus."),
        ({"ends_at": "2020-01-01T10:00"}, "ends_at", "La fin doit venir après le début."),
        ({"days": -30}, "ends_at", "déjà passée"),
        ({"starts_at": "2027-03-28T02:30"}, "starts_at", "Cette heure n’existe pas"),
        ({"video_link": "javascript:alert(1)"}, "video_link", "elle commence par https://"),
    ],
)
def test_a_slip_is_said_beside_its_field_and_what_was_typed_stays(client_of, cast, slip, field, message):
    meeting = make(cast)
    response = save(client_of("alice"), meeting, **{"title": "Retapé", "place": "Salle bleue"} | slip)
    page = soup(response)
    assert response.status_code == 422
    assert message in page.find(id=f"{field}-error").get_text()
    assert page.find(id="title")["value"] == slip.get("title", "Retapé").strip()
    assert (kept(meeting).title, letters()) == ("Préparer la journée", [])


@pytest.mark.parametrize("revision", ["", "abc", "-1", "9" * 30])
def test_a_form_without_its_revision_writes_nothing(client_of, cast, revision):
    meeting = make(cast)
    assert save(client_of("alice"), meeting, title="Autre", revision=revision).status_code == 422
    assert kept(meeting).title == "Préparer la journée"


def test_what_was_held_or_cancelled_stays_where_it_is(client_of, cast):
    alice = client_of("alice")
    for state, words in [(MeetingState.HELD, "s’est tenue"), (MeetingState.CANCELLED, "est annulée")]:
        meeting = make(cast, state)
        assert alice.get(f"/reunions/{meeting.id}/modifier").status_code == 409
        response = save(alice, meeting, days=7)
        assert (response.status_code, words in response.text) == (409, True)
    assert letters() == []


def test_a_closed_group_moves_nothing(client_of, cast):
    meeting = make(cast)
    cast.jeunesse.state = GroupState.CLOSED
    db.session.commit()
    assert "Ce groupe est clos" in save(client_of("alice"), meeting, days=7).text
    assert letters() == []


def test_a_call_made_meanwhile_is_seen(cast):
    meeting = make(cast, MeetingState.DRAFT)
    assert meeting.state is MeetingState.DRAFT  # read before the other's call was kept
    change = Meeting.__table__.update().values(state=MeetingState.CALLED)
    db.session.execute(change)
    later = meeting.starts_at + timedelta(days=1)
    assert operations.edit_meeting(meeting, 0, "Titre", later, later + timedelta(hours=1), "Ici", "")
    assert len(letters()) == 2


def test_every_list_shows_the_change_at_once(client_of, cast):
    meeting = make(cast)
    year = clock.today().year + 1
    save(client_of("alice"), meeting, starts_at=f"{year}-07-05T18:00", ends_at=f"{year}-07-05T20:00")
    instant = clock.in_paris(clock.from_paris(datetime.fromisoformat(f"{year}-07-05T18:00"))).isoformat("T", "minutes")
    for address in ("/agenda", "/mon-espace", "/groupes/jeunesse", f"/reunions/{meeting.id}"):
        assert client_of("bob").page(address).find("time", datetime=instant), address


def test_somebody_else_s_meeting(client_of, cast):
    meeting = make(cast)
    for who in ("bob", "carl", "bea", "paul"):
        assert save(client_of(who), meeting, days=7).status_code == 403
        assert client_of(who).get(f"/reunions/{meeting.id}/modifier").status_code == 403
    other = to_the_minute(make_meeting(cast.communication))
    assert save(client_of("alice"), other, days=7).status_code == 403
    assert client_of("alice").get("/reunions/999999/modifier").status_code == 404


def test_links_are_those_that_work(client_of, cast):
    gestures = {
        MeetingState.DRAFT: ["Modifier", "Dupliquer", "Supprimer"],
        MeetingState.CALLED: ["Modifier", "Dupliquer", "Annuler la réunion"],
        MeetingState.CANCELLED: ["Dupliquer"],
    }
    for state, words in gestures.items():
        meeting = make(cast, state)
        shown = client_of("alice").page(f"/reunions/{meeting.id}").select(".meeting-gestures :is(a, button)")
        known = {"Modifier", "Dupliquer", "Supprimer", "Annuler la réunion"}
        assert [one.get_text() for one in shown if one.get_text() in known] == words
        if state is not MeetingState.DRAFT:
            assert not client_of("bob").page(f"/reunions/{meeting.id}").select(".meeting-gestures")
