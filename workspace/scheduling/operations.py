"""Gestures on the calendar."""

from sqlalchemy import delete, select

from workspace import clock
from workspace.database import db
from workspace.groups.models import Group
from workspace.meetings.models import Attendance, Meeting
from workspace.people.models import Person


def withdraw_answers(group: Group, person: Person) -> None:
    """Whoever leaves a group is no longer expected at its coming meetings."""
    coming = select(Meeting.id).where(Meeting.group_id == group.id, Meeting.starts_at > clock.now())
    db.session.execute(delete(Attendance).where(Attendance.person_id == person.id, Attendance.meeting_id.in_(coming)))
