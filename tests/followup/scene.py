"""Days that follow each other, and what the worker writes in them."""

from datetime import date, datetime, time

from sqlalchemy import select

from workspace import clock
from workspace.database import db
from workspace.followup.commands import remind_when_due
from workspace.post import Letter


def at(day: str, hour: int = 7, minute: int = 0):
    """An instant said as on a French wall clock."""
    return datetime.combine(date.fromisoformat(day), time(hour, minute), clock.PARIS)


def letters_since(known=()):
    """The reminders written, by name of who gets them."""
    db.session.expire_all()
    found = db.session.scalars(select(Letter).where(Letter.kind == "followup/reminder").order_by(Letter.id))
    return {letter.recipient.split()[0].lower(): letter for letter in found if letter.id not in known}


def morning(time_machine, day: str, hour: int = 7):
    """The worker's run of a morning: the letters that it writes, by first name."""
    time_machine.move_to(at(day, hour), tick=False)
    known = set(db.session.scalars(select(Letter.id)))
    remind_when_due()
    return letters_since(known)
