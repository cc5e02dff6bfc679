"""The round table of the sign-in page: where each group sits, drawn from data however many they are."""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from workspace.groups.models import Group

CENTRE_X, CENTRE_Y, RADIUS = 300.0, 280.0, 168.0  # in the drawing's units
LINE = 20.0


@dataclass(frozen=True)
class Seat:
    group: Group
    x: float
    y: float
    anchor: str  # start, middle, end: on which side the name stands
    lines: list[tuple[float, float, str]]  # x, y, words


def seats(groups: Sequence[Group]) -> list[Seat]:
    """One seat a group, clockwise from the top."""
    return [_seat(group, 2 * math.pi * rank / len(groups)) for rank, group in enumerate(groups)]


def _seat(group: Group, angle: float) -> Seat:
    x, y = CENTRE_X + RADIUS * math.sin(angle), CENTRE_Y - RADIUS * math.cos(angle)
    words = textwrap.wrap(group.name, 16) or [group.name]
    side = math.sin(angle)
    if abs(side) < 0.2:  # above or below the table
        top = y - 44 - LINE * (len(words) - 1) if math.cos(angle) > 0 else y + 54
        anchor, text_x = "middle", x
    else:
        top = y + 6 - LINE * (len(words) - 1) / 2
        anchor, text_x = ("start", x + 40) if side > 0 else ("end", x - 40)
    lines = [(round(text_x, 1), round(top + LINE * row, 1), line) for row, line in enumerate(words)]
    return Seat(group, round(x, 1), round(y, 1), anchor, lines)
