"""The worker's run on mandates that end."""

from datetime import date

from workspace import claims
from workspace.handover import operations, queries

JOB, FROM = "thanks", 7  # hours: nobody is written to at night


def thank_when_due() -> int:
    """Once a day, from seven on: whoever leads a group for the last day is thanked."""
    return claims.once_a_day(JOB, FROM, thank_everyone)


def thank_everyone(day: date) -> int:
    """Each mandate in a transaction of its own; how many."""
    ids = queries.ids_to_thank(day)
    return claims.each(operations.thank, ids, day, trouble="les remerciements du mandat {} ne s’écrivent pas")
