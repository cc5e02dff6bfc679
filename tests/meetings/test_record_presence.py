"""Ticking who is there."""

import pytest

from tests.browser import HX, apply_part, markup, soup
from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace.database import db
from workspace.meetings import operations
from workspace.meetings.models import Answer, Attendance, MeetingState, Presence
from workspace.meetings.queries import attendance_of
from workspace.minutes import operations as minutes
from workspace.minutes import queries


def running(cast):
    return make_meeting(cast.jeunesse, days=0, hours=-1)


def note(browser, meeting, person, presence="present", **options):
    data = {"person": person.id} | ({"presence": presence} if presence is not None else {})
    return browser.post(f"/reunions/{meeting.id}/presences", data=data, **options)


def presence_of(meeting, person):
    db.session.expire_all()
    row = attendance_of(meeting, person.id)
    return row and row.presence


@pytest.mark.parametrize("presence", list(Presence))
def test_a_tick_or_a_rarer_case(client_of, cast, presence):
    meeting = running(cast)
    assert note(client_of("alice"), meeting, cast.bob, presence.value).status_code == 303
    assert presence_of(meeting, cast.bob) is presence


def test_unticking_takes_it_back(client_of, cast):
    meeting, alice = running(cast), client_of("alice")
    note(alice, meeting, cast.bob)
    note(alice, meeting, cast.bob, None)
    assert presence_of(meeting, cast.bob) is None


def test_it_comes_back_to_the_same_point_and_person(client_of, cast):
    """Without JavaScript, twenty people are ticked one after the other: the list is at the end of the page."""
    meeting = running(cast)
    here = f"/reunions/{meeting.id}?point=7"
    data = {"person": cast.bob.id, "presence": "present", "suite": here}
    there = client_of("alice").post(f"/reunions/{meeting.id}/presences", data=data).location
    assert there == f"{here}#attendee-{cast.bob.id}"


def test_the_answer_given_before_stands_beside_the_name(client_of, cast):
    meeting = running(cast)
    operations.answer(meeting, cast.bob, Answer.NO)
    db.session.commit()
    row = client_of("alice").page(f"/reunions/{meeting.id}").find(id=f"attendee-{cast.bob.id}")
    assert "excusé·e" in row.label.get_text()
    assert not row.find("input", {"type": "checkbox"}).has_attr("checked")


def test_the_part_equals_the_page(client_of, cast):
    meeting, alice = running(cast), client_of("alice")
    url = f"/reunions/{meeting.id}"
    before = alice.page(url)
    data = {"person": cast.bob.id, "presence": "remote", "suite": url}
    part = alice.post(f"{url}/presences", data=data, headers=HX)
    after = alice.page(url)
    row = f"attendee-{cast.bob.id}"
    assert markup(apply_part(before, part).find(id=row)) == markup(after.find(id=row))
    assert (
        soup(part).find(id="attendance-count").get_text() == after.find(id="attendance-count").get_text() == "1 sur 2"
    )


def test_somebody_noted_before_leaving_the_group_stays_on_the_list(client_of, cast):
    meeting = running(cast)
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.carl.id))
    db.session.commit()
    alice = client_of("alice")
    assert alice.page(f"/reunions/{meeting.id}").find(id=f"attendee-{cast.carl.id}")
    assert note(alice, meeting, cast.carl).status_code == 303
    assert presence_of(meeting, cast.carl) is Presence.PRESENT


def test_a_stranger_to_the_group_is_refused(client_of, cast):
    meeting, alice = running(cast), client_of("alice")
    response = note(alice, meeting, cast.carl)
    assert (response.status_code, presence_of(meeting, cast.carl)) == (409, None)
    assert "Cette personne n’est pas membre du groupe." in response.text
    for person in ("", "x", str(2**40), "-1"):
        assert alice.post(f"/reunions/{meeting.id}/presences", data={"person": person}).status_code == 422
    assert note(alice, meeting, cast.bob, "dancing").status_code == 422


def test_neither_before_the_call_nor_after_publication(client_of, cast):
    alice, held = client_of("alice"), make_held_meeting(cast)
    minutes.publish(queries.of_meeting(held), cast.alice)
    db.session.commit()
    assert note(alice, make_meeting(cast.jeunesse, MeetingState.DRAFT), cast.bob).status_code == 409
    assert note(alice, held, cast.bob, "absent").status_code == 409
    assert presence_of(held, cast.bob) is Presence.PRESENT
