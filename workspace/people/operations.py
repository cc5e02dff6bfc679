"""Opening and ending sessions."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete

from workspace import clock
from workspace.database import db
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


def sign_in(person: Person) -> str:
    """Open a session; its token goes into the signed cookie."""
    token = secrets.token_urlsafe(32)
    db.session.add(SignIn(token=token, person_id=person.id))
    db.session.flush()
    return token


def sign_out(token: str) -> None:
    db.session.execute(delete(SignIn).where(SignIn.token == token))


def mark_news_read(person: Person) -> None:
    """« Depuis votre visite » starts again from now (domain §0)."""
    person.news_read_at = clock.now()
