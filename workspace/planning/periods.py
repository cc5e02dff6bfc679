"""The period that a planner shows: a semester, or any days an address names, a year at most."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workspace import clock

LONGEST = 366  # days
YEARS = range(2000, 2101)
UNREADABLE = "Ces dates ne se lisent pas : elles s’écrivent comme 2026-09-01. Voici le semestre en cours."
BACKWARDS = "La fin vient avant le début. Voici le semestre en cours."
TOO_LONG = "Le planning montre un an au plus. Voici le semestre en cours."


@dataclass(frozen=True)
class Period:
    first: date
    last: date  # included

    @property
    def weeks(self) -> list[date]:
        """The Monday of each of its weeks, whole."""
        monday = clock.monday_of(self.first)
        return [monday + timedelta(weeks=rank) for rank in range((self.last - monday).days // 7 + 1)]

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of its weeks: what is shown, counted, called and written in files."""
        return self.weeks[0], self.weeks[-1] + timedelta(days=6)

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """The first of them, and the first after them."""
        first, last = self.days
        return clock.start_of(first), clock.start_of(last + timedelta(days=1))

    @property
    def previous(self) -> "Period":
        return semester_of(self.first - timedelta(days=1))

    @property
    def next(self) -> "Period":
        return semester_of(self.last + timedelta(days=1))

    @property
    def is_reachable(self) -> bool:
        return self.first.year in YEARS and self.last.year in YEARS

    @property
    def named(self) -> dict[str, str]:
        """As addresses say it."""
        return {"du": self.first.isoformat(), "au": self.last.isoformat()}


def semester_of(day: date) -> Period:
    """September to January, or February to August."""
    if 2 <= day.month <= 8:
        return Period(date(day.year, 2, 1), date(day.year, 8, 31))
    autumn = day.year if day.month >= 9 else day.year - 1
    return Period(date(autumn, 9, 1), date(autumn + 1, 1, 31))


def read(since: str | None, until: str | None) -> tuple[Period, str]:
    """The period between two days that an address names; with what is wrong with it, and then the current semester."""
    present = semester_of(clock.today())
    if not since and not until:
        return present, ""
    first, last = day_named(since), day_named(until)
    if first is None or last is None:
        return present, UNREADABLE
    if last < first:
        return present, BACKWARDS
    if (last - first).days > LONGEST:
        return present, TOO_LONG
    return Period(first, last), ""


def monday(text: str | None) -> date | None:
    """The Monday of the week of a day that an address names, None when it names none."""
    named = day_named(text)
    return named and clock.monday_of(named)


def day_named(text: str | None) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text or ""):
        return None
    try:
        named = date.fromisoformat(text or "")
    except ValueError:
        return None
    return named if named.year in YEARS else None
