"""« Mes données » : everything the house keeps of a person, in one file."""

import json
import re
import zipfile
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import render_template

from workspace import clock
from workspace.people.models import Person
from workspace.post import Letter
from workspace.privacy import queries

IN_MEMORY = 1_000_000  # bytes; more goes to a temporary file


def archive_of(person: Person) -> IO[bytes]:
    """A ZIP: a page to read, the same as JSON for machines, the letters as text. Written aside, then streamed."""
    content = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed once it is sent)
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        page = render_template("privacy/_archive.html", person=person, told_at=clock.now(), **queries.readable(person))
        archive.writestr("mes-donnees.html", page)
        archive.writestr("mes-donnees.json", json.dumps(queries.rows_about(person), ensure_ascii=False, indent=2))
        for letter in queries.letters_of(person):
            archive.writestr(f"courriers/{letter.created_at:%Y-%m-%d}-{letter.id}.txt", as_text(letter))
    content.seek(0)
    return content


def as_text(letter: Letter) -> str:
    """A letter as one reads it, unless it carried a code; no address but the person's own is in it."""
    subject = re.sub(r"\s+", " ", letter.subject)
    text = "Le texte de ce courrier ouvrait votre compte : il n’est pas gardé.\n" if letter.is_secret else letter.text
    return f"Objet : {subject}\nÀ : {letter.recipient} <{letter.address}>\n\n{text}"
