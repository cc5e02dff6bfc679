"""When the demonstration's meetings take place: plausible days before and after today."""

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta

import holidays

from workspace.clock import monday_of

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
YEAR = 364  # days: the same weekday
FULL_WEEK, MOST_LATER = 3, 2  # meetings, all groups together; weeks that one of them may be put off
QUIET = ((7, 14, 8, 31), (12, 20, 12, 31), (1, 1, 1, 4))  # when nobody meets: month and day, from and to


def weekday_of(rhythm: str) -> int:
    """The first weekday named in « Un mardi par mois », 0 for Monday; Tuesday when none is."""
    found = sorted(
        (rhythm.lower().find(name), number) for number, name in enumerate(WEEKDAYS) if name in rhythm.lower()
    )
    return found[0][1] if found else 1


def past(today: date, earliest: date, number: int, weekday: int, since_last: int) -> list[date]:
    """The days of a group's past meetings, oldest first: the last one `since_last` days ago or a little more, and as
    far from each other as the history allows, a year at most."""
    last = open_day(max(today - timedelta(days=since_last), earliest), weekday, -7)
    step = (last - earliest) / number if number > 1 else timedelta(days=YEAR)
    return [open_day(last - step * (number - 1 - rank), weekday, -7) for rank in range(number)]


def to_come(
    today: date, last: date, number: int, weekday: int, rhythm: timedelta, taken: Counter[date], off: Collection[date]
) -> list[date]:
    """The days of its next ones, at its own rhythm, none of them `off`; a week later, or two, where all groups together
    already meet a lot, as the first week of January would be: the rhythm then goes on from there. `taken` holds what
    each week has, by its Monday, and these are added."""
    found: list[date] = []
    for _ in range(number):
        day = open_day(max(last + rhythm, today), weekday, off=off)
        for _ in range(MOST_LATER):
            if taken[monday_of(day)] < FULL_WEEK:
                break
            day = open_day(day + timedelta(days=7), weekday, off=off)
        taken[monday_of(day)] += 1
        found.append(day)
        last = day
    return found


def open_day(day: date, weekday: int, step: int = 7, off: Collection[date] = ()) -> date:
    """The nearest such weekday, forwards (7) or backwards (-7), on which people do meet."""
    closed = holidays.country_holidays("FR", years=[day.year - 1, day.year, day.year + 1])
    day += timedelta(days=(weekday - day.weekday()) % (7 if step > 0 else -7))
    while day in closed or day in off or any((m1, d1) <= (day.month, day.day) <= (m2, d2) for m1, d1, m2, d2 in QUIET):
        day += timedelta(days=step)
    return day
