"""The worker's run on polls."""

from datetime import date

from workspace import claims
from workspace.polls import operations, queries

JOB, FROM = "poll-reminders", 7  # hours: nobody is written to at night


def remind_when_due() -> int:
    """Once a day, from seven on: a letter to those who have not answered a poll that ends soon."""
    return claims.once_a_day(JOB, FROM, remind_the_silent)


def remind_the_silent(day: date) -> int:
    """Each poll in a transaction of its own; how many letters."""
    ids = queries.ids_to_remind(day)
    return claims.each(operations.remind, ids, day, trouble="le rappel du sondage {} ne s’écrit pas")
