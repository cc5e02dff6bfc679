"""An indicator year by year, as a picture: the table beside it says the same and more.

Colours stand as attributes, which the style sheet replaces by those of the theme.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from html import escape

from workspace.french import figure
from workspace.observatory.models import NATIONAL, Measure

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM, INSET = 84, 8, 36, 32, 48  # what is kept around for words
INK, SOFT, RULE, ACCENT, SHEET = "#1d1b2e", "#565165", "#ddd2be", "#2d33a6", "#fffdf8"
COLOURS = {"closed": ACCENT, "decided": SOFT}
ABOVE, BELOW = -12, 24  # of a point, its number
TICKS = 4
MOST_SAID = 4  # years of which the number is written on the picture, else the first and the last
YEAR_WIDE, NUMBER_WIDE = 52, 110  # what their words take, so that none covers another
Place = Callable[[float], float]
Series = list[Measure]


def series_of(measures: Sequence[Measure], territory: str) -> Series:
    """What can be drawn of a territory: single years, known numbers, the oldest first."""
    found = [
        one for one in measures if one.territory == territory and one.value is not None and one.first_year == one.year
    ]
    return sorted(found, key=lambda one: (one.year, one.id))


def compared_with(measures: Sequence[Measure], territory: str) -> Series:
    """The country beside another territory, where it is known for several years."""
    found = series_of(measures, NATIONAL) if territory != NATIONAL else []
    return found if _is_line(found) else []


def _is_line(series: Series) -> bool:
    return len({one.year for one in series}) > 1


def svg(measures: Sequence[Measure], territory: str, label: str) -> str:
    """The picture of one territory, and of the country beside it; nothing where a table of two lines says it all."""
    main, others = series_of(measures, territory), compared_with(measures, territory)
    years = sorted({one.year for one in [*main, *others]})
    if not _is_line(main):
        return ""
    values = [float(one.value) for one in [*main, *others] if one.value is not None]
    low, step = _scale(min(values), max(values))

    def x(year: float) -> float:
        return LEFT + INSET + (WIDTH - LEFT - RIGHT - 2 * INSET) * (year - years[0]) / (years[-1] - years[0])

    def y(number: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (number - low) / (step * TICKS)

    parts = [*_lines(low, step, y), *_years(years, x)]
    if others:
        parts += _drawn(others, x, y, "decided", f'stroke="{SOFT}" stroke-width="2" stroke-dasharray="5 4"')
    parts += _drawn(main, x, y, "closed", f'stroke="{ACCENT}" stroke-width="4"')
    parts += _said(main, others, x, y)
    return (
        f'<svg class="burnup" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _scale(least: float, most: float) -> tuple[float, float]:
    """From what number the picture goes, and by what steps, round numbers, so that TICKS of them hold all. From
    zero: a picture that begins elsewhere makes little differences look great."""
    if least == most == 0:
        return 0.0, 1.0
    unit = 10.0**-6
    while True:
        for times in (1, 1.5, 2, 2.5, 3, 4, 5, 7.5):
            step = unit * times
            low = -step * -(min(least, 0) // step) if least < 0 else 0.0
            if low + step * TICKS >= max(most, 0):
                return low, step
        unit *= 10


def _drawn(series: Series, x: Place, y: Place, kind: str, stroke: str) -> list[str]:
    """A line through the first number of each year, and every number as a point: hollow where the base is not that of
    the last."""
    firsts = {one.year: one for one in reversed(series)}
    places = [(x(year), y(float(firsts[year].value or 0))) for year in sorted(firsts)]
    points = " ".join(f"{across:.1f},{down:.1f}" for across, down in places)
    return [
        f'<polyline class="{kind}" fill="none" {stroke} points="{points}"/>',
        *(_point(one, x, y, kind, one.base == series[-1].base) for one in series),
    ]


def _point(one: Measure, x: Place, y: Place, kind: str, is_full: bool) -> str:
    place, colour = f'cx="{x(one.year):.1f}" cy="{y(float(one.value or 0)):.1f}" r="5"', COLOURS[kind]
    if is_full:
        return f'<circle class="{kind}-end" {place} fill="{colour}"/>'
    return f'<circle class="{kind}-end hollow" {place} fill="{SHEET}" stroke="{colour}" stroke-width="2"/>'


def _said(main: Series, others: Series, x: Place, y: Place) -> list[str]:
    """The number of each year where they are few, else of the first and the last: above its point, or below where the
    country is above; of two for a year, one above and one below."""
    years = sorted({one.year for one in main})
    named = years if len(years) <= MOST_SAID else [years[0], years[-1]]
    found = []
    for year in _apart(named, x, NUMBER_WIDE):
        highest, *rest = sorted((one.value for one in main if one.year == year and one.value is not None), reverse=True)
        is_under = any(one.year == year and one.value is not None and one.value >= highest for one in others)
        beside = [(highest, BELOW if is_under and not rest else ABOVE), *((value, BELOW) for value in rest[-1:])]
        found += [_words(x(year), y(float(value)) + down, figure(value), "ink", weight=700) for value, down in beside]
    return found


def _words(across: float, down: float, text: str, kind: str = "soft", anchor: str = "middle", weight: int = 400) -> str:
    return (
        f'<text class="{kind}" x="{across:.1f}" y="{down:.1f}" fill="{INK if kind == "ink" else SOFT}" '
        f'font-size="14" font-weight="{weight}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def _lines(low: float, step: float, y: Place) -> list[str]:
    found = []
    for tick in range(TICKS + 1):
        number = low + tick * step
        down = y(number)
        found.append(
            f'<line class="rule" stroke="{RULE}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{down:.1f}" y2="{down:.1f}"/>'
        )
        found.append(_words(LEFT - 8, down + 5, figure(Decimal(f"{number:.6f}").normalize()), anchor="end"))
    return found


def _years(years: Sequence[int], x: Place) -> list[str]:
    return [_words(x(year), HEIGHT - 8, str(year)) for year in _apart(years, x, YEAR_WIDE)]


def _apart(years: Sequence[int], x: Place, wide: int) -> list[int]:
    """The last, then those before it whose words have room."""
    kept: list[int] = []
    for year in reversed(years):
        if not kept or x(kept[-1]) - x(year) >= wide:
            kept.append(year)
    return kept
