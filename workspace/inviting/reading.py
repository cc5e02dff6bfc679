"""Lists of people as they come: pasted addresses, CSV, ODS, XLSX; as rows of plain text.

A file is somebody else's: formulas are read as the value they had, and nothing of it is ever run.
"""

import csv
import re
import warnings
import zlib
from email.utils import parseaddr
from io import BytesIO, StringIO
from itertools import islice
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from workspace.refusals import Refused

MOST_BYTES = 1024 * 1024
MOST_LINES = 500
MOST_COLUMNS = 20
MOST_UNPACKED = 20 * 1024 * 1024  # a file of 500 lines holds far less; beyond, it is a bomb
TOO_HEAVY = "Ce fichier est trop lourd : 1 Mo au plus."
TOO_LONG = f"Cette liste est trop longue : {MOST_LINES} lignes au plus. Envoyez-la en plusieurs fois."
NOT_READ = "Ce fichier ne se lit pas. Enregistrez votre tableau en CSV, ODS ou XLSX, puis réessayez."
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
BROKEN = (
    BadZipFile, InvalidFileException, ElementTree.ParseError, zlib.error, OSError, EOFError, KeyError, ValueError,
    TypeError, RuntimeError, NotImplementedError, AttributeError, IndexError, csv.Error,
)  # fmt: skip

Rows = list[list[str]]


def pasted(text: str) -> Rows:
    """« Prénom Nom <adresse> » or addresses alone, by lines or commas: first and last names, address."""
    rows = []
    for one in re.split(r"[\n,;]+", text):
        if one.strip():
            name, address = parseaddr(one.strip()) if "<" in one else ("", one.strip())
            first_name, _, last_name = name.strip(' "').partition(" ")
            rows.append([first_name, last_name, address or one.strip()])
    return _few(rows)


def from_file(content: bytes) -> Rows:
    """The rows of the first sheet, empty ones too so that line numbers are those of the file.

    Raises:
        Refused: too heavy, too long, or nothing that we read.
    """
    if len(content) > MOST_BYTES:
        raise Refused(TOO_HEAVY)
    try:
        rows = _from_zip(content) if content.startswith(b"PK") else _from_csv(content)
    except BROKEN:
        raise Refused(NOT_READ) from None
    while rows and not any(rows[-1]):
        rows.pop()
    return _few(rows)


def _few(rows: Rows) -> Rows:
    if len(rows) > MOST_LINES + 1:
        raise Refused(TOO_LONG)
    return rows


def _from_csv(content: bytes) -> Rows:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    if "\x00" in text:
        raise Refused(NOT_READ)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    lines = csv.reader(StringIO(text), delimiter=delimiter)
    return [[cell.strip() for cell in row[:MOST_COLUMNS]] for row in islice(lines, MOST_LINES + 2)]


def _from_zip(content: bytes) -> Rows:
    with ZipFile(BytesIO(content)) as archive:
        refuse_bombs(archive)
        parts = set(archive.namelist())
        if "content.xml" in parts:
            return _from_ods(archive.read("content.xml"))
        if "xl/workbook.xml" in parts:
            return _from_xlsx(content)
    raise Refused(NOT_READ)


def refuse_bombs(archive: ZipFile) -> None:
    """Unpack bit by bit, keeping nothing: what an archive says of its own size is not to be believed."""
    unpacked = 0
    for part in archive.infolist():
        with archive.open(part) as stream:
            while block := stream.read(65536):
                unpacked += len(block)
                if unpacked > MOST_UNPACKED:
                    raise Refused(TOO_HEAVY)


def _from_xlsx(content: bytes) -> Rows:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles or extensions that it does not know: nothing to us
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what the file says of its own size is not to be believed
            found = sheet.iter_rows(max_row=MOST_LINES + 2, max_col=MOST_COLUMNS, values_only=True)
            return [["" if cell is None else str(cell).strip() for cell in row] for row in found]
        finally:
            book.close()


def _from_ods(content: bytes) -> Rows:
    """Rows and cells may be told once and repeated a million times: no more than needed is taken."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Refused(NOT_READ)
    rows: Rows = []
    sheet = ElementTree.fromstring(content).find(f".//{TABLE}table")  # noqa: S314 - no entities, size bounded above
    for row in sheet.iter(f"{TABLE}table-row") if sheet is not None else ():
        cells: list[str] = []
        for cell in row:
            if cell.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                said = " ".join("".join(line.itertext()) for line in cell.iter(f"{TEXT}p")).strip()
                times = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
                cells += [said] * min(times, MOST_COLUMNS - len(cells))
        times = int(row.get(f"{TABLE}number-rows-repeated", "1"))
        if any(cells) or times == 1:
            rows += [cells] * min(times, MOST_LINES + 2 - len(rows))
        elif times <= MOST_LINES:
            rows += [[]] * min(times, MOST_LINES + 2 - len(rows))
    return rows
