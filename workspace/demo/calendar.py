"""When the demonstration's meetings take place: plausible days before and after today."""

from datetime import date, timedelta

import holidays

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
YEAR = 364  # days: the same weekday
QUIET = ((7, 14, 8, 31), (12, 20, 12, 31), (1, 1, 1, 4))  # when nobody meets: month and day, from and to


def weekday_of(rhythm: str) -> int:
    """The first weekday named in « Un mardi par mois », 0 for Monday; Tuesday when none is."""
    found = sorted(
        (rhythm.lower().find(name), number) for number, name in enumerate(WEEKDAYS) if name in rhythm.lower()
    )
    return found[0][1] if found else 1


def days(
    today: date, earliest: date, past: int, future: int, weekday: int, since_last: int
) -> tuple[list[date], list[date]]:
    """The days of a group's past and future meetings, oldest first.

    The last one was `since_last` days ago or a little more; they are as far from each other as the history allows,
    a year at most.
    """
    last = open_day(max(today - timedelta(days=since_last), earliest), weekday, -7)
    step = (last - earliest) / past if past > 1 else timedelta(days=YEAR)
    before = [open_day(last - step * (past - 1 - rank), weekday, -7) for rank in range(past)]
    after = [open_day(last + step * (rank + 1), weekday, 7) for rank in range(future)]
    return before, _apart([open_day(max(day, today), weekday, 7) for day in after])


def open_day(day: date, weekday: int, step: int = 7) -> date:
    """The nearest such weekday, forwards (7) or backwards (-7), on which people do meet."""
    closed = holidays.country_holidays("FR", years=[day.year - 1, day.year, day.year + 1])
    day += timedelta(days=(weekday - day.weekday()) % (7 if step > 0 else -7))
    while day in closed or any((m1, d1) <= (day.month, day.day) <= (m2, d2) for m1, d1, m2, d2 in QUIET):
        day += timedelta(days=step)
    return day


def _apart(days: list[date]) -> list[date]:
    """Two meetings of a group are a week apart at least."""
    kept: list[date] = []
    for day in days:
        kept.append(day if not kept or day > kept[-1] else open_day(kept[-1] + timedelta(days=7), day.weekday(), 7))
    return kept
