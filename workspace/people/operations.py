"""Opening and ending sessions."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, not_, update

from workspace import clock
from workspace.database import db, keep_at_once
from workspace.people import queries
from workspace.people.models import Person, SignIn

_hasher = PasswordHasher()
# Compared when the address is unknown, so that both answers take the same time.
_NOBODY = _hasher.hash(secrets.token_hex())


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def check_password(email: str, password: str) -> Person | None:
    """The person whose password it is; None, after the same work, for any other."""
    person = queries.by_email(email)
    hashed = person.password_hash if person and person.password_hash else _NOBODY
    try:
        _hasher.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return person if person and person.password_hash else None


def new_token() -> str:
    return secrets.token_urlsafe(32)


def sign_in(person: Person, device: str = "", is_remembered: bool = False, second_factor: bool = False) -> str:
    """Open a session; its token goes into the signed cookie."""
    token = new_token()
    db.session.add(
        SignIn(
            token=token,
            person_id=person.id,
            device=device[:80],
            is_remembered=is_remembered,
            second_factor=second_factor,
        )
    )
    person.last_seen_on = clock.today()
    db.session.flush()
    return token


def note_visit(opened: SignIn) -> None:
    """Once a day, on its first page: kept at once, whatever that page is."""
    today = clock.today()
    if opened.last_seen_on != today:
        seen = update(SignIn).where(SignIn.id == opened.id).values(last_seen_on=today)
        keep_at_once(seen.returning(SignIn.id))
    if opened.person.last_seen_on != today:
        used = update(Person).where(Person.id == opened.person_id).values(last_seen_on=today)
        keep_at_once(used.returning(Person.id))


def sign_out(token: str) -> None:
    db.session.execute(delete(SignIn).where(SignIn.token == token))


def sign_out_everywhere(person: Person, but: str = "") -> None:
    """End every session of a person; the one with the token `but` stays."""
    db.session.execute(delete(SignIn).where(SignIn.person_id == person.id, SignIn.token != but))


def forget_ended_sessions() -> int:
    """Remove the sessions nobody came back to (the worker); return how many."""
    return len(db.session.execute(delete(SignIn).where(not_(queries.is_open())).returning(SignIn.id)).all())


def mark_news_read(person: Person) -> None:
    """« Depuis votre visite » starts again from now (domain §0)."""
    person.news_read_at = clock.now()
