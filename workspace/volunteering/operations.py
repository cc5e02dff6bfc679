"""Correcting the time given to a meeting, declaring the rest. Each does it for themselves, and for nobody else."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.exc import InvalidRequestError

from workspace.database import add_or_find, db
from workspace.journal.operations import record
from workspace.meetings.models import Attendance
from workspace.people.models import Person, Status
from workspace.refusals import Refused
from workspace.versions import Stale, digest_of
from workspace.volunteering import queries
from workspace.volunteering.models import Category, VolunteerTime
from workspace.volunteering.queries import Line

NOT_GIVEN = "Cette réunion ne compte pas, ou ne compte plus, dans votre temps de bénévolat."
AT_WORK = "Vous êtes en statut salarié : votre temps est du travail, il ne compte pas ici."
FOR_INSTITUTION = "Ce jour-là, vous veniez pour une institution : ce temps ne compte pas ici."
GONE = "Ce temps vient d’être retiré."


@dataclass(frozen=True)
class Declared:
    day: date
    kind: Category
    minutes: int
    group_id: int | None
    note: str


def version_of(line: Line) -> str:
    """What a form that corrects it was opened on."""
    return digest_of(line.minutes, line.note, line.corrected)


def line_of(attendance: Attendance) -> Line:
    """The time that a presence counts for.

    Raises:
        Refused: for none: not held, not there, or at work.
    """
    line = queries.at(attendance)
    if line is None:
        raise Refused(NOT_GIVEN)
    return line


def correct(attendance: Attendance, minutes: int, reason: str, seen: str) -> None:
    """They came late, left early: so long and no longer. As long as the meeting is no correction.

    Raises:
        Refused: the meeting does not count for them.
        Stale: it was corrected since the form was opened, otherwise.
    """
    line = _taken_alone(attendance)
    said = (None, "") if minutes == line.length else (minutes, reason)
    if said == (attendance.minutes_given, attendance.minutes_reason):
        return
    if version_of(line) != seen:
        raise Stale
    _keep(attendance, *said)
    record("volunteering/corrected", attendance.meeting, title=line.title)


def put_back(attendance: Attendance) -> None:
    """As long as the meeting, again.

    Raises:
        Refused: the meeting does not count for them.
    """
    line = _taken_alone(attendance)
    if line.corrected:
        _keep(attendance, None, "")
        record("volunteering/put-back", attendance.meeting, title=line.title)


def _taken_alone(attendance: Attendance) -> Line:
    db.session.refresh(attendance, ["presence", "minutes_given", "minutes_reason"], with_for_update=True)
    return line_of(attendance)


def _keep(attendance: Attendance, minutes: int | None, reason: str) -> None:
    attendance.minutes_given, attendance.minutes_reason = minutes, reason
    db.session.flush()


def refuse_who_is_at_work(person: Person) -> None:
    """
    Raises:
        Refused: employees give no time.
    """
    if person.status is Status.EMPLOYEE:
        raise Refused(AT_WORK)


def declare(person: Person, form_id: str, said: Declared) -> VolunteerTime:
    """Time that no sheet tells. The same form posted twice declares once.

    Raises:
        Refused: they were at work.
    """
    same = queries.same_form(form_id, person.id)
    if known := db.session.scalar(same):
        return known
    _check(person, said)
    made = VolunteerTime(form_id=form_id, person_id=person.id, status=person.status, **asdict(said))
    kept = add_or_find(made, same)
    if kept is made:
        record("volunteering/declared", None)
    return kept


def edit(time: VolunteerTime, person: Person, revision: int, said: Declared) -> None:
    """Say it otherwise, by whoever declared it.

    Raises:
        Stale: it was changed since the form was opened.
        Refused: they were at work, or it was removed.
    """
    try:
        db.session.refresh(time, [*asdict(said), "revision"], with_for_update=True)
    except InvalidRequestError:
        raise Refused(GONE) from None
    _check(person, said)
    if all(getattr(time, name) == value for name, value in asdict(said).items()):
        return
    if time.revision != revision:
        raise Stale
    for name, value in asdict(said).items():
        setattr(time, name, value)
    time.revision += 1
    db.session.flush()
    record("volunteering/edited", None)


def remove(time: VolunteerTime) -> None:
    db.session.delete(time)
    db.session.flush()
    record("volunteering/removed", None)


def forget_who_declared(person: Person) -> None:
    """What counted for a year counts still, without name or words; the rest is still theirs."""
    counted = select(VolunteerTime.id).where(VolunteerTime.person_id == person.id, *queries.counts(date.min, date.max))
    nameless = update(VolunteerTime).where(VolunteerTime.id.in_(counted)).values(person_id=None, note="")
    db.session.execute(nameless)


def _check(person: Person, said: Declared) -> None:
    refuse_who_is_at_work(person)
    if queries.represents_on(person.id, said.day):
        raise Refused(FOR_INSTITUTION)
