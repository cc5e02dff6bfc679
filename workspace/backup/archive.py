"""The file: a ZIP of one text per table, a row a line, and what it must hold (`manifeste.json`), written last.

The key that signs cookies and links (SECRET_KEY) is not in it.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from workspace.refusals import Refused

FORMAT = "espace-federal 1"
MANIFEST = "manifeste.json"
UNREADABLE = (
    "{} n’est pas une sauvegarde entière : le fichier est coupé, abîmé, ou c’est autre chose. "
    "Prenez une autre copie. ({})"
)


@dataclass
class Content:
    """What a table holds."""

    name: str
    columns: list[str]
    last_number: int
    rows: int = 0
    sha256: str = ""

    def counted(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The same lines; their count and checksum are noted on the way."""
        digest = hashlib.sha256()
        self.rows = 0
        for line in lines:
            digest.update(line)
            self.rows += 1
            yield line
        self.sha256 = digest.hexdigest()


@dataclass
class Manifest:
    revision: str
    federation: str
    written_at: str
    tables: list[Content]
    format: str = FORMAT

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


@contextmanager
def new_file(file: Path) -> Iterator[Path]:
    """A temporary file beside `file`, that only its owner may read; it takes its name when all went well.

    Raises:
        Refused: the name is taken, the folder cannot be written, or the disk is full.
    """
    if file.exists():
        raise Refused(f"{file} existe déjà : donnez un autre nom, rien n’est écrasé.")
    temporary = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield temporary
        with temporary.open("rb") as whole:
            os.fsync(whole.fileno())
        temporary.rename(file)
    except OSError as failure:
        raise Refused(f"{file} n’a pas pu être écrit : {failure.strerror or failure}.") from None
    finally:
        with suppress(OSError):
            temporary.unlink()


def address(table: str) -> str:
    return f"tables/{table}.jsonl"


def add_table(archive: ZipFile, content: Content, lines: Iterable[bytes]) -> None:
    with archive.open(address(content.name), "w", force_zip64=True) as entry:
        for line in content.counted(lines):
            entry.write(line)


def add_manifest(archive: ZipFile, manifest: Manifest) -> None:
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1), ZIP_DEFLATED)


def checked(file: Path) -> Manifest:
    """What a file holds, once every line of it was read and compared with what it says of itself.

    Raises:
        Refused: it is cut, damaged, altered, or not ours.
    """
    try:
        with ZipFile(file) as archive:
            manifest = _manifest(json.loads(archive.read(MANIFEST)))
            if manifest.format != FORMAT:
                raise Refused(f"{file} est au format « {manifest.format} », que cette version ne lit pas.")
            for said in manifest.tables:
                found = Content(said.name, said.columns, said.last_number)
                with archive.open(address(said.name)) as entry:
                    for line in found.counted(entry):
                        _read(said, line)
                if found != said:
                    raise ValueError(f"table {said.name}")
    except (BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, NotImplementedError) as failure:
        raise Refused(UNREADABLE.format(file, failure)) from None
    except OSError as failure:
        raise Refused(f"{file} n’a pas pu être lu : {failure.strerror or failure}.") from None
    return manifest


def _read(table: Content, line: bytes) -> None:
    if len(json.loads(line)) != len(table.columns):
        raise ValueError(f"table {table.name}")


def _manifest(said: dict[str, Any]) -> Manifest:
    return Manifest(**{**said, "tables": [Content(**table) for table in said["tables"]]})
