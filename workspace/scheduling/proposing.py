"""Dates that suit a group: at its usual day and hour, where nothing stands in the way and most people are free (J4).

Finding them is pure, inside the frame that dates are judged by; `suggest`, at the end, reads what it takes.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import Select, select

from workspace import clock
from workspace.database import db, prepared
from workspace.french import NBSP, count, listed
from workspace.groups.models import Group
from workspace.meetings.models import CONVENED, Meeting, MeetingKind
from workspace.meetings.queries import NOWHERE, Spot
from workspace.people.models import NAMES, Named, Person
from workspace.scheduling import judging
from workspace.scheduling.conflicts import Conflict, Frame, Slot, find

MOST = 3
WEEKS = 10  # how far dates are looked for
PLANNED = 26  # weeks: a group may be planned as far as that, and dates after its last meeting are proposed too
LAST = 8  # meetings that habits are told by
AHEAD = timedelta(weeks=2)  # at the earliest, when nobody asked for a week
MOST_NAMED = 3


class Met(NamedTuple):
    starts_at: datetime
    ends_at: datetime
    place: str


@dataclass(frozen=True)
class Habit:
    """When and where a group meets most often: until it has met, a Tuesday evening, nowhere yet."""

    weekdays: Sequence[int] = (1,)  # the most frequent first, two at most
    begins: time = time(18)  # on a French wall
    lasts: timedelta = timedelta(hours=2)
    place: str = ""
    is_known: bool = False

    @property
    def ends(self) -> time:
        """On a French wall; past midnight, early."""
        return (datetime.combine(date.min, self.begins) + self.lasts).time()

    def on(self, day: date) -> tuple[datetime, datetime] | None:
        """None the night when clocks skip that hour."""
        try:
            starts_at = clock.from_paris(datetime.combine(day, self.begins))
        except ValueError:
            return None
        return starts_at, starts_at + self.lasts


def habit_of(met: Sequence[Met]) -> Habit:
    """By the last meetings of a group, the latest first: of two that are as frequent, the latest wins."""
    if not met:
        return Habit()
    begins = [clock.in_paris(one.starts_at) for one in met]
    (first, most), *others = Counter(one.weekday() for one in begins).most_common(2)
    # Once among many is no habit.
    second = [day for day, number in others if number > 1 or number == most]
    hours = Counter(time(one.hour, one.minute) for one in begins)
    lengths = Counter(one.ends_at - one.starts_at for one in met)
    place = next((one.place for one in met if one.place), "")
    return Habit((first, *second), hours.most_common(1)[0][0], lengths.most_common(1)[0][0], place, is_known=True)


@dataclass(frozen=True)
class Proposal:
    """A date that nothing forbids."""

    slot: Slot
    expected: frozenset[int]  # ids of people
    taken: frozenset[int]  # those of them who have another meeting at that hour
    conflicts: Sequence[Conflict] = ()  # soft ones

    @property
    def key(self) -> str:
        """As the form of a meeting says it: its two hours on a French wall."""
        hours = (clock.in_paris(one) for one in (self.slot.starts_at, self.slot.ends_at))
        return "/".join(one.strftime("%Y-%m-%dT%H:%M") for one in hours)

    @property
    def is_too_soon(self) -> bool:
        return any(one.kind == "too_soon" for one in self.conflicts)

    @property
    def said_against(self) -> Sequence[Conflict]:
        """How many people are expected elsewhere is said beside, with their names."""
        return [one for one in self.conflicts if one.kind != "people"]


def best_dates(
    frame: Frame,
    group_id: int,
    habit: Habit,
    start: date,
    spot: Spot = NOWHERE,
    guest_ids: Iterable[int] = (),
    *,
    may_wait: bool = False,
) -> list[Proposal]:
    """The best first: those that keep the group's rhythm, where there are any. Where meetings planned already leave too
    few of them and nobody asked for that week (`may_wait`), others after the last one planned come next."""
    everyone = frozenset({group_id, *guest_ids})
    found = _suiting(frame, group_id, everyone, habit, start, spot)
    fitting = [one for one in found if not one.is_too_soon]
    if may_wait and len(fitting) < len(found) and (last := _last_planned(frame, group_id, start)):
        after = _suiting(frame, group_id, everyone, habit, last + timedelta(days=1), spot)
        known = {one.slot.starts_at for one in fitting}
        fitting += [one for one in after if not one.is_too_soon and one.slot.starts_at not in known]
    return (fitting or found)[:MOST]


def _suiting(
    frame: Frame, group_id: int, group_ids: frozenset[int], habit: Habit, start: date, spot: Spot
) -> list[Proposal]:
    """At the group's usual days, in the weeks from that of `start` on, the best first: where most people are free, then
    what least stands against, then the nearest to the rhythm."""
    ideal, met = _ideal_day(frame, group_id, start), {slot.week for slot in frame.by_group.get(group_id, ())}
    found = []
    for day in _days(frame, group_id, habit, start):
        hours = habit.on(day)
        if not hours or clock.monday_of(day) in met:
            continue
        slot = Slot(group_ids, "", *hours, *spot, habit.place)
        conflicts = find(frame, slot)
        if not any(one.is_hard or one.kind == "school_holiday" for one in conflicts):
            expected = frozenset(frame.expected_at(slot))
            elsewhere = set[int]().union(*map(frame.expected_at, frame.at_once(slot)))
            found.append(Proposal(slot, expected, expected & elsewhere, conflicts))

    def rank(one: Proposal) -> tuple[int, int, int, datetime]:
        free, slot = len(one.expected - one.taken), one.slot
        return -free, len(one.conflicts), abs((slot.day - ideal).days), slot.starts_at

    return sorted(found, key=rank)


def _last_planned(frame: Frame, group_id: int, start: date) -> date | None:
    """The last meeting of a group that is planned in the months to come, where it keeps to a rhythm."""
    if not frame.groups[group_id].every_weeks:
        return None
    until = start + timedelta(weeks=PLANNED)
    planned = (slot.day for slot in frame.by_group.get(group_id, ()) if not slot.is_event)
    return max((day for day in planned if start <= day <= until), default=None)


def _days(frame: Frame, group_id: int, habit: Habit, start: date) -> list[date]:
    """From tomorrow on, or once members have been called long enough before."""
    earliest = frame.today + timedelta(days=max(1, frame.groups[group_id].notice_days or 0))
    mondays = (clock.monday_of(start) + timedelta(weeks=one) for one in range(WEEKS))
    days = (monday + timedelta(days=weekday) for monday in mondays for weekday in habit.weekdays)
    return [day for day in days if day >= earliest]


def _ideal_day(frame: Frame, group_id: int, start: date) -> date:
    """Where the rhythm leads from the last meeting before; an event is none."""
    every = frame.groups[group_id].every_weeks
    before = [slot.day for slot in frame.by_group.get(group_id, ()) if slot.day < start and not slot.is_event]
    return max(start, max(before) + timedelta(weeks=every)) if every and before else start


# Read for a group


@dataclass(frozen=True)
class Suggestion:
    """What the form of a new meeting proposes."""

    habit: Habit
    start: date  # dates are looked for from its week on
    proposals: Sequence[Proposal] = ()  # by date
    best: Proposal | None = None
    names: Mapping[int, str] = field(default_factory=dict)  # of who is not free, by person id, in order

    @property
    def usual(self) -> tuple[datetime, datetime] | None:
        """The usual day of that week, whatever stands against it; of the next once it is over, for nobody is called to
        a date that passed."""
        day = clock.monday_of(self.start) + timedelta(days=self.habit.weekdays[0])
        return self.habit.on(day if day > clock.today() else day + timedelta(weeks=1))

    @property
    def for_poll(self) -> dict[str, str | int | Sequence[str]]:
        """The same dates, as the address of a new poll asks for them."""
        days = tuple(one.slot.day.isoformat() for one in self.proposals)
        minutes = self.habit.lasts // timedelta(minutes=1)
        return {"day": days, "hour": f"{self.habit.begins:%H:%M}", "minutes": minutes, "place": self.habit.place}

    def who_is_free(self, one: Proposal) -> str:
        """« 9 membres libres sur 11 : Lucie A. et Karim T. ont une autre réunion »; nothing where nobody is."""
        free = count(len(one.expected - one.taken), "membre libre", "membres libres")
        if not one.taken:
            return f"{free} sur {len(one.expected)}" if one.expected else ""
        names = [name for person_id, name in self.names.items() if person_id in one.taken]
        more = len(names) - MOST_NAMED
        said = [*names[:MOST_NAMED], count(more, "autre")] if more > 0 else names
        have = "ont" if len(names) > 1 else "a"
        return f"{free} sur {len(one.expected)}{NBSP}: {listed(said)} {have} une autre réunion"


def habit_of_group(group: Group) -> Habit:
    """When and where it meets most often, told by its last meetings."""
    return habit_of([Met(*row) for row in db.session.execute(*_last_met(group.id, LAST))])


def suggest(
    group: Group,
    week: date | None,
    places: Mapping[str, Spot],
    known: Sequence[Group],
    guest_ids: Collection[int] = (),
) -> Suggestion:
    """Dates for a group, and for those that it invites, from a week asked for, else from soon on; `known`: every
    group."""
    habit = habit_of_group(group)
    start = max(week or clock.today() + AHEAD, clock.today())
    frame = judging.frame(start, clock.monday_of(start) + timedelta(weeks=WEEKS if week else PLANNED + WEEKS), known)
    spot = places.get(habit.place, NOWHERE)
    found = best_dates(frame, group.id, habit, start, spot, guest_ids, may_wait=week is None)
    names = _names(frozenset().union(*(one.taken for one in found)))
    by_date = sorted(found, key=lambda one: one.slot.starts_at)
    return Suggestion(habit, start, by_date, found[0] if found else None, names)


@prepared
def _last_met(group_id: int, most: int) -> Select[datetime, datetime, str]:
    is_said = Meeting.state.in_(CONVENED)
    query = select(Meeting.starts_at, Meeting.ends_at, Meeting.place)
    query = query.where(Meeting.group_id == group_id, Meeting.kind == MeetingKind.MEETING, is_said)
    return query.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(most)


def _names(person_ids: frozenset[int]) -> dict[int, str]:
    if not person_ids:
        return {}
    return {one.id: one.short_name for one in (Named(*row) for row in db.session.execute(*_named(sorted(person_ids))))}


@prepared
def _named(person_ids: Sequence[int]) -> Select[int, str, str, datetime | None]:
    return select(Person.id, *NAMES).where(Person.id.in_(person_ids)).order_by(Person.search_name, Person.id)
