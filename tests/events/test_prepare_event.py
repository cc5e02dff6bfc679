"""Preparing an event, opening it, changing it, cancelling it; who reads it; who came."""

from datetime import timedelta
from io import BytesIO

import icalendar
import openpyxl
import pytest
from sqlalchemy import select

from tests.cast import make_meeting
from tests.events.scene import make_event, make_people
from workspace import clock
from workspace.database import db
from workspace.events import operations
from workspace.events.models import Event, Registration
from workspace.meetings import operations as meetings
from workspace.meetings.models import Attendance, Meeting, MeetingKind, MeetingState, Presence
from workspace.people.models import Room
from workspace.post import Letter
from workspace.refusals import Refused

ADDRESS = "/groupes/jeunesse/evenements/nouveau"


def typed(**asked):
    day = clock.in_paris(clock.now() + timedelta(days=40))
    return {
        "type": "training", "title": "Accueillir un groupe", "starts_at": day.strftime("%Y-%m-%dT09:00"),
        "ends_at": day.strftime("%Y-%m-%dT17:00"), "place": "Ici", "video_link": "", "description": "**Programme**",
        "register_by": (day - timedelta(days=7)).strftime("%Y-%m-%dT12:00"), "capacity": "12", "per_centre": "3",
    } | asked  # fmt: skip


def letters(kind):
    return sorted(db.session.scalars(select(Letter.address).where(Letter.kind == kind)))


def test_it_is_a_draft_that_nobody_else_sees_until_it_opens(client_of, cast, visitor):
    made = client_of("alice").post(ADDRESS, data=typed(is_public="y"))
    assert made.status_code == 303
    event = db.session.scalars(select(Event)).one()
    assert (event.capacity, event.per_centre, event.meeting.kind) == (12, 3, MeetingKind.EVENT)
    assert client_of("carl").get(made.location).status_code == 403
    assert visitor.get(made.location).status_code == 303
    assert client_of("alice").post(f"{made.location}/ouverture").status_code == 303
    assert client_of("carl").get(made.location).status_code == 200
    assert "<strong>Programme</strong>" in visitor.get(made.location).text
    assert letters("events/event-opened") == ["alice@example.org", "bob@example.org"]


def test_the_same_form_posted_twice_makes_one(client_of, cast):
    alice = client_of("alice")
    first, second = (alice.post(ADDRESS, data=typed()) for _ in "ab")
    assert first.location == second.location
    assert len(db.session.scalars(select(Event)).all()) == 1


def test_what_two_type_of_the_same_event_is_not_dropped_in_silence(client_of, cast):
    client_of("alice").post(ADDRESS, data=typed())
    refused = client_of("dora").post(ADDRESS, data=typed(description="Un autre programme"))
    assert refused.status_code == 422
    assert "Un événement porte déjà ce titre à cette heure" in refused.text
    assert "Un autre programme" in refused.text


@pytest.mark.parametrize(
    "asked",
    [{"title": ""}, {"capacity": "0"}, {"capacity": "beaucoup"}, {"per_centre": "20"}, {"capacity": "9" * 30},
     {"register_by": ""}, {"register_by": "2099-01-01T10:00"}, {"type": "fête"}, {"description": "x" * 10_001},
     {"ends_at": "2020-01-01T10:00"}],
    ids=lambda asked: next(iter(asked)),
)  # fmt: skip
def test_what_cannot_be_is_refused(client_of, cast, asked):
    answer = client_of("alice").post(ADDRESS, data=typed(**asked))
    assert answer.status_code == 422
    assert db.session.scalars(select(Meeting)).all() == []


def test_the_network_finds_it_in_the_agenda_and_feeds_and_strangers_when_it_is_public(client_of, cast, visitor):
    private, public = make_event(cast.jeunesse), make_event(cast.jeunesse, days=31, is_public=True)
    public.meeting.title = "Fête du réseau"
    db.session.commit()
    assert "Journée des familles" in client_of("carl").get("/agenda").text
    assert "Journée des familles" in client_of("carl").get("/evenements").text
    page = visitor.get("/evenements").text
    assert "Fête du réseau" in page
    assert "Journée des familles" not in page
    assert visitor.get(f"/evenements/{private.meeting_id}").status_code == 303
    assert visitor.get(f"/evenements/{public.meeting_id}").status_code == 200
    events = icalendar.Calendar.from_ical(visitor.get("/agenda.ics").data).walk("VEVENT")
    assert {str(one["UID"]) for one in events} == {private.meeting.uid, public.meeting.uid}


def test_the_pages_of_meetings_lead_to_the_event(client_of, cast):
    event = make_event(cast.jeunesse)
    assert client_of("bob").get(f"/reunions/{event.meeting_id}").location == f"/evenements/{event.meeting_id}"
    assert client_of("alice").get(f"/reunions/{event.meeting_id}?salle=1").status_code == 200
    assert client_of("bob").post(f"/reunions/{event.meeting_id}/reponse", data={"answer": "no"}).status_code == 403


