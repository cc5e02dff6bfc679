"""The burn-up of a project: actions decided and closed, added up month by month, as a picture and as a table.

One drawing serves the page, its print and documents: colours stand as attributes, which a style sheet may replace.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape

from workspace.french import count

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 44, 120, 34, 32  # what is kept around for words
INK, SOFT, RULE, ACCENT, WASH = "#1d1b2e", "#565165", "#ddd2be", "#2d33a6", "#e8e7f7"
TICKS = 4
Place = Callable[[int], float]  # of a number on the picture


@dataclass(frozen=True)
class Burnup:
    """Added up at the end of each month, from the project's first to this one or its last."""

    starts_on: date
    ends_on: date
    months: list[tuple[str, int, int]]  # 2026-11, decided, closed

    @property
    def decided(self) -> int:
        return self.months[-1][1] if self.months else 0

    @property
    def closed(self) -> int:
        return self.months[-1][2] if self.months else 0

    @property
    def years(self) -> list[tuple[int, int, int]]:
        """The same at the end of each year, for the table: year, decided, closed."""
        last = {month[:4]: (decided, closed) for month, decided, closed in self.months}
        return [(int(year), *numbers) for year, numbers in last.items()]


def add_up(starts_on: date, ends_on: date, today: date, monthly: list[tuple[str, int, int]]) -> Burnup:
    """From what each month brought; what was decided before the project began counts from its first month."""
    until = min(today, ends_on)
    names = [f"{year}-{month:02}" for year, month in _months(starts_on, until)]
    added, decided, closed = [], 0, 0
    waiting = sorted(monthly)
    for name in names:
        while waiting and waiting[0][0] <= name:
            _, more, done = waiting.pop(0)
            decided, closed = decided + more, closed + done
        added.append((name, decided, closed))
    return Burnup(starts_on, ends_on, added)


def _months(first: date, last: date) -> list[tuple[int, int]]:
    begin, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [(at // 12, at % 12 + 1) for at in range(begin, end + 1)]


def svg(burnup: Burnup, label: str) -> str:
    """The picture. `label` says what it shows, to whoever does not see it."""
    span = max(1, len(_months(burnup.starts_on, burnup.ends_on)) - 1)
    step = _step(max((decided for _, decided, _ in burnup.months), default=0))
    high = step * TICKS

    def x(index: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * index / span

    def y(number: int) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * number / high

    decided = [(x(index), y(month[1])) for index, month in enumerate(burnup.months)]
    closed = [(x(index), y(month[2])) for index, month in enumerate(burnup.months)]
    parts = [*_scale(step, y), *_years(burnup, x)]
    if burnup.months:
        ends = [(closed[-1][0], y(0)), (closed[0][0], y(0))]
        parts += [
            f'<polygon class="wash" fill="{WASH}" points="{_points([*closed, *ends])}"/>',
            f'<polyline class="decided" fill="none" stroke="{SOFT}" stroke-width="2" stroke-dasharray="5 4" '
            f'points="{_points(decided)}"/>',
            f'<polyline class="closed" fill="none" stroke="{ACCENT}" stroke-width="4" points="{_points(closed)}"/>',
            *_today(burnup, decided[-1], closed[-1]),
        ]
    return (
        f'<svg class="burnup" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _step(most: int) -> int:
    """Between two lines of the scale: 1, 2, 5, 10, 20, 50… so that TICKS of them hold the most."""
    for power in range(9):
        for unit in (1, 2, 5):
            if unit * 10**power * TICKS >= max(most, 1):
                return int(unit * 10**power)
    raise ValueError(most)


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{across:.1f},{down:.1f}" for across, down in points)


def _words(across: float, down: float, text: str, kind: str = "", anchor: str = "start", weight: int = 400) -> str:
    return (
        f'<text class="{kind or "soft"}" x="{across:.1f}" y="{down:.1f}" fill="{INK if kind else SOFT}" '
        f'font-size="14" font-weight="{weight}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def _scale(step: int, y: Place) -> list[str]:
    lines = []
    for tick in range(TICKS + 1):
        down = y(tick * step)
        lines.append(
            f'<line class="rule" stroke="{RULE}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{down:.1f}" y2="{down:.1f}"/>'
        )
        lines.append(_words(LEFT - 8, down + 5, str(tick * step), anchor="end"))
    return lines


def _years(burnup: Burnup, x: Place) -> list[str]:
    months = _months(burnup.starts_on, burnup.ends_on)
    firsts = [(index, year) for index, (year, month) in enumerate(months) if month == 1 or index == 0]
    return [_words(x(index), HEIGHT - 8, str(year)) for index, year in firsts]


def _today(burnup: Burnup, decided: tuple[float, float], closed: tuple[float, float]) -> list[str]:
    """The two figures beside the last point, kept apart when they are near each other."""
    across, upper, lower = decided[0], decided[1], max(closed[1], decided[1] + 20)
    return [
        f'<circle class="decided-end" cx="{across:.1f}" cy="{upper:.1f}" r="5" fill="{SOFT}"/>',
        f'<circle class="closed-end" cx="{across:.1f}" cy="{closed[1]:.1f}" r="6" fill="{ACCENT}"/>',
        _words(across + 10, upper + 5, count(burnup.decided, "décidée"),
               "ink"),
        _words(across + 10, lower + 5, count(burnup.closed, "close"),
               "ink", weight=700),
    ]  # fmt: skip
