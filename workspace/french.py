"""French words for dates, hours, counts, and its typography: plain text, for screens, letters and documents alike."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Self

from babel.dates import format_date
from babel.numbers import format_currency
from markupsafe import Markup, escape

from workspace import clock

NBSP, NNBSP = "\u00a0", "\u202f"
# What nobody sees: control characters (PostgreSQL refuses NUL), and what Word and mails leave between letters.
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff]")
MONTHS_FROM = 100  # days: nobody counts more
WORDS = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
    "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt",
]  # fmt: skip


class Worded(StrEnum):
    """A kind or a state, each value with the words that screens, letters and documents say for it."""

    words: str

    def __new__(cls, value: str, words: str = "") -> Self:  # read by its value alone: `PointKind("decision")`
        member = str.__new__(cls, value)
        member._value_, member.words = value, words
        return member

    @classmethod
    def said(cls) -> dict[str, str]:
        """The words of each, to choose from."""
        return {one: one.words for one in cls}


def day(value: date | datetime, with_year: bool = True) -> str:
    """« mardi 16 novembre 2021 »."""
    return _formatted(_day_of(value), "EEEE d MMMM y" if with_year else "EEEE d MMMM")


def calendar_day(value: date | datetime) -> str:
    """« 16 novembre 2021 »: a date of the project or of the pact."""
    return _formatted(_day_of(value), "d MMMM y")


def short_day(value: date | datetime) -> str:
    """« 16 nov. », with the year when it is not this one."""
    on = _day_of(value)
    return _formatted(on, "d MMM" if on.year == clock.today().year else "d MMM y")


def weekday(value: date | datetime) -> str:
    """« mar. »."""
    return _formatted(_day_of(value), "EEE")


def month(value: date | datetime) -> str:
    """« nov. »."""
    return _formatted(_day_of(value), "MMM")


def month_and_year(value: date | datetime) -> str:
    """« Novembre 2021 »."""
    said = _formatted(_day_of(value), "LLLL y")
    return said[0].upper() + said[1:]


def hour(value: datetime) -> str:
    """« 14 h 30 », « 9 h »: how an appointment is said."""
    at = clock.in_paris(value)
    return f"{at.hour}{NBSP}h" + (f"{NBSP}{at.minute:02}" if at.minute else "")


def time_stamp(value: datetime) -> str:
    """« 14:32 »: when something was recorded."""
    return clock.in_paris(value).strftime("%H:%M")


def moment(value: datetime) -> str:
    """« mardi 16 novembre 2021 à 14:32 »."""
    return f"{day(value)} à {time_stamp(value)}"


def iso(value: date | datetime) -> str:
    """For `<time datetime>`: a day, or an instant on a French clock."""
    return clock.in_paris(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


def iso_day(value: date | datetime) -> str:
    return _day_of(value).isoformat()


def number(value: int) -> str:
    """« 1 298 »."""
    return f"{value:,}".replace(",", NNBSP)


def euros(amount: Decimal) -> str:
    """« 3 906,25 € »."""
    return format_currency(amount, "EUR", locale="fr")


def figure(value: Decimal) -> str:
    """« 609 117 », « 17,05 », « −2,5 »: with the decimals that it was written with."""
    whole, _, decimals = format(abs(value), "f").partition(".")
    return f"{'−' if value < 0 else ''}{number(int(whole))}{',' if decimals else ''}{decimals}"


def time_given(minutes: int) -> str:
    """The same as a duration; none is « 0 h »."""
    return duration(minutes) or f"0{NBSP}h"


BLANKS = re.compile(f"[^\\S{NBSP}{NNBSP}]+")


def squeezed(text: str) -> str:
    """Ends of lines and runs of blanks as one space each; hard spaces stay, since French asks for them."""
    return BLANKS.sub(" ", text).strip()


def shortened(text: str, most: int) -> str:
    """What holds in so many characters, with an ellipsis where something is left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def duration(minutes: int | None) -> str:
    """« 45 min », « 2 h », « 1 h 30 »."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{number(hours)}{NBSP}h" + (f"{NBSP}{rest:02}" if rest else "")


LENGTH = re.compile(
    r"(?:(?P<hours>[0-9]{1,2})\s*(?:h(?:eures?)?|:\s*(?=[0-5][0-9]$)))?\s*"
    r"(?P<minutes>[0-9]{1,3})?\s*(?:min(?:utes?)?|mn)?\.?"
)
DECIMAL = re.compile(r"(?P<hours>[0-9]{1,2})[,.](?P<part>0|25|5|75)\s*(?:h(?:eures?)?)?")
QUARTERS = {"0": 0, "25": 15, "5": 30, "75": 45}  # « 1,30 » may be meant as 1 h 30 or 1 h 18: it is not read


def minutes_typed(text: str) -> int | None:
    """A length as people type it, in minutes: « 15 », « 45 min », « 1h30 », « 1:30 », « 1,5 » (hours); nothing when it
    is not one."""
    said = text.strip().lower()
    if found := DECIMAL.fullmatch(said):
        return int(found["hours"]) * 60 + QUARTERS[found["part"]]
    found = LENGTH.fullmatch(said)
    if not found or not (found["hours"] or found["minutes"]):
        return None
    return int(found["hours"] or 0) * 60 + int(found["minutes"] or 0)


def days_away(value: date) -> str:
    """« aujourd’hui », « demain », « dans 24 jours », « dans 13 mois », « il y a 3 jours »."""
    days = (value - clock.today()).days
    named = {0: "aujourd’hui", 1: "demain", -1: "hier"}
    if days in named:
        return named[days]
    far = abs(days)
    span = f"{far}{NBSP}jours" if far < MONTHS_FROM else f"{round(far / 30.4)}{NBSP}mois"
    return f"dans {span}" if days > 0 else f"il y a {span}"


def count(how_many: int, one: str, many: str | None = None) -> str:
    """« 1 action close », « 5 actions closes », « 0 action close »; `many` when an « s » does not do."""
    words = one if how_many < 2 else (many or " ".join(f"{word}s" for word in one.split()))
    return f"{number(how_many)}{NBSP}{words}"


def listed(names: Sequence[str]) -> str:
    """« Jeunesse, Numérique et Familles »."""
    *first, last = names
    return f"{', '.join(first)} et {last}" if first else last


def ended(said: str) -> str:
    """With its full stop: what ends with one, as « Nadia B. » does, has no other. Markup stays markup."""
    return said if said.rstrip().endswith((".", "!", "?", "…")) else said + "."


def of_name(name: str) -> str:
    """« de Karim Touré », « d’Inès Chérif ». Before an h one cannot tell: it stays « de »."""
    return f"d’{name}" if fold(name)[:1] in tuple("aeiouœ") else f"de {name}"


def in_words(value: int, feminine: bool = False) -> str:
    """« neuf », « une »; from 21 on, digits."""
    if feminine and value == 1:
        return "une"
    return WORDS[value] if 0 <= value < len(WORDS) else number(value)


@lru_cache(maxsize=2048, typed=True)  # markup and mere text with the same letters are two
def french(text: str) -> str:
    """No-break spaces where French asks for them, in a sentence of ours, markup or not; quoted texts stay."""
    for sign in ";!?»":
        text = text.replace(f" {sign}", f"{NNBSP}{sign}")
    return text.replace(" :", f"{NBSP}:").replace("« ", f"«{NNBSP}")


def fold(text: str) -> str:
    """Lower case without accents, as names are searched and sorted on every database."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=4096)
def sort_key(name: str) -> str:
    """What French names are sorted by: « Étoile » stands among the E, « L’Arbre » before « La Boussole »."""
    # Kept: a database that sorts by it asks for each name many times.
    return fold(name).replace("’", " ").replace("'", " ")


def lines(text: str) -> Markup:
    """Plain text with its line ends kept."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())


@lru_cache(maxsize=4096)
def _formatted(value: date, pattern: str) -> str:
    """A page says the same days over and over. « 1er novembre »: Babel says « 1 novembre »."""
    return re.sub(r"\b1 ", "1er ", format_date(value, pattern, locale="fr"))


def _day_of(value: date | datetime) -> date:
    return clock.in_paris(value).date() if isinstance(value, datetime) else value
