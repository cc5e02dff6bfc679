"""Two texts that began as the same one, put together line by line: what only one of them changed is taken as it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from os.path import commonprefix

MOST_LINES = 1000  # beyond, comparing takes too long: one text then follows the other, whole


@dataclass
class Merge:
    text: str
    meets: bool  # both changed the same place: there stand their lines, then mine


@dataclass
class Change:
    """Lines of the first text, from `start` to `end`, that one of the two replaced."""

    start: int
    end: int
    lines: list[str]
    is_mine: bool


def merge(base: str, theirs: str, mine: str, between: Sequence[str]) -> Merge:
    """Both texts in one; where they meet, the lines `between` stand between theirs and mine."""
    first, *two = (text.split("\n") if text else [] for text in (base, theirs, mine))
    if max(len(first), *map(len, two)) > MOST_LINES:
        first = []
    merged: list[str] = []
    meets, done = False, 0
    for here in places(sorted([*changes(first, two[0], False), *changes(first, two[1], True)], key=order)):
        start, end = here[0].start, max(change.end for change in here)
        merged += first[done:start]
        left, right = (told(first, start, end, [c for c in here if c.is_mine is mine]) for mine in (False, True))
        done = end
        if len({change.is_mine for change in here}) == 1:
            merged += right if here[0].is_mine else left
        elif left == right:
            merged += left
        else:
            same = len(commonprefix([left, right]))
            merged += left
            merged += between if left[same:] and right[same:] else []
            merged += right[same:]
            meets |= start < end or bool(left[same:] and right[same:])
    return Merge("\n".join([*merged, *first[done:]]), meets)


def order(change: Change) -> tuple[int, int]:
    return change.start, change.end


def changes(first: list[str], then: list[str], is_mine: bool) -> Iterator[Change]:
    if not first:  # nothing to compare with
        yield from [Change(0, 0, then, is_mine)] if then else []
        return
    for how, start, end, begins, ends in SequenceMatcher(None, first, then, autojunk=False).get_opcodes():
        if how != "equal":
            yield Change(start, end, then[begins:ends], is_mine)


def places(ordered: list[Change]) -> Iterator[list[Change]]:
    """Changes that touch the same lines, together."""
    here: list[Change] = []
    for change in ordered:
        if here and change.start >= max(one.end for one in here) and change.start > here[0].start:
            yield here
            here = []
        here.append(change)
    if here:
        yield here


def told(first: list[str], start: int, end: int, changed: list[Change]) -> list[str]:
    """What a stretch of the first text became for one of the two."""
    lines, done = [], start
    for change in changed:
        lines += [*first[done : change.start], *change.lines]
        done = change.end
    return [*lines, *first[done:end]]
