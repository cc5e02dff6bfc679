"""What a report says, in the same words on the page, on paper and in the table beside.

Plain data that JSON keeps: a report presented never changes. It holds figures and published words, no person.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workspace.documents.tree import Block, Document, Figure, bullets, heading, paragraph, table
from workspace.french import NBSP, NNBSP, french, number
from workspace.settings.models import Federation
from workspace.spreadsheets import Cell, as_csv

Value = str | int
HOURS = re.compile(rf"[\d{NNBSP}]+{NBSP}(h|min)({NBSP}\d\d)?")  # as french.duration says them
# How figures are counted: no fact of a year.
COUNTED_ONCE = [
    "Une personne venue trois fois compte trois présences, et une personne.",
    "Une réunion commune à plusieurs groupes compte une fois, pour celui qui l’a convoquée.",
]
TIME_GIVEN = french(
    "Durée des réunions, ou le temps que la personne a elle-même corrigé, pour chaque bénévole et chaque habitant "
    "présent. Les salariés, et qui vient pour une institution, n’y sont pas comptés. La préparation et les "
    "déplacements ne comptent que s’ils ont été déclarés : ils ont alors leur ligne."
)
TIME_GIVEN_ONCE = french(  # as it was explained while nobody could correct nor declare
    "Durée des réunions multipliée par les personnes présentes, bénévoles et habitants. Les salariés, et qui vient "
    "pour une institution, n’y sont pas comptés ; la préparation et les déplacements non plus."
)
EXPLANATIONS = {*COUNTED_ONCE, TIME_GIVEN, TIME_GIVEN_ONCE}
# What hours are worth follows the rate of today: another one changes nothing in a year that is over.
WORTH, RATE = f"Valorisation{NBSP}:", f"Taux fixé par{NBSP}:"
CSV_HEADERS = ("Partie", "Ligne", "Colonne", "Valeur")


@dataclass(frozen=True)
class Grid:
    """A table whose first column names the line; the other cells are what is said of it."""

    headers: list[str]
    rows: list[list[Value]]
    widths: list[int]

    @property
    def cells(self) -> list[list[str]]:
        """The rows as they are read."""
        return [[number(cell) if isinstance(cell, int) else cell for cell in row] for row in self.rows]

    @property
    def numbers(self) -> list[int]:
        """Columns of numbers and of hours only."""
        columns = range(1, len(self.headers))
        return [place for place in columns if all(_is_number(row[place]) for row in self.rows)]


def _is_number(cell: Value) -> bool:
    return isinstance(cell, int) or HOURS.fullmatch(cell) is not None


@dataclass(frozen=True)
class Section:
    title: str
    level: int = 1
    lines: list[str] = field(default_factory=list)  # sentences
    points: list[str] = field(default_factory=list)  # a list
    grid: Grid | None = None
    drawing: str = ""  # an SVG of ours, whose table is the grid
    drawn: str = ""  # the same in words


@dataclass(frozen=True)
class Content:
    title: str
    subtitle: str
    sections: list[Section]
    wide: bool = False  # its tables ask for the length of the sheet

    @property
    def facts(self) -> list[tuple[object, ...]]:
        """What it tells, whatever it looks like and however it is explained."""
        tables = [(one.grid.headers, one.grid.rows) if one.grid else () for one in self.sections]
        lines = [[line for line in one.lines if not _explains(line)] for one in self.sections]
        # A full stop is no fact: reports presented before each sentence had its own tell the same.
        points = [[point.replace(".", "") for point in one.points] for one in self.sections]
        told = zip(self.sections, lines, points, tables, strict=True)
        return [(one.title, said, listed, *table) for one, said, listed, table in told]

    def as_json(self) -> str:
        return json.dumps(self, default=vars, ensure_ascii=False, sort_keys=True)


def _explains(line: str) -> bool:
    return line in EXPLANATIONS or line.startswith((WORTH, RATE))


def from_json(kept: str) -> Content:
    said = json.loads(kept)
    return Content(**said | {"sections": [_section(one) for one in said["sections"]]})


def _section(said: dict[str, Any]) -> Section:
    return Section(**said | {"grid": Grid(**said["grid"]) if said["grid"] else None})


def as_document(content: Content, federation: Federation, note: str, made_at: datetime | None = None) -> Document:
    """On paper; `note` says whether it is a draft, or when it was presented and by whom."""
    blocks: list[Block] = [paragraph(note, soft=True)]
    for one in content.sections:
        blocks.append(heading(one.title, one.level))
        blocks += [paragraph(line) for line in one.lines]
        blocks += [bullets(one.points)] if one.points else []
        blocks += [Figure(one.drawing, one.drawn)] if one.drawing else []
        if one.grid:
            grid = one.grid
            blocks.append(table(grid.headers, grid.cells, grid.widths, named_rows=True, numbers=grid.numbers))
    return Document(
        title=content.title,
        subtitle=content.subtitle,
        issuer=federation.name,
        blocks=blocks,
        landscape=content.wide,
        made_at=made_at,
    )


def as_table(content: Content) -> bytes:
    """Every figure of the report, a line each."""
    return as_csv(CSV_HEADERS, _lines(content))


def _lines(content: Content) -> Iterator[tuple[Cell, ...]]:
    for section in content.sections:
        for text in [*section.lines, *section.points]:
            yield section.title, text, "", ""
        for row in section.grid.rows if section.grid else []:
            for header, value in zip(section.grid.headers[1:] if section.grid else [], row[1:], strict=True):
                yield section.title, row[0], header, value
