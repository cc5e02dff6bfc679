"""`flask remind`, and the same run for the worker."""

import logging
from collections.abc import Callable
from datetime import date

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from workspace import claims, clock
from workspace.database import db
from workspace.followup import operations, queries
from workspace.notifications import queries as notifications

FROM = 7  # hours: nobody is written to at night


def init_app(app: Flask) -> None:
    app.cli.add_command(remind)


@click.command()
def remind() -> None:
    """Write today's reminders now; whoever got theirs gets no other."""
    click.echo(f"Rappels écrits : {remind_everyone()}.")


def remind_when_due() -> int:
    """The worker's run: once a day from seven on, later when it was stopped or troubled at seven."""
    return claims.once_a_day(queries.REMINDERS, FROM, lambda _: remind_everyone())


def remind_everyone() -> int:
    """Write the reminders of the day, each in a transaction of its own; return how many."""
    day, written = clock.today(), 0
    try:
        people = queries.ids_to_remind(day)
        db.session.commit()
        for person_id in people:
            written += _remind_one(person_id, day)
        claims.end(queries.REMINDERS, day)
        db.session.commit()
    finally:
        db.session.rollback()
    return written


def write_digests() -> int:
    """The worker's run: whoever has notices due gets them in one letter, each in a transaction of its own."""
    written = 0
    try:
        people = notifications.ids_to_tell()
        db.session.commit()
        for person_id in people:
            written += _write_one(operations.digest, person_id)
    finally:
        db.session.rollback()
    return written


def _remind_one(person_id: int, day: date) -> bool:
    return _write_one(operations.remind, person_id, day)


def _write_one(gesture: Callable[..., bool], person_id: int, *others: date) -> bool:
    """A letter that cannot be written must not keep the others from being written."""
    try:
        is_written = gesture(person_id, *others)
        db.session.commit()
    except SQLAlchemyError:
        raise
    except Exception:
        logging.exception("le courrier de la personne %s ne s’écrit pas", person_id)
        db.session.rollback()
        return False
    return is_written
