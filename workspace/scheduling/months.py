"""A month as a calendar shows it: whole weeks, Monday first."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from workspace import clock
from workspace.scheduling import judging
from workspace.scheduling.conflicts import public_holidays
from workspace.settings import queries as settings

YEARS = range(2000, 2101)  # those a calendar opens at


@dataclass(frozen=True)
class Month:
    first: date

    @property
    def previous(self) -> "Month":
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def next(self) -> "Month":
        return Month((self.first + timedelta(days=31)).replace(day=1))

    @property
    def key(self) -> str:
        """« 2026-11 », as addresses say it."""
        return f"{self.first:%Y-%m}"

    @property
    def is_reachable(self) -> bool:
        return self.first.year in YEARS

    @property
    def weeks(self) -> list[list[date]]:
        return calendar.Calendar().monthdatescalendar(self.first.year, self.first.month)

    def holds(self, day: date) -> bool:
        return day.replace(day=1) == self.first


def this_month() -> Month:
    return Month(clock.today().replace(day=1))


def read(text: str) -> Month | None:
    """The month that an address names, None when it names none."""
    named = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
    if not named or int(named[1]) not in YEARS:
        return None
    return Month(date(int(named[1]), int(named[2]), 1))


def holidays_of(month: Month) -> dict[date, str]:
    """The public holidays of its weeks, by name."""
    days = [day for week in month.weeks for day in week]
    named = public_holidays(day.year for day in days)
    return {day: named[day] for day in days if day in named}


def school_holidays_of(month: Month) -> dict[date, str]:
    """The school holidays of its weeks in the federation's zone: « Vacances d’hiver (zone C) », by day."""
    zone = settings.federation().school_zone
    days = [day for week in month.weeks for day in week]
    found = judging.school_holidays(days[0], days[-1], zone)
    return {day: f"{one.name} (zone {zone})" for one in found for day in days if one.holds(day)}
