"""A file of indicators: CSV, one measure a line. All that is wrong is said with its line; nothing is written here."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any

from workspace.french import UNSEEN, fold, number
from workspace.imports.problems import NotImportable, Problem
from workspace.observatory import words
from workspace.observatory.models import LONGEST, Indicator, Measure
from workspace.spreadsheets import Cell, read_back

MOST_BYTES, MOST_LINES = 1_000_000, 5_000
OF_INDICATOR = ("code", "label", "theme", "subtheme", "unit", "description")
YEARS = "years"  # one column for `first_year` and `year`
OF_MEASURE = (
    YEARS, "territory", "value", "wording", "qualifier", "base_n", "base_total", "base_unit", "base_note", "source",
    "page", "quote", "note",
)  # fmt: skip
KEY = ("first_year", "year", "territory", "source", "page")  # with the indicator, what tells a measure from another
LONG = {"description", "quote", "note"}  # may have several lines


@dataclass(frozen=True)
class Column:
    heading: str
    help: str
    width: int = 16  # in a spreadsheet, in letters
    other_names: tuple[str, ...] = ()


COLUMNS: Mapping[str, Column] = {
    "code": Column("Code", "Toujours le même pour un indicateur : il le fait reconnaître d’un fichier à l’autre."),
    "label": Column("Indicateur", "Ce qui est mesuré, en quelques mots.", 50, ("libelle",)),
    "theme": Column("Thème", "Gouvernance, finances…", 20),
    "subtheme": Column("Sous-thème", "Facultatif.", 20),
    "unit": Column("Unité", "%, personnes, heures, ETP, €…"),
    "description": Column("Description", "Facultative.", 40),
    YEARS: Column("Année", "2010, ou 2000-2010 pour une période.", 11, ("annee ou periode",)),
    "territory": Column("Territoire", "« département » (ou rien) pour le nôtre, « national », ou un nom."),
    "value": Column("Valeur", "Un nombre : 1 298 ou 17,05. Vide : le chiffre manque dans la source.", 12),
    "wording": Column(
        "En mots", "Quand la source ne l’écrit pas en chiffres : « 2/3 », « semblable »…", 20, ("texte",)
    ),
    "qualifier": Column("Qualificatif", "« près de », « plus de », « environ »… Rien si le nombre est exact."),
    "base_n": Column("Réponses", "Combien ont répondu.", 11, ("repondants",)),
    "base_total": Column("Interrogés", "Sur combien d’interrogés.", 11, ("interroges",)),
    "base_unit": Column("Unité de la base", "centres, personnes…"),
    "base_note": Column("Note sur la base", "Ce que la base a de particulier.", 30),
    "source": Column("Source", "Le titre du document.", 30),
    "page": Column("Page", "Facultative.", 8),
    "quote": Column("Citation", "La phrase de la source, mot pour mot.", 50),
    "note": Column("Note", "Ce qu’il faut savoir de plus.", 40),
}
HEADERS = [column.heading for column in COLUMNS.values()]
WIDTHS = [column.width for column in COLUMNS.values()]
NEEDED = ("code", YEARS, "source")

TOO_HEAVY = f"ce fichier est trop lourd : {number(MOST_BYTES // 1000)} Ko au plus."
TOO_MANY = f"ce fichier est trop long : {number(MOST_LINES)} lignes au plus. Importez-le en plusieurs fois."
EMPTY = "ce fichier est vide."
A_BOOK = "ce n’est pas un CSV : ouvrez-le dans votre tableur, puis « Enregistrer sous », au format CSV."
NOT_TEXT = "ce n’est pas un CSV lisible : enregistrez votre tableau en CSV (UTF-8 de préférence)."
NOT_CLOSED = "cette ligne ne se lit pas : un guillemet n’est pas refermé, ou le fichier est coupé."
CUT = "cette ligne s’arrête avant la fin ({} cases sur {}) : le fichier semble coupé."
TOO_WIDE = "il y a plus de cases que de colonnes : une case qui contient le séparateur s’écrit entre guillemets."
NO_HEADING = "la première ligne nomme les colonnes, dont {}."
TWICE = "la colonne « {} » est donnée deux fois."


@dataclass(frozen=True)
class Line:
    """What a line says. Columns that the file does not have say nothing, and change nothing."""

    number: int  # in the file, from 1
    code: str
    indicator: Mapping[str, str]  # empty: known already
    measure: Mapping[str, Any]  # empty: the line only names an indicator

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.code, *(self.measure[name] for name in KEY))


def read(content: bytes) -> list[Line]:
    """The lines of a file.

    Raises:
        NotImportable: each thing that is wrong, with its line.
    """
    text = _decoded(content)
    rows = _rows(text)
    places, width = _places(rows[0][1]), len(rows[0][1])
    at, cells = rows[-1]
    is_cut = len(cells) < width and not text.endswith(("\n", "\r"))
    problems = [Problem(at, CUT.format(len(cells), width))] if is_cut else []
    lines = [line for at, cells in rows[1:] if (line := _line(at, cells, places, width, problems))]
    problems += _same_twice(lines)
    if not lines and not problems:
        problems.append(Problem(1, EMPTY))
    if problems:
        raise NotImportable(problems)
    return lines


# From bytes to cells.


def _refused(line: int, text: str) -> NotImportable:
    return NotImportable([Problem(line, text)])


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Each row that holds something, with the line where it begins."""
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    reader, rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begins, cells))
            if len(rows) > MOST_LINES + 1:
                raise _refused(begins, TOO_MANY)
            begins = reader.line_num + 1
    except csv.Error:
        raise _refused(begins, NOT_CLOSED) from None
    if not rows:
        raise _refused(1, EMPTY)
    return rows


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise _refused(1, TOO_HEAVY)
    if content.startswith(b"PK"):
        raise _refused(1, A_BOOK)
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _refused(1, NOT_TEXT)


