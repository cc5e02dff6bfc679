"""A planner: rows of groups, weeks, meetings, and what each date costs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import takewhile
from typing import TypeVar

from sqlalchemy import select

from workspace import clock
from workspace.database import db
from workspace.groups import queries as groups
from workspace.groups.models import Group, GroupState
from workspace.groups.queries import Standing
from workspace.meetings.models import Meeting, MeetingState
from workspace.planning.periods import Period
from workspace.polls import queries as polls
from workspace.polls.models import DatePoll, PollOption
from workspace.scheduling import judging
from workspace.scheduling.conflicts import Conflict, Frame, find_all, public_holidays
from workspace.scheduling.models import KeptConflict
from workspace.scheduling.queries import visible_to

STATES = {
    "draft": "brouillon",
    "called": "convoquée",
    "running": "en cours",
    "over": "tenue, à clore",
    "held": "tenue",
}
IN_POLL = "en sondage"
BUSY_WEEK = "busy_week"  # the one kind of conflict that is about a week and not about a meeting
LONG_GAP = 8  # weeks outside school holidays: a working group that has not met for that long is pointed out


@dataclass(frozen=True)
class Chip:
    """A meeting of the grid, and what its date costs."""

    meeting: Meeting
    is_led: bool  # by whoever reads: then it may be moved
    conflicts: Sequence[Conflict] = ()
    kept: dict[str, KeptConflict] = field(default_factory=dict)

    @cached_property
    def begins(self) -> datetime:
        """On a French wall, as is `ends`."""
        return clock.in_paris(self.meeting.starts_at)

    @cached_property
    def ends(self) -> datetime:
        return clock.in_paris(self.meeting.ends_at)

    @cached_property
    def day(self) -> date:
        return self.begins.date()

    @cached_property
    def week(self) -> date:
        return clock.monday_of(self.day)

    @cached_property
    def state(self) -> str:
        """A key of STATES."""
        if self.meeting.state is MeetingState.CALLED and self.meeting.has_started:
            return "over" if self.meeting.is_over else "running"
        return self.meeting.state.value

    @property
    def words(self) -> str:
        return STATES[self.state]

    @property
    def moves(self) -> bool:
        return self.is_led and self.meeting.state is not MeetingState.HELD and not self.meeting.is_event

    @cached_property
    def hard(self) -> list[Conflict]:
        return [one for one in self.conflicts if one.is_hard]

    @cached_property
    def to_solve(self) -> list[Conflict]:
        """Hard, or soft and not kept."""
        return [one for one in self.conflicts if one.is_hard or one.kind not in self.kept]

    @property
    def lived_with(self) -> list[tuple[Conflict, KeptConflict]]:
        return [(one, self.kept[one.kind]) for one in self.conflicts if not one.is_hard and one.kind in self.kept]


@dataclass(frozen=True)
class PollChip:
    """A date that an open poll proposes: nobody is expected there yet."""

    option: PollOption
    words = IN_POLL

    @property
    def poll(self) -> DatePoll:
        return self.option.poll

    @cached_property
    def begins(self) -> datetime:
        return clock.in_paris(self.option.starts_at)

    @cached_property
    def ends(self) -> datetime:
        return clock.in_paris(self.option.starts_at + self.poll.length)

    @cached_property
    def day(self) -> date:
        return self.begins.date()

    @cached_property
    def week(self) -> date:
        return clock.monday_of(self.day)


@dataclass(frozen=True)
class Week:
    monday: date
    chips: Sequence[Chip]
    proposed: Sequence[PollChip]
    is_busy: bool
    school: Sequence[str]  # names of school holidays that touch it
    public: dict[date, str]

    @cached_property
    def dates(self) -> list[Chip | PollChip]:
        """Meetings and dates in a poll, in their order."""
        return sorted([*self.chips, *self.proposed], key=lambda one: one.begins)

    @cached_property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def is_now(self) -> bool:
        return self.monday <= clock.today() <= self.sunday

    @cached_property
    def is_past(self) -> bool:
        return self.sunday < clock.today()

    @property
    def says_something(self) -> bool:
        return bool(self.dates or self.holidays)

    @cached_property
    def holidays(self) -> list[str]:
        return [*self.school, *self.public.values()]


@dataclass(frozen=True)
class Cell:
    """A week of a row; or several that went by without any meeting."""

    week: Week
    weeks: int = 1


@dataclass(frozen=True)
class Row:
    group: Group
    is_led: bool
    chips: dict[date, list[Chip]]  # by the Monday of their week
    proposed: dict[date, list[PollChip]]

    def cells(self, weeks: Sequence[Week]) -> Iterator[Cell]:
        rank = 0
        while rank < len(weeks):
            cell = Cell(weeks[rank], self._gap_after(weeks[:rank], weeks[rank:]) or 1)
            yield cell
            rank += cell.weeks

    def _gap_after(self, before: Sequence[Week], coming: Sequence[Week]) -> int:
        """How many weeks went by without any meeting since the last one; 0 when there is nothing to say of it."""
        if not (before and before[-1].monday in self.chips and self.group.is_working_group):
            return 0
        gone = list(takewhile(lambda week: week.is_past and not self._has_something(week), coming))
        return len(gone) if sum(not week.school for week in gone) >= LONG_GAP else 0

    def _has_something(self, week: Week) -> bool:
        return week.monday in self.chips or week.monday in self.proposed


@dataclass(frozen=True)
class Planner:
    period: Period
    zone: str
    weeks: Sequence[Week]
    rows: Sequence[Row]
    chips: Sequence[Chip]  # by date
    proposed: Sequence[PollChip]  # by date: what polls still ask about

    @property
    def kinds(self) -> list[list[Row]]:
        """Working groups, then bodies."""
        working = [row for row in self.rows if row.group.is_working_group]
        bodies = [row for row in self.rows if not row.group.is_working_group]
        return [rows for rows in (working, bodies) if rows]

    @property
    def gaps(self) -> list[tuple[Group, date, int]]:
        """Which groups went weeks without any meeting: from which Monday, how many weeks."""
        cells = [(row.group, cell) for row in self.rows for cell in row.cells(self.weeks)]
        return [(group, cell.week.monday, cell.weeks) for group, cell in cells if cell.weeks > 1]

    @property
    def months(self) -> list[tuple[date, int]]:
        """The first day of each month, and how many weeks begin in it."""
        firsts = [week.monday.replace(day=1) for week in self.weeks]
        return [(first, firsts.count(first)) for first in dict.fromkeys(firsts)]

    @property
    def next_week(self) -> date:
        """The Monday that a new meeting is proposed for: the first one to come."""
        return next((week.monday for week in self.weeks if week.monday > clock.today()), self.weeks[-1].monday)

    @cached_property
    def hard(self) -> list[tuple[Chip, Conflict]]:
        return [(chip, one) for chip in self.chips for one in chip.hard]

    @cached_property
    def soft(self) -> list[tuple[Chip, Conflict]]:
        """Of one meeting each; what is said of a whole week is in `busy`."""
        return [(chip, one) for chip, one in self._soft if one.kind != BUSY_WEEK]

    @cached_property
    def busy(self) -> list[tuple[date, str, list[Chip]]]:
        """What is said of a week that holds a lot, once, by its Monday, with its meetings that may still be moved."""
        said: dict[date, tuple[date, str, list[Chip]]] = {}
        for chip, one in self._soft:
            if one.kind == BUSY_WEEK:
                said.setdefault(chip.week, (chip.week, one.text, []))[2].append(chip)
        return list(said.values())

    @property
    def to_check(self) -> int:
        return len(self.soft) + len(self.busy)

    @property
    def _soft(self) -> list[tuple[Chip, Conflict]]:
        return [(chip, one) for chip in self.chips for one in chip.to_solve if not one.is_hard]

    @property
    def kept(self) -> list[tuple[Chip, Conflict, KeptConflict]]:
        return [(chip, one, kept) for chip in self.chips for one, kept in chip.lived_with]

    @cached_property
    def drafts(self) -> list[Chip]:
        return [chip for chip in self.chips if chip.meeting.state is MeetingState.DRAFT and not chip.meeting.is_over]


def leads(standing: Standing, group_ids: frozenset[int]) -> bool:
    """What Can.LEAD says, without a thing to load."""
    return bool(group_ids & standing.led_ids) or standing.steers


def meetings_of(standing: Standing, period: Period) -> Sequence[Meeting]:
    """The meetings of a period that a person may know of, by date; cancelled ones left out."""
    since, until = period.instants
    query = select(Meeting).where(
        Meeting.state != MeetingState.CANCELLED,
        Meeting.starts_at >= since,
        Meeting.starts_at < until,
        visible_to(standing),
    )
    return db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id)).all()


def planner(standing: Standing, period: Period) -> Planner:
    """A period as a person may see it; conflicts are said of what they lead and is still to come."""
    known = groups.all_groups(with_closed=True)
    meetings, frame = meetings_of(standing, period), judging.frame(*period.days, known)
    judged = {one.id for one in meetings if not one.has_started and leads(standing, one.group_ids)}
    found = find_all(frame, [slot for slot in frame.slots if slot.meeting_id in judged])
    kept = judging.kept([one for one in meetings if one.id in found])
    chips = [Chip(one, leads(standing, one.group_ids), found.get(one.id, ()), kept.get(one.id, {})) for one in meetings]
    proposed = [PollChip(one) for one in polls.polls_between(standing, *period.days)]
    weeks, rows = _weeks(period, frame, chips, proposed), _rows(standing, known, chips, proposed)
    return Planner(period, frame.zone, weeks, rows, chips, proposed)


def _weeks(period: Period, frame: Frame, chips: Sequence[Chip], proposed: Sequence[PollChip]) -> list[Week]:
    public = public_holidays({day.year for day in period.days})
    met, proposed_in = _by_week(chips), _by_week(proposed)
    weeks = []
    for monday in period.weeks:
        friday = monday + timedelta(days=4)  # from a Saturday on: it is said of the week that follows
        school = [one.name for one in frame.school if one.starts_on <= friday and one.ends_on >= monday]
        days = {day: public[day] for day in (monday + timedelta(days=n) for n in range(7)) if day in public}
        here = met.get(monday, [])
        weeks.append(
            Week(monday, here, proposed_in.get(monday, []), len(here) > frame.thresholds.busy_week, school, days)
        )
    return weeks


AnyChip = TypeVar("AnyChip", Chip, PollChip)


def _by_week(chips: Iterable[AnyChip]) -> dict[date, list[AnyChip]]:
    """By the Monday of their week."""
    found: dict[date, list[AnyChip]] = {}
    for chip in chips:
        found.setdefault(chip.week, []).append(chip)
    return found


def _rows(standing: Standing, known: Sequence[Group], chips: Sequence[Chip], proposed: Sequence[PollChip]) -> list[Row]:
    """Active groups, and the others while they have a meeting there."""
    by_group: dict[int, dict[date, list[Chip]]] = {}
    for chip in chips:
        for group_id in chip.meeting.group_ids:
            by_group.setdefault(group_id, {}).setdefault(chip.week, []).append(chip)
    asked: dict[int, dict[date, list[PollChip]]] = {}
    for one in proposed:
        asked.setdefault(one.poll.group_id, {}).setdefault(one.week, []).append(one)

    def may_meet(group: Group) -> bool:
        return leads(standing, frozenset({group.id})) and group.state is not GroupState.CLOSED

    return [
        Row(group, may_meet(group), by_group.get(group.id, {}), asked.get(group.id, {}))
        for group in known
        if group.state is GroupState.ACTIVE or group.id in by_group or group.id in asked
    ]
