"""A mail server with its faults: nothing is lost, no page waits, and a thousand letters leave in one run."""

import socket
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.browser import Client
from tests.cast import make_cast, make_meeting
from tests.post.test_send_letters import message_of, write
from workspace import clock, post
from workspace.database import db
from workspace.meetings.models import MeetingState
from workspace.post import Letter, LetterState, send_letters

pytestmark = pytest.mark.real_mail


@pytest.fixture
def cuts(app, posted, monkeypatch):
    """The server keeps each message, then cuts the line instead of saying so, until told to behave."""
    cutting = [True]

    async def handle_DATA(server, session, envelope):
        posted.received.append(envelope)
        if cutting:
            server.transport.abort()
        return "250 OK"

    monkeypatch.setattr(posted, "handle_DATA", handle_DATA)
    return cutting


def test_a_cut_after_the_text_repeats_the_letter_under_the_same_message_id(posted, cuts, time_machine):
    time_machine.move_to("2026-11-18 10:00:00+00:00", tick=False)
    letter = write()
    assert send_letters() == 0
    assert letter.state is LetterState.READY
    assert letter.said
    cuts.clear()
    time_machine.shift(timedelta(minutes=5))
    assert send_letters() == 1
    assert [message_of(envelope)["Message-ID"] for envelope in posted.received] == ["<one@example.org>"] * 2
    assert letter.state is LetterState.SENT


@pytest.mark.parametrize("fault", ["421 4.3.2 bye", "452 4.2.2 full", "554 5.7.1 spam"])
def test_what_the_server_refuses_of_the_text_is_tried_for_three_days_then_given_up_with_its_words(
    posted, time_machine, fault
):
    time_machine.move_to("2026-11-18 10:00:00+00:00", tick=False)
    letter = write()
    posted.data_answer = fault
    tries = 0
    while letter.state is LetterState.READY:
        time_machine.move_to(letter.not_before, tick=False)
        send_letters()
        tries += 1
        assert tries < 60
    assert timedelta(days=3) < clock.now() - letter.created_at < timedelta(days=3, hours=5)
    assert letter.said == fault
    assert tries > 15


def test_a_letter_sent_again_has_three_more_days(posted, time_machine):
    time_machine.move_to("2026-11-18 10:00:00+00:00", tick=False)
    letter = write()
    posted.data_answer = "451 later"
    time_machine.shift(timedelta(days=4))
    send_letters()
    assert letter.state is LetterState.FAILED
    post.send_again(letter)
    db.session.commit()
    send_letters()
    assert letter.state is LetterState.READY
    posted.data_answer = "250 OK"
    time_machine.shift(timedelta(minutes=5))
    assert send_letters() == 1
    assert message_of(posted.received[0])["Message-ID"] == "<one@example.org>"


def test_a_thousand_letters_leave_in_one_run(product, server):
    with product.app_context():
        for number in range(1000):
            db.session.add(
                Letter(
                    kind="groups/message",
                    address=f"p{number}@example.org",
                    subject="Bonjour",
                    text="Bonjour\n",
                    html="<p>Bonjour</p>",
                    message_id=f"<{number}@example.org>",
                )  # fmt: skip
            )
        db.session.commit()
        assert send_letters(most=1000) == 1000
        assert db.session.scalar(select(func.count()).where(Letter.state == LetterState.SENT)) == 1000
    received = Counter(envelope.rcpt_tos[0] for envelope in server.received)
    assert received == Counter(f"p{number}@example.org" for number in range(1000))


def test_no_page_waits_for_a_silent_server(product, monkeypatch):
    """The worker is held by it for as long as it likes; pages read and write meanwhile."""
    patience = 6
    monkeypatch.setattr(post, "SMTP_TIMEOUT", patience)
    with product.app_context(), socket.create_server(("127.0.0.1", 0)) as silent:
        cast = make_cast()
        meeting = make_meeting(cast.jeunesse, MeetingState.DRAFT)
        write()
        alice, url = Client(product, cast.alice), f"/reunions/{meeting.id}"
        alice.get(url)  # templates are read once
        db.session.rollback()
        monkeypatch.setattr(product.extensions["mail"], "port", silent.getsockname()[1])

        def work():
            with product.app_context():
                send_letters()

        worker = threading.Thread(target=work)
        worker.start()
        held = silent.accept()[0]
        begun = time.monotonic()
        assert alice.get(url).status_code == 200
        assert alice.post(f"{url}/convocation").status_code == 303
        spent = time.monotonic() - begun
        assert worker.is_alive()
        assert spent < patience / 2
        worker.join()
        held.close()
        db.session.rollback()
        assert db.session.scalar(select(func.count()).where(Letter.kind == "meetings/meeting-called")) == 2
        assert set(db.session.scalars(select(Letter.state))) == {LetterState.READY}
