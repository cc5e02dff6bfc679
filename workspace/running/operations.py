"""Gestures of a running meeting.

None of these looks at the minutes' state but through `refuse_when_published`, which callers ask first.
"""

from datetime import date

from sqlalchemy import select, update

from workspace import clock
from workspace.actions import lines
from workspace.actions import operations as actions
from workspace.actions.models import ActionItem, ActionState
from workspace.database import add_or_find, db
from workspace.inviting.operations import new_person
from workspace.journal.operations import record
from workspace.meetings import operations as meetings
from workspace.meetings.models import AgendaItem, Attendance, Meeting, Presence, Vote, VoteKind
from workspace.people.models import Person, Status
from workspace.running import queries
from workspace.running.models import Writing
from workspace.versions import Stale


def begin_point(point: AgendaItem) -> None:
    """The meeting comes to a point: its clock starts. The one under way goes on.

    Raises:
        Refused: the meeting was not called.
    """
    meetings.refuse_when_not_called(point.meeting)
    point.started_at = clock.now()
    db.session.flush()
    change(point.meeting)
    record("running/point-begun", point.meeting, title=point.title)


def take_vote(point: AgendaItem, question: str, kind: VoteKind, pro: int, con: int, abstained: int) -> Vote:
    """Write down a vote. The same one twice is one: a form was sent twice.

    Raises:
        Refused: the meeting was not called.
    """
    meetings.refuse_when_not_called(point.meeting)
    db.session.scalar(select(AgendaItem.id).where(AgendaItem.id == point.id).with_for_update())
    said = {"question": question, "kind": kind, "pro": pro, "con": con, "abstained": abstained}
    same = select(Vote).filter_by(point_id=point.id, **said).limit(1)
    known = db.session.scalar(same)
    if known is not None:
        return known
    vote = Vote(point=point, **said)
    db.session.add(vote)
    db.session.flush()
    change(point.meeting)
    record("running/voted", point.meeting, question=question)
    return vote


def remove_vote(vote: Vote) -> None:
    meeting, question = vote.meeting, vote.question
    db.session.delete(vote)
    db.session.flush()
    change(meeting)
    record("running/vote-removed", meeting, question=question)


def welcome(meeting: Meeting, first_name: str, last_name: str, status: Status) -> Person:
    """Somebody came who was not expected: known to the network by that name, or new, without an account.

    Raises:
        Refused: the meeting was not called, or names are no longer kept.
    """
    meetings.refuse_when_not_called(meeting)
    person = queries.named(first_name, last_name) or new_person(first_name, last_name, status, None)
    known = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.person_id == person.id)
    if db.session.scalar(known) is None:
        add_or_find(Attendance(meeting_id=meeting.id, person_id=person.id), known)
    meetings.record_presence(meeting, person.id, Presence.PRESENT)
    change(meeting)
    return person


def entrust_line(point: AgendaItem, line: str, revision: int, title: str, owner: Person, due_on: date | None) -> None:
    """A line of the notes becomes an action: from then on the text only names it.

    Raises:
        Stale: the line is no longer in the notes, or somebody wrote them meanwhile; nothing is kept.
    """
    written = point.notes.splitlines()
    if line not in written or point.notes_revision != revision:
        raise Stale
    action = actions.record_action(point, title, [owner], due_on, point.items)
    at = written.index(line)
    written[at] = lines.replaced(line, action.id)
    meetings.write_notes(point, "\n".join(written), revision)
    change(point.meeting)


def follow_ticks(point: AgendaItem, before: set[int], after: set[int], person: Person) -> None:
    """A box ticked in the notes closes its action, one unticked opens it again; only what the writer changed, and only
    actions of the groups that meet."""
    changed = before ^ after
    if not changed:
        return
    mine = (ActionItem.id.in_(changed), ActionItem.group_id.in_(point.meeting.group_ids))
    for action in db.session.scalars(select(ActionItem).where(*mine).order_by(ActionItem.id)):
        actions.change_state(action, ActionState.DONE if action.id in after else ActionState.TODO, person)


def note_writing(point: AgendaItem, person: Person) -> None:
    """Where somebody writes, for the others to see a few seconds."""
    known = select(Writing).where(Writing.meeting_id == point.meeting_id, Writing.person_id == person.id)
    row = db.session.scalar(known)
    if row is None:
        row = add_or_find(Writing(meeting_id=point.meeting_id, person_id=person.id, point_id=point.id), known)
    row.point_id, row.at = point.id, clock.now()
    db.session.flush()
    change(point.meeting)


def change(meeting: Meeting) -> None:
    """Something that readers follow moved: what they hold is out of date. Not a change of the meeting itself."""
    bumped = {"live_revision": Meeting.live_revision + 1, "changed_at": Meeting.changed_at}
    db.session.execute(
        update(Meeting).where(Meeting.id == meeting.id).values(bumped), execution_options={"synchronize_session": False}
    )