def test_what_meetings_do_is_not_done_to_events(cast, app):
    event = make_event(cast.jeunesse, MeetingState.DRAFT)
    with app.test_request_context():
        for gesture in (meetings.call_meeting, meetings.refuse_to_edit, meetings.refuse_to_cancel):
            with pytest.raises(Refused):
                gesture(event.meeting)


def test_those_registered_are_told_of_a_move_once_from_what_they_believe(client_of, cast, app):
    event = make_event(cast.jeunesse, is_public=True)
    with app.test_request_context():
        operations.register(event, cast.bob)
        operations.register_guest(event, "Zoé Zidane", "zoe@example.org", None)
    db.session.commit()
    alice = client_of("alice")
    for revision, place in enumerate(("Là", "Ailleurs")):
        answer = alice.post(
            f"/evenements/{event.meeting_id}/modifier", data=same(event, place=place, revision=revision)
        )
        assert answer.status_code == 303
    assert letters("events/event-changed") == ["bob@example.org", "zoe@example.org"]
    text = db.session.scalar(select(Letter.text).where(Letter.kind == "events/event-changed"))
    assert "Ailleurs" in text
    assert "CSC Les Acacias" in text


def same(event, **asked):
    meeting, paris = event.meeting, clock.in_paris
    return {
        "type": event.type.value, "title": meeting.title, "place": meeting.place, "video_link": "",
        "starts_at": paris(meeting.starts_at).strftime("%Y-%m-%dT%H:%M"), "description": event.description,
        "ends_at": paris(meeting.ends_at).strftime("%Y-%m-%dT%H:%M"), "is_public": "y" if event.is_public else "",
        "register_by": paris(event.register_by).strftime("%Y-%m-%dT%H:%M"), "capacity": "", "per_centre": "",
        "revision": meeting.revision,
    } | asked  # fmt: skip


def test_of_two_who_change_it_at_once_the_second_is_told(client_of, cast):
    event = make_event(cast.jeunesse)
    alice = client_of("alice")
    assert alice.post(f"/evenements/{event.meeting_id}/modifier", data=same(event, place="Là")).status_code == 303
    late = alice.post(f"/evenements/{event.meeting_id}/modifier", data=same(event, place="Ailleurs", revision=0))
    assert late.status_code == 409
    assert 'value="Ailleurs"' in late.text


def test_it_neither_opens_nor_goes_where_it_cannot_take_place(client_of, cast):
    room = Room(centre_id=cast.bob.centre_id, name="Salle A")
    db.session.add(room)
    db.session.commit()
    event, alice = make_event(cast.jeunesse, MeetingState.DRAFT), client_of("alice")
    make_meeting(cast.communication, days=30, hours=1, place="CSC Les Acacias, Salle A", room_id=room.id)
    address = f"/evenements/{event.meeting_id}"
    there = same(event, place="CSC Les Acacias, Salle A")
    assert alice.post(f"{address}/modifier", data=there).status_code == 303  # a draft may
    refused = alice.post(f"{address}/ouverture")
    assert refused.status_code == 409
    assert "Cet événement ne peut pas être ouvert à cette date." in refused.text
    assert letters("events/event-opened") == []
    db.session.expire_all()
    alice.post(f"{address}/modifier", data=same(event, place="Là"))
    for _ in "ab":
        assert alice.post(f"{address}/ouverture").status_code == 303
    db.session.expire_all()
    refused = alice.post(f"{address}/modifier", data=same(event, place="CSC Les Acacias, Salle A"))
    assert refused.status_code == 422
    assert "Cet événement est ouvert" in refused.text
    db.session.expire_all()
    assert event.meeting.place == "Là"


def test_a_cancellation_is_told_to_who_is_registered_or_waits(client_of, cast, app):
    event = make_event(cast.jeunesse, capacity=1)
    with app.test_request_context():
        for person in make_people(2):
            operations.register(event, person)
    db.session.commit()
    address = f"/evenements/{event.meeting_id}/annulation"
    assert client_of("alice").post(address, data={"reason": ""}).status_code == 422
    for _ in "ab":
        assert client_of("alice").post(address, data={"reason": "Grève"}).status_code in (303, 409)
    assert letters("events/event-cancelled") == ["p0@example.org", "p1@example.org"]


