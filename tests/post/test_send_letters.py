"""Letters leave for a real mail server; what it refuses is kept and tried again."""

import email
import socket
import time
from datetime import timedelta
from email import policy

import pytest
from sqlalchemy import select

from workspace import clock, post
from workspace.database import db
from workspace.post import Letter, LetterState, send_letters

pytestmark = pytest.mark.real_mail
CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:L’été à Nanterre\r\nEND:VCALENDAR\r\n"


def write(address="bob@example.org", **others):
    """A letter ready to leave."""
    given = {
        "kind": "groups/member-joined", "address": address, "recipient": "Bob Bernard", "subject": "Été : l’agenda",
        "text": "Bonjour,\nà bientôt.\n", "html": "<p>Bonjour, à <b>bientôt</b>.</p>",
        "message_id": "<one@example.org>",
    } | others  # fmt: skip
    letter = Letter(**given)
    db.session.add(letter)
    db.session.commit()
    return letter


def message_of(envelope):
    return email.message_from_bytes(envelope.content, policy=policy.default)


def test_a_letter_arrives_with_both_texts_and_its_date(posted):
    letter = write(calendar=CALENDAR, calendar_method="REQUEST")
    assert send_letters() == 1
    [envelope] = posted.received
    message = message_of(envelope)
    assert envelope.rcpt_tos == ["bob@example.org"]
    assert message["To"].addresses[0].display_name == "Bob Bernard"
    assert (message["Subject"], message["Message-ID"]) == ("Été : l’agenda", "<one@example.org>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"]
    parts = {
        part.get_content_type(): part for part in message.walk() if not part.is_multipart() and not part.get_filename()
    }
    assert parts["text/plain"].get_content().split() == ["Bonjour,", "à", "bientôt."]
    assert "<b>bientôt</b>" in parts["text/html"].get_content()
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert "L’été à Nanterre" in parts["text/calendar"].get_content()
    [attached] = message.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("text/calendar", "reunion.ics")
    assert "L’été à Nanterre" in attached.get_content()
    assert (letter.state, letter.tries, letter.said) == (LetterState.SENT, 1, "")
    assert letter.sent_at


