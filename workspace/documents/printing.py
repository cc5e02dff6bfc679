"""Printing a document: data goes in to another process, the file comes out of it.

Typst weighs 60 MiB and odfdo 25 where they run, which web workers never carry; and a document that takes too long is
stopped without harm.
"""

import enum
import subprocess
import sys
from pathlib import Path

from workspace.documents.tree import Document

HOUSE = Path(__file__).resolve().parents[2]
FONTS = HOUSE / "static" / "vendor" / "print"  # tools/build_static.py makes them
PATIENCE = 45  # seconds


class Form(enum.StrEnum):
    PDF = "pdf"
    ODT = "odt"


TYPES = {Form.PDF: "application/pdf", Form.ODT: "application/vnd.oasis.opendocument.text"}


class Unprintable(Exception):
    """The document could not be made; what the press said of it."""


def printed(document: Document, form: Form) -> bytes:
    """The file of a document: a PDF tagged for who listens to it (PDF/UA-1), or an ODT to go on writing.

    Raises:
        Unprintable: it took too long, or the press failed.
    """
    if form is Form.PDF and not FONTS.is_dir():
        raise Unprintable("the fonts of documents are not built: run tools/build_static.py")
    try:
        press = subprocess.run(  # noqa: S603 - our own program; what people wrote goes by its standard input
            [sys.executable, "-m", f"workspace.documents.{form}", FONTS],
            input=document.as_json().encode(),
            capture_output=True,
            cwd=HOUSE,
            timeout=PATIENCE,
            check=True,
        )
    except subprocess.TimeoutExpired as late:
        raise Unprintable(f"more than {PATIENCE} seconds") from late
    except subprocess.CalledProcessError as failed:
        raise Unprintable(failed.stderr.decode(errors="replace")[-500:]) from failed
    return press.stdout
