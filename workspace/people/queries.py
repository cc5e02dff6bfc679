"""Reads about people."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from workspace import clock
from workspace.database import db, prepared
from workspace.french import fold
from workspace.people.models import Centre, Person, SignIn

REMEMBERED_DAYS, FORGOTTEN_DAYS = 30, 1  # without a visit; a session that is not remembered ends with the browser too


def open_session(token: str) -> SignIn | None:
    """An open session, with its person: what every page asks first."""
    return db.session.scalars(*_open_session(token, *_days())).first()


@prepared
def _open_session(token: str, remembered_since: date, others_since: date) -> Select[SignIn]:
    return (
        select(SignIn)
        .where(SignIn.token == token, _seen_since(remembered_since, others_since))
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
    return _seen_since(*_days())


def _seen_since(remembered_since: date, others_since: date) -> ColumnElement[bool]:
    remembered = and_(SignIn.is_remembered, SignIn.last_seen_on >= remembered_since)
    return or_(remembered, SignIn.last_seen_on >= others_since)


def _days() -> tuple[date, date]:
    """Since when a session that lasts was seen: one that is remembered, any other."""
    today = clock.today()
    return today - timedelta(days=REMEMBERED_DAYS), today - timedelta(days=FORGOTTEN_DAYS)


def named(words: str) -> list[ColumnElement[bool]]:
    """Whose name says all these words, or parts of them; accents and capitals aside."""
    return [Person.search_name.contains(word, autoescape=True) for word in fold(words).split()]


def people_to_choose(words: str, most: int) -> Sequence[Person]:
    """Those of that name who are not erased, with their centres, for who may choose among all."""
    found = select(Person).where(Person.erased_at.is_(None), *named(words)).options(joinedload(Person.centre))
    return db.session.scalars(found.order_by(Person.search_name, Person.id).limit(most)).all()


def person_to_choose(person_id: int) -> Person | None:
    asked = select(Person).where(Person.id == person_id, Person.erased_at.is_(None))
    return db.session.scalar(asked.options(joinedload(Person.centre)))


def by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def person(person_id: int) -> Person:
    """A person known to exist; one already read costs nothing."""
    return db.session.get_one(Person, person_id)


def centre_of(person: Person) -> Centre | None:
    """Read when it must be: whoever has just come, or was found by an address, comes without it."""
    return db.session.get(Centre, person.centre_id) if person.centre_id else None
