"""Registering to an event: places, quota per centre, waiting list."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.events.scene import make_event, make_people
from workspace import clock
from workspace.database import db
from workspace.events import operations
from workspace.events.models import Registration
from workspace.meetings.models import Answer, Attendance, MeetingState
from workspace.post import Letter
from workspace.privacy.operations import erase
from workspace.refusals import Refused


@pytest.fixture(autouse=True)
def in_a_request(app):
    with app.test_request_context():
        yield


def places(event):
    rows = db.session.scalars(
        select(Registration).where(Registration.meeting_id == event.meeting_id).order_by(Registration.id)
    )
    return [not one.is_waiting for one in rows]


def letters():
    return [(one.kind.partition("/")[2], one.address) for one in db.session.scalars(select(Letter).order_by(Letter.id))]


def test_whoever_registers_has_a_place_a_letter_and_a_date(client_of, cast):
    event = make_event(cast.jeunesse)
    carl = client_of("carl")  # of another group: the whole network may come
    assert carl.post(f"/evenements/{event.meeting_id}/inscription").status_code == 303
    assert places(event) == [True]
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.calendar_method) == ("events/registered", "REQUEST")
    assert "Vous êtes inscrit·e" in carl.get(f"/evenements/{event.meeting_id}").text
    assert "Journée des familles" in carl.get("/mon-espace").text
    assert "Journée des familles" not in client_of("bob").get("/mon-espace").text.partition("Depuis votre visite")[0]


def test_registering_twice_is_one_place_and_one_letter(client_of, cast):
    event = make_event(cast.jeunesse)
    bob = client_of("bob")
    assert [bob.post(f"/evenements/{event.meeting_id}/inscription").status_code for _ in "ab"] == [303, 303]
    assert places(event) == [True]
    assert len(letters()) == 1


def test_beyond_the_capacity_one_waits_with_a_rank(client_of, cast):
    event = make_event(cast.jeunesse, capacity=2)
    for person in make_people(3):
        operations.register(event, person)
    bob = client_of("bob")
    bob.post(f"/evenements/{event.meeting_id}/inscription")
    assert places(event) == [True, True, False, False]
    assert "au rang 2" in db.session.scalar(select(Letter.text).where(Letter.address == "bob@example.org"))
    assert "Vous êtes 2e sur la liste" in bob.get(f"/evenements/{event.meeting_id}").text
    assert db.session.scalar(select(Attendance.id).where(Attendance.person_id == cast.bob.id)) is None


def test_a_freed_place_goes_to_the_first_who_waits_by_itself(cast):
    event = make_event(cast.jeunesse, capacity=1)
    first, second, third = make_people(3)
    rows = [operations.register(event, one) for one in (first, second, third)]
    operations.withdraw(event, rows[0])
    assert places(event) == [True, False]
    assert letters()[-1] == ("place-freed", "p1@example.org")
    answers = dict(db.session.execute(select(Attendance.person_id, Attendance.answer)).all())
    assert answers == {second.id: Answer.YES}


def test_a_centre_has_its_share_and_lets_the_next_pass(cast):
    event = make_event(cast.jeunesse, capacity=3, per_centre=2)
    acacias = make_people(3, cast.alice.centre_id)
    for person in acacias:
        operations.register(event, person)
    assert places(event) == [True, True, False]  # room is left, not for that centre
    operations.register(event, cast.carl)  # of another centre
    assert places(event) == [True, True, False, True]
    operations.register(event, cast.dora)  # of no centre: she waits for the capacity alone
    operations.withdraw(event, db.session.scalar(select(Registration).where(Registration.person_id == cast.carl.id)))
    assert places(event) == [True, True, False, True]  # Dora passed before the third of Acacias


def test_more_places_go_to_those_who_wait(cast):
    event = make_event(cast.jeunesse, capacity=1)
    for person in make_people(4):
        operations.register(event, person)
    same = {name: getattr(event.meeting, name) for name in ("title", "starts_at", "ends_at", "place", "video_link")}
    details = operations.Details(event.type, event.description, event.is_public, event.register_by, 3, None)
    operations.edit_event(event, 0, same, details)
    assert places(event) == [True, True, True, False]
    assert [address for kind, address in letters() if kind == "place-freed"] == ["p1@example.org", "p2@example.org"]


def test_nobody_registers_before_it_opens_after_the_deadline_or_once_it_is_cancelled(client_of, cast):
    draft = make_event(cast.jeunesse, MeetingState.DRAFT)
    closed = make_event(cast.jeunesse, days=5)  # its deadline was two days ago
    off = make_event(cast.jeunesse, MeetingState.CANCELLED)
    for event in (draft, closed, off):
        with pytest.raises(Refused):
            operations.register(event, cast.bob)
    assert client_of("bob").post(f"/evenements/{closed.meeting_id}/inscription").status_code == 409
    assert client_of("bob").post(f"/evenements/{draft.meeting_id}/inscription").status_code == 403


def test_one_withdraws_after_the_deadline_but_not_once_it_has_begun(client_of, cast, time_machine):
    event = make_event(cast.jeunesse)
    bob = client_of("bob")
    bob.post(f"/evenements/{event.meeting_id}/inscription")
    starts_at = event.meeting.starts_at
    time_machine.move_to(starts_at - timedelta(days=1), tick=False)
    row = db.session.scalars(select(Registration)).one()
    time_machine.move_to(starts_at + timedelta(minutes=1), tick=False)
    with pytest.raises(Refused):
        operations.withdraw(event, row)
    time_machine.move_to(starts_at - timedelta(days=1), tick=False)
    operations.withdraw(event, row)
    assert places(event) == []


def test_somebody_from_outside_has_a_place_once_they_follow_their_link(visitor, cast):
    event = make_event(cast.jeunesse, is_public=True)
    asked = {"name": "Zoé Zidane", "email": "Zoe@Example.org", "centre": str(cast.alice.centre_id)}
    answer = visitor.post(f"/evenements/{event.meeting_id}/inscription-sans-compte", data=asked)
    assert "Regardez vos e-mails" in answer.text
    assert places(event) == []  # nothing is kept yet
    link = link_in(db.session.scalars(select(Letter)).one(), "/evenements/inscription/")
    assert visitor.get(link).status_code == 200
    assert places(event) == []  # a GET only shows a button
    assert visitor.post(link).status_code == 200
    assert visitor.post(link).status_code == 200
    assert places(event) == [True]
    back = link_in(db.session.scalars(select(Letter).order_by(Letter.id.desc())).first(), "/evenements/desinscription/")
    assert visitor.get(back).status_code == 200
    assert places(event) == [True]
    assert visitor.post(back).status_code == 200
    assert places(event) == []
    assert visitor.post(back).status_code == 410


def link_in(letter, path):
    return next(word for word in letter.text.split() if path in word).removeprefix("http://localhost")


def test_a_link_forged_or_for_a_closed_event_gives_no_place(visitor, cast):
    event = make_event(cast.jeunesse)
    assert visitor.post("/evenements/inscription/forged").status_code == 410
    assert visitor.post("/evenements/desinscription/forged").status_code == 410
    assert visitor.get(f"/evenements/{event.meeting_id}/inscription-sans-compte").status_code == 303  # not public
    public = make_event(cast.jeunesse, days=5, is_public=True)
    assert visitor.get(f"/evenements/{public.meeting_id}/inscription-sans-compte").status_code == 409


@pytest.mark.parametrize(
    "asked",
    [
        {"name": ""},
        {"name": "x" * 10_000},
        {"email": "rien"},
        {"email": ""},
        {"centre": "99999"},
        {"name": "http://spam"},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_beside_its_field(visitor, cast, asked):
    event = make_event(cast.jeunesse, is_public=True)
    given = {"name": "Zoé Zidane", "email": "zoe@example.org", "centre": ""} | asked
    assert visitor.post(f"/evenements/{event.meeting_id}/inscription-sans-compte", data=given).status_code == 422
    assert letters() == []


def test_the_same_address_registers_once_with_or_without_an_account(cast):
    event = make_event(cast.jeunesse, is_public=True)
    operations.register(event, cast.bob)
    operations.register_guest(event, "Bob Bernard", "bob@example.org", None)
    assert places(event) == [True]


def test_three_months_later_who_registered_is_forgotten(cast, time_machine):
    event = make_event(cast.jeunesse)
    operations.register(event, cast.bob)
    time_machine.move_to(event.meeting.ends_at + timedelta(days=91), tick=False)
    assert operations.forget_old_registrations() == 0
    time_machine.move_to(event.meeting.ends_at + timedelta(days=93), tick=False)
    assert operations.forget_old_registrations() == 1
    assert clock.now() > event.meeting.ends_at


def test_the_place_of_somebody_who_erases_their_data_goes_to_the_next(cast):
    event = make_event(cast.jeunesse, capacity=1)
    operations.register(event, cast.carl)
    operations.register(event, cast.bob)
    erase(cast.carl)
    rows = db.session.execute(select(Registration.person_id, Registration.is_waiting)).all()
    assert rows == [(cast.bob.id, False)]
    assert ("place-freed", "bob@example.org") in letters()