def test_organisers_read_who_comes_with_their_centre_and_take_it_away(client_of, cast, app):
    event = make_event(cast.jeunesse, capacity=2, is_public=True)
    with app.test_request_context():
        operations.register(event, cast.bob)
        operations.register_guest(event, "=2+3 Zoé", "zoe@example.org", None)
        operations.register(event, cast.carl)
    db.session.commit()
    alice = client_of("alice")
    page = alice.get(f"/evenements/{event.meeting_id}/inscriptions").text
    assert "Bob Bernard" in page
    assert "CSC Les Acacias" in page
    csv = alice.get(f"/evenements/{event.meeting_id}/inscriptions.csv").data.decode("utf-8-sig")
    assert "Carl Caron;CSC Les Tilleuls;En attente" in csv
    assert "'=2+3 Zoé" in csv
    assert "@" not in csv
    sheet = openpyxl.load_workbook(BytesIO(alice.get(f"/evenements/{event.meeting_id}/inscriptions.xlsx").data)).active
    assert sheet.max_row == 4
    assert client_of("bob").get(f"/evenements/{event.meeting_id}/inscriptions").status_code == 403


def test_who_came_is_noted_for_people_and_for_those_from_outside(client_of, cast, app):
    event = make_event(cast.jeunesse, is_public=True)
    with app.test_request_context():
        rows = [operations.register(event, cast.bob), operations.register_guest(event, "Zoé", "zoe@example.org", None)]
    db.session.commit()
    ids = [one.id for one in rows]
    address = f"/evenements/{event.meeting_id}/presences"
    assert client_of("alice").post(address, data={"came": ids}).status_code == 303
    assert db.session.scalar(select(Attendance.presence)) is Presence.PRESENT
    assert db.session.scalar(select(Registration.came).where(Registration.id == ids[1])) is True
    client_of("alice").post(address, data={"came": [999_999], "known": [ids[0], 999_999]})
    assert db.session.scalar(select(Attendance.presence)) is None
    assert db.session.scalar(select(Registration.came).where(Registration.id == ids[1])) is True, "it was not unticked"


def test_of_two_who_note_presences_at_once_both_are_kept(client_of, cast, app):
    event = make_event(cast.jeunesse)
    with app.test_request_context():
        first, second = (operations.register(event, one).id for one in (cast.bob, cast.carl))
    db.session.commit()
    address = f"/evenements/{event.meeting_id}"
    for who, came in (("alice", first), ("dora", second)):
        client_of(who).post(f"{address}/presences", data={"came": [came]})
    assert set(db.session.scalars(select(Attendance.presence))) == {Presence.PRESENT}
    shown = client_of("alice").page(f"{address}/inscriptions").select('input[name="known"]')
    assert {int(one["value"]) for one in shown} == {first, second}


def test_once_the_minutes_are_published_who_came_is_noted_no_more(client_of, cast, app):
    event, alice = make_event(cast.jeunesse), client_of("alice")
    with app.test_request_context():
        mine = operations.register(event, cast.bob).id
    event.meeting.starts_at -= timedelta(days=32)
    event.meeting.ends_at -= timedelta(days=32)
    db.session.commit()
    assert alice.post(f"/reunions/{event.meeting_id}/cloture").status_code == 303
    address = f"/evenements/{event.meeting_id}"
    assert "Noter les présences" in alice.get(f"{address}/inscriptions").text
    assert alice.post(f"/reunions/{event.meeting_id}/publication").status_code == 303
    assert alice.post(f"{address}/presences", data={"came": [mine]}).status_code == 409
    assert db.session.scalar(select(Attendance.presence)) is None
    assert "Noter les présences" not in alice.get(f"{address}/inscriptions").text


def test_the_link_of_its_video_goes_to_those_registered(client_of, cast, app):
    event = make_event(cast.jeunesse, capacity=1)
    event.meeting.video_link = "https://visio.example.org/secret"
    db.session.commit()
    with app.test_request_context():
        for person in (cast.nora, cast.carl):  # carl waits
            operations.register(event, person)
    db.session.commit()
    for who, has_it in (("nora", True), ("bob", True), ("carl", False), ("paul", False)):
        file = client_of(who).get(f"/reunions/{event.meeting_id}/agenda.ics").text.replace("\r\n ", "")
        assert ("visio.example.org/secret" in file) is has_it, who


def test_lists_take_as_many_statements_for_two_as_for_forty(client_of, cast, app):
    event, full = make_event(cast.jeunesse), make_event(cast.jeunesse, days=31)
    people = make_people(40)
    with app.test_request_context():
        for person in people[:2]:
            operations.register(event, person)
        for person in people:
            operations.register(full, person)
    db.session.commit()
    alice = client_of("alice")
    for page in ("", "/inscriptions"):
        few, many = (len(alice.counted(f"/evenements/{one.meeting_id}{page}")) for one in (event, full))
        assert few == many <= 12
    before = len(alice.counted("/evenements"))
    for days in range(40, 45):
        make_event(cast.jeunesse, days=days)
    assert len(alice.counted("/evenements")) == before <= 12
