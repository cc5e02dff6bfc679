"""Preparing, calling and running a meeting.

None of these looks at the minutes, a later domain: whoever calls them first makes sure these are not published.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from workspace import clock
from workspace.database import add_or_find, db
from workspace.groups import queries as groups
from workspace.groups.models import Group, GroupState
from workspace.journal.operations import record
from workspace.meetings import mails, queries
from workspace.meetings.models import (
    CONVENED,
    THERE,
    AgendaItem,
    Answer,
    Appointment,
    Attendance,
    Meeting,
    MeetingState,
    PointKind,
    Presence,
    Proxy,
    meeting_guest_group,
)
from workspace.people import queries as people
from workspace.people.models import Centre, Person
from workspace.project.models import ProjectItem
from workspace.refusals import Refused
from workspace.versions import Stale

CLOSED_GROUP = "Ce groupe est clos : il ne tient plus de réunion."
OVER = "Cette réunion serait déjà passée : elle ne se convoque plus."
AN_EVENT = "C’est un événement : il se modifie et s’annule depuis sa page."
CANCELLED = "Cette réunion est annulée."
HELD = "Cette réunion s’est tenue : elle ne se modifie plus et ne s’annule plus."
TOOK_PLACE = "Des personnes sont notées présentes à cette réunion : si elle ne s’est pas tenue, retirez-les d’abord."
DECISIVE = "Des décisions ou des actions viennent de cette réunion : si elle n’a pas lieu, retirez-les d’abord."
NOT_ANNOUNCED = "Cette réunion n’est qu’un brouillon, que personne n’attend : supprimez-la."
ANNOUNCED = "Cette réunion est convoquée : elle ne se supprime plus, elle s’annule."
GONE = "Cette réunion n’existe plus : quelqu’un vient de supprimer son brouillon."
NOBODY_TO_CALL = "Ce groupe n’a pas encore de membres : il n’y a personne à convoquer."
NOT_CALLED = "Cette réunion n’est pas encore convoquée : convoquez-la d’abord."
NAMES_REMOVED = "Cette réunion est ancienne : ses présences se comptent encore, sans les noms."
NOT_EXPECTED = "Cette personne n’est pas membre du groupe."
CANNOT_TAKE_NOTES = "Cette personne ne peut pas prendre les notes : elle n’est pas membre, ou n’a pas de compte."
POINT_HAS_NOTES = "Ce point porte des notes : effacez-les d’abord si vous voulez le retirer."
POINT_IN_USE = "Une décision ou une action vient de ce point : retirez-la d’abord."


FORTNIGHT = timedelta(weeks=2)
NO_SYNC = {"synchronize_session": False}  # what a subquery computes is not known to the session
ONE_SITTING = timedelta(hours=3)  # notes saved again and again while a meeting runs are one line of the journal


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


def refuse_events(meeting: Meeting) -> None:
    """Whoever registered is told otherwise than members who are called: an event has gestures of its own."""
    if meeting.is_event:
        raise Refused(AN_EVENT)


def refuse_when_over(meeting: Meeting) -> None:
    """What was held or cancelled keeps its date, and a closed group has no meeting to come."""
    refuse_when_cancelled(meeting)
    if meeting.state is MeetingState.HELD:
        raise Refused(HELD)
    refuse_when_closed(meeting.group)


def refuse_to_edit(meeting: Meeting) -> None:
    refuse_events(meeting)
    refuse_when_over(meeting)


def refuse_to_cancel(meeting: Meeting) -> None:
    """A meeting that nobody waits for, or that people came to, is not one to cancel."""
    refuse_events(meeting)
    refuse_when_cancelled(meeting)
    if meeting.state is MeetingState.HELD:
        raise Refused(HELD)
    if meeting.state is MeetingState.DRAFT:
        raise Refused(NOT_ANNOUNCED)
    if queries.presence_counts([meeting.id]):
        raise Refused(TOOK_PLACE)


def refuse_to_remove(meeting: Meeting) -> None:
    """Only a draft goes without a trace."""
    if meeting.state is not MeetingState.DRAFT:
        raise Refused(ANNOUNCED)


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
    _take_turns(group)
    meeting = queries.same_meeting(group, title, starts_at, ends_at=ends_at, place=place, video_link=video_link)
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
        meeting.centre_id, meeting.room_id = queries.spot_named(place)
        db.session.add(meeting)
        db.session.flush()
        record("meetings/created", meeting, title=title)
    return meeting


def add_point(
    meeting: Meeting,
    title: str,
    kind: PointKind,
    minutes: int | None,
    items: Sequence[ProjectItem],
    text: str = "",
    carried_by_id: int | None = None,
) -> AgendaItem:
    """A point at the end of the agenda. The same form posted twice makes one point.

    Raises:
        Refused: the meeting is cancelled.
    """
    refuse_when_cancelled(meeting)
    last = db.session.scalar(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.id.desc()).limit(1)
    )
    if last and (last.title, last.kind, last.minutes, last.text) == (title, kind, minutes, text):
        return last
    end = db.session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id)) or 0
    point = AgendaItem(meeting=meeting, position=end + 1, title=title, kind=kind, minutes=minutes, text=text)
    point.items, point.carried_by_id = list(items), carried_by_id
    db.session.add(point)
    db.session.flush()
    record("meetings/point-added", meeting, title=title)
    return point


def edit_point(
    point: AgendaItem,
    seen: str,
    title: str,
    kind: PointKind,
    minutes: int | None,
    items: Sequence[ProjectItem],
    text: str = "",
    carried_by_id: int | None = None,
) -> None:
    """Change what a point says, written from the version `seen`. The same form posted twice changes nothing.

    Raises:
        Stale: somebody wrote something else meanwhile; nothing is written.
        Refused: the meeting is cancelled.
    """
    refuse_when_cancelled(point.meeting)
    columns = ["title", "kind", "minutes", "text", "carried_by_id"]
    db.session.refresh(point, columns, with_for_update=True)  # two at once
    db.session.refresh(point, ["items", "carried_by"])
    if queries.said_by(point) == (title, kind, minutes, text, carried_by_id, {item.id for item in items}):
        return
    if queries.version_of(point) != seen:
        raise Stale
    point.title, point.kind, point.minutes, point.text = title, kind, minutes, text
    point.items, point.carried_by_id = list(items), carried_by_id
    db.session.flush()
    record("meetings/point-edited", point.meeting, title=title)


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
    record("meetings/point-removed", point.meeting, title=point.title)


def call_meeting(meeting: Meeting, documents: Sequence[tuple[str, str]] = ()) -> bool:
    """Tell every member, once: whoever calls second finds it called, and is told so by False. `documents` are the names
    and addresses of the files that go with the call: files come later in the house.

    Raises:
        Refused: it is over or cancelled, the group is closed or has no members.
    """
    refuse_events(meeting)
    take_alone(meeting)
    if meeting.state in CONVENED:
        return False
    refuse_when_cancelled(meeting)
    refuse_when_closed(meeting.group)
    if meeting.is_over:
        raise Refused(OVER)
    members = groups.people_belonging(meeting.group_ids)
    if not members:
        raise Refused(NOBODY_TO_CALL)
    meeting.state, meeting.called_at = MeetingState.CALLED, clock.now()
    mails.meeting_called(meeting, queries.points_of(meeting), members, documents)
    db.session.flush()
    record("meetings/called", meeting, title=meeting.title)
    return True


def edit_meeting(
    meeting: Meeting, revision: int, title: str, starts_at: datetime, ends_at: datetime, place: str, video_link: str
) -> bool:
    """Change what a meeting says, written from its `revision`; True when it was called, and members are told that it
    is moved. The same form posted twice changes and tells nothing.

    Raises:
        Stale: somebody wrote something else meanwhile; nothing is written.
        Refused: it was held or cancelled, or the group is closed.
    """
    take_alone(meeting)
    refuse_to_edit(meeting)
    before, after = meeting.appointment, Appointment(starts_at, ends_at, place, video_link)
    if (meeting.title, before) == (title, after):
        return False
    if meeting.revision != revision:
        raise Stale
    meeting.title, meeting.revision = title, revision + 1
    meeting.starts_at, meeting.ends_at, meeting.place, meeting.video_link = after
    meeting.centre_id, meeting.room_id = queries.spot_named(place)
    told = meeting.state is MeetingState.CALLED and before != after and not meeting.is_over
    if told:
        meeting.is_told_anew()
        mails.meeting_moved(meeting, before, [one.person for one in queries.expected_at(meeting)])
    db.session.flush()
    moved = (before.starts_at, before.ends_at) != (starts_at, ends_at)
    record("meetings/moved" if moved else "meetings/edited", meeting, title=title)
    return told


def cancel_meeting(meeting: Meeting, reason: str) -> bool:
    """Tell every member that a called meeting will not take place; False when it was cancelled already.

    Raises:
        Refused: it is a draft, it was held, or people came.
    """
    take_alone(meeting)
    if meeting.state is MeetingState.CANCELLED:
        return False
    refuse_to_cancel(meeting)
    meeting.state, meeting.cancelled_at, meeting.cancelled_reason = MeetingState.CANCELLED, clock.now(), reason
    meeting.sequence += 1
    mails.meeting_cancelled(meeting, [one.person for one in queries.expected_at(meeting)])
    db.session.flush()
    record("meetings/cancelled", meeting, title=meeting.title)
    return True


def remove_meeting(meeting: Meeting) -> None:
    """A draft goes with its agenda, and the answers that a poll on dates gave it; nobody was told of it.

    Raises:
        Refused: it is no longer a draft.
    """
    take_alone(meeting)
    refuse_to_remove(meeting)
    record("meetings/removed", meeting, title=meeting.title)
    db.session.execute(delete(AgendaItem).where(AgendaItem.meeting_id == meeting.id))
    db.session.execute(delete(Attendance).where(Attendance.meeting_id == meeting.id))
    db.session.execute(delete(Meeting).where(Meeting.id == meeting.id))


def start_of_the_next(meeting: Meeting) -> datetime:
    """At the same hour when the group's rhythm says, or as many times later as it takes to be to come."""
    step = 7 * meeting.group.every_weeks if meeting.group.every_weeks else FORTNIGHT.days
    starts_at = clock.days_later(meeting.starts_at, step)
    while starts_at <= clock.now():
        starts_at = clock.days_later(starts_at, step)
    return starts_at


