"""What a file is, told by its content."""

import pytest

from tests.files import documents as given
from workspace.files.kinds import KINDS, kind_of, safe_name

TEXT = "Réunion ; présents\nAlice ; oui\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", given.PDF), ("PLAN.PDF", given.PDF), ("photo.png", given.PNG), ("photo.jpeg", given.JPEG),
        ("a.docx", given.DOCX), ("a.xlsx", given.XLSX), ("a.pptx", given.PPTX), ("a.odt", given.ODT),
        ("a.ods", given.ODS), ("liste.csv", TEXT.encode()), ("liste.csv", TEXT.encode("cp1252")),
        ("note.txt", b"\xef\xbb\xbfBonjour"),
    ],
)  # fmt: skip
def test_a_document_is_recognised(name, content):
    assert kind_of(name, content) == (KINDS[name.rpartition(".")[2].lower()], name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", given.HTML), ("page.html", given.HTML), ("dessin.svg", b"<svg/>"), ("plan.pdf", given.PNG),
        ("plan.exe", given.PDF), ("plan.pdf.exe", given.PDF), ("a.docx", given.XLSX), ("a.zip", given.DOCX),
        ("a.docx", given.MACROS), ("a.docx", given.DOCX[:40]), ("a.odt", given.ODT[:-30]),
        ("a.docx", given.zipped(x="y")), ("prog.txt", b"MZ\x00\x01"), ("a.png", b"GIF89a"), ("a.pdf", b" " + given.PDF),
    ],
)  # fmt: skip
def test_anything_else_is_not(name, content):
    assert kind_of(name, content) is None


def test_a_name_without_an_ending_takes_that_of_its_content():
    assert kind_of("plan", given.PDF)[1] == "plan.pdf"
    assert kind_of("é" * 300, given.PDF)[1] == "é" * 116 + ".pdf"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/plan.pdf", "plan.pdf"), ("C:\\Mes documents\\plan.pdf", "plan.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe"), ("fête 🎉.pdf", "fête 🎉.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"), ("e\u0301te\u0301.pdf", "été.pdf"),
        ("...", "fichier"), ("", "fichier"),
    ],
)  # fmt: skip
def test_a_name_is_made_safe(given_name, kept):
    assert safe_name(given_name) == kept
