"""What a document says, before it is a PDF or an ODT: blocks that hold blocks, and runs of text.

Plain data that JSON can carry, since another process prints it (printing.py). Texts are never markup: whatever
somebody wrote comes out as the letters they typed.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Union

from workspace import clock

Said = Union[str, "Run", Sequence["Run"]]  # what a block is made with


@dataclass(frozen=True)
class Run:
    """A stretch of text of one look. A line end in it is a line end on paper."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    link: str = ""


@dataclass(frozen=True)
class Heading:
    """Level 1 comes right under the title; a level is never skipped."""

    runs: list[Run]
    level: int = 1
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Paragraph:
    runs: list[Run]
    soft: bool = False  # in the second colour: what goes without being read
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Items:
    """A list; each item is blocks."""

    items: list[list["Block"]]
    first: int | None = None  # the number it begins with; none: bullets
    kind: Literal["items"] = "items"


@dataclass(frozen=True)
class Table:
    """A table with a row of headers, repeated on each page. The first cell of each row names the row, if so said."""

    headers: list[list[Run]]
    rows: list[list[list[Run]]]
    widths: list[int]  # shares of the width
    caption: str = ""
    named_rows: bool = False
    numbers: list[int] = field(default_factory=list)  # columns that hold numbers, to the right
    tall: bool = False  # rows high enough to sign in
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Definitions:
    """Names, and what is said of each."""

    pairs: list[tuple[str, list[Run]]]
    kind: Literal["definitions"] = "definitions"


@dataclass(frozen=True)
class Box:
    """What must be seen: a decision. It does not break between pages unless it is longer than one."""

    title: list[Run]
    blocks: list["Block"]
    kind: Literal["box"] = "box"


@dataclass(frozen=True)
class Quote:
    blocks: list["Block"]
    kind: Literal["quote"] = "quote"


@dataclass(frozen=True)
class Code:
    text: str
    kind: Literal["code"] = "code"


@dataclass(frozen=True)
class Figure:
    """A drawing. Its colours stand in the SVG's own attributes: no style sheet of a page reaches it."""

    svg: str
    alternative: str  # the same in words, for who does not see it
    caption: str = ""
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True)
class Signatures:
    """Room to sign: one frame for each name or office."""

    names: list[str]
    kind: Literal["signatures"] = "signatures"


@dataclass(frozen=True)
class PageBreak:
    kind: Literal["page_break"] = "page_break"


Block = (
    Heading | Paragraph | Items | Table | Definitions | Box | Quote | Code | Figure | Signatures | PageBreak
)  # fmt: skip


@dataclass(frozen=True)
class Document:
    title: str
    issuer: str  # the federation, at the foot of each page
    blocks: list[Block]
    subtitle: str = ""
    mark: str = ""  # over the title: the group
    color: str = "#1d1b2e"  # of the mark's bar and of boxes: the group's on paper
    compact: bool = False  # smaller letters and margins: what must hold on one page
    landscape: bool = False
    made_at: datetime | None = None  # what is frozen is the same file for ever; else it is now

    def as_json(self) -> str:
        made_at = int((self.made_at or clock.now()).timestamp())
        return json.dumps(vars(self) | {"made_at": made_at}, default=vars)


def runs(said: Said) -> list[Run]:
    if isinstance(said, str):
        return [Run(said)]
    return [said] if isinstance(said, Run) else list(said)


def heading(said: Said, level: int = 1) -> Heading:
    return Heading(runs(said), level)


def paragraph(*said: Said, soft: bool = False) -> Paragraph:
    return Paragraph([run for one in said for run in runs(one)], soft)


def bullets(said: Iterable[Said]) -> Items:
    return Items([[paragraph(one)] for one in said])


def box(title: Said, *said: Said) -> Box:
    return Box(runs(title), [paragraph(one) for one in said])


def definitions(pairs: Iterable[tuple[str, Said]]) -> Definitions:
    return Definitions([(name, runs(said)) for name, said in pairs])


def table(headers: Sequence[str], rows: Iterable[Sequence[Said]], widths: Sequence[int], **more: Any) -> Table:
    """Cells are texts or runs; a number is written by whoever knows how French says it."""
    written = [[runs(cell) for cell in row] for row in rows]
    return Table([runs(header) for header in headers], written, list(widths), **more)
