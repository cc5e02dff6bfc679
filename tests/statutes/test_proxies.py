"""« X donne pouvoir à Y »: what statutes allow, who may give and hold, what becomes of it when people come and go."""

import pytest
from sqlalchemy import select

from tests.browser import HX, soup
from tests.cast import make_meeting
from tests.statutes.scene import ask, fill_board, make_board_meeting
from workspace.database import db
from workspace.meetings.models import Answer, Attendance, MeetingState, Presence, Proxy
from workspace.meetings.operations import record_presence
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes_queries
from workspace.people import queries as people
from workspace.privacy import retention
from workspace.statutes import operations


@pytest.fixture
def board(cast):
    """Alice, Bob and Bea are there; Carl and Nora are not."""
    fill_board(cast)
    ask()
    return make_board_meeting(cast, "alice", "bob", "bea")


def give(client, meeting, giver, holder):
    said = {"pouvoir-giver": getattr(giver, "id", giver), "pouvoir-holder": getattr(holder, "id", holder)}
    return client.post(f"/reunions/{meeting.id}/pouvoirs", data=said)


def pairs():
    db.session.expire_all()
    return [
        (people.person(one.giver_id).first_name, people.person(one.holder_id).first_name)
        for one in db.session.scalars(select(Proxy).order_by(Proxy.id))
    ]


def presence(meeting, person):
    db.session.expire_all()
    mine = (Attendance.meeting_id == meeting.id, Attendance.person_id == person.id)
    return db.session.scalar(select(Attendance.presence).where(*mine))


def aside(client, meeting):
    return client.page(f"/reunions/{meeting.id}").select_one(".attendance").get_text(" ", strip=True)


def test_the_giver_is_represented_and_said_so(client_of, cast, board):
    alice = client_of("alice")
    assert give(alice, board, cast.carl, cast.bob).status_code == 303
    assert pairs() == [("Carl", "Bob")]
    assert presence(board, cast.carl) is Presence.REPRESENTED
    said = aside(alice, board)
    assert "Carl C. donne pouvoir à Bob B." in said
    assert "représenté·e par Bob B." in said


def test_it_is_withdrawn_in_one_gesture(client_of, cast, board):
    alice = client_of("alice")
    give(alice, board, cast.carl, cast.bob)
    page = alice.page(f"/reunions/{board.id}")
    form = next(one for one in page.select("form") if "/pouvoirs/" in one["action"])
    assert alice.post(form["action"]).status_code == 303
    assert pairs() == []
    assert presence(board, cast.carl) is None


def test_who_had_said_no_is_excused_again_when_their_proxy_is_withdrawn(client_of, cast, board):
    db.session.add(Attendance(meeting_id=board.id, person_id=cast.carl.id, answer=Answer.NO, presence=Presence.EXCUSED))
    db.session.commit()
    proxy = operations.give_proxy(board, cast.carl.id, cast.bob.id)
    operations.withdraw_proxy(proxy)
    assert presence(board, cast.carl) is Presence.EXCUSED


@pytest.mark.parametrize(
    ("giver", "holder", "field", "words"),
    [
        ("dora", "bob", "giver", "n’est pas membre de l’instance"),
        ("carl", "dora", "holder", "n’est pas membre de l’instance"),
        ("bea", "bob", "giver", "Cette personne est là"),
        ("carl", "carl", "holder", "son propre pouvoir"),
        ("carl", "nora", "holder", "n’est pas là"),
    ],
)
def test_what_is_refused_is_said_beside_the_field_and_the_choice_is_kept(
    client_of, cast, board, giver, holder, field, words
):
    """Dora came without sitting in the board."""
    record_presence_of_a_guest(board, cast.dora)
    response = give(client_of("alice"), board, cast.people[giver], cast.people[holder])
    assert response.status_code == 422
    page = soup(response)
    assert words in page.select_one(f"#pouvoir-{field}-error").get_text()
    other = "holder" if field == "giver" else "giver"
    if cast.people[holder if field == "giver" else giver] is not cast.dora:
        chosen = page.select_one(f"#pouvoir-{other} option[selected]")
        assert chosen["value"] == str(cast.people[holder if field == "giver" else giver].id)
    assert pairs() == []


