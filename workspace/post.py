"""Letters: a row each, written with what they tell about, sent later by the worker.

A letter knows an address, and a person only where that does not lead to them. It is one mail to one recipient, in
plain text and in HTML.
"""

import enum
import logging
import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from flask import Flask, current_app, render_template
from flask_mail import Connection, Mail, Message
from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from workspace import clock
from workspace.database import Base, db
from workspace.refusals import Refused

SMTP_TIMEOUT = 20  # seconds, for each answer of the server
FIRST_WAIT = timedelta(minutes=4)  # longer than one letter's conversation, ten answers at most; doubled at each try…
LONGEST_WAIT = timedelta(hours=4)
GIVES_UP_AFTER = timedelta(days=3)
ABOUT_ONE_LETTER = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
NO_FAILURE = "Ce courrier n’est plus en échec : quelqu’un s’en est occupé entre-temps."
WIPED = "Ce courrier de sécurité a été effacé : la personne peut en demander un nouveau depuis la page de connexion."

log = logging.getLogger(__name__)


class LetterState(enum.StrEnum):
    READY = "ready"
    SENT = "sent"
    FAILED = "failed"
    PUT_AWAY = "put_away"  # it failed, and somebody has seen to it


class Letter(Base):
    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_state_not_before", "state", "not_before"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))  # "meetings/meeting-called"
    address: Mapped[str] = mapped_column(String(254), index=True)
    recipient: Mapped[str] = mapped_column(String(200), default="")  # the name beside the address
    # Whose it is, when their address does not say it: one that they asked for, or that they left.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    reply_to: Mapped[str] = mapped_column(String(254), default="")  # who gets the answers, if not the sender
    calendar: Mapped[str] = mapped_column(Text, default="")  # one iCalendar object
    calendar_method: Mapped[str] = mapped_column(String(10), default="")  # REQUEST, CANCEL
    message_id: Mapped[str] = mapped_column(String(200))  # the same at each try
    is_secret: Mapped[bool] = mapped_column(default=False)  # whoever reads it may act as the person
    unsubscribe: Mapped[str] = mapped_column(String(1000), default="")  # where one press refuses the next ones
    burst: Mapped[str] = mapped_column(String(80), default="")  # unsent letters of one burst of changes are gathered
    before: Mapped[str] = mapped_column(Text, default="")  # what the recipient still believes of it, as JSON
    state: Mapped[LetterState] = mapped_column(default=LetterState.READY)
    tries: Mapped[int] = mapped_column(default=0)
    said: Mapped[str] = mapped_column(Text, default="")  # the server's words at the last failure
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    not_before: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
    again_at: Mapped[datetime | None]  # somebody asked that it be sent again: three more days of tries

    def close(self, state: LetterState) -> None:
        """It has left, or never will: what a security letter said is kept nowhere."""
        self.state = state
        if self.is_secret:
            self.text = self.html = ""


