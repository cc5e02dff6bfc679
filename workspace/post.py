"""Letters: a row each, written with what they tell about, sent later by the worker.

A letter knows an address, not a person. It is one mail to one recipient, in plain text and in HTML.
"""

import enum
import re
import smtplib
import ssl
from datetime import datetime, timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from flask import Flask, current_app, render_template
from flask_mail import Connection, Mail, Message
from sqlalchemy import Index, String, Text, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from workspace import clock
from workspace.database import Base, db

SMTP_TIMEOUT = 20  # seconds
FIRST_WAIT = timedelta(seconds=30)  # doubled at each failure…
LONGEST_WAIT = timedelta(hours=4)
GIVES_UP_AFTER = timedelta(days=3)


class LetterState(enum.StrEnum):
    READY = "ready"
    SENT = "sent"
    FAILED = "failed"


class Letter(Base):
    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_state_not_before", "state", "not_before"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))  # "meetings/meeting-called"
    address: Mapped[str] = mapped_column(String(254), index=True)
    recipient: Mapped[str] = mapped_column(String(200), default="")  # the name beside the address
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str] = mapped_column(Text, default="")  # one iCalendar object
    calendar_method: Mapped[str] = mapped_column(String(10), default="")  # REQUEST, CANCEL
    message_id: Mapped[str] = mapped_column(String(200))  # the same at each try
    state: Mapped[LetterState] = mapped_column(default=LetterState.READY)
    tries: Mapped[int] = mapped_column(default=0)
    said: Mapped[str] = mapped_column(Text, default="")  # the server's words at the last failure
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    not_before: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]


class PatientConnection(Connection):
    """Flask-Mail's connection, with what it lacks: a timeout, and a TLS that checks the server's name."""

    def configure_host(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        host: smtplib.SMTP
        if self.mail.use_ssl:
            host = smtplib.SMTP_SSL(self.mail.server, self.mail.port, timeout=SMTP_TIMEOUT, context=context)
        else:
            host = smtplib.SMTP(self.mail.server, self.mail.port, timeout=SMTP_TIMEOUT)
        if self.mail.use_tls:
            host.starttls(context=context)
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)
        return host


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
    return current_app.url_map.bind(base.netloc, base.path or "/", url_scheme=base.scheme).build(
        endpoint, values, force_external=True
    )


def sender() -> str:
    """The address that letters come from."""
    return str(current_app.config["MAIL_DEFAULT_SENDER"])


def letter(
    name: str, address: str, recipient: str, calendar: str = "", calendar_method: str = "", **context: object
) -> Letter:
    """Write <domain>/mails/<letter>.{subject.txt,txt,html}, for instance "meetings/meeting-called"."""
    template = name.replace("/", "/mails/")
    context |= {"recipient": recipient}
    subject = re.sub(r"[ \r\n\t]+", " ", render_template(f"{template}.subject.txt", **context)).strip()
    written = Letter(
        kind=name,
        address=address,
        recipient=recipient,
        subject=subject[:300],
        text=render_template(f"{template}.txt", **context).strip() + "\n",
        html=render_template(f"{template}.html", subject=subject, **context),
        calendar=calendar,
        calendar_method=calendar_method,
        message_id=make_msgid(domain=urlsplit(current_app.config["PUBLIC_URL"]).hostname),
    )
    db.session.add(written)
    return written


def as_message(written: Letter) -> Message:
    message = Message(
        written.subject,
        recipients=[(written.recipient, written.address)] if written.recipient else [written.address],
        body=written.text,
        html=written.html,
    )
    message.msgId = written.message_id
    if written.calendar:
        message.alts[f"calendar; method={written.calendar_method}"] = written.calendar
        message.attach("reunion.ics", "text/calendar", written.calendar)
    return message


def send_letters(most: int = 50) -> int:
    """Send the letters that are due, each in its own transaction; return how many left.

    Without a mail server nothing is sent and letters stay ready. A cut between the server's answer and our
    commit repeats a letter, with the same Message-ID; it never loses one.
    """
    if not current_app.config["MAIL_SERVER"]:
        return 0
    left = 0
    for _ in range(most):
        written = db.session.scalar(
            select(Letter)
            .where(Letter.state == LetterState.READY, Letter.not_before <= clock.now())
            .order_by(Letter.not_before, Letter.id)
            .limit(1)
            .with_for_update(skip_locked=True)  # on PostgreSQL several workers share the work
        )
        if written is None:
            break
        left += _send(written)
        db.session.commit()
    db.session.rollback()
    return left


def _send(written: Letter) -> bool:
    written.tries += 1
    try:
        with mail.connect() as connection:
            connection.send(as_message(written))
    except (OSError, smtplib.SMTPException) as failure:
        written.said = str(failure)[:2000]
        gives_up = clock.now() - written.created_at > GIVES_UP_AFTER or isinstance(
            failure, smtplib.SMTPRecipientsRefused
        )
        wait = min(FIRST_WAIT * 2 ** min(written.tries - 1, 20), LONGEST_WAIT)
        written.state = LetterState.FAILED if gives_up else LetterState.READY
        written.not_before = clock.now() + wait
        return False
    written.state, written.sent_at, written.said = LetterState.SENT, clock.now(), ""
    return True


def awaiting() -> int:
    """How many letters are due and not sent (the health page and the worker's log)."""
    due = or_(Letter.state == LetterState.READY, Letter.state == LetterState.FAILED)
    return db.session.query(Letter).where(due).count()
