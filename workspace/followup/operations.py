"""Writing the daily reminders."""

from datetime import date
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from workspace.database import db
from workspace.followup import mails, queries
from workspace.followup.models import DailyRun, Reminder
from workspace.people.models import Person


def remind(person_id: int, day: date) -> bool:
    """Write a person's letter of the day; say whether there was one to write.

    Two workers at once: the second waits for the first at the claim, then finds it taken.
    """
    person = db.session.get(Person, person_id)
    if person is None or not person.email:
        return False
    due = queries.due_to(person, day)
    if not due.steps or not _claim(Reminder, person_id=person_id, day=day):
        return False
    mails.reminder(person, due)
    db.session.flush()
    return True


def note_run(day: date) -> None:
    """Everyone was seen to."""
    _claim(DailyRun, job=queries.REMINDERS, day=day)


def _claim(table: type[Reminder] | type[DailyRun], **values: Any) -> bool:
    """Keep a row that may exist once; False when it is there already."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    claimed = insert(table).values(**values).on_conflict_do_nothing().returning(table.id)
    return db.session.execute(claimed).scalar_one_or_none() is not None
