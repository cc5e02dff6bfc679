"""A link of a letter answers without a password: for one person, one meeting, until it starts."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cast import make_meeting
from workspace import clock, links
from workspace.database import db
from workspace.groups.models import Membership
from workspace.meetings import operations
from workspace.meetings.models import Answer, Attendance, MeetingState, Presence
from workspace.post import Letter


@pytest.fixture
def meeting(app, cast):
    called = make_meeting(cast.jeunesse, MeetingState.DRAFT, title="Préparer l’été")
    with app.test_request_context():
        operations.call_meeting(called)
    db.session.commit()
    return called


@pytest.fixture
def addresses(meeting):
    """Bob's four links, as his letter gives them."""
    text = db.session.scalars(select(Letter.text).where(Letter.address == "bob@example.org")).one()
    return re.findall(r"http://localhost(/reponse/\S+)", text)


def answered():
    return [tuple(row) for row in db.session.execute(select(Attendance.person_id, Attendance.answer))]


def test_the_letter_gives_an_address_for_each_answer(addresses):
    assert [address.partition("?r=")[2] for address in addresses] == ["yes", "remote", "maybe", "no"]


def test_opening_a_link_answers_nothing_and_shows_its_button_first(visitor, addresses):
    page = visitor.page(addresses[3])
    assert answered() == []
    buttons = [button["value"] for button in page.main.find_all("button", attrs={"name": "answer"})]
    assert buttons == ["no", "yes", "remote", "maybe"]


def test_its_button_answers_without_a_password(visitor, cast, addresses):
    url = addresses[0].partition("?")[0]
    assert visitor.post(url, data={"answer": "yes"}).status_code == 303
    assert answered() == [(cast.bob.id, Answer.YES)]
    assert "Je viens" in visitor.page(url).main.get_text()
    visitor.post(url, data={"answer": "no"})
    assert answered() == [(cast.bob.id, Answer.NO)]
    assert db.session.scalar(select(Attendance.presence)) is Presence.EXCUSED


def test_it_tells_when_and_where_and_nothing_of_the_agenda(visitor, addresses, app):
    text = visitor.page(addresses[0]).main.get_text()
    assert "Préparer l’été" in text
    assert "CSC Les Acacias" in text
    assert "Point 1" not in text
    assert "Alice" not in text


def void(visitor, url):
    visitor.page(url, 410)
    answer = visitor.post(url.partition("?")[0], data={"answer": "yes"})
    return answer.status_code == 410 and answered() == []


def test_it_is_void_once_the_meeting_has_started(visitor, addresses, meeting):
    meeting.starts_at, meeting.ends_at = clock.now() - timedelta(minutes=1), clock.now() + timedelta(hours=1)
    db.session.commit()
    assert void(visitor, addresses[0])


def test_it_is_void_once_the_meeting_is_cancelled(visitor, addresses, meeting):
    meeting.state = MeetingState.CANCELLED
    db.session.commit()
    assert void(visitor, addresses[0])


def test_it_is_void_once_the_address_has_changed(visitor, addresses, cast):
    cast.bob.email = "bob@example.net"
    db.session.commit()
    assert void(visitor, addresses[0])


def test_it_is_void_once_the_person_has_left(visitor, addresses, cast):
    mine = db.session.scalars(select(Membership).where(Membership.person_id == cast.bob.id)).one()
    mine.left_on = clock.today()
    db.session.commit()
    assert void(visitor, addresses[0])


@pytest.mark.parametrize("spoil", [lambda token: token[:-2], lambda token: "x" + token, lambda _: "forged"])
def test_an_altered_link_opens_nothing(visitor, addresses, spoil):
    token = addresses[0].removeprefix("/reponse/").partition("?")[0]
    assert void(visitor, f"/reponse/{spoil(token)}")


def test_a_link_of_another_purpose_opens_nothing(visitor, app, meeting, cast):
    said = {"meeting": meeting.id, "person": cast.bob.id, "address": links.mark_of(cast.bob.email)}
    token = links.sign("unsubscribe", **said)
    assert void(visitor, f"/reponse/{token}")


def test_an_unknown_answer_is_refused(visitor, addresses):
    assert visitor.post(addresses[0].partition("?")[0], data={"answer": "perhaps"}).status_code == 422
    assert answered() == []


def test_the_link_gives_no_address_away(addresses):
    token = addresses[0].removeprefix("/reponse/").partition("?")[0]
    assert "bob" not in str(links.read("answer", token, timedelta(days=1)))
