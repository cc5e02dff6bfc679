"""What comes next on a meeting: one main gesture, by its state and by who reads."""

from datetime import timedelta

import pytest

from tests.browser import soup
from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.database import db
from workspace.meetings import queries as meetings
from workspace.meetings.models import Attendance, MeetingState, Presence
from workspace.minutes import operations, queries
from workspace.minutes.steps import next_steps


def of_draft(cast):
    return make_meeting(cast.jeunesse, MeetingState.DRAFT, points=2)


def of_empty_draft(cast):
    return make_meeting(cast.jeunesse, MeetingState.DRAFT, points=0)


def of_past_draft(cast):
    return make_meeting(cast.jeunesse, MeetingState.DRAFT, days=-3)


def of_called(cast):
    return make_meeting(cast.jeunesse)


def of_running(cast):
    return make_meeting(cast.jeunesse, days=0, hours=-1)


def of_attended(cast):
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1)
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, presence=Presence.PRESENT))
    db.session.commit()
    return meeting


def in_review(cast):
    meeting = make_held_meeting(cast)
    queries.of_meeting(meeting).review_until = clock.now() + timedelta(days=2)
    db.session.commit()
    return meeting


def once_reviewed(cast):
    meeting = make_held_meeting(cast)
    queries.of_meeting(meeting).review_until = clock.now() - timedelta(days=2)
    db.session.commit()
    return meeting


def once_published(cast):
    meeting = make_held_meeting(cast)
    operations.publish(queries.of_meeting(meeting), cast.alice)
    db.session.commit()
    return meeting


def of_cancelled(cast):
    return make_meeting(cast.jeunesse, MeetingState.CANCELLED)


def steps_of(who, meeting, **facts):
    meetings.attendees_of(meeting)  # they come along
    said = {"has_points": True, "has_members": True} | facts
    return list(next_steps(who, meeting, queries.of_meeting(meeting), **said))


# Alice leads, Bob is a member and was there, Carl is of another group, Bea sits on the board.
TABLE = [  # state, alice, bob, carl, bea
    (of_empty_draft, ["prepare", "call"], [], [], []),
    (of_draft, ["call"], [], [], []),
    (of_past_draft, ["move"], [], [], []),
    (of_called, ["answer"], ["answer"], [], []),
    (of_running, ["attend", "close"], ["answer"], [], []),
    (of_attended, ["close"], [], [], []),
    (in_review, ["publish", "read"], ["review"], [], []),
    (once_reviewed, ["publish", "read"], ["read"], [], []),
    (once_published, ["follow", "read"], ["read"], [], ["read"]),
    (of_cancelled, [], [], [], []),
]


@pytest.mark.parametrize(("scene", "alice", "bob", "carl", "bea"), TABLE, ids=lambda one: getattr(one, "__name__", ""))
def test_one_gesture_by_state_and_reader(app, cast, scene, alice, bob, carl, bea):
    meeting = scene(cast)
    has_points = scene is not of_empty_draft
    found = [steps_of(who, meeting, has_points=has_points) for who in (cast.alice, cast.bob, cast.carl, cast.bea)]
    assert found == [alice, bob, carl, bea]


@pytest.mark.parametrize(("scene", "alice", "bob", "carl", "bea"), TABLE, ids=lambda one: getattr(one, "__name__", ""))
def test_the_page_shows_it_with_one_main_button(client_of, cast, scene, alice, bob, carl, bea):
    meeting = scene(cast)
    readers = {"alice": alice, "bob": bob, "carl": carl, "bea": bea}
    if meeting.state is MeetingState.DRAFT:
        readers = {"alice": alice}
    for who, steps in readers.items():
        main = client_of(who).page(f"/reunions/{meeting.id}").main
        assert [one["data-step"] for one in main.find_all(attrs={"data-step": True})] == steps, who
        buttons = [] if steps[:1] in ([], ["answer"]) else [main.find(attrs={"data-step": steps[0]})]
        assert [one.find_parent(attrs={"data-step": True}) for one in main.find_all(class_="btn-primary")] == buttons


def test_a_group_that_nobody_belongs_to_is_gathered_first(app, cast):
    assert steps_of(cast.alice, of_draft(cast), has_members=False) == ["gather"]


def test_whoever_takes_the_notes_notes_who_is_there(app, cast):
    meeting = of_running(cast)
    meeting.note_taker_id = cast.bob.id
    assert steps_of(cast.bob, meeting) == ["attend"]


def test_it_says_first_who_will_be_told(client_of, cast):
    def said(meeting, step):
        return client_of("alice").page(f"/reunions/{meeting.id}").find(attrs={"data-step": step}).p.get_text()

    assert "2\u00a0personnes recevront l’invitation et l’ordre du jour." in said(of_draft(cast), "call")
    assert "Personne ne sera prévenu" in said(of_empty_draft(cast), "prepare")
    assert "1\u00a0personne recevra le compte rendu à relire." in said(of_attended(cast), "close")
    assert "2\u00a0personnes recevront le compte rendu." in said(in_review(cast), "publish")


def test_the_next_meeting_is_created_then_prepared(client_of, cast):
    meeting = once_published(cast)
    step = client_of("alice").page(f"/reunions/{meeting.id}").find(attrs={"data-step": "follow"})
    assert step.form["action"] == f"/reunions/{meeting.id}/copie"
    address = client_of("alice").post(step.form["action"]).location
    step = client_of("alice").page(f"/reunions/{meeting.id}").find(attrs={"data-step": "follow"})
    assert step.a["href"] == address.replace("http://localhost", "")


def test_a_next_meeting_called_already_is_said_so(client_of, cast):
    meeting, alice = once_published(cast), client_of("alice")
    of_called(cast)
    for address in (f"/reunions/{meeting.id}", f"/reunions/{meeting.id}/compte-rendu"):
        step = alice.page(address).find(attrs={"data-step": "follow"})
        assert step.p.get_text() == "La prochaine séance est convoquée."


def test_minutes_in_review_offer_no_second_next_meeting(client_of, cast):
    """Closing it offered one, where there was none; so does publishing."""
    meeting = in_review(cast)
    of_draft(cast)
    main = client_of("alice").page(f"/reunions/{meeting.id}/compte-rendu").main
    assert not main.find("form", action=f"/reunions/{meeting.id}/copie")


@pytest.mark.parametrize("scene", [in_review, once_published])
def test_the_minutes_offer_the_same_but_themselves(client_of, cast, scene):
    meeting = scene(cast)
    for who, steps in (("alice", ["publish"] if scene is in_review else ["follow"]), ("bob", [])):
        main = client_of(who).page(f"/reunions/{meeting.id}/compte-rendu").main
        assert [one["data-step"] for one in main.find_all(attrs={"data-step": True})] == steps


def test_it_follows_what_htmx_adds_or_ticks(client_of, cast):
    part = {"HX-Request": "true", "HX-Request-Type": "partial"}
    draft, alice = of_empty_draft(cast), client_of("alice")
    answer = alice.post(f"/reunions/{draft.id}/points", data={"title": "Un", "kind": "exchange"}, headers=part)
    step = soup(answer).find(id="next-step")
    assert step["data-hx-swap-oob"] == "true"
    assert [one["data-step"] for one in step.find_all(attrs={"data-step": True})] == ["call"]
    running = of_running(cast)
    said = {"person": cast.bob.id, "presence": "present"}
    answer = alice.post(f"/reunions/{running.id}/presences", data=said, headers=part)
    steps = soup(answer).find(id="next-step").find_all(attrs={"data-step": True})
    assert [one["data-step"] for one in steps] == ["close"]
