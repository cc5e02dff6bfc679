"""Joint meetings: a meeting belongs to one group and invites others, whose members are called like its own."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import delete, insert

from workspace import clock
from workspace.database import db
from workspace.groups.models import Group, GroupState
from workspace.journal.operations import record
from workspace.meetings import mails, queries
from workspace.meetings.models import Attendance, Meeting, MeetingState, meeting_guest_group
from workspace.meetings.operations import refuse_to_edit, take_alone
from workspace.people.models import Person
from workspace.refusals import Refused

CANNOT_COME = "Ce groupe ne peut pas être invité : il est clos, ou c’est lui qui tient la réunion."


def may_be_invited(meeting_of: Group, group: Group) -> bool:
    return group.state is not GroupState.CLOSED and group.id != meeting_of.id


def groups_to_invite(meeting_of: Group, known: Iterable[Group]) -> list[Group]:
    return [one for one in known if may_be_invited(meeting_of, one)]


def invite_groups(meeting: Meeting, add: Collection[Group], remove_ids: Collection[int] = ()) -> int:
    """Invite groups and let others go; what somebody else changed meanwhile stays. How many people are told: once the
    meeting is called, those who come in are called, and those who are no longer expected hear it, and whoever was to
    come instead of them. Whose presence was ticked already came: their line stays.

    Raises:
        Refused: the meeting is over or cancelled, or a group cannot be invited.
    """
    take_alone(meeting)
    refuse_to_edit(meeting)
    known = {guest.id for guest in meeting.guests}
    if not all(may_be_invited(meeting.group, one) for one in add):
        raise Refused(CANNOT_COME)
    added = {one.id for one in add} - known
    removed = set(remove_ids) & known
    if not added and not removed:
        return 0
    before = queries.expected_at(meeting)
    _keep(meeting, added, removed)
    after = {one.person.id: one.person for one in queries.members_of(meeting)}
    record("meetings/guests-changed", meeting, title=meeting.title)
    if meeting.state is not MeetingState.CALLED or meeting.is_over:
        return 0
    called = {one.person.id for one in before if one.is_member}
    came = [person for person_id, person in after.items() if person_id not in called]
    left = [one for one in before if not _is_expected(one, after) and not one.was_noted]
    mails.meeting_called(meeting, queries.points_of(meeting), came)
    mails.no_longer_called(meeting, left)
    gone = (Attendance.meeting_id == meeting.id, Attendance.person_id.in_([one.person.id for one in left]))
    db.session.execute(delete(Attendance).where(*gone))
    db.session.flush()
    return len(came) + len(left)


def _is_expected(attendee: queries.Attendee, members: Mapping[int, Person]) -> bool:
    """Still, as a member or instead of one."""
    return any(one and one.id in members for one in (attendee.person, attendee.replaces))


def _keep(meeting: Meeting, added: Collection[int], removed: Collection[int]) -> None:
    pairs = meeting_guest_group
    db.session.execute(delete(pairs).where(pairs.c.meeting_id == meeting.id, pairs.c.group_id.in_(removed)))
    if added:
        rows = [{"meeting_id": meeting.id, "group_id": one} for one in sorted(added)]
        db.session.execute(insert(pairs), rows)
    meeting.changed_at = clock.now()
    db.session.flush()
    db.session.expire(meeting, ["guests"])