def duplicate_meeting(meeting: Meeting, creator: Person) -> Meeting:
    """A draft with the same agenda and the same guests, without notes, when the group's rhythm says (two weeks later
    where it says nothing). Asked twice: made once.

    Raises:
        Refused: the group is closed.
    """
    refuse_events(meeting)
    _take_turns(meeting.group)
    starts_at = start_of_the_next(meeting)
    copy = queries.same_meeting(meeting.group, meeting.title, starts_at)
    if copy is None:
        ends_at = starts_at + (meeting.ends_at - meeting.starts_at)
        copy = create_meeting(
            meeting.group, meeting.title, starts_at, ends_at, creator, meeting.place, meeting.video_link
        )
        for guest in meeting.guests:
            pair = {"meeting_id": copy.id, "group_id": guest.id}
            db.session.execute(insert(meeting_guest_group).values(pair))
        for point in queries.points_of(meeting):
            if point.approves_id is not None:  # it is done once
                continue
            same = {name: getattr(point, name) for name in ("position", "title", "kind", "minutes", "carried_by_id")}
            db.session.add(AgendaItem(meeting=copy, text=point.lasting_text, items=list(point.items), **same))
        db.session.flush()
        db.session.expire(copy, ["guests"])
        record("meetings/duplicated", meeting, title=meeting.title)
    return copy


