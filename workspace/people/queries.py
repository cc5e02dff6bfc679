"""Reads about people."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workspace.database import db
from workspace.people.models import Person, SignIn


def person_signed_in(token: str) -> Person | None:
    """The person of an open session."""
    opened = db.session.scalar(
        select(SignIn).where(SignIn.token == token).options(joinedload(SignIn.person).joinedload(Person.centre))
    )
    return opened.person if opened else None


def by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def person(person_id: int) -> Person:
    """A person known to exist; one already read costs nothing."""
    return db.session.get_one(Person, person_id)
