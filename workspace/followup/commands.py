"""`flask remind`, and the same run for the worker."""

import click
from flask import Flask

from workspace import claims, clock
from workspace.database import db
from workspace.followup import operations, queries
from workspace.notifications import queries as notifications

FROM = 7  # hours: nobody is written to at night
TROUBLE = "le courrier de la personne {} ne s’écrit pas"


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
    day = clock.today()
    try:
        written = claims.each(operations.remind, queries.ids_to_remind(day), day, trouble=TROUBLE)
        claims.end(queries.REMINDERS, day)
        db.session.commit()
    finally:
        db.session.rollback()
    return written


def write_digests() -> int:
    """The worker's run: whoever has notices due gets them in one letter, each in a transaction of its own."""
    try:
        return claims.each(operations.digest, notifications.ids_to_tell(), trouble=TROUBLE)
    finally:
        db.session.rollback()
