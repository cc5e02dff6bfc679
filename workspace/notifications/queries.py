"""Reads about the outbox."""

from collections.abc import Sequence

from sqlalchemy import Select, func, or_, select

from workspace.database import db
from workspace.people.models import Person
from workspace.post import Letter, LetterState


def letters(state: LetterState | None = None, text: str = "") -> Select[Letter]:
    """Letters, newest first; `text` stands in the address, the name or the subject."""
    query = select(Letter).order_by(Letter.created_at.desc(), Letter.id.desc())
    if state is not None:
        query = query.where(Letter.state == state)
    if text:
        told = (Letter.address, Letter.recipient, Letter.subject)
        query = query.where(or_(*(column.icontains(text, autoescape=True) for column in told)))
    return query


def counts_by_state() -> dict[LetterState, int]:
    """How many letters stand in each state; a state without any is left out."""
    return dict(db.session.execute(select(Letter.state, func.count()).group_by(Letter.state)).all())


def trials_of(person_id: int, most: int = 5) -> Sequence[Letter]:
    """The last test letters that a person asked for, newest first."""
    asked = select(Letter).join(Person, Person.email == Letter.address)
    asked = asked.where(Letter.kind == "notifications/trial", Person.id == person_id)
    return db.session.scalars(asked.order_by(Letter.created_at.desc(), Letter.id.desc()).limit(most)).all()
