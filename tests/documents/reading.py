"""Reading back the files that the application prints, as whoever receives them does."""

from dataclasses import dataclass
from io import BytesIO

import odfdo
from pypdf import PdfReader

SOFT = ("\u00ad", "\u200b")  # where a word may break


@dataclass
class Pdf:
    """What a PDF says, and the tags by which it is listened to."""

    reader: PdfReader

    @property
    def root(self):
        return self.reader.trailer["/Root"]

    @property
    def pages(self):
        return [_plain(page.extract_text()) for page in self.reader.pages]

    @property
    def text(self):
        """All on one line."""
        return " ".join(" ".join(self.pages).split())

    @property
    def tags(self):
        """(tag, alternative text) of each element, in the order of reading."""
        return list(_elements(self.root["/StructTreeRoot"]["/K"]))

    def tagged(self, tag):
        return [alternative for name, alternative in self.tags if name == tag]

    def check(self):
        """What PDF/UA-1 asks and can be seen from here."""
        assert self.root["/Lang"] == "fr-FR"
        assert self.root["/MarkInfo"]["/Marked"]
        assert self.root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert "<pdfuaid:part>1</pdfuaid:part>" in self.root["/Metadata"].get_data().decode()
        assert self.reader.metadata.title
        levels = [int(tag[1]) for tag, _ in self.tags if tag[0] == "H" and tag[1:].isdigit()]
        assert levels[:1] == [1]
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), levels
        assert all(alternative for tag, alternative in self.tags if tag == "Figure")
        return self


def pdf(file):
    return Pdf(PdfReader(BytesIO(file))).check()


def _plain(text):
    for mark in SOFT:
        text = text.replace(f"{mark}\n", "").replace(mark, "")
    return text


def _elements(node):
    node = node.get_object() if hasattr(node, "get_object") else node
    for one in node if isinstance(node, list) else [node]:
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, dict):
            if "/S" in one:
                yield one["/S"].lstrip("/"), str(one.get("/Alt", ""))
            if "/K" in one:
                yield from _elements(one["/K"])


@dataclass
class Odt:
    document: odfdo.Document

    @property
    def headings(self):
        """(level, words) in order."""
        return [(int(one.get_attribute("text:outline-level")), words_of(one)) for one in self.all("text:h")]

    @property
    def text(self):
        return " ".join(words_of(one) for one in self.document.body.get_elements("//text:p|//text:h"))

    @property
    def tables(self):
        """Each table as rows of texts, headers first."""
        return [
            [[words_of(cell) for cell in row.get_elements("table:table-cell")] for row in rows]
            for rows in (table.get_elements(".//table:table-row") for table in self.all("table:table"))
        ]

    def all(self, tag):
        return self.document.body.get_elements(f"//{tag}")


def odt(file):
    return Odt(odfdo.Document(BytesIO(file)))


def words_of(element):
    return " ".join(element.text_recursive.split())
