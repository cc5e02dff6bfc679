"""Words as they are looked for: without accents, plurals or the endings of verbs; and where a text says them."""

import re
import unicodedata
from collections.abc import Iterator, Set
from functools import lru_cache
from threading import Lock

import snowballstemmer
from markupsafe import Markup, escape

from workspace.french import fold
from workspace.search.models import LONGEST_STEM

WORD = re.compile(r"[^\W_]+")
MARKDOWN = re.compile(r"\[\[[^\]]*\]\]|[*_`#>|]+|^\s*[-+] ", re.MULTILINE)  # signs that are not read
# Every text says them: they tell nothing apart.
COMMON = {
    "a", "au", "aux", "avec", "c", "ce", "ces", "cet", "cette", "d", "dans", "de", "des", "du", "elle", "elles", "en",
    "est", "et", "eu", "il", "ils", "j", "je", "l", "la", "le", "les", "leur", "leurs", "lui", "m", "mais", "me", "n",
    "ne", "nos", "notre", "nous", "on", "ont", "ou", "par", "pas", "pour", "qu", "que", "qui", "s", "sa", "se", "ses",
    "si", "son", "sont", "sur", "t", "tu", "un", "une", "vos", "votre", "vous", "y",
}  # fmt: skip
EXCERPT, BEFORE = 220, 60  # characters of an excerpt, and of them before the first word found

_stemmer, _one_at_a_time = snowballstemmer.stemmer("french"), Lock()  # it keeps the word it works on


def stems(text: str) -> set[str]:
    """What a text is found by. Looked for and said, words go the same way: « réunions » and « reunion » meet."""
    return {_stem(word) for word in set(WORD.findall(unicodedata.normalize("NFC", text)))} - {""}


def read(text: str) -> str:
    """The text without the signs of Markdown, on one line."""
    return " ".join(MARKDOWN.sub(" ", unicodedata.normalize("NFC", text)).split())


def excerpt(text: str, looked_for: Set[str]) -> Markup:
    """The part of a text that says the words, these marked; its beginning when it says none."""
    first = next((start for start, _ in _places(text, looked_for)), 0)
    start = text.rfind(" ", 0, first - BEFORE) + 1 if first > BEFORE else 0
    end = len(text) if len(text) <= start + EXCERPT else text.rfind(" ", start + 1, start + EXCERPT)
    end = end if end > start else start + EXCERPT  # one word as long as that
    shown = marked(text[start:end], looked_for)
    return Markup("{}{}{}").format("… " if start else "", shown, " …" if end < len(text) else "")


def marked(text: str, looked_for: Set[str]) -> Markup:
    """The whole text, the words looked for marked."""
    parts, done = [], 0
    for start, end in _places(text, looked_for):
        parts += [escape(text[done:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        done = end
    return Markup("").join([*parts, escape(text[done:])])


def _places(text: str, looked_for: Set[str]) -> Iterator[tuple[int, int]]:
    return (found.span() for found in WORD.finditer(text) if _stem(found[0]) in looked_for)


@lru_cache(maxsize=20_000)  # a long text says the same words again and again
def _stem(word: str) -> str:
    """Nothing for a common word. Accents go first, and with them what tells « décidé » from « décide »: so does the
    last « e »."""
    plain = fold(word).replace("œ", "oe").replace("æ", "ae")
    if plain in COMMON:
        return ""
    with _one_at_a_time:
        cut = _stemmer.stemWord(plain)
    return (cut.rstrip("e") or plain)[:LONGEST_STEM]
