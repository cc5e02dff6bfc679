"""Naming somebody to come instead; what is answered, when it changes who comes."""

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import contains_eager

from workspace.database import add_or_find, db
from workspace.journal.operations import record
from workspace.meetings import operations as meetings
from workspace.meetings.models import Answer, Attendance, Meeting, MeetingState
from workspace.meetings.queries import points_of
from workspace.people.models import Person
from workspace.refusals import Refused
from workspace.substitutes import mails, queries

NO_COLLEAGUE = "Cette personne n’est pas de votre centre, ou fait déjà partie du groupe."
STANDS_IN_ALREADY = "Cette personne vient déjà à la place de quelqu’un d’autre : choisissez-en une autre."


def name_substitute(meeting: Meeting, person: Person, substitute_id: int | None) -> Person | None:
    """Who comes instead of somebody, who is excused; None leaves the seat empty. Twice the same tells nobody twice.

    Raises:
        Refused: the substitute is no colleague, or stands in for somebody else already.
    """
    substitute = next((one for one in queries.colleagues(meeting, person) if one.id == substitute_id), None)
    if substitute_id is not None and substitute is None:
        raise Refused(NO_COLLEAGUE)
    attendance = meetings.answer(meeting, person, Answer.NO)
    if attendance.substitute_id == substitute_id:
        return substitute
    _withdraw(meeting, attendance)
    if substitute is not None:
        _send(meeting, attendance, substitute)
        record("substitutes/named", meeting, by=person, title=meeting.title, substitute=substitute)
    return substitute


def answer(meeting: Meeting, person: Person, said: Answer) -> Attendance:
    """What somebody says: whoever comes after all needs no substitute, and a substitute who cannot come tells whom they
    were to replace.
    """
    replaced = queries.replaced_by(meeting, person)
    before = meetings.attendance_for(meeting, person.id).answer
    attendance = meetings.answer(meeting, person, said)
    if said is not Answer.NO:
        _withdraw(meeting, attendance)
    elif replaced is not None and before is not Answer.NO:
        mails.declined(meeting, person, replaced)
    return attendance


def free_substitutes_of(person: Person, meeting_ids: Select[int]) -> None:
    """Of somebody who no longer goes to these meetings themselves: whoever was to come instead is told."""
    sent = (Attendance.person_id == person.id, Attendance.substitute_id.is_not(None))
    query = select(Attendance).join(Attendance.meeting).options(contains_eager(Attendance.meeting))
    query = query.where(*sent, Meeting.id.in_(meeting_ids), Meeting.state == MeetingState.CALLED)
    for attendance in db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id)).all():
        _withdraw(attendance.meeting, attendance)


def _send(meeting: Meeting, attendance: Attendance, substitute: Person) -> None:
    try:
        with db.session.begin_nested():
            attendance.substitute_id = substitute.id
    except IntegrityError:  # one person comes instead of one only
        raise Refused(STANDS_IN_ALREADY) from None
    of_both = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.person_id == substitute.id)
    add_or_find(Attendance(meeting_id=meeting.id, person_id=substitute.id), of_both)
    mails.named(meeting, points_of(meeting), substitute, db.session.get_one(Person, attendance.person_id))


def _withdraw(meeting: Meeting, attendance: Attendance) -> None:
    """Nobody comes instead any more; whoever was to is told, unless they said that they could not."""
    if attendance.substitute_id is None:
        return
    substitute = db.session.get_one(Person, attendance.substitute_id)
    person = db.session.get_one(Person, attendance.person_id)
    attendance.substitute_id = None
    db.session.flush()
    theirs = meetings.attendance_for(meeting, substitute.id)
    if theirs.answer is not Answer.NO:
        mails.withdrawn(meeting, substitute, person)
    if not queries.is_expected_otherwise(meeting, substitute):
        db.session.execute(delete(Attendance).where(Attendance.id == theirs.id))
