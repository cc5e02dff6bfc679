"""What a measure says, as a person reads it; and what somebody typed, as a measure keeps it."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby, takewhile

from workspace.french import NBSP, figure, fold, number
from workspace.observatory.models import FIRST_YEAR, HERE, LAST_YEAR, MOST_COUNTED, NATIONAL, Measure

UNKNOWN = f"inconnu{NBSP}: le chiffre manque dans la source"
IN_PLACE = "…"  # where the number goes in « plus de … environ »
WORDS_HERE = {"", "departement", "notre departement", "federation", "ici"}
WORDS_NATIONAL = {"national", "france", "national (france)"}
INVARIABLE = {
    "accès", "avis", "concours", "cours", "discours", "fois", "mois", "parcours", "pays", "recours", "repas", "secours",
    "succès", "temps", "travaux",
}  # fmt: skip
DIGITS, DECIMALS = 12, 6
NUMBER = re.compile(r"([+\-−]?)\s?([0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)(?:[.,]([0-9]+))?")
YEARS = re.compile(r"([0-9]{4})(?:\s*(?:[-–—/]|à)\s*([0-9]{4}))?")
NOT_A_NUMBER = "« {} » n’est pas un nombre : écrivez 1 298 ou 17,05, sans unité."
TOO_LONG = f"« {{}} » est trop long : {DIGITS} chiffres avant la virgule et {DECIMALS} après, au plus."
NOT_A_YEAR = f"« {{}} » n’est pas une année : écrivez 2010, ou 2000-2010, entre {FIRST_YEAR} et {LAST_YEAR}."
NO_YEAR = "Écrivez l’année : 2010, ou 2000-2010 pour une période."
NOT_IN_ORDER = "« {} » se termine avant de commencer."
NOT_A_COUNT = f"« {{}} » n’est pas un nombre entier, de 0 à {number(MOST_COUNTED)}."


# What is said.


def period(measure: Measure) -> str:
    """« 2010 », « 2000-2010 »."""
    return years(measure.first_year, measure.year)


def years(first: int, last: int) -> str:
    return str(last) if first == last else f"{first}-{last}"


def value(measure: Measure, unit: str) -> str:
    """« près de 13 000 heures », « 2/3 », or that the number is unknown."""
    if measure.is_unknown:
        return UNKNOWN
    said = measure.wording
    if not said and measure.value is not None:
        said = f"{figure(measure.value)}{NBSP}{_agreed(unit, measure.value)}" if unit else figure(measure.value)
    if IN_PLACE in measure.qualifier:
        return measure.qualifier.replace(IN_PLACE, said)
    return f"{measure.qualifier} {said}" if measure.qualifier else said


def base(measure: Measure) -> str:
    """« 15 centres sur 28 », « 28 centres interrogés », « des animateurs permanents »; nothing when it is unknown."""
    answered, asked, unit = measure.base_n, measure.base_total, measure.base_unit
    if answered is not None:
        said = f"{number(answered)}{NBSP}{_agreed(unit, answered)}".rstrip(NBSP)
        return said if asked is None else f"{said} sur {number(asked)}"
    if asked is not None:
        return f"sur {number(asked)}{NBSP}{_agreed(unit, asked)}".rstrip(NBSP)
    return measure.base_note


def _agreed(unit: str, how_many: Decimal | int) -> str:
    """« 1 heure par centre » for « heures par centre », « 1 centre social »: the plain plurals that it begins with."""
    if abs(Decimal(how_many)) >= 2:
        return unit
    every = unit.split(" ")
    ones = [_one(word) for word in takewhile(lambda word: _one(word) != word, every)]
    return " ".join([*ones, *every[len(ones) :]])


def _one(word: str) -> str:
    if len(word) <= 3 or word in INVARIABLE:
        return word
    if word.endswith("aux") and not word.endswith("eaux"):
        return f"{word[:-3]}al"
    return word[:-1] if word.endswith(("s", "eaux")) else word


def whole(measure: Measure, unit: str) -> str:
    """« près de 13 000 heures, 2010 (15 centres sur 28) »."""
    said = f"{value(measure, unit)}, {period(measure)}"
    known = base(measure)
    return f"{said} ({known})" if known else said


def territory(kept: str, department: str) -> str:
    """« Hauts-de-Seine », « National »."""
    return {HERE: department or "Notre département", NATIONAL: "National"}.get(kept, kept)


def main_territory(measures: Iterable[Measure]) -> str:
    """The federation's own, else the other that was measured last, else the country."""
    latest: dict[str, int] = {}
    for one in measures:
        latest[one.territory] = max(one.year, latest.get(one.territory, 0))
    return min(latest, key=lambda name: (name != HERE, name == NATIONAL, -latest[name], name), default=HERE)


def in_file(kept: str) -> str:
    """A territory, as files and forms say it."""
    return "département" if kept == HERE else kept


def contradictions(measures: Iterable[Measure]) -> list[str]:
    """Where two of them do not say the same of one year and territory: a sentence each. What is unknown contradicts
    nothing."""
    found = []
    known = sorted((one for one in measures if not one.is_unknown), key=_place)
    for _, some in groupby(known, key=_place):
        together = list(some)
        if len({(one.value, one.wording) for one in together}) > 1:
            sources = {one.source for one in together}
            who = "la source se contredit" if len(sources) == 1 else "les sources se contredisent"
            found.append(f"{period(together[0])} : {who}")
    return found


def _place(measure: Measure) -> tuple[int, int, str]:
    return measure.year, measure.first_year, measure.territory


def have_different_bases(measures: Sequence[Measure]) -> bool:
    """Whether years of one territory that could be read as a series do not rest on the same base."""
    known = sorted((one for one in measures if not one.is_unknown), key=lambda one: one.territory)
    for _, some in groupby(known, key=lambda one: one.territory):
        together = list(some)
        if len({one.year for one in together}) > 1 and len({one.base for one in together}) > 1:
            return True
    return False


# What is typed: a ValueError says in French what is wrong.


def to_number(typed: str) -> Decimal | None:
    """Of « 1 298 », « 17,05 », « 411.5 »; nothing of nothing."""
    if not typed:
        return None
    found = NUMBER.fullmatch(typed)
    if not found:
        raise ValueError(NOT_A_NUMBER.format(typed[:40]))
    sign, whole_part, decimals = found[1], re.sub(r"\D", "", found[2]).lstrip("0") or "0", found[3] or ""
    if len(whole_part) > DIGITS or len(decimals) > DECIMALS:
        raise ValueError(TOO_LONG.format(typed[:40]))
    read = Decimal(f"{whole_part}.{decimals}" if decimals else whole_part)
    return -read if sign in ("-", "−") and read else read


def to_years(typed: str) -> tuple[int, int]:
    if not typed:
        raise ValueError(NO_YEAR)
    found = YEARS.fullmatch(typed)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not (FIRST_YEAR <= first <= LAST_YEAR and FIRST_YEAR <= last <= LAST_YEAR):
        raise ValueError(NOT_A_YEAR.format(typed[:40]))
    if first > last:
        raise ValueError(NOT_IN_ORDER.format(typed))
    return first, last


def to_count(typed: str) -> int | None:
    if not typed:
        return None
    plain = re.sub(r"[ \u00a0\u202f]", "", typed)
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= DIGITS and int(plain) <= MOST_COUNTED):
        raise ValueError(NOT_A_COUNT.format(typed[:40]))
    return int(plain)


def to_territory(typed: str) -> str:
    said = fold(typed)
    return HERE if said in WORDS_HERE else NATIONAL if said in WORDS_NATIONAL else typed
