"""The worker's run on mandates that end."""

import logging
from datetime import date

from sqlalchemy.exc import SQLAlchemyError

from workspace import claims
from workspace.database import db
from workspace.handover import operations, queries

JOB, FROM = "thanks", 7  # hours: nobody is written to at night


def thank_when_due() -> int:
    """Once a day, from seven on: whoever leads a group for the last day is thanked."""
    return claims.once_a_day(JOB, FROM, thank_everyone)


def thank_everyone(day: date) -> int:
    """Each mandate in a transaction of its own; how many."""
    thanked, ids = 0, queries.ids_to_thank(day)
    db.session.commit()
    for mandate_id in ids:
        try:
            thanked += operations.thank(mandate_id, day)
            db.session.commit()
        except SQLAlchemyError:
            raise
        except Exception:  # a letter that cannot be written must not keep the others from being written
            logging.exception("les remerciements du mandat %s ne s’écrivent pas", mandate_id)
            db.session.rollback()
    return thanked
