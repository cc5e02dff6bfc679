"""The dates of a series, in Paris: a meeting at 18 h stays at 18 h when the clocks change.

Pure. A rule gives days; an hour makes them meetings, or says why it cannot.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile

from workspace import clock
from workspace.french import count

MOST = 100  # meetings of one series
LAST = -1  # « le dernier mardi »
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
RANKS = {1: "1er", 2: "2e", 3: "3e", 4: "4e", LAST: "dernier"}
NO_SUCH_HOUR = "Cette heure n’existe pas : les horloges avancent cette nuit-là."
TWICE = "Cette heure a lieu deux fois, les horloges reculent cette nuit-là : la première compte."
OVER = "Cette date est déjà passée."


@dataclass(frozen=True)
class Weekly:
    """Every n weeks, on the weekday of the first day."""

    first: date
    every: int

    def days(self) -> Iterator[date]:
        day = self.first
        while day.year < date.max.year:
            yield day
            day += timedelta(weeks=self.every)

    @property
    def words(self) -> str:
        weekday = WEEKDAYS[self.first.weekday()]
        return f"chaque {weekday}" if self.every == 1 else f"le {weekday}, toutes les {self.every} semaines"


@dataclass(frozen=True)
class Monthly:
    """The n-th of a weekday (or its last) every n months, from the first day on."""

    first: date
    every: int
    rank: int  # a key of RANKS
    weekday: int  # 0: Monday

    def days(self) -> Iterator[date]:
        year, month = self.first.year, self.first.month
        if self._of(year, month) < self.first:
            year, month = year + month // 12, month % 12 + 1
        while year < date.max.year:
            yield self._of(year, month)
            later = month - 1 + self.every
            year, month = year + later // 12, later % 12 + 1

    def _of(self, year: int, month: int) -> date:
        weeks = [week[self.weekday] for week in calendar.Calendar().monthdatescalendar(year, month)]
        return [day for day in weeks if day.month == month][self.rank if self.rank == LAST else self.rank - 1]

    @property
    def words(self) -> str:
        often = "du mois" if self.every == 1 else f"du mois, tous les {count(self.every, 'mois', 'mois')}"
        return f"le {RANKS[self.rank]} {WEEKDAYS[self.weekday]} {often}"


@dataclass(frozen=True)
class Moment:
    """A date of a series: two instants, or why there are none."""

    day: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    trouble: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        return self.day.isoformat()


def days_of(rule: Weekly | Monthly, number: int | None = None, until: date | None = None) -> list[date]:
    """The days of a rule, by number or until a day; never more than one beyond MOST."""
    days = rule.days()
    if until is not None:
        days = takewhile(lambda day: day <= until, days)
    return list(islice(days, min(number or MOST + 1, MOST + 1)))


def moment(day: date, begins: time, ends: time) -> Moment:
    """The meeting of a day, at these hours of a French wall."""
    try:
        starts_at, ends_at = (clock.from_paris(datetime.combine(day, hour)) for hour in (begins, ends))
    except ValueError:
        return Moment(day, trouble=NO_SUCH_HOUR)
    if ends_at <= clock.now():
        return Moment(day, trouble=OVER)
    return Moment(day, starts_at, ends_at, note=TWICE if _happens_twice(day, begins) else "")


def _happens_twice(day: date, hour: time) -> bool:
    wall = datetime.combine(day, hour, clock.PARIS)
    return wall.astimezone(UTC) != wall.replace(fold=1).astimezone(UTC)
