"""A security letter says nothing to anybody but its recipient, and is wiped once it has left or is given up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.post.test_send_letters import message_of, write
from workspace import post
from workspace.database import db
from workspace.post import Letter, LetterState, send_letters

pytestmark = pytest.mark.real_mail
SAID = "https://localhost/lien/secret"


@pytest.fixture
def secret():
    return write(text=SAID, html=f"<p>{SAID}</p>", is_secret=True)


def kept():
    """What the database itself holds of the only letter."""
    return tuple(db.session.execute(select(Letter.state, Letter.text, Letter.html)).one())


def test_it_is_wiped_once_it_has_left(posted, secret):
    assert send_letters() == 1
    assert SAID in message_of(posted.received[0]).get_body().get_content()
    assert kept() == (LetterState.SENT, "", "")


def test_it_is_kept_while_the_server_asks_to_come_back_later(posted, secret):
    posted.data_answer = "451 4.7.1 Greylisted"
    send_letters()
    assert kept()[:2] == (LetterState.READY, SAID)


def test_it_is_wiped_once_its_address_is_refused(posted, secret):
    posted.recipient_answer = "550 5.1.1 unknown"
    send_letters()
    assert kept() == (LetterState.FAILED, "", "")


def test_it_is_wiped_once_it_is_given_up(posted, time_machine):
    time_machine.move_to("2026-11-18 10:00:00+00:00", tick=False)
    write(text=SAID, html=SAID, is_secret=True)
    posted.data_answer = "451 4.7.1 Greylisted"
    time_machine.shift(timedelta(days=3, hours=1))
    send_letters()
    assert kept() == (LetterState.FAILED, "", "")


def test_another_letter_is_kept_as_it_was(posted):
    write(text=SAID, html=SAID)
    send_letters()
    assert kept() == (LetterState.SENT, SAID, SAID)


@pytest.mark.parametrize("secret", [True, False])
def test_the_gesture_that_writes_it_says_so(app, cast, secret):
    with app.test_request_context():
        written = post.letter(
            "groups/message", "bob@example.org", "Bob", secret=secret, group=cast.jeunesse, sender=cast.alice,
            topic="Dates", text="Lundi",
        )  # fmt: skip
    assert written.is_secret is secret
