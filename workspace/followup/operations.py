"""Writing the daily reminders."""

from datetime import date

from workspace.claims import keep_once
from workspace.database import db
from workspace.followup import mails, queries
from workspace.followup.models import Reminder
from workspace.notifications import operations as notifications
from workspace.people.models import Person


def remind(person_id: int, day: date) -> bool:
    """Write a person's letter of the day; say whether there was one to write.

    Two workers at once: the second waits for the first at the claim, then finds it taken.
    """
    person = db.session.get(Person, person_id)
    if person is None or not person.email:
        return False
    due = queries.due_to(person, day)
    if not due.steps or not keep_once(Reminder, person_id=person_id, day=day):
        return False
    mails.reminder(person, due)
    db.session.flush()
    return True


def digest(person_id: int) -> bool:
    """Write the letter of what waits for a person's morning, or Monday; say whether there was one to write.

    Two workers at once: the second waits for the first, then finds nothing due. What was read meanwhile, or is no
    longer theirs to see, is not told.
    """
    person, ids = db.session.get(Person, person_id), notifications.take_due(person_id)
    notices = queries.due_notices(person, ids) if person is not None and person.email and ids else []
    if person is None or not notices:
        return False
    mails.digest(person, notices)
    db.session.flush()
    return True
