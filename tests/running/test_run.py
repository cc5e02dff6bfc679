"""A meeting while it runs: actions typed in notes, ticks, votes, guests, the clock, who writes where."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from time_machine import travel

from tests.browser import HX, counting, soup
from tests.cast import make_meeting
from workspace import clock
from workspace.actions import queries as actions
from workspace.actions.models import ActionState
from workspace.database import db
from workspace.meetings.models import AgendaItem, MeetingState, Presence, Vote
from workspace.meetings.operations import record_presence
from workspace.people.models import Person
from workspace.running import queries

LINE = "- [ ] @bob appeler la Caf demain"


@pytest.fixture
def running(cast):
    return make_meeting(cast.jeunesse, MeetingState.CALLED, days=0, hours=-1, points=3)


@pytest.fixture
def point(running):
    """Its id: each request has a session of its own."""
    return running.points[0].id


def write(client, point, notes, **others):
    said = {"notes": notes, "revision": revision(point)} | others
    return client.post(f"/points/{point}/notes", data=said, headers=HX)


def revision(point):
    return db.session.scalar(select(AgendaItem.notes_revision).where(AgendaItem.id == point))


def notes(point):
    return db.session.scalar(select(AgendaItem.notes).where(AgendaItem.id == point))


def entrust(client, point, line=LINE):
    return client.post(f"/points/{point}/lignes", data={"line": line, "revision": revision(point)})


def test_a_line_typed_in_the_notes_offers_its_action_and_the_text_keeps_its_number(client_of, cast, running, point):
    alice = client_of("alice")
    offers = soup(write(alice, point, f"Vu.\n{LINE}\nSuite.")).find(id="offers").get_text(" ", strip=True)
    assert "appeler la Caf" in offers
    assert "Bob Bernard, pour le" in offers
    assert entrust(alice, point).status_code == 303
    (action,) = actions.of_meeting(running.id)
    assert (action.title, action.owners) == ("appeler la Caf", [cast.bob])
    assert notes(point) == f"Vu.\n- [ ] [[action {action.id}]]\nSuite."


def test_a_date_that_does_not_exist_is_refused_in_words_and_nothing_is_written(client_of, running, point):
    alice, line = client_of("alice"), "- [ ] @bob appeler la Caf avant le 31 février"
    assert "Cette date n’existe pas" in write(alice, point, line).text
    assert entrust(alice, point, line).status_code == 409
    assert actions.of_meeting(running.id) == []
    assert notes(point) == line


def test_a_line_changed_meanwhile_is_not_entrusted(client_of, running, point):
    alice = client_of("alice")
    write(alice, point, LINE)
    stale = {"line": LINE, "revision": revision(point)}
    write(alice, point, LINE + "\nAutre chose")
    assert alice.post(f"/points/{point}/lignes", data=stale).status_code == 409
    assert actions.of_meeting(running.id) == []


def test_the_tick_in_the_notes_and_the_action_are_one_thing(client_of, cast, running, point):
    alice = client_of("alice")
    write(alice, point, LINE)
    entrust(alice, point)
    (action,) = actions.of_meeting(running.id)
    write(alice, point, f"- [x] [[action {action.id}]]")
    db.session.expire_all()
    assert action.state is ActionState.DONE
    alice.post(f"/actions/{action.id}/etat", data={"state": "todo"})
    db.session.expire_all()
    shown = alice.page(f"/reunions/{running.id}?point={point}").find(id="notes").get_text().strip()
    assert shown == f"- [{'x' if action.state is ActionState.DONE else ' '}] [[action {action.id}]]"


def test_saving_without_touching_a_box_leaves_an_action_that_was_closed_elsewhere(client_of, cast, running, point):
    alice = client_of("alice")
    write(alice, point, LINE)
    entrust(alice, point)
    (action,) = actions.of_meeting(running.id)
    action.state = ActionState.DONE
    db.session.commit()
    write(alice, point, f"- [ ] [[action {action.id}]]\nEncore un mot", ticked="")
    db.session.expire_all()
    assert action.state is ActionState.DONE


def test_a_box_of_another_group_s_action_moves_nothing(client_of, cast, running, point):
    other = make_meeting(cast.communication, MeetingState.CALLED, days=0, hours=-1)
    dora = client_of("dora")
    place = other.points[0].id if "points" in other.__dict__ else None
    place = place or db.session.scalar(select(AgendaItem.id).where(AgendaItem.meeting_id == other.id))
    write(dora, place, "- [ ] @carl relire")
    entrust(dora, place, "- [ ] @carl relire")
    (action,) = actions.of_meeting(other.id)
    write(client_of("alice"), point, f"- [x] [[action {action.id}]]")
    db.session.expire_all()
    assert action.state is ActionState.TODO


def test_readers_see_words_in_place_of_the_number(client_of, cast, running, point):
    alice = client_of("alice")
    write(alice, point, LINE)
    entrust(alice, point)
    record_presence(running, cast.bob.id, Presence.PRESENT)
    db.session.commit()
    said = client_of("bob").page(f"/reunions/{running.id}").select_one(".notes").get_text()
    assert "Bob B.\u00a0: appeler la Caf" in said
    assert "(à faire)" in said


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"kind": "count", "pro": 9, "con": 2, "abstained": 1}, "9 pour, 2 contre, 1\u00a0abstention"),
        ({"kind": "consent"}, "consentement, sans objection"),
        ({"kind": "consent", "con": 2}, "consentement, 2\u00a0objections"),
    ],
)
def test_a_vote_is_said_in_words_and_once(client_of, cast, running, point, said, words):
    alice = client_of("alice")
    form = {f"vote-{name}": value for name, value in (said | {"question": "Louer le minibus ?"}).items()}
    for _ in range(2):
        assert alice.post(f"/points/{point}/votes", data=form).status_code == 303
    assert db.session.query(Vote).count() == 1
    assert words in alice.page(f"/reunions/{running.id}?point={point}").find(id="votes").get_text()
    vote = db.session.scalars(select(Vote)).one().id
    alice.post(f"/votes/{vote}/retrait")
    assert db.session.query(Vote).count() == 0


@pytest.mark.parametrize(
    "slip", [{"question": ""}, {"pro": "-1"}, {"pro": "99999"}, {"pro": ""}, {"kind": "x"}, {"question": "x" * 10_000}]
)
def test_a_vote_that_cannot_be_is_refused(client_of, running, point, slip):
    said = {"question": "Louer ?", "kind": "count", "pro": "3"} | slip
    answer = client_of("alice").post(f"/points/{point}/votes", data={f"vote-{k}": v for k, v in said.items()})
    assert answer.status_code == 422
    assert db.session.query(Vote).count() == 0


def test_somebody_nobody_expected_is_noted_by_name_once(client_of, cast, running):
    alice = client_of("alice")
    for _ in range(2):
        said = {"invite-first_name": "Zoé", "invite-last_name": "Zola", "invite-status": "resident"}
        assert alice.post(f"/reunions/{running.id}/invites", data=said).status_code == 303
    zoe = db.session.scalars(select(Person).where(Person.last_name == "Zola")).one()
    assert zoe.email is None
    assert alice.page(f"/reunions/{running.id}").find(id=f"attendee-{zoe.id}").find("input", checked=True)


def test_a_name_the_network_knows_is_that_person(client_of, cast, running):
    said = {"invite-first_name": "nora", "invite-last_name": "Noel", "invite-status": "resident"}
    client_of("alice").post(f"/reunions/{running.id}/invites", data=said)
    assert client_of("alice").page(f"/reunions/{running.id}").find(id=f"attendee-{cast.nora.id}")


def test_the_point_under_way_has_its_clock_and_the_next_is_named(client_of, running, point):
    alice = client_of("alice")
    assert alice.post(f"/points/{point}/en-cours").status_code == 303
    clock = alice.page(f"/reunions/{running.id}?point={point}").select_one(".point-clock")
    assert clock.select_one("[data-since]").get_text() == "0\u00a0min sur 15\u00a0min prévues"
    assert "Point suivant\u00a0: Point 2" in clock.get_text()


def test_who_writes_where_is_shown_to_the_other(client_of, cast, running, point):
    write(client_of("alice"), point, "Bonjour")
    said = client_of("dora").get(f"/reunions/{running.id}/en-direct").text
    assert "Alice écrit au point 1…" in said
    assert "écrit" not in client_of("alice").get(f"/reunions/{running.id}/en-direct").text


def test_readers_poll_for_three_statements_and_304_until_something_is_written(client_of, cast, running, point):
    record_presence(running, cast.bob.id, Presence.PRESENT)
    db.session.commit()
    bob, address = client_of("bob"), f"/reunions/{running.id}/en-direct"
    with travel(clock.now(), tick=False):  # who writes is told anew every so many seconds
        first = bob.get(address)
        assert first.status_code == 200
        mark = {"If-None-Match": first.headers["ETag"]}
        with counting() as statements:
            assert bob.get(address, headers=mark).status_code == 304
    assert len(statements) <= 3  # the sign-in, the meeting, the rights
    write(client_of("alice"), point, "Nouveau : le **minibus**")
    again = bob.get(address, headers=mark)
    assert again.status_code == 200
    assert "<strong>minibus</strong>" in again.text


def test_only_who_writes_is_told_again_when_writing_may_be_over(client_of, cast, running, monkeypatch):
    record_presence(running, cast.bob.id, Presence.PRESENT)
    db.session.commit()
    address = f"/reunions/{running.id}/en-direct"
    marks = {name: client_of(name).get(address).headers["ETag"] for name in ("alice", "bob")}
    monkeypatch.setattr(queries, "STILL_WRITES", timedelta(seconds=7))  # another window of time

    def told(name):
        return client_of(name).get(address, headers={"If-None-Match": marks[name]}).status_code

    assert (told("alice"), told("bob")) == (200, 304)


def test_somebody_who_was_not_there_follows_nothing(client_of, cast, running):
    assert client_of("bob").get(f"/reunions/{running.id}/en-direct").status_code == 403


def test_a_megabyte_of_notes_is_refused_and_given_back(client_of, running, point):
    alice, text = client_of("alice"), "x" * 1_000_000
    answer = write(alice, point, text)
    assert answer.status_code == 422
    page = soup(answer)
    assert "50\u202f000 caractères au plus" in page.find(id="notes-error").get_text()
    assert page.find(id="notes").get_text().strip() == text
    assert notes(point) == ""


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        ("\uf0b7\tUn\x0bdeux\x0c trois\u2028quatre", "- Un\ndeux\n trois\nquatre"),
        ("-\u00a0un\r\n\u00a0\u00a0suite\r#\u00a0Titre", "- un\n suite\n# Titre"),
        ("mot\u200b cou\u00adpé\ufeff\x02", "mot coupé"),
        ("Décidé\u00a0: «\u00a0oui\u00a0»", "Décidé\u00a0: «\u00a0oui\u00a0»"),
        ("  déjà *propre*\n    du code", "déjà *propre*\n    du code"),
    ],
)
def test_what_word_leaves_in_a_text_is_put_in_order(client_of, running, point, pasted, expected):
    write(client_of("alice"), point, pasted)
    assert notes(point) == expected


def test_a_title_pasted_from_word_is_on_one_line(client_of, running):
    said = {"title": "Un\x0btitre\u200b\u2028long", "kind": "information"}
    assert client_of("alice").post(f"/reunions/{running.id}/points", data=said).status_code == 303
    assert db.session.scalar(select(AgendaItem.title).order_by(AgendaItem.id.desc()).limit(1)) == "Un titre long"


def test_a_script_in_notes_is_text(client_of, cast, running, point):
    write(client_of("alice"), point, "<script>alert(1)</script><b onclick=x>gras</b>")
    record_presence(running, cast.bob.id, Presence.PRESENT)
    db.session.commit()
    said = client_of("bob").page(f"/reunions/{running.id}").select_one(".notes")
    assert said.find("script") is None
    assert said.find(onclick=True) is None
