"""The ODT of a document: real styles, so that whoever opens it changes its look in one place.

A program: printing.py starts it, and says why.
"""

import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from string import Template
from typing import Any
from xml.sax.saxutils import escape

import odfdo
from odfdo import Element

from workspace.documents.texts import asked_for

STYLES = Path(__file__).with_name("odt_styles.xml")
PAGE = {False: (21.0, 29.7), True: (29.7, 21.0)}  # centimetres, by landscape
MARGINS = 3.2
LOOKS = {
    "bold": "Strong_20_Emphasis",
    "italic": "Emphasis",
    "struck": "Struck",
    "code": "Source_20_Text",
}
RULE = "0.5pt solid #857a69"
CELLS = {  # automatic styles of cells
    "Cell": f'fo:border-bottom="{RULE}" fo:padding="0.12cm"',
    "HeadCell": 'fo:border-bottom="1pt solid #1d1b2e" fo:padding="0.12cm"',
    "SignedCell": f'fo:border="{RULE}" fo:padding="0.12cm"',
}
VIEW_BOX = re.compile(r'viewBox="([\d.\s-]+)"')


def written(document: dict[str, Any]) -> bytes:
    return _Writer(document).file()


class _Writer:
    """Writes one document; keeps what its tables need as styles of their own."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.said = document
        self.odt = odfdo.Document("text")
        self.odt.body.clear()
        self.width = PAGE[document["landscape"]][0] - MARGINS
        self.columns: dict[str, str] = {}  # name of an automatic style: width
        self.tables = self.pictures = 0

    def file(self) -> bytes:
        body = self.odt.body
        if self.said["mark"]:
            body.append(odfdo.Paragraph(self.said["mark"], style="Mark"))
        body.append(titled(1, "Title", [{"text": self.said["title"]}]))
        if self.said["subtitle"]:
            body.append(odfdo.Paragraph(self.said["subtitle"], style="Subtitle"))
        self.write(body, self.said["blocks"])
        self._keep_styles()
        self._keep_meta()
        out = BytesIO()
        self.odt.save(out)
        return out.getvalue()

    # What stands around the text

    def _keep_styles(self) -> None:
        wide, high = PAGE[self.said["landscape"]]
        styles = Template(STYLES.read_text(encoding="utf-8")).substitute(
            size="9pt" if self.said["compact"] else "10.5pt",
            color=self.said["color"],
            issuer=escape(self.said["issuer"]),
            page_width=f"{wide}cm",
            page_height=f"{high}cm",
            width=f"{wide - MARGINS}cm",
            orientation="landscape" if self.said["landscape"] else "portrait",
        )
        self.odt.set_part("styles.xml", styles.encode())
        automatic = self.odt.content.get_elements("//office:automatic-styles")[0]
        for name, properties in CELLS.items():
            self._automatic(automatic, name, "table-cell", properties)
        for name, width in self.columns.items():
            self._automatic(automatic, name, "table-column", f'style:column-width="{width}"')
        self._automatic(automatic, "SignedRow", "table-row", 'style:min-row-height="1.1cm" fo:keep-together="always"')
        whole = f'style:width="{self.width:.2f}cm" table:align="margins" fo:margin-bottom="0.3cm"'
        self._automatic(automatic, "Whole", "table", whole)

    @staticmethod
    def _automatic(place: Element, name: str, family: str, properties: str) -> None:
        place.append(
            Element.from_tag(
                f'<style:style style:name="{name}" style:family="{family}">'
                f"<style:{family}-properties {properties}/></style:style>"
            )
        )

    def _keep_meta(self) -> None:
        meta, made = self.odt.meta, datetime.fromtimestamp(self.said["made_at"], UTC)
        meta.title, meta.language = self.said["title"], "fr-FR"
        meta.creator = meta.initial_creator = self.said["issuer"]
        meta.creation_date = meta.date = made.replace(tzinfo=None, microsecond=0)
        meta.generator = "Espace fédéral"

    # Blocks

    def write(self, place: Element, blocks: Iterable[dict[str, Any]], style: str = "Text_20_body") -> None:
        for block in blocks:
            getattr(self, f"_{block['kind']}")(place, block, style)

    def _heading(self, place: Element, block: dict[str, Any], _: str) -> None:
        level = block["level"] + 1
        place.append(titled(level, f"Heading_20_{min(level, 6)}", block["runs"]))

    def _paragraph(self, place: Element, block: dict[str, Any], style: str) -> None:
        place.append(filled(odfdo.Paragraph(style="Soft" if block["soft"] else style), block["runs"]))

    def _items(self, place: Element, block: dict[str, Any], style: str) -> None:
        drawn = odfdo.List(style="Bullets" if block["first"] is None else "Numbers")
        for rank, said in enumerate(block["items"]):
            item = odfdo.ListItem()
            if not rank and block["first"] not in (None, 1):
                item.set_attribute("text:start-value", str(block["first"]))
            self.write(item, said, style)
            drawn.append(item)
        place.append(drawn)

    def _table(self, place: Element, block: dict[str, Any], _: str) -> None:
        if block["caption"]:
            place.append(odfdo.Paragraph(block["caption"], style="Caption"))
        table = self._new_table(block["widths"])
        head = Element.from_tag("table:table-header-rows")
        head.append(self._row([self._cell(one, "HeadCell", "Table_20_Heading") for one in block["headers"]]))
        table.append(head)
        for row in block["rows"]:
            cells = [self._cell(one, "Cell", self._style_of(place, block)) for place, one in enumerate(row)]
            table.append(self._row(cells, "SignedRow" if block["tall"] else None))
        place.append(table)

    @staticmethod
    def _style_of(column: int, block: dict[str, Any]) -> str:
        if column in block["numbers"]:
            return "Table_20_Number"
        return "Table_20_Heading" if block["named_rows"] and not column else "Table_20_Contents"

    def _new_table(self, widths: list[int]) -> Element:
        self.tables += 1
        table = Element.from_tag(f'<table:table table:name="Tableau{self.tables}" table:style-name="Whole"/>')
        for rank, width in enumerate(widths):
            name = f"Tableau{self.tables}.{rank}"
            self.columns[name] = f"{self.width * width / sum(widths):.2f}cm"
            table.append(Element.from_tag(f'<table:table-column table:style-name="{name}"/>'))
        return table

    @staticmethod
    def _row(cells: list[Element], style: str | None = None) -> Element:
        row = Element.from_tag("table:table-row")
        if style:
            row.set_attribute("table:style-name", style)
        for cell in cells:
            row.append(cell)
        return row

    @staticmethod
    def _cell(runs: list[dict[str, Any]], style: str, inside: str) -> Element:
        cell = Element.from_tag(f'<table:table-cell table:style-name="{style}" office:value-type="string"/>')
        cell.append(filled(odfdo.Paragraph(style=inside), runs))
        return cell

    def _definitions(self, place: Element, block: dict[str, Any], style: str) -> None:
        for name, runs in block["pairs"]:
            said = odfdo.Paragraph(style=style)
            said.append(odfdo.Span(f"{name}\u00a0: ", style=LOOKS["bold"]))
            place.append(filled(said, runs))

    def _box(self, place: Element, block: dict[str, Any], style: str) -> None:
        """A frame of one cell, as word processors draw them."""
        table, cell = self._new_table([1]), Element.from_tag('<table:table-cell table:style-name="SignedCell"/>')
        cell.append(filled(odfdo.Paragraph(style="Box_20_title"), block["title"]))
        self.write(cell, block["blocks"], style)
        table.append(self._row([cell]))
        place.append(table)

    def _quote(self, place: Element, block: dict[str, Any], _: str) -> None:
        self.write(place, block["blocks"], "Quotations")

    def _code(self, place: Element, block: dict[str, Any], _: str) -> None:
        place.append(odfdo.Paragraph(block["text"], style="Preformatted_20_Text"))

    def _figure(self, place: Element, block: dict[str, Any], _: str) -> None:
        self.pictures += 1
        wide, high = [float(one) for one in VIEW_BOX.findall(block["svg"])[0].split()][2:]
        name = f"Pictures/{self.pictures}.svg"
        self.odt.set_part(name, block["svg"].encode())
        self.odt.manifest.add_full_path(name, "image/svg+xml")
        size = (f"{self.width:.2f}cm", f"{self.width * high / wide:.2f}cm")
        frame = odfdo.Frame(name=f"Figure {self.pictures}", style="Picture", size=size, anchor_type="as-char")
        frame.append(odfdo.DrawImage(name))
        frame.svg_title, frame.svg_description = block["caption"] or block["alternative"], block["alternative"]
        if block["caption"]:
            place.append(odfdo.Paragraph(block["caption"], style="Caption"))
        paragraph = odfdo.Paragraph(style="Text_20_body")
        paragraph.append(frame)
        place.append(paragraph)

    def _signatures(self, place: Element, block: dict[str, Any], _: str) -> None:
        table = self._new_table([1] * min(len(block["names"]), 3))
        for start in range(0, len(block["names"]), 3):
            row = block["names"][start : start + 3]
            cells = [self._cell([{"text": f"{name}\n\n\n"}], "SignedCell", "Table_20_Contents") for name in row]
            table.append(self._row(cells))
        place.append(table)

    def _page_break(self, place: Element, _block: dict[str, Any], _: str) -> None:
        place.append(odfdo.Paragraph(style="Page_20_break"))


def titled(level: int, style: str, runs: Iterable[dict[str, Any]]) -> Element:
    heading = odfdo.Header(level)
    heading.set_attribute("text:style-name", style)
    return filled(heading, runs)


def filled(place: Element, runs: Iterable[dict[str, Any]]) -> Element:
    """The text of runs, each with its look; spaces and line ends stay."""
    for run in runs:
        inner = place
        if run.get("link"):
            inner = _inside(inner, odfdo.Link(run["link"], style="Internet_20_link"))
        for look, style in LOOKS.items():
            if run.get(look):
                inner = _inside(inner, odfdo.Span(style=style))
        _inside(inner, odfdo.Span(run["text"]))
    return place


def _inside(place: Element, new: Element) -> Element:
    place.append(new)
    return new


if __name__ == "__main__":
    sys.stdout.buffer.write(written(asked_for(sys.stdin)))
