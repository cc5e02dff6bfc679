"""The PDF of a document, by Typst. A program: printing.py starts it, and says why."""

import json
import re
import sys
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import typst

from workspace.documents.texts import asked_for, each_text

LOOK = Path(__file__).with_name("look.typ")
UNSEEN = "\u25a1"  # stands for a letter that no font draws
SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC")  # that the fonts draw
EMOJI = "emoji.txt"  # those that the font of emoji draws, as tools/build_static.py read them there
BROKEN = "\u200b"  # where a word too long for a line may break
LONG = re.compile(r"[^\s\u00a0\u202f\u200b-]{25}(?=[^\s\u00a0\u202f\u200b-])")


def written(document: dict[str, Any], fonts: str) -> bytes:
    """Tagged, PDF/UA-1. A letter that no font draws is refused by that norm: it is shown as a square, and what stands
    beside it is drawn all the same."""
    document = each_text(document, lambda text: LONG.sub(lambda found: found[0] + BROKEN, text))
    try:
        return _compiled(document, fonts)
    except typst.TypstError:
        emoji = frozenset(Path(fonts, EMOJI).read_text(encoding="utf-8"))
        try:
            return _compiled(only(document, lambda letter: letter in emoji or in_a_script(letter)), fonts)
        except typst.TypstError:
            return _compiled(only(document, in_our_font), fonts)


def _compiled(document: dict[str, Any], fonts: str) -> bytes:
    compiler = typst.Compiler(font_paths=[fonts], ignore_system_fonts=True)
    file = compiler.compile(
        str(LOOK),
        sys_inputs={"document": json.dumps(document)},
        pdf_standards=["ua-1"],
        timestamp=datetime.fromtimestamp(document["made_at"], UTC),
    )
    return cast(bytes, file)  # it is several files for pictures only


def only(document: dict[str, Any], drawn: Callable[[str], bool]) -> Any:
    """The same document, a square for each letter that is not drawn."""
    return each_text(document, lambda text: "".join(one if drawn(one) else UNSEEN for one in text))


def in_a_script(letter: str) -> bool:
    """Letters of these scripts, and the signs of everyday text: arrows, those of mathematics, boxes."""
    if letter.isalpha():
        return unicodedata.name(letter, "").startswith(SCRIPTS)
    return letter < "\u2300" or "\u2500" <= letter < "\u2600" or letter in "☐☑"


def in_our_font(letter: str) -> bool:
    return letter < "\u0180" or letter in "\u2019\u2013\u2014\u202f\u20ac\u2026"


if __name__ == "__main__":
    sys.stdout.buffer.write(written(asked_for(sys.stdin), sys.argv[1]))
