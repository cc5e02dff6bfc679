"""What calling a period comes to: which meetings, to whom, and what cannot be called and why."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from workspace import clock
from workspace.database import db, numbers_in, prepared
from workspace.french import count
from workspace.groups.models import GroupState, Membership
from workspace.groups.queries import belonging
from workspace.meetings.models import Meeting, MeetingKind, MeetingState
from workspace.meetings.operations import CLOSED_GROUP, NOBODY_TO_CALL
from workspace.people.models import REACHED, Person, Reached
from workspace.planning.periods import Period
from workspace.scheduling import judging
from workspace.scheduling.conflicts import Conflict, find_all
from workspace.versions import digest_of

Documents = Callable[[Collection[int]], Mapping[int, Sequence[tuple[str, str]]]]  # by meeting id: names, addresses


@dataclass(frozen=True)
class Round:
    """Meetings to call, by date; what keeps others from it; each member with their meetings."""

    meetings: Sequence[Meeting]
    refused: Sequence[tuple[Meeting, str]]
    to_tell: Sequence[tuple[Reached, Sequence[Meeting]]]

    @property
    def letters(self) -> list[tuple[Reached, Sequence[Meeting]]]:
        """One each, to those who have an address."""
        return [(person, theirs) for person, theirs in self.to_tell if person.email]

    @property
    def reached(self) -> list[Reached]:
        return [person for person, _ in self.letters]

    @property
    def unreached(self) -> list[Reached]:
        return [person for person, _ in self.to_tell if not person.email]

    @property
    def said(self) -> str:
        """Once called; empty, it was called before."""
        if not self.meetings:
            return "Ces réunions étaient déjà convoquées : aucun courrier de plus ne part."
        called = count(len(self.meetings), "réunion convoquée", "réunions convoquées")
        return f"{called}, {count(len(self.letters), 'courrier prêt', 'courriers prêts')} à partir."

    @property
    def version(self) -> str:
        """Changes with the meetings, their dates and the people; the meetings' ids can be read in it."""
        told = [(one.id, one.starts_at.isoformat(), one.place) for one in self.meetings]
        people, refused = [person.id for person, _ in self.to_tell], [one.id for one, _ in self.refused]
        ids = "-".join(str(one.id) for one in self.meetings)
        return f"{digest_of(told, people, refused)} {ids}"


def round_of(period: Period) -> Round:
    return round_of_drafts(db.session.scalars(*_drafts(*period.instants, clock.now())).all())


def round_of_drafts(drafts: Sequence[Meeting]) -> Round:
    """By date; in a number of statements that does not grow."""
    if not drafts:
        return Round([], [], [])
    first, last = (clock.in_paris(one.starts_at).date() for one in (drafts[0], drafts[-1]))
    frame = judging.frame(first, last)
    ids = {one.id for one in drafts}
    found = find_all(frame, [slot for slot in frame.slots if slot.meeting_id in ids])
    members = _members({group_id for one in drafts for group_id in one.group_ids})
    refused = [(one, why) for one in drafts if (why := _against(one, found.get(one.id, ()), members))]
    kept_back = {one.id for one, _ in refused}
    callable_ = [one for one in drafts if one.id not in kept_back]
    return Round(callable_, refused, _told(callable_, members))


def take(shown: Round, now: datetime) -> Round:
    """Make them called, those that nobody else called meanwhile."""
    ids = [one.id for one in shown.meetings]
    drafts = select(Meeting.id).where(Meeting.id.in_(ids), Meeting.state == MeetingState.DRAFT).order_by(Meeting.id)
    taken = set(db.session.scalars(drafts.with_for_update()))
    told = [(person, [one for one in theirs if one.id in taken]) for person, theirs in shown.to_tell]
    meetings = [one for one in shown.meetings if one.id in taken]
    for one in meetings:  # through the session: what is kept beside a meeting follows what it says
        one.state, one.called_at, one.changed_at = MeetingState.CALLED, now, now
    db.session.flush()
    return Round(meetings, shown.refused, [(person, theirs) for person, theirs in told if theirs])


def were_called(seen: str, *among: ColumnElement[bool]) -> bool:
    """Whether the meetings that a form showed are called by now: the button was pressed twice."""
    ids = numbers_in(seen.partition(" ")[2].split("-"))[:1000]
    called = select(Meeting.id).where(Meeting.id.in_(ids), Meeting.state == MeetingState.CALLED, *among)
    return bool(ids) and db.session.scalar(called.limit(1)) is not None


def within(period: Period) -> ColumnElement[bool]:
    first, last = period.instants
    return and_(Meeting.starts_at >= first, Meeting.starts_at < last)


@prepared
def _drafts(since: datetime, until: datetime, now: datetime) -> Select[Meeting]:
    between = Meeting.starts_at >= since, Meeting.starts_at < until, Meeting.ends_at > now
    query = select(Meeting).where(Meeting.state == MeetingState.DRAFT, Meeting.kind == MeetingKind.MEETING, *between)
    return query.order_by(Meeting.starts_at, Meeting.id)


def _against(meeting: Meeting, found: Iterable[Conflict], members: dict[int, list[Reached]]) -> str:
    """Why it cannot be called, in sentences; « » when it can."""
    if meeting.group.state is GroupState.CLOSED:
        return CLOSED_GROUP
    if not any(members.get(group_id) for group_id in meeting.group_ids):
        return NOBODY_TO_CALL
    return " ".join(one.text for one in found if one.is_hard)


def _members(group_ids: set[int]) -> dict[int, list[Reached]]:
    found: dict[int, list[Reached]] = {}
    for group_id, *person in db.session.execute(*_belonging(group_ids, clock.today())):
        found.setdefault(group_id, []).append(Reached(*person))
    return found


@prepared
def _belonging(group_ids: Collection[int], day: date) -> Select[Any]:
    """Who belongs to these groups, with which."""
    query = select(Membership.group_id, *REACHED).join(Membership.person)
    return query.where(Membership.group_id.in_(group_ids), belonging(day)).order_by(Person.search_name, Person.id)


def _told(meetings: Iterable[Meeting], members: dict[int, list[Reached]]) -> list[tuple[Reached, list[Meeting]]]:
    """Each person with their meetings, by name."""
    people: dict[int, Reached] = {}
    theirs: dict[int, list[Meeting]] = {}
    for meeting in meetings:
        called = {one.id: one for group_id in meeting.group_ids for one in members.get(group_id, ())}
        people |= called
        for person_id in called:
            theirs.setdefault(person_id, []).append(meeting)
    return [(one, theirs[one.id]) for one in sorted(people.values(), key=lambda one: (one.search_name, one.id))]
