"""Reads about people."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from workspace import clock
from workspace.database import db
from workspace.people.models import Person, SignIn

REMEMBERED_DAYS, FORGOTTEN_DAYS = 30, 1  # without a visit; a session that is not remembered ends with the browser too


def open_session(token: str) -> SignIn | None:
    """An open session, with its person."""
    return db.session.scalar(
        select(SignIn)
        .where(SignIn.token == token, is_open())
        .options(joinedload(SignIn.person).joinedload(Person.centre))
    )


def person_signed_in(token: str) -> Person | None:
    """The person of an open session."""
    opened = open_session(token)
    return opened.person if opened else None


def open_sessions(person: Person) -> Sequence[SignIn]:
    """One row per sign-in, the last seen first."""
    mine = select(SignIn).where(SignIn.person_id == person.id, is_open())
    return db.session.scalars(mine.order_by(SignIn.last_seen_on.desc(), SignIn.id.desc())).all()


def is_open() -> ColumnElement[bool]:
    """A session nobody came back to for too long is over."""
    today = clock.today()
    remembered = and_(SignIn.is_remembered, SignIn.last_seen_on >= today - timedelta(days=REMEMBERED_DAYS))
    return or_(remembered, SignIn.last_seen_on >= today - timedelta(days=FORGOTTEN_DAYS))


def by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def person(person_id: int) -> Person:
    """A person known to exist; one already read costs nothing."""
    return db.session.get_one(Person, person_id)
