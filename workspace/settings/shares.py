"""A share of the members of a body, as statutes say it: « un tiers », « plus de la moitié », « 2/5 », « 40 % »."""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

IN_WORDS = {
    "la moitié": Fraction(1, 2),
    "un tiers": Fraction(1, 3),
    "le tiers": Fraction(1, 3),
    "deux tiers": Fraction(2, 3),
    "les deux tiers": Fraction(2, 3),
    "un quart": Fraction(1, 4),
    "le quart": Fraction(1, 4),
    "trois quarts": Fraction(3, 4),
    "les trois quarts": Fraction(3, 4),
}
PERCENT = re.compile(r"(\d{1,3})\s*%")
FRACTION = re.compile(r"(\d{1,3})\s*/\s*(\d{1,3})")
MORE = re.compile(r"plus\s+(?:de\s+|d[’'])")


@dataclass(frozen=True)
class Share:
    part: Fraction
    is_more_than: bool  # « plus de la moitié »: half is not enough

    def of(self, number: int) -> int:
        """How many it takes."""
        exact = self.part * number
        return floor(exact) + 1 if self.is_more_than else ceil(exact)


def read(text: str) -> Share | None:
    """What is typed; None when it is not a share."""
    said = " ".join(text.lower().split())
    words = MORE.sub("", said, count=1) if MORE.match(said) else said
    part = IN_WORDS.get(words)
    if found := FRACTION.fullmatch(words):
        part = Fraction(int(found[1]), int(found[2])) if int(found[2]) else None
    elif found := PERCENT.fullmatch(words):
        part = Fraction(int(found[1]), 100)
    is_more = words != said
    if part is None or part == 0 or part > 1 or (is_more and part == 1):
        return None
    return Share(part, is_more)