def test_dates_without_an_invitation_are_only_attached(posted):
    write(calendar=CALENDAR)
    send_letters()
    message = message_of(posted.received[0])
    assert [part.get_content_type() for part in message.walk() if not part.is_multipart()] == [
        "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    assert next(message.iter_attachments()).get_param("method") is None


def test_a_letter_leaves_once(posted):
    write()
    assert (send_letters(), send_letters()) == (1, 0)
    assert len(posted.received) == 1


def test_all_leave_over_one_connection(posted, monkeypatch):
    opened = []
    configure = post.PatientConnection.configure_host
    monkeypatch.setattr(post.PatientConnection, "configure_host", lambda self: opened.append(1) or configure(self))
    for number in range(5):
        write(f"p{number}@example.org")
    assert send_letters() == 5
    assert len(opened) == 1


def test_a_refused_address_is_given_up_and_the_others_leave(posted):
    refused = write("gone@example.org")
    posted.recipient_answer = "550 5.1.1 <Gone@example.org> unknown"
    assert send_letters() == 0
    posted.recipient_answer = "250 OK"
    write("bob@example.org")
    assert send_letters() == 1
    assert refused.state is LetterState.FAILED
    assert refused.said == "550 5.1.1 <…> unknown"


@pytest.mark.parametrize("kind", ["recipient_answer", "data_answer"])
def test_a_server_that_asks_to_come_back_later_is_obeyed(posted, time_machine, kind):
    time_machine.move_to("2026-11-18 10:00:00+00:00", tick=False)
    letter = write()
    setattr(posted, kind, "451 4.7.1 Greylisted")
    assert send_letters() == 0
    assert (letter.state, letter.said) == (LetterState.READY, "451 4.7.1 Greylisted")
    setattr(posted, kind, "250 OK")
    assert send_letters() == 0  # not yet
    time_machine.shift(timedelta(minutes=5))
    assert send_letters() == 1
    assert message_of(posted.received[0])["Message-ID"] == "<one@example.org>"


def test_a_server_that_is_down_then_comes_back_gets_every_letter(posted, time_machine):
    time_machine.move_to("2026-11-18 10:00:00+00:00", tick=False)
    first, second = write("one@example.org"), write("two@example.org")
    posted.stop()
    waits = []
    for _ in range(4):
        assert send_letters() == 0
        waits.append((first.not_before - clock.now()) // timedelta(minutes=1))
        send_letters()
        time_machine.shift(first.not_before - clock.now())
    assert waits == [4, 8, 16, 32]
    assert first.said
    assert (second.state, second.tries) == (LetterState.READY, 4)
    posted.start()
    assert send_letters() == 2
    assert (first.state, first.said) == (LetterState.SENT, "")


def test_a_server_that_never_answers_is_given_up_for_the_round(app, posted, monkeypatch):
    """It accepts the connection and says nothing."""
    monkeypatch.setattr(post, "SMTP_TIMEOUT", 0.2)
    letter = write()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(app.extensions["mail"], "port", silent.getsockname()[1])
        begun = time.monotonic()
        assert send_letters() == 0
    assert time.monotonic() - begun < 3
    assert letter.state is LetterState.READY
    assert letter.said


def test_a_server_that_hangs_up_after_accepting_has_the_letter(posted, monkeypatch):
    letter = write()

    def hang_up(_):
        raise ConnectionResetError

    monkeypatch.setattr("smtplib.SMTP.quit", hang_up)
    assert send_letters() == 1
    assert letter.state is LetterState.SENT


def test_after_three_days_it_is_given_up(posted, time_machine):
    time_machine.move_to("2026-11-18 10:00:00+00:00", tick=False)
    letter = write()
    posted.stop()
    send_letters()
    time_machine.shift(timedelta(days=3, hours=1))
    send_letters()
    assert letter.state is LetterState.FAILED


@pytest.mark.parametrize("others", [{"recipient": "Bob\nBcc: all@example.org"}, {"address": "not-an-address\n@x"}])
def test_a_letter_that_cannot_be_written_does_not_keep_the_others(posted, others):
    broken = write(**others)
    write("alice@example.org")
    assert send_letters() == 1
    assert broken.state is LetterState.FAILED
    assert [envelope.rcpt_tos for envelope in posted.received] == [["alice@example.org"]]


def test_it_stops_between_two_letters_when_told(posted):
    for number in range(3):
        write(f"p{number}@example.org")
    assert send_letters(until=lambda: len(posted.received) == 2) == 2


def test_without_a_server_letters_stay_ready(app):
    letter = write()
    assert send_letters() == 0
    assert (letter.state, letter.tries) == (LetterState.READY, 0)


def test_two_workers_send_each_letter_once(product, server, at_once):
    with product.app_context():
        for number in range(40):
            write(f"p{number}@example.org", message_id=f"<{number}@example.org>")
    run = at_once(send_letters)
    assert sum(run.answers) == 40
    assert sorted(envelope.rcpt_tos[0] for envelope in server.received) == sorted(
        f"p{n}@example.org" for n in range(40)
    )


def test_pages_write_while_a_mail_server_is_slow(product, server, at_once):
    """On SQLite a transaction held during the conversation would block every other writer."""
    with product.app_context():
        write()
        seen = []
        send = post.PatientConnection.send

        def slow(connection, message, **others):
            with db.engine.begin() as other:
                other.exec_driver_sql("UPDATE letter SET recipient = 'changed'")
                seen.append(1)
            send(connection, message, **others)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(post.PatientConnection, "send", slow)
            assert send_letters() == 1
        assert seen
        assert db.session.scalars(select(Letter.state)).one() is LetterState.SENT
