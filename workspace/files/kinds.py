"""What a file is, told by its content and never by its name alone; and names that are safe to keep."""

import unicodedata
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from workspace.files.models import LONGEST_NAME

OFFICE = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
KINDS = {  # what a name may end with, and what the content then must be
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "odt": f"{ODF}text",
    "ods": f"{ODF}spreadsheet",
    "odp": f"{ODF}presentation",
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "pptx": f"{OFFICE}presentationml.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
}
BEGINNINGS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
BROKEN_ZIP = (BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, KeyError)


def kind_of(name: str, content: bytes) -> tuple[str, str] | None:
    """The media type of a content and the name to keep it under; nothing when the content is not a document that we
    keep, or when its name says something else."""
    found = _recognised(content)
    name = safe_name(name)
    stem, dot, ending = name.rpartition(".")
    if found and not (dot and stem):
        ending = found[0]
        name = f"{name[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    kind = KINDS.get(ending.lower(), "")
    return (kind, name) if kind and kind in [KINDS[one] for one in found] else None


def _recognised(content: bytes) -> list[str]:
    """The endings that suit a content, the usual one first."""
    for beginning, ending in BEGINNINGS.items():
        if content.startswith(beginning):
            return [ending]
    if content.startswith(b"PK\x03\x04"):
        return _in_zip(content)
    return ["txt", "csv"] if _is_text(content) else []


def _in_zip(content: bytes) -> list[str]:
    """Documents without macros; no part is unpacked but the few bytes that name an OpenDocument."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = set(archive.namelist())
            if any(part.lower().endswith("vbaproject.bin") for part in parts):
                return []
            if "mimetype" in parts:
                with archive.open("mimetype") as said:
                    kind = said.read(100).decode("ascii")
                return [ending for ending in ("odt", "ods", "odp") if KINDS[ending] == kind]
    except BROKEN_ZIP:
        return []
    if "[Content_Types].xml" not in parts:
        return []
    return [ending for part, ending in MAIN_PARTS.items() if part in parts]


def _is_text(content: bytes) -> bool:
    """UTF-8, or what a French spreadsheet on Windows writes; no control characters."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return not any(char == "\ufffd" or (char < " " and char not in "\t\n\r\f") for char in text)


def safe_name(given: str) -> str:
    """The last part of a path, without invisible characters (some write a name backwards), cut to what fits."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(" " if char.isspace() else char for char in last)
    seen = "".join(char for char in seen if not unicodedata.category(char).startswith("C"))
    name = " ".join(seen.split()).strip(". ") or "fichier"
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 5:
        return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"
    return name[:LONGEST_NAME]
