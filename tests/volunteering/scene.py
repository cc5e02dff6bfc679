"""Presences and time declared, of a year that is over."""

from datetime import date
from uuid import uuid4

from sqlalchemy import select

from tests.reports.scene import YEAR
from workspace.database import db
from workspace.meetings.models import Attendance
from workspace.volunteering.models import Category, VolunteerTime

HOURS = f"/mes-heures?annee={YEAR}"
NEW = "/mes-heures/declarer"


def presence_of(meeting, person):
    of_both = Attendance.meeting_id == meeting.id, Attendance.person_id == person.id
    return db.session.scalars(select(Attendance).where(*of_both)).one()


def declare(person, minutes=90, day=date(YEAR, 3, 1), kind=Category.PREPARATION, group=None, note=""):
    """As its operation would: it refuses who is at work today."""
    made = VolunteerTime(
        form_id=uuid4().hex, person_id=person.id, status=person.status, day=day, kind=kind, minutes=minutes,
        group_id=group and group.id, note=note,
    )  # fmt: skip
    db.session.add(made)
    db.session.commit()
    return made


def declared():
    return db.session.scalars(select(VolunteerTime).order_by(VolunteerTime.id)).all()


def flat(text):
    return " ".join(text.split())


def totals(page):
    """The table of the year: « Préparation » → « 1 h 30 »."""
    return {row.th.get_text(): flat(row.td.get_text()) for row in page.main.select(".figures tbody tr")}


def lines(page):
    return [flat(row.get_text(" ")) for row in page.main.select(".time-list > li")]
