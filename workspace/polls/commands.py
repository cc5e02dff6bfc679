"""The worker's run on polls."""

import logging
from datetime import date

from sqlalchemy.exc import SQLAlchemyError

from workspace import claims
from workspace.database import db
from workspace.polls import operations, queries

JOB, FROM = "poll-reminders", 7  # hours: nobody is written to at night


def remind_when_due() -> int:
    """Once a day, from seven on: a letter to those who have not answered a poll that ends soon."""
    return claims.once_a_day(JOB, FROM, remind_the_silent)


def remind_the_silent(day: date) -> int:
    """Each poll in a transaction of its own; how many letters."""
    written, ids = 0, queries.ids_to_remind(day)
    db.session.commit()
    for poll_id in ids:
        try:
            written += operations.remind(poll_id, day)
            db.session.commit()
        except SQLAlchemyError:
            raise
        except Exception:  # a letter that cannot be written must not keep the others from being written
            logging.exception("le rappel du sondage %s ne s’écrit pas", poll_id)
            db.session.rollback()
    return written
