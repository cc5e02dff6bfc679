"""What a date costs: conflicts between meetings, and with the calendar, in sentences (J4).

Pure: it looks at slots (meetings, dates thought of) inside a frame that queries fill. A hard conflict cannot be called;
a soft one can be kept, with a written reason.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

import holidays

from workspace import clock
from workspace.french import NBSP, NNBSP, calendar_day, count, day, hour, listed

HARD = ("leader", "room", "public_holiday")
SOFT = (
    "member",
    "people",
    "school_holiday",
    "busy_week",
    "same_centre",
    "too_soon",
    "too_late",
    "project",
    "gathering",
    "notice",
)


@dataclass(frozen=True)
class Slot:
    """A meeting, or a date that somebody thinks of: then `meeting_id` is None."""

    group_ids: frozenset[int]  # one, or several for a joint meeting
    title: str
    starts_at: datetime
    ends_at: datetime
    centre_id: int | None = None
    room_id: int | None = None
    place: str = ""
    meeting_id: int | None = None
    gathers: bool = False  # the departmental gathering
    called_on: date | None = None
    is_held: bool = False  # closed: it keeps nobody and no room any more
    is_event: bool = False  # open beyond its group: whenever it takes place, the group keeps its rhythm

    @cached_property
    def day(self) -> date:
        return clock.in_paris(self.starts_at).date()

    @cached_property
    def week(self) -> date:
        """The Monday of its week."""
        return clock.monday_of(self.day)

    def is_another(self, other: "Slot") -> bool:
        """Than this meeting, or this date thought of."""
        return other is not self and (not self.meeting_id or other.meeting_id != self.meeting_id)


@dataclass(frozen=True)
class Leader:
    person_id: int
    name: str
    starts_on: date
    ends_on: date | None

    def leads_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class KnownGroup:
    name: str
    every_weeks: int | None = None
    is_working: bool = True  # an active working group
    notice_days: int | None = None  # between a call and the meeting, at least


@dataclass(frozen=True)
class Holiday:
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Thresholds:
    """From where on something is said of a date: the federation sets them at /reglages."""

    busy_week: int = 3  # more meetings than this in one week, all groups together, is a lot
    people_shared: int = 2  # from how many people expected in two places
    too_soon: int = 50  # per cent of the group's own rhythm
    too_late: int = 150
    before_gathering: int = 8  # weeks during which each group meets before the gathering; 0: there is no such rule


@dataclass(frozen=True)
class Frame:
    """All that dates are judged by. `slots` reach well before and after those that are judged."""

    slots: Sequence[Slot]
    groups: Mapping[int, KnownGroup]
    leaders: Mapping[int, Sequence[Leader]] = field(default_factory=dict)
    members: Mapping[int, frozenset[int]] = field(default_factory=dict)  # ids of people, by group id
    school: Sequence[Holiday] = ()
    zone: str = ""
    today: date = field(default_factory=clock.today)  # when a meeting not called yet would be, at the earliest
    project: tuple[date, date] | None = None  # first and last day of the project in force
    thresholds: Thresholds = Thresholds()

    @cached_property
    def by_week(self) -> dict[date, list[Slot]]:
        """By the Monday of their week."""
        found: dict[date, list[Slot]] = {}
        for slot in self.slots:
            found.setdefault(slot.week, []).append(slot)
        return found

    @cached_property
    def by_group(self) -> dict[int, list[Slot]]:
        found: dict[int, list[Slot]] = {}
        for slot in self.slots:
            for group_id in slot.group_ids:
                found.setdefault(group_id, []).append(slot)
        return found

    def named(self, slot: Slot) -> str:
        return self.names_of(slot.group_ids)

    def names_of(self, group_ids: Iterable[int]) -> str:
        return listed([self.groups[group_id].name for group_id in sorted(group_ids)])

    def leaders_of(self, slot: Slot) -> dict[int, str]:
        """Names of who leads one of its groups that day, by person id."""
        all_of_them = (leader for group_id in slot.group_ids for leader in self.leaders.get(group_id, ()))
        return {leader.person_id: leader.name for leader in all_of_them if leader.leads_on(slot.day)}

    def at_once(self, slot: Slot) -> list[Slot]:
        """What else takes place at that time, and is not closed."""
        starts, ends = slot.starts_at, slot.ends_at
        overlapping = (one for one in self.slots if one.starts_at < ends and starts < one.ends_at)
        return [one for one in overlapping if slot.is_another(one) and not one.is_held]

    def expected_at(self, slot: Slot) -> set[int]:
        members = (self.members.get(group_id, frozenset()) for group_id in slot.group_ids)
        return set().union(*members, self.leaders_of(slot))


@dataclass(frozen=True)
class Conflict:
    kind: str  # one of HARD or SOFT
    text: str  # a sentence
    other_id: int | None = None  # of the meeting that it speaks of

    @property
    def is_hard(self) -> bool:
        return self.kind in HARD


def find(frame: Frame, slot: Slot) -> list[Conflict]:
    """Everything against a date, hard first. The slot itself may be in the frame, at this date or at another."""
    then = frame.at_once(slot)
    return [one for look in LOOKS for one in look(frame, slot, then)]


def find_all(frame: Frame, slots: Iterable[Slot]) -> dict[int, list[Conflict]]:
    """The same for meetings, by meeting id; those without conflict are left out."""
    told = {slot.meeting_id: find(frame, slot) for slot in slots if slot.meeting_id}
    return {meeting_id: found for meeting_id, found in told.items() if found}


# What is looked at. `then` is what takes place at the same time.


def _leader(frame: Frame, slot: Slot, then: Sequence[Slot]) -> Iterator[Conflict]:
    for other in then:
        torn = _leaders_of_both(frame, slot, other)
        if torn and slot.group_ids & other.group_ids:
            yield Conflict("leader", _meets_already(frame, slot, other), other.meeting_id)
            continue
        for name in torn:
            yield Conflict(
                "leader",
                f"{name} co-anime {frame.named(slot)} et {frame.named(other)}, "
                f"qui se réunit au même moment ({_hours(other)}).",
                other.meeting_id,
            )


def _member(frame: Frame, slot: Slot, then: Sequence[Slot]) -> Iterator[Conflict]:
    """Whoever leads one of the two and is simply expected at the other."""
    for other in then:
        here, there = frame.leaders_of(slot), frame.leaders_of(other)
        torn = {**{one: here[one] for one in here.keys() & frame.expected_at(other)},
                **{one: there[one] for one in there.keys() & frame.expected_at(slot)}}  # fmt: skip
        for person_id in torn.keys() - (here.keys() & there.keys()):
            yield Conflict(
                "member",
                f"{torn[person_id]} est attendu·e au même moment par {frame.named(other)} ({_hours(other)}).",
                other.meeting_id,
            )


def _people(frame: Frame, slot: Slot, then: Sequence[Slot]) -> Iterator[Conflict]:
    for other in then:
        shared = frame.expected_at(slot) & frame.expected_at(other)
        if len(shared) < frame.thresholds.people_shared:
            continue
        if not slot.group_ids & other.group_ids:
            name, hours = frame.named(other), _hours(other)
            text = f"{len(shared)} personnes sont aussi attendues par {name} au même moment ({hours})."
            yield Conflict("people", text, other.meeting_id)
        elif not _leaders_of_both(frame, slot, other):  # else it is said already, and hard
            yield Conflict("people", _meets_already(frame, slot, other), other.meeting_id)


def _room(frame: Frame, slot: Slot, then: Sequence[Slot]) -> Iterator[Conflict]:
    for other in then:
        if slot.room_id and slot.room_id == other.room_id:
            yield Conflict(
                "room",
                f"La salle ({slot.place}) est déjà prise par {frame.named(other)} ({_hours(other)}).",
                other.meeting_id,
            )


def _public_holiday(frame: Frame, slot: Slot, then: Sequence[Slot]) -> Iterator[Conflict]:
    if name := _public_holidays_of(slot.day.year).get(slot.day):
        yield Conflict("public_holiday", f"Jour férié{NBSP}: {name}")


def _school_holiday(frame: Frame, slot: Slot, then: Sequence[Slot]) -> Iterator[Conflict]:
    for holiday in frame.school:
        if holiday.starts_on <= slot.day <= holiday.ends_on:
            yield Conflict("school_holiday", f"{holiday.name} (zone{NBSP}{frame.zone})")


def _busy_week(frame: Frame, slot: Slot, then: Sequence[Slot]) -> Iterator[Conflict]:
    number = 1 + sum(slot.is_another(other) for other in frame.by_week.get(slot.week, ()))
    if number > frame.thresholds.busy_week:
        yield Conflict("busy_week", f"{number} réunions cette semaine-là, tous groupes confondus.")


def _same_centre(frame: Frame, slot: Slot, then: Sequence[Slot]) -> Iterator[Conflict]:
    before = _neighbours(frame, slot)[0]
    if before and slot.centre_id and before.centre_id == slot.centre_id:
        yield Conflict(
            "same_centre", f"Le même centre accueille déjà la réunion précédente du groupe, le {_day(before.day)}."
        )


def _too_soon(frame: Frame, slot: Slot, then: Sequence[Slot]) -> Iterator[Conflict]:
    for days, other, every in _gaps(frame, slot):
        is_said = other in then and _leaders_of_both(frame, slot, other)
        if days * 100 < every * 7 * frame.thresholds.too_soon and not is_said:
            side = "après la réunion" if other.starts_at <= slot.starts_at else "avant celle"
            gap = f"{_days(days)} seulement {side} du {_day(other.day)}" if days else "Le même jour qu’une autre"
            yield Conflict("too_soon", f"{gap}{NNBSP}; {_rhythm(every)}", other.meeting_id)


def _too_late(frame: Frame, slot: Slot, then: Sequence[Slot]) -> Iterator[Conflict]:
    for days, other, every in _gaps(frame, slot):
        if other.starts_at < slot.starts_at and days * 100 > every * 7 * frame.thresholds.too_late:
            yield Conflict("too_late", f"{_days(days)} après la réunion du {_day(other.day)}{NNBSP}; {_rhythm(every)}")


def _project(frame: Frame, slot: Slot, then: Sequence[Slot]) -> Iterator[Conflict]:
    if frame.project and not frame.project[0] <= slot.day <= frame.project[1]:
        first, last = frame.project
        yield Conflict(
            "project", f"Hors de la vie du projet fédéral, qui va du {calendar_day(first)} au {calendar_day(last)}."
        )


def _gathering(frame: Frame, slot: Slot, then: Sequence[Slot]) -> Iterator[Conflict]:
    """« Chaque groupe se réunit avant le groupement départemental »: a rule of the federation."""
    weeks = frame.thresholds.before_gathering
    if not (slot.gathers and weeks):
        return
    since = slot.starts_at - timedelta(weeks=weeks)
    before = (other for other in frame.slots if since <= other.starts_at < slot.starts_at and slot.is_another(other))
    met = {group_id for other in before for group_id in other.group_ids}
    missing = [group.name for group_id, group in frame.groups.items() if group.is_working and group_id not in met]
    if missing:
        yield Conflict(
            "gathering",
            f"Chaque groupe se réunit dans {_weeks_before(weeks)} le groupement départemental"
            f"{NNBSP}; pas encore{NBSP}: {', '.join(missing)}.",
        )


def _notice(frame: Frame, slot: Slot, then: Sequence[Slot]) -> Iterator[Conflict]:
    """What the statutes of a body ask: members are called so many days before."""
    asked = max((frame.groups[one].notice_days or 0 for one in slot.group_ids if one in frame.groups), default=0)
    left = (slot.day - (slot.called_on or frame.today)).days
    if slot.is_held or slot.day < frame.today or left >= asked:
        return
    rule = f"Les membres doivent être convoqués {count(asked, 'jour')} avant"
    yield Conflict("notice", f"{rule}{NNBSP}; {'ils l’ont été' if slot.called_on else 'il en reste'} {left}.")


Look = Callable[[Frame, Slot, Sequence[Slot]], Iterator[Conflict]]
LOOKS: Sequence[Look] = (  # hard first
    _leader,
    _room,
    _public_holiday,
    _member,
    _people,
    _school_holiday,
    _busy_week,
    _same_centre,
    _too_soon,
    _too_late,
    _project,
    _gathering,
    _notice,
)


# Words and dates


def _leaders_of_both(frame: Frame, slot: Slot, other: Slot) -> list[str]:
    """Names of those who lead a group of each."""
    theirs = frame.leaders_of(other)
    return [name for person_id, name in frame.leaders_of(slot).items() if person_id in theirs]


def _meets_already(frame: Frame, slot: Slot, other: Slot) -> str:
    """When the same group is called to both."""
    shared = slot.group_ids & other.group_ids
    meet = "se réunissent" if len(shared) > 1 else "se réunit"
    return f"{frame.names_of(shared)} {meet} déjà au même moment ({_hours(other)})."


def public_holidays(years: Iterable[int]) -> dict[date, str]:
    """The public holidays of France in these years, by name."""
    return {day: name for year in sorted(set(years)) for day, name in _public_holidays_of(year).items()}


@lru_cache(maxsize=32)
def _public_holidays_of(year: int) -> dict[date, str]:
    """A page asks for the same years over and over."""
    named = holidays.country_holidays("FR", years=year, language="fr")
    return {day: name.replace("'", "’") for day, name in sorted(named.items())}


def _neighbours(frame: Frame, slot: Slot) -> tuple[Slot | None, Slot | None]:
    """The meeting of one of its groups that comes just before, and the one just after; events aside."""
    theirs = (one for group_id in slot.group_ids for one in frame.by_group.get(group_id, ()))
    same = sorted((one for one in theirs if slot.is_another(one) and not one.is_event), key=lambda one: one.starts_at)
    before = [one for one in same if one.starts_at <= slot.starts_at]
    after = [one for one in same if one.starts_at > slot.starts_at]
    return (before[-1] if before else None), (after[0] if after else None)


def _gaps(frame: Frame, slot: Slot) -> Iterator[tuple[int, Slot, int]]:
    """Days to the meeting before and to the one after, with the rhythm of the group, where it keeps to one."""
    if slot.is_event:
        return
    every = min((frame.groups[one].every_weeks or 0 for one in slot.group_ids if one in frame.groups), default=0)
    for other in _neighbours(frame, slot):
        if other and every:
            yield abs((slot.day - other.day).days), other, every


def _hours(slot: Slot) -> str:
    return f"{hour(slot.starts_at)} à {hour(slot.ends_at)}"


def _day(on: date) -> str:
    return day(on, with_year=False)


def _days(days: int) -> str:
    weeks, rest = divmod(days, 7)
    return count(weeks, "semaine") if weeks and not rest else count(days, "jour")


def _rhythm(every: int) -> str:
    often = "par semaine" if every == 1 else f"toutes les {every} semaines"
    return f"le rythme du groupe{NBSP}: une réunion {often}."


def _weeks_before(weeks: int) -> str:
    return "la semaine qui précède" if weeks == 1 else f"les {weeks} semaines qui précèdent"
