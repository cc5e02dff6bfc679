"""A planner: rows of groups, weeks, meetings, and what each date costs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple, TypeVar

from workspace import clock
from workspace.french import day
from workspace.groups import queries as groups
from workspace.groups.models import Group, GroupState
from workspace.groups.queries import Standing
from workspace.meetings.models import MeetingState, ids_of_all, names_of_all
from workspace.planning.periods import Period
from workspace.polls import queries as polls
from workspace.polls.models import DatePoll, PollOption
from workspace.scheduling import judging
from workspace.scheduling.conflicts import Conflict, Frame, find_all, public_holidays
from workspace.scheduling.models import KeptConflict
from workspace.scheduling.queries import sees

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
class Cost:
    """What stands against the date of a meeting, and what of it somebody chose to live with."""

    conflicts: Sequence[Conflict] = ()
    kept: Mapping[Conflict, KeptConflict] = field(default_factory=dict)

    @classmethod
    def of(cls, meeting_id: int, against: Sequence[Conflict], kept: Mapping[int, Mapping[str, KeptConflict]]) -> "Cost":
        """`kept`: by meeting and kind; of two meetings that are too close, a reason kept at either holds for both."""
        rows = {one: _row(kept, meeting_id, one) or _row(kept, one.other_id, one) for one in against if not one.is_hard}
        return cls(against, {one: row for one, row in rows.items() if row})

    @cached_property
    def hard(self) -> list[Conflict]:
        return [one for one in self.conflicts if one.is_hard]

    @cached_property
    def to_solve(self) -> list[Conflict]:
        """Hard, or soft and not kept."""
        return [one for one in self.conflicts if one not in self.kept]

    @cached_property
    def lived_with(self) -> list[tuple[Conflict, KeptConflict]]:
        return [(one, self.kept[one]) for one in self.conflicts if one in self.kept]

    @cached_property
    def mark(self) -> str:
        """What the meeting is marked with: the worst of it."""
        return "hard" if self.hard else "soft" if self.to_solve else "kept" if self.lived_with else ""


FREE = Cost()


def _row(
    kept: Mapping[int, Mapping[str, KeptConflict]], meeting_id: int | None, conflict: Conflict
) -> KeptConflict | None:
    return kept.get(meeting_id or 0, {}).get(conflict.kind)


@dataclass(frozen=True)
class Chip:
    """A meeting of the grid, and what its date costs."""

    meeting: judging.Judged
    cost: Cost
    group: Group
    day: date
    week: date  # the Monday of its week
    is_led: bool  # by whoever reads: then it may be moved
    in_poll = False

    @cached_property
    def begins(self) -> datetime:
        """On a French wall, as is `ends`."""
        return clock.in_paris(self.meeting.starts_at)

    @property
    def ends(self) -> datetime:
        return clock.in_paris(self.meeting.ends_at)

    @cached_property
    def names(self) -> str:
        """Of all its groups."""
        return names_of_all(self.group, self.meeting.guests)

    @cached_property
    def said(self) -> str:
        """« Jeunesse, mardi 16 novembre »."""
        return f"{self.names}, {day(self.day, with_year=False)}"

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


@dataclass(frozen=True)
class PollChip:
    """A date that an open poll proposes: nobody is expected there yet."""

    option: PollOption
    words = IN_POLL
    in_poll = True

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
    is_past: bool
    is_now: bool
    school: Sequence[str]  # names of school holidays that touch it
    public: dict[date, str]

    @cached_property
    def dates(self) -> list[Chip | PollChip]:
        """Meetings and dates in a poll, in their order."""
        return sorted([*self.chips, *self.proposed], key=lambda one: one.begins)

    @property
    def says_something(self) -> bool:
        return bool(self.dates or self.holidays)

    @cached_property
    def holidays(self) -> list[str]:
        return [*self.school, *self.public.values()]


class Cell(NamedTuple):
    """A week of a row; or several that went by without any meeting."""

    monday: date
    weeks: int
    chips: Sequence[Chip]
    proposed: Sequence[PollChip]


@dataclass(frozen=True)
class Row:
    group: Group
    is_led: bool
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Planner:
    period: Period
    zone: str
    weeks: Sequence[Week]
    rows: Sequence[Row]
    chips: Sequence[Chip]  # by date
    proposed: Sequence[PollChip]  # by date: what polls still ask about

    @property
    def is_empty(self) -> bool:
        return not (self.chips or self.proposed)

    @property
    def kinds(self) -> list[list[Row]]:
        """Working groups, then bodies."""
        working = [row for row in self.rows if row.group.is_working_group]
        bodies = [row for row in self.rows if not row.group.is_working_group]
        return [rows for rows in (working, bodies) if rows]

    @property
    def gaps(self) -> list[tuple[Group, date, int]]:
        """Which groups went weeks without any meeting: from which Monday, how many weeks."""
        return [(row.group, cell.monday, cell.weeks) for row in self.rows for cell in row.cells if cell.weeks > 1]

    @property
    def months(self) -> list[tuple[date, int]]:
        """The first day of each month, and how many weeks begin in it."""
        firsts = [week.monday.replace(day=1) for week in self.weeks]
        return [(first, firsts.count(first)) for first in dict.fromkeys(firsts)]

    @property
    def next_week(self) -> date:
        """The Monday that a new meeting is proposed for: the first one to come whose Tuesday, proposed, is in it."""
        begins = self.period.first - timedelta(days=1)
        to_come = (one.monday for one in self.weeks if not (one.is_past or one.is_now) and one.monday >= begins)
        return next(to_come, self.weeks[-1].monday)

    @cached_property
    def hard(self) -> list[tuple[Chip, Conflict]]:
        return [(chip, one) for chip in self.chips for one in chip.cost.hard]

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
    def _soft(self) -> list[tuple[Chip, Conflict]]:
        return [(chip, one) for chip in self.chips for one in chip.cost.to_solve if not one.is_hard]

    @property
    def kept(self) -> list[tuple[Chip, Conflict, KeptConflict]]:
        return [(chip, one, kept) for chip in self.chips for one, kept in chip.cost.lived_with]

    @cached_property
    def drafts(self) -> list[Chip]:
        return [chip for chip in self.chips if chip.meeting.state is MeetingState.DRAFT and not chip.meeting.is_over]


def leads(standing: Standing, group_ids: frozenset[int]) -> bool:
    """What Can.LEAD says, without a thing to load."""
    return bool(group_ids & standing.led_ids) or standing.steers


def planner(standing: Standing, period: Period) -> Planner:
    """A period as a person may see it; conflicts are said of what they lead and is still to come."""
    first, last = period.days
    known, around = groups.all_groups(with_closed=True), judging.meetings_around(first, last)
    frame = judging.frame(first, last, known, around)
    shown = [
        (meeting, slot)
        for meeting, slot in zip(around, frame.slots, strict=True)
        if first <= slot.day <= last and sees(standing, slot.group_ids, meeting.state)
    ]
    now, led = clock.now(), {slot.meeting_id for _, slot in shown if leads(standing, slot.group_ids)}
    found = find_all(frame, [slot for _, slot in shown if slot.meeting_id in led and slot.starts_at > now])
    kept = judging.kept(found.keys())
    named = {group.id: group for group in known}
    costs = {meeting_id: Cost.of(meeting_id, against, kept) for meeting_id, against in _said_once(found).items()}
    chips = [
        Chip(one, costs.get(one.id, FREE), named[one.group_id], slot.day, slot.week, one.id in led)
        for one, slot in shown
    ]
    proposed = [PollChip(one) for one in polls.polls_between(standing, first, last)]
    weeks = _weeks(period, frame, chips, proposed)
    return Planner(period, frame.zone, weeks, _rows(standing, known, weeks, chips, proposed), chips, proposed)


def _said_once(found: Mapping[int, Sequence[Conflict]]) -> dict[int, list[Conflict]]:
    """By meeting, by date: what stands between two of them is said of the later one, unless it is impossible: then both
    are held back."""
    rank = {meeting_id: number for number, meeting_id in enumerate(found)}
    told = {(meeting_id, one.kind, one.other_id) for meeting_id, against in found.items() for one in against}

    def comes_again(meeting_id: int, one: Conflict) -> bool:
        said_there = (one.other_id, one.kind, meeting_id) in told
        return said_there and not one.is_hard and rank[one.other_id or 0] > rank[meeting_id]

    return {
        meeting_id: [one for one in against if not comes_again(meeting_id, one)]
        for meeting_id, against in found.items()
    }


def _weeks(period: Period, frame: Frame, chips: Sequence[Chip], proposed: Sequence[PollChip]) -> list[Week]:
    off: dict[date, dict[date, str]] = {}
    for on, name in public_holidays({one.year for one in period.days}).items():
        off.setdefault(clock.monday_of(on), {})[on] = name
    met, proposed_in = _by_week(chips), _by_week(proposed)
    present = clock.monday_of(clock.today())
    weeks = []
    for monday in period.weeks:
        friday = monday + timedelta(days=4)  # from a Saturday on: it is said of the week that follows
        here = met.get(monday, ())
        weeks.append(
            Week(
                monday,
                here,
                proposed_in.get(monday, ()),
                is_busy=len(here) > frame.thresholds.busy_week,
                is_past=monday < present,
                is_now=monday == present,
                school=[one.name for one in frame.school if one.starts_on <= friday and one.ends_on >= monday],
                public=off.get(monday, {}),
            )
        )
    return weeks


AnyChip = TypeVar("AnyChip", Chip, PollChip)


def _by_week(chips: Iterable[AnyChip]) -> dict[date, list[AnyChip]]:
    """By the Monday of their week."""
    found: dict[date, list[AnyChip]] = {}
    for chip in chips:
        found.setdefault(chip.week, []).append(chip)
    return found


def _rows(
    standing: Standing,
    known: Sequence[Group],
    weeks: Sequence[Week],
    chips: Sequence[Chip],
    proposed: Sequence[PollChip],
) -> list[Row]:
    """Active groups, and the others while they have a meeting there."""
    by_group: dict[int, list[Chip]] = {}
    for chip in chips:
        for group_id in ids_of_all(chip.group.id, chip.meeting.guests):
            by_group.setdefault(group_id, []).append(chip)
    asked: dict[int, list[PollChip]] = {}
    for one in proposed:
        asked.setdefault(one.poll.group_id, []).append(one)

    def may_meet(group: Group) -> bool:
        return leads(standing, frozenset({group.id})) and group.state is not GroupState.CLOSED

    return [
        Row(group, may_meet(group), _cells(group, weeks, by_group.get(group.id, ()), asked.get(group.id, ())))
        for group in known
        if group.state is GroupState.ACTIVE or group.id in by_group or group.id in asked
    ]


def _cells(group: Group, weeks: Sequence[Week], chips: Iterable[Chip], proposed: Iterable[PollChip]) -> list[Cell]:
    met, asked = _by_week(chips), _by_week(proposed)
    cells: list[Cell] = []
    rank, is_told = 0, group.is_working_group
    while rank < len(weeks):
        monday, gap = weeks[rank].monday, 1
        if is_told and rank and weeks[rank - 1].monday in met:
            gap = _gap([week for week in weeks[rank:] if week.is_past], met.keys() | asked.keys()) or 1
        cells.append(Cell(monday, gap, met.get(monday, ()), asked.get(monday, ())))
        rank += gap
    return cells


def _gap(coming: Iterable[Week], filled: Collection[date]) -> int:
    """How many weeks go by without anything, from the first on; 0 when there is nothing to say of it."""
    gone = list(takewhile(lambda week: week.monday not in filled, coming))
    return len(gone) if sum(not week.school for week in gone) >= LONG_GAP else 0
