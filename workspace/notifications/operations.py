"""Gestures about letters."""

import re

from workspace import clock, post
from workspace.database import db
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
