"""Saying whether one comes."""

import pytest

from tests.browser import HX, apply_part, markup, soup
from tests.cast import make_meeting
from workspace.database import db
from workspace.meetings import operations
from workspace.meetings.models import Answer, MeetingState, Presence
from workspace.meetings.queries import attendance_of


def say(browser, meeting, answer, **options):
    return browser.post(f"/reunions/{meeting.id}/reponse", data={"answer": answer, "suite": "/mon-espace"}, **options)


def kept(meeting, person):
    db.session.expire_all()
    row = attendance_of(meeting, person.id)
    return row and (row.answer, row.presence)


def test_an_answer_replaces_the_one_before(client_of, cast):
    meeting, bob = make_meeting(cast.jeunesse), client_of("bob")
    for answer in ("yes", "remote", "maybe"):
        response = say(bob, meeting, answer)
        assert (response.status_code, response.location) == (303, "/mon-espace")
        assert kept(meeting, cast.bob) == (answer, None)


def test_not_coming_is_excused_until_one_comes(client_of, cast):
    meeting, bob = make_meeting(cast.jeunesse), client_of("bob")
    say(bob, meeting, "no")
    assert kept(meeting, cast.bob) == (Answer.NO, Presence.EXCUSED)
    say(bob, meeting, "yes")
    assert kept(meeting, cast.bob) == (Answer.YES, None)


def test_what_was_ticked_at_the_meeting_stays(client_of, cast):
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1)
    operations.record_presence(meeting, cast.bob.id, Presence.PRESENT)
    db.session.commit()
    say(client_of("bob"), meeting, "no")
    assert kept(meeting, cast.bob) == (Answer.NO, Presence.PRESENT)


def test_two_answers_at_once_make_one_row(cast, monkeypatch):
    meeting = make_meeting(cast.jeunesse)
    operations.answer(meeting, cast.bob, Answer.YES)
    monkeypatch.setattr(operations.queries, "attendance_of", lambda *_: None)  # as seen before the other one wrote
    assert operations.answer(meeting, cast.bob, Answer.MAYBE).answer is Answer.MAYBE


def test_the_part_equals_the_page(client_of, cast):
    meeting, bob = make_meeting(cast.jeunesse), client_of("bob")
    url = f"/reunions/{meeting.id}"
    before = bob.page(url)
    part = bob.post(f"{url}/reponse", data={"answer": "remote", "suite": url}, headers=HX)
    assert part.status_code == 200
    name = f"answer-{meeting.id}"
    assert markup(apply_part(before, part).find(id=name)) == markup(bob.page(url).find(id=name))
    assert soup(part).find("button", {"value": "remote"})["aria-pressed"] == "true"


@pytest.mark.parametrize(("who", "name"), [("bob", "who-comes"), ("alice", "attendance-count")])
def test_on_the_meeting_s_page_what_is_counted_follows_an_answer(client_of, cast, who, name):
    meeting, browser = make_meeting(cast.jeunesse), client_of(who)
    url = f"/reunions/{meeting.id}"
    assert browser.page(url).find(id=name).get_text(strip=True) == "Personne n’a encore répondu."
    part = soup(browser.post(f"{url}/reponse", data={"answer": "yes", "suite": f"{url}?point=1"}, headers=HX))
    assert part.find(id=name)["data-hx-swap-oob"] == "true"
    assert " ".join(part.find(id=name).get_text(strip=True).split()) == "1 vient, sur 2."
    assert markup(browser.page(url).find(id=name)) == markup(part.find(id=name)).replace(' data-hx-swap-oob="true"', "")
    elsewhere = soup(browser.post(f"{url}/reponse", data={"answer": "no", "suite": "/mon-espace"}, headers=HX))
    assert elsewhere.find(id=name) is None


def test_on_a_group_s_page_who_is_expected_follows_an_answer(client_of, cast):
    meeting, bob = make_meeting(cast.jeunesse), client_of("bob")
    url, group, name = f"/reunions/{meeting.id}/reponse", "/groupes/jeunesse", f"expected-{meeting.id}"
    assert bob.page(group).find(id=name).has_attr("hidden")
    part = soup(bob.post(url, data={"answer": "remote", "suite": group}, headers=HX)).find(id=name)
    assert (part.get_text(), part["data-hx-swap-oob"]) == ("1\u00a0personne attendue", "true")
    assert markup(bob.page(group).find(id=name)) == markup(part).replace(' data-hx-swap-oob="true"', "")


@pytest.mark.parametrize("answer", ["", "perhaps", None])
def test_another_word_is_refused(client_of, cast, answer):
    meeting = make_meeting(cast.jeunesse)
    assert say(client_of("bob"), meeting, answer).status_code == 422
    assert kept(meeting, cast.bob) is None


def test_only_members_of_a_called_meeting_to_come_answer(client_of, cast):
    assert say(client_of("carl"), make_meeting(cast.jeunesse), "yes").status_code == 403
    for state, days in [
        (MeetingState.DRAFT, 3),
        (MeetingState.CANCELLED, 3),
        (MeetingState.HELD, -3),
        (MeetingState.CALLED, -3),
    ]:
        assert say(client_of("bob"), make_meeting(cast.jeunesse, state, days=days), "yes").status_code == 403