def record_presence_of_a_guest(meeting, person):
    db.session.add(Attendance(meeting_id=meeting.id, person_id=person.id, presence=Presence.PRESENT))
    db.session.commit()


def test_nobody_holds_more_than_statutes_allow(client_of, cast, board):
    alice = client_of("alice")
    give(alice, board, cast.carl, cast.bob)
    response = give(alice, board, cast.nora, cast.bob)
    assert response.status_code == 422
    assert "porte déjà 1\u00a0pouvoir" in soup(response).select_one("#pouvoir-holder-error").get_text()
    assert give(alice, board, cast.nora, cast.bea).status_code == 303
    ask(board_proxies=2)
    assert pairs() == [("Carl", "Bob"), ("Nora", "Bea")]


def test_the_same_proxy_noted_by_two_people_at_once_is_one(client_of, cast, board):
    assert give(client_of("alice"), board, cast.carl, cast.bob).status_code == 303
    assert give(client_of("dora"), board, cast.carl, cast.bob).status_code == 303
    assert pairs() == [("Carl", "Bob")]
    response = give(client_of("dora"), board, cast.carl, cast.bea)
    assert response.status_code == 422
    assert "déjà donné pouvoir" in soup(response).select_one("#pouvoir-giver-error").get_text()


def test_two_proxies_of_one_giver_are_refused_by_the_table_too(cast, board):
    operations.give_proxy(board, cast.carl.id, cast.bob.id)
    with pytest.raises(Exception, match=r"(?i)unique"), db.session.begin_nested():
        db.session.add(Proxy(meeting=board, giver_id=cast.carl.id, holder_id=cast.bea.id))


def test_who_holds_a_proxy_gives_none_and_who_gave_holds_none(client_of, cast, board):
    ask(board_proxies=3)
    alice = client_of("alice")
    give(alice, board, cast.carl, cast.bob)
    alice.post(f"/reunions/{board.id}/presences", data={"person": cast.bob.id, "presence": ""})
    response = give(alice, board, cast.bob, cast.bea)
    assert "porte elle-même un pouvoir" in soup(response).select_one("#pouvoir-giver-error").get_text()
    response = give(alice, board, cast.nora, cast.carl)
    assert "n’est pas là" in soup(response).select_one("#pouvoir-holder-error").get_text()
    assert pairs() == [("Carl", "Bob")]


def test_the_giver_who_arrives_speaks_for_themselves(client_of, cast, board):
    alice = client_of("alice")
    give(alice, board, cast.carl, cast.bob)
    answer = alice.post(
        f"/reunions/{board.id}/presences", data={"person": cast.carl.id, "presence": "present"}, headers=HX
    )
    assert pairs() == []
    assert presence(board, cast.carl) is Presence.PRESENT
    told = soup(answer).find(id="body-told")
    assert told["data-hx-swap-oob"] == "true"
    assert "donne pouvoir" not in told.get_text()


def test_a_holder_who_leaves_speaks_for_nobody_until_they_are_back(client_of, cast, board):
    ask(board_proxies_count=True)
    alice = client_of("alice")
    give(alice, board, cast.carl, cast.bob)
    assert "4 présents ou représentés sur 5" in aside(alice, board).replace("\u00a0", " ")
    alice.post(f"/reunions/{board.id}/presences", data={"person": cast.bob.id, "presence": ""})
    said = aside(alice, board).replace("\u00a0", " ")
    assert "Bob B. n’est pas là : ce pouvoir ne compte pas" in said
    assert "2 présents ou représentés sur 5" in said
    alice.post(f"/reunions/{board.id}/presences", data={"person": cast.bob.id, "presence": "remote"})
    assert "4 présents ou représentés sur 5" in aside(alice, board).replace("\u00a0", " ")


