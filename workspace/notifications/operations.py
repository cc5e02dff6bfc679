"""Gestures about letters, and what a person does with notices: read them, choose their pace, refuse some."""

import re
from collections.abc import Sequence

from sqlalchemy import select, update

from workspace import clock, post
from workspace.claims import keep_once
from workspace.database import db
from workspace.notifications.models import Notice, Pace, Preference
from workspace.notifications.telling import DIGEST, next_digest
from workspace.notifications.trial import Server, converse
from workspace.people.models import Person
from workspace.post import Letter, LetterState
from workspace.refusals import Refused

TRIAL = "notifications/trial"


def try_mail_server(person: Person, server: Server) -> Letter:
    """Send a letter to the person at once and keep what the server said, refusals included. It is not tried again.

    Nothing is locked while the server speaks. Call it before the request writes anything.

    Raises:
        Refused: no mail server is set, or the person has no address.
    """
    if not server.name:
        raise Refused("Aucun serveur de courrier n’est réglé : il n’y a rien à essayer.")
    if not person.email:
        raise Refused("Votre compte n’a pas d’adresse e-mail : cet essai n’a nulle part où aller.")
    address = person.email
    written = post.letter(TRIAL, address, person.name)
    written.created_at = clock.now()
    message = post.as_message(written)
    db.session.expunge(written)
    db.session.rollback()  # what rendering read holds SQLite's one place for writing
    heard = converse(server, post.sender(), address, message.as_bytes())
    written.state = LetterState.FAILED if heard.refused else LetterState.SENT
    written.tries, written.sent_at = 1, None if heard.refused else clock.now()
    written.said = re.sub(re.escape(address), "…", "\n".join(heard.lines), flags=re.IGNORECASE)
    db.session.add(written)
    db.session.flush()
    return written


def choose_pace(person_id: int, kind: str, group_id: int, pace: Pace) -> None:
    """Keep a choice; what already waits for a digest follows it."""
    keep_once(Preference, person_id=person_id, group_id=group_id, kind=kind, pace=pace)
    of_kind = (Preference.person_id == person_id, Preference.group_id == group_id, Preference.kind == kind)
    db.session.execute(update(Preference).where(*of_kind).values(pace=pace))
    waiting = (Notice.person_id == person_id, Notice.group_id == group_id, Notice.kind == kind)
    due_at = next_digest(Pace.DAILY if pace is Pace.AT_ONCE else pace)
    db.session.execute(update(Notice).where(*waiting, Notice.due_at.is_not(None)).values(due_at=due_at))


def stop(person_id: int, kind: str, group_id: int) -> None:
    """No more letters of that kind from that group; of the digest, no more of what it was made of."""
    if kind != DIGEST:
        choose_pace(person_id, kind, group_id, Pace.NEVER)
        return
    slow = select(Preference).where(Preference.person_id == person_id, Preference.pace.in_([Pace.DAILY, Pace.WEEKLY]))
    for chosen in db.session.scalars(slow).all():
        choose_pace(person_id, chosen.kind, chosen.group_id, Pace.NEVER)


def mark_read(notice: Notice) -> None:
    """The person opened it."""
    notice.read_at = notice.read_at or clock.now()
    db.session.flush()


def mark_all_read(person_id: int) -> None:
    unread = (Notice.person_id == person_id, Notice.read_at.is_(None))
    db.session.execute(update(Notice).where(*unread).values(read_at=clock.now()))


def take_due(person_id: int) -> Sequence[int]:
    """Take, for one digest, the ids of the notices that are due to a person; what they read since is not told.

    Two workers at once: the second waits for the first, then finds nothing left.
    """
    due = (Notice.person_id == person_id, Notice.due_at <= clock.now())
    taken = update(Notice).where(*due).values(due_at=None).returning(Notice.id, Notice.read_at)
    return [row.id for row in db.session.execute(taken) if row.read_at is None]