def answer(meeting: Meeting, person: Person, said: Answer) -> Attendance:
    """What a member says before the meeting; « je ne viens pas » notes them excused until they come (domain §0)."""
    attendance = attendance_for(meeting, person.id)
    if said is Answer.NO and attendance.presence is None:
        attendance.presence = Presence.EXCUSED
    elif attendance.answer is Answer.NO and said is not Answer.NO and attendance.presence is Presence.EXCUSED:
        attendance.presence = None
    attendance.answer, attendance.answered_at = said, clock.now()
    db.session.flush()
    return attendance


def name_note_taker(meeting: Meeting, person_id: int | None) -> Person | None:
    """Who writes notes, decisions, actions and presences beside those who lead, in this meeting only; None leaves it to
    them. Whoever did until now stops.

    Raises:
        Refused: it was cancelled, or the person is no member of the group who can sign in.
    """
    take_alone(meeting)
    refuse_when_cancelled(meeting)
    taker = next((one for one in queries.possible_note_takers(meeting) if one.id == person_id), None)
    if person_id is not None and taker is None:
        raise Refused(CANNOT_TAKE_NOTES)
    if meeting.note_taker_id != person_id:
        meeting.note_taker_id = person_id
        db.session.flush()
        if taker is not None:
            record("meetings/note-taker-named", meeting, note_taker=taker)
        else:
            record("meetings/note-taker-removed", meeting)
    return taker