class PatientConnection(Connection):
    """Flask-Mail's connection, with a timeout, a TLS that checks the server's name, and an end that never fails."""

    def configure_host(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        host: smtplib.SMTP
        if self.mail.use_ssl:
            host = smtplib.SMTP_SSL(self.mail.server, self.mail.port, timeout=SMTP_TIMEOUT, context=context)
        else:
            host = smtplib.SMTP(self.mail.server, self.mail.port, timeout=SMTP_TIMEOUT)
        try:
            if self.mail.use_tls:
                host.starttls(context=context)
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except Exception:
            host.close()
            raise
        return host

    def __exit__(self, *_: object) -> None:
        """A server that hangs up before our goodbye has kept what it accepted: nothing is sent twice for that."""
        if self.host is not None:
            with suppress(OSError):
                self.host.quit()
            self.host.close()


class PatientMail(Mail):
    def connect(self) -> PatientConnection:
        return PatientConnection(current_app.extensions["mail"])


mail = PatientMail()


def init_app(app: Flask) -> None:
    mail.init_app(app)
    app.add_template_global(public_url)


def public_url(endpoint: str, **values: object) -> str:
    """The address of a page as letters give it: from PUBLIC_URL, never from the request."""
    base = urlsplit(current_app.config["PUBLIC_URL"])
    return current_app.url_map.bind(base.netloc, url_scheme=base.scheme).build(endpoint, values, force_external=True)


def base_url() -> str:
    """What stands before a path in a letter: https://espace.example.org"""
    parts = urlsplit(current_app.config["PUBLIC_URL"])
    return f"{parts.scheme}://{parts.netloc}"


def public_path(endpoint: str, **values: object) -> str:
    """The same without the name of the site, as notices keep it."""
    address = urlsplit(public_url(endpoint, **values))
    return address.path + (f"?{address.query}" if address.query else "")


def sender() -> str:
    """The address that letters come from."""
    return str(current_app.config["MAIL_DEFAULT_SENDER"])


def letter(
    name: str,
    address: str,
    recipient: str,
    *,
    calendar: str = "",
    calendar_method: str = "",
    reply_to: str = "",
    person_id: int | None = None,
    secret: bool = False,
    unsubscribe: str = "",
    burst: str = "",
    before: str = "",
    not_before: datetime | None = None,
    **context: object,
) -> Letter:
    """Write <domain>/mails/<letter>.{subject.txt,txt,html}, for instance "meetings/meeting-called".

    A secret letter carries a link or a code that signs in or changes an account: no screen displays its text, and it
    is wiped as soon as the letter has left or is given up. Its subject is displayed: it says nothing secret.
    `unsubscribe` is a page where one press refuses such letters; without it, the letter cannot be refused.
    `burst`, `before` and `not_before` gather a burst of changes: see `waiting`.
    """
    template = name.replace("/", "/mails/")
    context |= {"recipient": recipient, "unsubscribe": unsubscribe, "secret": secret}
    subject = subject_of(name, **context)
    foot = render_template("mails/_foot.txt", **context).strip()
    written = Letter(
        kind=name,
        address=address,
        recipient=recipient,
        person_id=person_id,
        reply_to=reply_to,
        subject=subject[:300],
        text=f"{render_template(f'{template}.txt', **context).strip()}\n{foot}\n",
        html=render_template(f"{template}.html", subject=subject, **context),
        calendar=calendar,
        calendar_method=calendar_method,
        is_secret=secret,
        unsubscribe=unsubscribe,
        burst=burst,
        before=before,
        not_before=not_before or clock.now(),
        message_id=make_msgid(domain=urlsplit(current_app.config["PUBLIC_URL"]).hostname),
    )
    db.session.add(written)
    return written


def subject_of(name: str, **context: object) -> str:
    """A letter's subject, on one line."""
    template = name.replace("/", "/mails/")
    return re.sub(r"[ \r\n\t]+", " ", render_template(f"{template}.subject.txt", **context)).strip()


def waiting(name: str, burst: str) -> dict[str, Letter]:
    """The letters of that kind and burst that no server was yet offered, by address, out of the worker's reach.

    What replaces one keeps its `before`, what its reader still believes, and its `not_before`.
    """
    held = select(Letter).where(
        Letter.kind == name, Letter.burst == burst, Letter.state == LetterState.READY, Letter.tries == 0
    )
    return {one.address: one for one in db.session.scalars(held.with_for_update(skip_locked=True))}


def as_message(written: Letter) -> Message:
    headers = {"Auto-Submitted": "auto-generated"}  # no automatic answer, please (RFC 3834)
    if written.unsubscribe:  # mail readers show a button that asks nothing more (RFC 8058)
        headers["List-Unsubscribe"] = f"<{written.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = Message(
        written.subject,
        recipients=[(written.recipient, written.address)] if written.recipient else [written.address],
        body=written.text,
        html=written.html,
        reply_to=written.reply_to or None,
        extra_headers=headers,
    )
    message.msgId = written.message_id
    if written.calendar_method:
        message.alts[f"calendar; method={written.calendar_method}"] = written.calendar
    if written.calendar:
        message.attach("reunion.ics", "text/calendar; charset=utf-8", written.calendar.encode())
    return message


