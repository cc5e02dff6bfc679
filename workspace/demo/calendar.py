"""When the demonstration's meetings take place: plausible days before and after today."""

from datetime import date, timedelta

import holidays

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
QUIET = ((7, 14, 8, 31), (12, 20, 12, 31), (1, 1, 1, 4))  # when nobody meets: month and day, from and to


def weekday_of(rhythm: str) -> int:
    """The first weekday named in « Un mardi par mois », 0 for Monday; Tuesday when none is."""
    found = sorted(
        (rhythm.lower().find(name), number) for number, name in enumerate(WEEKDAYS) if name in rhythm.lower()
    )
    return found[0][1] if found else 1


def days_before(today: date, earliest: date, number: int, weekday: int) -> list[date]:
    """`number` days spread from `earliest` to the day before `today`, oldest first."""
    step = (today - earliest).days / (number + 0.3)
    return _apart([_open_day(earliest + timedelta(days=round(step * (rank + 0.3))), weekday) for rank in range(number)])


def days_after(today: date, number: int, weekday: int) -> list[date]:
    """`number` days over the five months that follow, the first one within two weeks."""
    first = today + timedelta(days=3 + weekday)
    step = 150 / max(number, 1)
    return _apart([_open_day(first + timedelta(days=round(step * rank)), weekday) for rank in range(number)])


def _open_day(day: date, weekday: int) -> date:
    """The next such weekday on which people do meet."""
    closed = holidays.country_holidays("FR", years=[day.year, day.year + 1])
    day += timedelta(days=(weekday - day.weekday()) % 7)
    while day in closed or any((m1, d1) <= (day.month, day.day) <= (m2, d2) for m1, d1, m2, d2 in QUIET):
        day += timedelta(days=7)
    return day


def _apart(days: list[date]) -> list[date]:
    """Two meetings of a group are a week apart at least."""
    kept: list[date] = []
    for day in days:
        kept.append(day if not kept or day > kept[-1] else _open_day(kept[-1] + timedelta(days=7), day.weekday()))
    return kept
