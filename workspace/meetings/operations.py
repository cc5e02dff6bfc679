"""Preparing, calling and running a meeting.

None of these looks at the minutes, a later domain: whoever calls them first makes sure these are not published.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from workspace import clock
from workspace.database import db
from workspace.groups import queries as groups
from workspace.groups.models import Group, GroupState
from workspace.meetings import mails, queries
from workspace.meetings.models import AgendaItem, Answer, Attendance, Meeting, MeetingState, PointKind, Presence
from workspace.people.models import Person
from workspace.project.models import ProjectItem
from workspace.refusals import Refused

CLOSED_GROUP = "Ce groupe est clos : il ne tient plus de réunion."
OVER = "Cette réunion serait déjà passée : elle ne se convoque plus."
CANCELLED = "Cette réunion est annulée."
NOBODY_TO_CALL = "Ce groupe n’a pas encore de membres : il n’y a personne à convoquer."
NOT_CALLED = "Cette réunion n’est pas encore convoquée : convoquez-la d’abord."
NOT_EXPECTED = "Cette personne n’est pas membre du groupe."
POINT_HAS_NOTES = "Ce point porte des notes : effacez-les d’abord si vous voulez le retirer."
POINT_IN_USE = "Une décision ou une action vient de ce point : retirez-la d’abord."


class StaleNotes(Exception):
    """Somebody saved the notes of a point since the form was opened."""


def refuse_when_closed(group: Group) -> None:
    if group.state is GroupState.CLOSED:
        raise Refused(CLOSED_GROUP)


def refuse_when_cancelled(meeting: Meeting) -> None:
    if meeting.state is MeetingState.CANCELLED:
        raise Refused(CANCELLED)


def refuse_when_not_called(meeting: Meeting) -> None:
    refuse_when_cancelled(meeting)
    if meeting.state is MeetingState.DRAFT:
        raise Refused(NOT_CALLED)


def create_meeting(
    group: Group,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    creator: Person,
    place: str = "",
    video_link: str = "",
) -> Meeting:
    """A draft of the group. The same form posted twice makes one meeting.

    Raises:
        Refused: the group is closed.
    """
    refuse_when_closed(group)
    # Two clicks at once wait for each other here.
    db.session.execute(select(Group.id).where(Group.id == group.id).with_for_update())
    meeting = queries.same_meeting(group, title, starts_at)
    if meeting is None:
        meeting = Meeting(
            group=group,
            title=title,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place,
            video_link=video_link,
            created_by_id=creator.id,
        )
        db.session.add(meeting)
        db.session.flush()
    return meeting


def add_point(
    meeting: Meeting, title: str, kind: PointKind, minutes: int | None, items: Sequence[ProjectItem]
) -> AgendaItem:
    """A point at the end of the agenda. The same form posted twice makes one point.

    Raises:
        Refused: the meeting is cancelled.
    """
    refuse_when_cancelled(meeting)
    last = db.session.scalar(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.id.desc()).limit(1)
    )
    if last and (last.title, last.kind, last.minutes) == (title, kind, minutes):
        return last
    end = db.session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id)) or 0
    point = AgendaItem(meeting=meeting, position=end + 1, title=title, kind=kind, minutes=minutes, items=list(items))
    db.session.add(point)
    db.session.flush()
    return point


def edit_point(
    point: AgendaItem, title: str, kind: PointKind, minutes: int | None, items: Sequence[ProjectItem]
) -> None:
    """Change what a point says.

    Raises:
        Refused: the meeting is cancelled.
    """
    refuse_when_cancelled(point.meeting)
    point.title, point.kind, point.minutes, point.items = title, kind, minutes, list(items)
    db.session.flush()


def remove_point(point: AgendaItem) -> None:
    """Take a point off the agenda; what was written on it is never lost.

    Raises:
        Refused: it carries notes, a decision or an action; or the meeting is cancelled.
    """
    refuse_when_cancelled(point.meeting)
    if point.notes:
        raise Refused(POINT_HAS_NOTES)
    try:
        with db.session.begin_nested():
            db.session.delete(point)
    except IntegrityError:
        raise Refused(POINT_IN_USE) from None


def call_meeting(meeting: Meeting) -> bool:
    """Tell every member, once: whoever calls second finds it called, and is told so by False.

    Raises:
        Refused: it is over or cancelled, the group is closed or has no members.
    """
    if meeting.state in (MeetingState.CALLED, MeetingState.HELD):
        return False
    refuse_when_cancelled(meeting)
    refuse_when_closed(meeting.group)
    if meeting.is_over:
        raise Refused(OVER)
    members = [membership.person for membership in groups.members_of(meeting.group)]
    if not members:
        raise Refused(NOBODY_TO_CALL)
    called = db.session.execute(
        update(Meeting)
        .where(Meeting.id == meeting.id, Meeting.state == MeetingState.DRAFT)
        .values(state=MeetingState.CALLED, called_at=clock.now())
        .returning(Meeting.id)
    ).scalar()
    if called:
        mails.meeting_called(meeting, queries.points_of(meeting), members)
        db.session.flush()
    return bool(called)


def answer(meeting: Meeting, person: Person, said: Answer) -> Attendance:
    """What a member says before the meeting; « je ne viens pas » notes them excused until they come (domain §0)."""
    attendance = _attendance(meeting, person.id)
    if said is Answer.NO and attendance.presence is None:
        attendance.presence = Presence.EXCUSED
    elif attendance.answer is Answer.NO and said is not Answer.NO and attendance.presence is Presence.EXCUSED:
        attendance.presence = None
    attendance.answer, attendance.answered_at = said, clock.now()
    db.session.flush()
    return attendance


def record_presence(meeting: Meeting, person_id: int, presence: Presence | None) -> Attendance:
    """Who is there, or why not; None takes the tick back.

    Raises:
        Refused: the meeting was not called, or the person is not expected there.
    """
    refuse_when_not_called(meeting)
    if not queries.may_be_noted(meeting, person_id):
        raise Refused(NOT_EXPECTED)
    attendance = _attendance(meeting, person_id)
    attendance.presence = presence
    db.session.flush()
    return attendance


def write_notes(point: AgendaItem, notes: str, revision: int) -> None:
    """Keep the notes of a point, written from its `revision`.

    Raises:
        StaleNotes: somebody wrote something else meanwhile; nothing is written.
        Refused: the meeting was not called.
    """
    refuse_when_not_called(point.meeting)
    written = db.session.execute(
        update(AgendaItem)
        .where(AgendaItem.id == point.id, AgendaItem.notes_revision == revision)
        .values(notes=notes, notes_revision=revision + 1)
        .returning(AgendaItem.id)
    ).scalar()
    db.session.refresh(point, ["notes", "notes_revision"])
    if not written and point.notes != notes:
        raise StaleNotes


def _attendance(meeting: Meeting, person_id: int) -> Attendance:
    """The row of a person at a meeting; of two made at once, the first."""
    if found := queries.attendance_of(meeting, person_id):
        return found
    try:
        with db.session.begin_nested():
            made = Attendance(meeting_id=meeting.id, person_id=person_id)
            db.session.add(made)
        return made
    except IntegrityError:
        of_both = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.person_id == person_id)
        return db.session.scalars(of_both).one()
