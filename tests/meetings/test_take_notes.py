"""A note-taker: named for one meeting, writes there and nowhere else, from the call until publication."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.browser import soup
from tests.cast import LONG_AGO, make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.database import db
from workspace.groups.models import Membership
from workspace.groups.queries import membership
from workspace.journal.models import Entry
from workspace.meetings import operations
from workspace.meetings.models import MeetingState
from workspace.meetings.queries import points_of
from workspace.minutes import operations as minutes
from workspace.minutes import queries
from workspace.refusals import Refused


@pytest.fixture
def meeting(cast):
    return make_meeting(cast.jeunesse, days=0, hours=-1)


def name(client, meeting, person):
    data = {"person": "" if person is None else person.id}
    return client.post(f"/reunions/{meeting.id}/prise-de-notes", data=data)


def write(client, meeting, notes="On a dit", revision=0):
    return client.post(f"/points/{points_of(meeting)[0].id}/notes", data={"notes": notes, "revision": revision})


def gestures(client, meeting, person):
    point = points_of(meeting)[0].id
    asked = [
        (f"/points/{point}/notes", {"notes": "On a dit", "revision": 0}),
        (f"/reunions/{meeting.id}/presences", {"person": person.id, "presence": "present"}),
        (f"/points/{point}/decisions", {"decision-text": "On le fait"}),
        (f"/points/{point}/actions", {"action-title": "Le faire"}),
    ]
    return [client.post(url, data=data).status_code for url, data in asked]


def test_whoever_is_named_writes_in_that_meeting_only(client_of, cast, meeting):
    other = make_meeting(cast.jeunesse, days=0, hours=-1, title="Une autre")
    bob = client_of("bob")
    assert gestures(bob, meeting, cast.bob) == [403] * 4
    assert name(client_of("alice"), meeting, cast.bob).location == f"/reunions/{meeting.id}"
    assert gestures(bob, meeting, cast.bob) == [303] * 4
    assert gestures(bob, other, cast.bob) == [403] * 4


def test_the_meeting_is_still_moved_and_closed_by_its_leads(client_of, cast, meeting):
    name(client_of("alice"), meeting, cast.bob)
    bob = client_of("bob")
    for gesture in ("modifier", "annulation", "convocation", "copie", "cloture", "points", "prise-de-notes"):
        assert bob.post(f"/reunions/{meeting.id}/{gesture}", data={}).status_code == 403, gesture
    page = bob.page(f"/reunions/{meeting.id}")
    assert page.find("textarea", {"name": "notes"})
    assert "Vous prenez les notes" in page.main.get_text()
    links = {link["href"] for link in page.main.find_all("a", href=True)}
    assert not {link for link in links if link.endswith(("/modifier", "/annulation", "/prise-de-notes"))}
    assert not page.find("form", action=f"/reunions/{meeting.id}/cloture")


def test_replaced_one_writes_no_more(client_of, cast, meeting):
    db.session.add(Membership(group_id=cast.jeunesse.id, person_id=cast.carl.id, joined_on=LONG_AGO))
    db.session.commit()
    alice, bob, carl = client_of("alice"), client_of("bob"), client_of("carl")
    name(alice, meeting, cast.bob)
    assert write(bob, meeting).status_code == 303
    name(alice, meeting, cast.carl)
    assert write(bob, meeting, "Encore", 1).status_code == 403
    assert write(carl, meeting, "Encore", 1).status_code == 303
    name(alice, meeting, None)
    assert write(carl, meeting, "Et encore", 2).status_code == 403


def test_nothing_before_the_call_nothing_after_publication(client_of, cast):
    draft, held = make_meeting(cast.jeunesse, MeetingState.DRAFT), make_held_meeting(cast)
    draft.note_taker_id = held.note_taker_id = cast.bob.id
    db.session.commit()
    bob = client_of("bob")
    assert gestures(bob, draft, cast.bob) == [403] * 4
    assert bob.get(f"/reunions/{draft.id}").status_code == 403
    assert write(bob, held).status_code == 303
    assert bob.get(f"/reunions/{held.id}/compte-rendu").status_code == 200
    minutes.publish(queries.of_meeting(held), cast.alice)
    db.session.commit()
    assert write(bob, held, "Trop tard", 1).status_code == 409
    assert not bob.page(f"/reunions/{held.id}").find("textarea", {"name": "notes"})


def test_the_day_before_and_the_day_after(client_of, cast, time_machine):
    meeting = make_meeting(cast.jeunesse, days=3)
    name(client_of("alice"), meeting, cast.bob)
    for day in (-1, 0, 1):
        time_machine.move_to(meeting.starts_at + timedelta(days=day, minutes=30), tick=False)
        assert write(client_of("bob"), meeting, f"Jour {day}", day + 1).status_code == 303
    membership(cast.jeunesse, cast.bob).left_on = clock.today() + timedelta(days=1)
    db.session.commit()
    assert write(client_of("bob"), meeting, "Le dernier jour", 3).status_code == 303
    time_machine.shift(timedelta(days=1))
    assert write(client_of("bob"), meeting, "Après", 4).status_code == 403


def test_only_members_with_an_account_are_offered(client_of, cast, meeting):
    alice = client_of("alice")
    page = alice.page(f"/reunions/{meeting.id}/prise-de-notes")
    choices = [option["value"] for option in page.find("select", {"name": "person"}).find_all("option")]
    assert choices == ["", str(cast.alice.id), str(cast.bob.id)]
    refused = name(alice, meeting, cast.carl)
    assert refused.status_code == 422
    assert "Rien n’est changé" in soup(refused).get_text()
    cast.bob.email = None
    db.session.commit()
    assert name(alice, meeting, cast.bob).status_code == 422


def test_nobody_is_named_once_the_meeting_is_cancelled_nor_who_was_never_offered(cast, meeting):
    with pytest.raises(Refused, match="ne peut pas prendre les notes"):
        operations.name_note_taker(meeting, cast.carl.id)
    meeting.state = MeetingState.CANCELLED
    db.session.commit()
    with pytest.raises(Refused, match="annulée"):
        operations.name_note_taker(meeting, cast.bob.id)
    assert meeting.note_taker_id is None


def test_members_read_who_takes_the_notes_and_the_journal_keeps_it(client_of, cast, meeting):
    name(client_of("alice"), meeting, cast.alice)
    name(client_of("alice"), meeting, cast.alice)
    assert "Alice A. prend les notes" in client_of("bob").page(f"/reunions/{meeting.id}").main.get_text()
    kinds = db.session.scalars(select(Entry.kind).where(Entry.thing_id == meeting.id)).all()
    assert kinds == ["meetings/note-taker-named"]


def test_the_page_costs_the_same_statements(client_of, cast, meeting):
    alice = client_of("alice")
    before, _ = alice.counted(f"/reunions/{meeting.id}"), name(alice, meeting, cast.bob)
    assert alice.counted(f"/reunions/{meeting.id}") == before
    assert len(client_of("bob").counted(f"/reunions/{meeting.id}")) <= 12
