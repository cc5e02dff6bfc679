"""The worker's run on places that end by their own date."""

from datetime import date

from workspace import claims
from workspace.joining import operations, queries

JOB, FROM = "ended-places", 7  # hours: nobody is written to at night


def free_places_when_due() -> int:
    """Once a day, from seven on: whoever no longer belongs to a group is no longer expected at its meetings."""
    return claims.once_a_day(JOB, FROM, free_places)


def free_places(day: date) -> int:
    """Each place in a transaction of its own; how many."""
    ids = queries.ids_of_places_to_free(day, claims.last_run(JOB, day))
    return claims.each(operations.free_place, ids, trouble="la place {} ne se libère pas")
