"""Time: UTC inside, Paris at the edges. The only module that reads the clock or names Europe/Paris."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in Paris."""
    return in_paris(now()).date()


def from_paris(wall_clock: datetime) -> datetime:
    """Read a naive time typed by someone in France, as an aware UTC instant.

    An hour that happens twice (clocks going back) is the first of the two.

    Raises:
        ValueError: the hour does not exist (clocks going forward).
    """
    instant = wall_clock.replace(tzinfo=PARIS).astimezone(UTC)
    if in_paris(instant).replace(tzinfo=None) != wall_clock:
        raise ValueError(f"{wall_clock} does not exist in Paris")
    return instant


def in_paris(instant: datetime) -> datetime:
    """The same instant, aware, as a clock on a French wall shows it."""
    return instant.astimezone(PARIS)


def days_later(instant: datetime, days: int) -> datetime:
    """The same hour on a French wall some days later, whether or not the clocks change in between.

    An hour that does not exist that day is the next one.
    """
    return (in_paris(instant) + timedelta(days=days)).astimezone(UTC)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """The first instant of the year in Paris, and of the next."""
    return start_of(date(year, 1, 1)), start_of(date(year + 1, 1, 1))


def start_of(day: date) -> datetime:
    """The first instant of a day in Paris, in UTC."""
    return datetime.combine(day, time(), PARIS).astimezone(UTC)