def send_letters(until: Callable[[], bool] = lambda: False, most: int = 50) -> int:
    """Send the letters that are due, over one connection, until told to stop; return how many left.

    Each letter is claimed, then sent outside any transaction, so that no page waits for a mail server; several
    workers share the work. A cut between the server's answer and our commit repeats a letter, with the same
    Message-ID; it never loses one. Without a mail server nothing is sent and letters stay ready.
    """
    claimed = _claim() if current_app.config["MAIL_SERVER"] else None
    left = tried = 0
    try:
        if claimed:
            with mail.connect() as connection:
                while claimed:
                    left += _send(claimed, connection)
                    tried += 1
                    claimed = _claim() if tried < most and not until() else None
    except OSError as failure:  # of smtplib too: the server itself is in trouble, the others wait for the next round
        if claimed:
            _note_failure(claimed, failure)
    finally:
        db.session.rollback()
    return left


def _claim() -> Letter | None:
    """The next letter that is due, put out of the reach of others for the time of a try."""
    now = clock.now()
    written = db.session.scalar(
        select(Letter)
        .where(Letter.state == LetterState.READY, Letter.not_before <= now)
        .order_by(Letter.not_before, Letter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if written is not None:
        written.not_before = now + min(FIRST_WAIT * 2 ** min(written.tries, 20), LONGEST_WAIT)
        written.tries += 1
    db.session.commit()
    return written


def _send(written: Letter, connection: Connection) -> bool:
    """Hand one letter to the server; a refusal that is about this letter is noted on it.

    Raises:
        OSError: the server is in trouble (smtplib.SMTPException is one).
    """
    try:
        message = as_message(written)
        db.session.commit()  # nothing is locked while the server answers
        connection.send(message)
    except ABOUT_ONE_LETTER as failure:
        _note_failure(written, failure)
        return False
    except (OSError, SQLAlchemyError):
        raise
    except Exception as failure:  # it cannot be written as a mail: it must not keep the others from leaving
        _note_failure(written, failure, for_good=True)
        return False
    written.close(LetterState.SENT)
    written.sent_at, written.said = clock.now(), ""
    db.session.commit()
    return True


def _note_failure(written: Letter, failure: Exception, for_good: bool = False) -> None:
    """Keep the server's words; give up when the address is refused for good, or after some days."""
    too_old = clock.now() - (written.again_at or written.created_at) > GIVES_UP_AFTER
    if for_good or too_old or _is_refused_for_good(failure):
        written.close(LetterState.FAILED)
    # The page of letters shows these words to people who may not know whom we write to.
    written.said = re.sub(re.escape(written.address), "…", _words(failure), flags=re.IGNORECASE)[:2000]
    log.warning("le courrier %s n’est pas parti (essai %s) : %s", written.id, written.tries, written.said)
    db.session.commit()


def _is_refused_for_good(failure: Exception) -> bool:
    """The address does not exist; a 4xx only asks to come back later (greylisting)."""
    if not isinstance(failure, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _ in failure.recipients.values())


def _words(failure: Exception) -> str:
    """What the server said, as it said it."""
    answers: list[tuple[int, bytes | str]] = []
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        answers.extend(failure.recipients.values())
    elif isinstance(failure, smtplib.SMTPResponseException):
        answers.append((failure.smtp_code, failure.smtp_error))
    said = (f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}" for code, text in answers)
    return " ".join(said) or str(failure) or type(failure).__name__


def send_again(written: Letter) -> None:
    """Offer a letter in failure to the server anew, for three more days, under the same Message-ID.

    Raises:
        Refused: it is not in failure, or was a security letter: nothing is left of what it said.
    """
    if written.is_secret:
        raise Refused(WIPED)
    _lock_failure(written)
    now = clock.now()
    written.state, written.tries, written.said = LetterState.READY, 0, ""
    written.not_before = written.again_at = now
    db.session.flush()


def put_away(written: Letter) -> None:
    """Somebody has seen to a failure: it is no longer counted.

    Raises:
        Refused: it is not in failure.
    """
    _lock_failure(written)
    written.state = LetterState.PUT_AWAY
    db.session.flush()


def _lock_failure(written: Letter) -> None:
    db.session.refresh(written, with_for_update=True)
    if written.state is not LetterState.FAILED:
        raise Refused(NO_FAILURE)
