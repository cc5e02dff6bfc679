"""How two texts differ, word by word in the lines that changed, in a time that no text makes long."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from os.path import commonprefix
from typing import NamedTuple

MOST = 250_000  # pairs of lines, or of words, put side by side: beyond, all that stands between is said to differ
LINES = re.compile(r"[^\n]*\n|[^\n]+")
WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Piece(NamedTuple):
    """Words of a text; changed: they are not in the other one."""

    words: str
    is_changed: bool


class Stretch(NamedTuple):
    """What stands in both texts, or what one has instead of the other."""

    before: list[str]
    after: list[str]
    is_same: bool


def pieces(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Each text cut where it differs from the other."""
    found = [part for lines in stretches(LINES.findall(before), LINES.findall(after)) for part in _by_words(lines)]
    left = [Piece("".join(part.before), not part.is_same) for part in found if part.before]
    right = [Piece("".join(part.after), not part.is_same) for part in found if part.after]
    return left, right


def _by_words(lines: Stretch) -> Iterator[Stretch]:
    if lines.is_same:
        yield lines
    else:
        yield from stretches(*(WORDS.findall("".join(side)) for side in (lines.before, lines.after)))


def stretches(before: list[str], after: list[str]) -> Iterator[Stretch]:
    """Both from end to end, in order."""
    start = len(commonprefix([before, after]))
    end = len(commonprefix([before[start:][::-1], after[start:][::-1]]))
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    yield Stretch(before[:start], after[:start], True)
    if len(old) * len(new) > MOST:
        yield Stretch(old, new, False)
    else:
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield Stretch(old[a:b], new[c:d], kind == "equal")
    yield Stretch(before[len(before) - end :], after[len(after) - end :], True)
