"""The demonstration's files: small real documents, made when it is loaded, the same for the same content."""

import csv
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from html import escape
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import xlsxwriter
from sqlalchemy import select

from workspace import clock
from workspace.database import db
from workspace.demo import content
from workspace.files.kinds import kind_of
from workspace.files.operations import add_file
from workspace.groups.models import Group
from workspace.meetings.models import Meeting
from workspace.people.models import Person

ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODT = "application/vnd.oasis.opendocument.text"
MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
MADE = datetime(2020, 1, 1)  # noqa: DTZ001 - the same day for every copy, so that the same content is the same file


def text(lines: Sequence[str]) -> bytes:
    return "\r\n".join([*lines, ""]).encode()


def table_as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """For French spreadsheets: semicolons, and a mark that says UTF-8."""
    written = StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def spreadsheet(rows: Sequence[Sequence[str]]) -> bytes:
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    book.set_properties({"created": MADE})
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row, None if number else bold)
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
    return kept.getvalue()


def open_document(lines: Sequence[str]) -> bytes:
    """A text of one heading and its paragraphs (OpenDocument 1.3)."""
    title, *paragraphs = (escape(line) for line in lines)
    body = "".join(f"<text:p>{line}</text:p>" for line in paragraphs)
    written = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{ODF}:office:1.0" '
        f'xmlns:text="{ODF}:text:1.0" office:version="1.3"><office:body><office:text>'
        f'<text:h text:outline-level="1">{title}</text:h>{body}</office:text></office:body>'
        "</office:document-content>"
    )
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        parts = {"mimetype": ODT, "META-INF/manifest.xml": MANIFEST, "content.xml": written}
        for name, part in parts.items():  # its first part says what it is, uncompressed
            archive.writestr(ZipInfo(name, MADE.timetuple()[:6]), part, ZIP_STORED)
    return kept.getvalue()


def pdf(lines: Sequence[str]) -> bytes:
    """One A4 page in a font that every reader has (PDF 1.4); as many lines as it holds."""
    said = "".join(f"({_in_pdf(line)}) Tj T*\n" for line in lines)
    page = f"BT /F1 12 Tf 18 TL 56 770 Td\n{said}ET".encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, part in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def _in_pdf(line: str) -> str:
    """Its font knows one no-break space, and three signs are its own."""
    line = line.replace("\u202f", "\u00a0")
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


WRITERS: dict[str, Callable[[Any], bytes]] = {
    "txt": text,
    "csv": table_as_csv,
    "xlsx": spreadsheet,
    "odt": open_document,
    "pdf": pdf,
}


def document(given: dict[str, Any]) -> bytes:
    """What the content tells of a file: lines for a text, rows for a table."""
    return WRITERS[given["name"].rpartition(".")[2]](given.get("lines") or given["rows"])


def add_documents(people: dict[str, Person], groups: dict[str, Group]) -> None:
    """The files of groups and of their meetings, added when the content says."""
    for given in content.read("files")["files"]:
        group, meeting = groups[given["group"]], None
        added_at = clock.now() - timedelta(days=given.get("ago", 0))
        if "meeting" in given:
            told = select(Meeting).where(Meeting.group_id == group.id, Meeting.title == given["meeting"])
            meeting = db.session.scalars(told).one()
            added_at = meeting.ends_at + timedelta(days=given["after"])
        made = document(given)
        kind, name = kind_of(given["name"], made) or ("", given["name"])
        file = add_file(group, meeting, people[given["by"]], name, kind, made)
        if file is not None:
            file.added_at = added_at
    db.session.flush()