def record_presence(meeting: Meeting, person_id: int, presence: Presence | None) -> Attendance:
    """Who is there, or why not; None takes the tick back. Whoever comes after all is represented by nobody.

    Raises:
        Refused: the meeting was not called, the person is not expected there, or names are no longer kept.
    """
    refuse_when_not_called(meeting)
    if meeting.names_removed_at is not None:
        raise Refused(NAMES_REMOVED)
    if not queries.may_be_noted(meeting, person_id):
        raise Refused(NOT_EXPECTED)
    attendance = attendance_for(meeting, person_id)
    if attendance.presence is not presence:
        attendance.presence = presence
        db.session.flush()
        if presence is not Presence.REPRESENTED:
            given = (Proxy.meeting_id == meeting.id, Proxy.giver_id == person_id)
            db.session.execute(delete(Proxy).where(*given))
        attendee = people.person(person_id)
        _keep_last_seen(meeting, attendee, presence in THERE)
        record("meetings/presence-recorded", meeting, attendee=attendee)
    return attendance


def _keep_last_seen(meeting: Meeting, person: Person, is_there: bool) -> None:
    """A tick moves the day when the person's centre was last seen; one taken back counts again, if it made that day."""
    if person.centre_id is None:
        return
    centre = update(Centre).where(Centre.id == person.centre_id)
    if is_there:
        later = or_(Centre.last_seen_at.is_(None), Centre.last_seen_at < meeting.starts_at)
        db.session.execute(centre.where(later).values(last_seen_at=meeting.starts_at))
    else:
        made_it = Centre.last_seen_at == meeting.starts_at
        db.session.execute(centre.where(made_it).values(last_seen_at=queries.last_seen()), execution_options=NO_SYNC)


def see_centres_again() -> None:
    """When each centre was last seen, from the whole history: after presences that came by another way."""
    db.session.execute(update(Centre).values(last_seen_at=queries.last_seen()), execution_options=NO_SYNC)


def write_notes(point: AgendaItem, notes: str, revision: int) -> None:
    """Keep the notes of a point, written from its `revision`.

    Raises:
        Stale: somebody wrote something else meanwhile; nothing is written.
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
        raise Stale
    if written:
        record("meetings/notes-written", point.meeting, once_in=ONE_SITTING, title=point.title)


def _take_turns(group: Group) -> None:
    """Two who make a meeting of the group at once wait for each other here."""
    db.session.execute(select(Group.id).where(Group.id == group.id).with_for_update())


def take_alone(meeting: Meeting) -> None:
    """Two who change a meeting at once wait for each other here; the second sees what the first did."""
    columns = [column.key for column in Meeting.__mapper__.column_attrs]
    try:
        db.session.refresh(meeting, columns, with_for_update=True)
    except InvalidRequestError:
        raise Refused(GONE) from None


def attendance_for(meeting: Meeting, person_id: int) -> Attendance:
    """The row of a person at a meeting; of two made at once, the first."""
    if found := queries.attendance_of(meeting, person_id):
        return found
    of_both = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.person_id == person_id)
    return add_or_find(Attendance(meeting_id=meeting.id, person_id=person_id), of_both)


def count_as_of_now(*those: ColumnElement[bool]) -> None:
    """Whatever becomes of the people, these presences are counted by the status and the centre that they have now;
    those already counted so stay as they are."""
    of_person = Person.id == Attendance.person_id
    as_of_now = {
        column.key: select(column).where(of_person).scalar_subquery() for column in (Person.status, Person.centre_id)
    }
    db.session.execute(
        update(Attendance)
        .where(*those, Attendance.person_id.is_not(None), Attendance.status.is_(None))
        .values(as_of_now)
    )