def _places(headings: Sequence[str]) -> dict[str, int]:
    """Where each column that we know stands; others are passed over."""
    names = {fold(name): field for field, one in COLUMNS.items() for name in (one.heading, *one.other_names)}
    found: dict[str, int] = {}
    for rank, heading in enumerate(headings):
        field = names.get(fold(heading).strip(" .:*\ufeff"))
        if field in found:
            raise _refused(1, TWICE.format(COLUMNS[field].heading))
        if field:
            found[field] = rank
    missing = [COLUMNS[field].heading for field in NEEDED if field not in found]
    if missing:
        raise _refused(1, NO_HEADING.format(", ".join(f"« {heading} »" for heading in missing)))
    return found


# From cells to a line.


def tidy(cell: str, is_long: bool = False) -> str:
    """As a form keeps what is typed; a table that left comes back as it was."""
    text = UNSEEN.sub("", read_back(cell))
    return (re.sub(r"\r\n?", "\n", text) if is_long else re.sub(r"[\r\n]+", " ", text)).strip()


def _line(at: int, cells: Sequence[str], places: Mapping[str, int], width: int, problems: list[Problem]) -> Line | None:
    if any(cell.strip() for cell in cells[width:]):
        problems.append(Problem(at, TOO_WIDE))
        return None
    said = {field: tidy(cells[rank], field in LONG) if rank < len(cells) else "" for field, rank in places.items()}
    found = list(_wrong_lengths(said))
    if not said["code"]:
        found.append("il manque le code de l’indicateur.")
    indicator = {name: said[name] for name in OF_INDICATOR[1:] if name in said}
    measure = {name: said[name] for name in OF_MEASURE if name in said}
    kept = _measured(measure, found) if any(measure.values()) else {}
    problems += [Problem(at, text) for text in found]
    return None if found else Line(at, said["code"], indicator if any(indicator.values()) else {}, kept)


def _wrong_lengths(said: Mapping[str, str]) -> Iterator[str]:
    for field, text in said.items():
        if len(text) > LONGEST.get(field, MOST_BYTES):
            yield f"« {COLUMNS[field].heading} » est trop long : {number(LONGEST[field])} caractères au plus."


def _measured(said: Mapping[str, str], found: list[str]) -> dict[str, Any]:
    kept: dict[str, Any] = dict(said)
    kept["first_year"], kept["year"] = _read(words.to_years, kept.pop(YEARS), found) or (0, 0)
    for field, read_as in READ_AS.items():
        if field in kept:
            kept[field] = _read(read_as, kept[field], found)
    kept |= {field: kept.get(field, "") for field in KEY}
    if not kept["source"]:
        found.append("il manque la source : un nombre sans source ne se vérifie pas.")
    if wrong := wrong_base(kept.get("base_n"), kept.get("base_total")):
        found.append(wrong)
    return kept


READ_AS: Mapping[str, Callable[[str], Any]] = {
    "value": words.to_number,
    "base_n": words.to_count,
    "base_total": words.to_count,
    "territory": words.to_territory,
}


def _read(read_as: Callable[[str], Any], typed: str, found: list[str]) -> Any:
    try:
        return read_as(typed)
    except ValueError as wrong:
        found.append(str(wrong))
        return None


def wrong_base(answered: int | None, asked: int | None) -> str:
    if answered is not None and asked is not None and answered > asked:
        return f"{number(answered)} réponses pour {number(asked)} interrogés : il y en a plus que d’interrogés."
    return ""


def _same_twice(lines: Sequence[Line]) -> Iterator[Problem]:
    named: dict[str, Line] = {}
    measured: dict[tuple[Any, ...], int] = {}
    for line in lines:
        first = named.setdefault(line.code, line) if line.indicator else line
        if first.indicator != line.indicator:
            said = f"l’indicateur « {line.code} » n’est pas décrit comme à la ligne {first.number}."
            yield Problem(line.number, said)
        if line.measure:
            before = measured.setdefault(line.key, line.number)
            if before != line.number:
                said = f"c’est la même mesure qu’à la ligne {before} : même année, territoire, source et page."
                yield Problem(line.number, said)


# And back.


def row_of(indicator: Indicator, measure: Measure | None) -> list[Cell]:
    """A line of a file that `read` understands."""
    said: list[Cell] = [getattr(indicator, name) for name in OF_INDICATOR]
    if measure is None:
        return [*said, *("" for _ in OF_MEASURE)]
    return [*said, *(_cell(measure, name) for name in OF_MEASURE)]


def _cell(measure: Measure, name: str) -> Cell:
    if name == YEARS:
        return words.period(measure)
    if name == "territory":
        return words.in_file(measure.territory)
    kept: str | int | Decimal | None = getattr(measure, name)
    return kept