def test_before_the_meeting_a_proxy_goes_to_whoever_did_not_say_no(client_of, cast):
    fill_board(cast)
    ask()
    coming = make_board_meeting(cast, days=3)
    alice = client_of("alice")
    assert give(alice, coming, cast.carl, cast.bob).status_code == 303
    db.session.add(Attendance(meeting_id=coming.id, person_id=cast.bea.id, answer=Answer.NO, presence=Presence.EXCUSED))
    db.session.commit()
    assert (
        "n’est pas là" in soup(give(alice, coming, cast.nora, cast.bea)).select_one("#pouvoir-holder-error").get_text()
    )
    assert pairs() == [("Carl", "Bob")]


def test_a_group_and_a_body_without_rules_take_none(client_of, cast):
    fill_board(cast)
    for meeting in (make_meeting(cast.jeunesse, days=0, hours=-1), make_board_meeting(cast, "alice", "bob")):
        response = give(client_of("dora"), meeting, cast.bob, cast.alice)
        assert response.status_code == 409
        assert "n’admet pas de pouvoir" in response.text
        page = client_of("dora").page(f"/reunions/{meeting.id}").main.get_text()
        assert "Noter un pouvoir" not in page
        assert "Quorum" not in page
    ask()
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1)
    assert give(client_of("alice"), meeting, cast.bob, cast.alice).status_code == 409
    assert "Quorum" not in client_of("alice").page(f"/reunions/{meeting.id}").main.get_text()
    assert pairs() == []


@pytest.mark.parametrize("who", ["bob", "carl", "bea", "paul"])
def test_only_who_takes_the_notes_does(client_of, cast, board, who):
    assert give(client_of(who), board, cast.carl, cast.bob).status_code == 403
    proxy = operations.give_proxy(board, cast.carl.id, cast.bob.id)
    db.session.commit()
    assert client_of(who).post(f"/pouvoirs/{proxy.id}/retrait").status_code == 403


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.CANCELLED])
def test_a_meeting_that_nobody_is_called_to_has_none(client_of, cast, state):
    fill_board(cast)
    ask()
    meeting = make_board_meeting(cast, "bob", state=state)
    assert give(client_of("alice"), meeting, cast.carl, cast.bob).status_code == 409
    assert pairs() == []


@pytest.mark.parametrize("sent", [("", ""), ("x", "1"), ("99999", "2"), ("1", "")])
def test_bad_input_is_answered_beside_the_fields(client_of, board, sent):
    response = give(client_of("alice"), board, *sent)
    assert response.status_code == 422
    assert soup(response).select(".attendance .invalid-feedback")
    assert pairs() == []


def test_once_published_proxies_are_kept_as_they_are(client_of, cast, board):
    proxy = operations.give_proxy(board, cast.carl.id, cast.bob.id)
    minutes_operations.close_meeting(board)
    minutes_operations.publish(minutes_queries.of_meeting(board), cast.alice)
    db.session.commit()
    assert client_of("alice").post(f"/pouvoirs/{proxy.id}/retrait").status_code == 409
    assert give(client_of("alice"), board, cast.nora, cast.bea).status_code == 409
    assert pairs() == [("Carl", "Bob")]


def test_years_later_nobody_is_named(cast, board, monkeypatch):
    operations.give_proxy(board, cast.carl.id, cast.bob.id)
    monkeypatch.setattr(retention, "ids_of_old_meetings", lambda: [board.id])
    assert retention.remove_names(board.id)
    assert pairs() == []


def test_an_arrival_that_is_taken_back_does_not_bring_the_proxy_back(cast, board):
    operations.give_proxy(board, cast.carl.id, cast.bob.id)
    record_presence(board, cast.carl.id, Presence.PRESENT)
    record_presence(board, cast.carl.id, None)
    assert pairs() == []
