"""Whether somebody already came in."""

from sqlalchemy import select

from workspace.database import db
from workspace.people.models import Person


def is_new() -> bool:
    """Nobody is known yet: the installation waits for its first account."""
    return db.session.scalar(select(Person.id).limit(1)) is None
