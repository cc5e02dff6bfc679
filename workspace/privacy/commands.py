"""The night's retention, for the worker."""

from collections.abc import Callable, Sequence
from datetime import date

from workspace import claims
from workspace.database import db
from workspace.privacy import retention

RETENTION = "retention"  # the name of the daily job
FROM = 2  # hours: at night, when nobody waits for the database

# What goes in one act, whoever it is about.
WHOLE = (
    retention.forget_letters,
    retention.forget_notices,
    retention.forget_arrivals,
    retention.forget_poll_answers,
    retention.forget_registrations,
    retention.forget_owners,
    retention.forget_journal,
)


def keep_no_longer_when_due() -> int:
    """The worker's run, once a night whatever the number of workers."""
    return claims.once_a_day(RETENTION, FROM, keep_no_longer)


def keep_no_longer(day: date) -> int:
    """What has been kept long enough goes, each act in a transaction of its own; return how many acts."""
    count = 0
    for forget in WHOLE:
        count += forget()
        db.session.commit()
    count += _each(retention.ids_of_old_meetings(), retention.remove_names)
    count += _each(retention.ids_of_those_who_left(), retention.forget_contact)
    unused = retention.ids_of_unused_accounts()
    retention.take_notices_back(unused)
    db.session.commit()
    return count + _each(unused, retention.see_to_unused)


def _each(ids: Sequence[int], act: Callable[[int], bool]) -> int:
    db.session.commit()
    count = 0
    for one in ids:
        count += act(one)
        db.session.commit()
    return count
