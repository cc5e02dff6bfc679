"""The year of one person to take away: a table, and a paper for the federation to sign. No address is in either, and
what they wrote for themselves is in the table alone."""

from collections.abc import Iterator

from workspace import clock
from workspace.documents.tree import Block, Document, Signatures, definitions, heading, paragraph, table
from workspace.french import calendar_day, french, time_given
from workspace.people.models import Person
from workspace.settings.models import Federation
from workspace.spreadsheets import Cell, as_csv
from workspace.volunteering.models import NAMES
from workspace.volunteering.queries import Line, YearOfOne

HEADERS = ("Jour", "Temps", "Groupe", "Réunion", "Minutes", "Durée de la réunion", "Source", "Précision")
FROM_SHEETS = french(
    "Les réunions viennent des feuilles de présence de la fédération : chacune compte pour sa durée, ou pour le temps "
    "que la personne a corrigé elle-même. Elle est alors marquée « corrigé »."
)
FROM_THE_PERSON = french("Ce qui suit a été déclaré par la personne elle-même : aucune feuille de présence ne le dit.")
NOT_MONEY = french(
    "Ces heures ne sont pas de l’argent : elles ont été données, aucun prix ne leur est attaché, et cette attestation "
    "n’ouvre droit à aucun paiement."
)


def as_table(mine: YearOfOne) -> bytes:
    return as_csv(HEADERS, _rows(mine))


def _rows(mine: YearOfOne) -> Iterator[tuple[Cell, ...]]:
    for line in mine.lines:
        length = line.length if line.meeting_id else None
        yield (
            *(line.day, NAMES[line.category], line.group_name, line.title),
            *(line.minutes, length, _source(line), line.note),
        )


def _source(line: Line) -> str:
    if line.declared_id:
        return "Déclaré par la personne"
    return "Feuille de présence, corrigée par la personne" if line.corrected else "Feuille de présence"


def certificate(mine: YearOfOne, person: Person, federation: Federation) -> Document:
    """To be signed for the federation; the oldest first, as one reads a year on paper."""
    totals = [[name, time_given(mine.of(category))] for category, name in NAMES.items()]
    blocks: list[Block] = [
        definitions([("Association", federation.name), ("Bénévole", person.name), ("Année", _year(mine.year))]),
        heading("Temps donné"),
        table(
            ["Temps", "Heures"], [*totals, ["Ensemble", time_given(mine.minutes)]], [5, 1], named_rows=True, numbers=[1]
        ),
        paragraph(NOT_MONEY),
    ]
    if meetings := mine.meetings:
        blocks += [heading("Réunions"), paragraph(FROM_SHEETS), _table_of(meetings)]
    if declared := mine.declared:
        blocks += [heading("Temps déclaré"), paragraph(FROM_THE_PERSON), _table_of(declared)]
    blocks.append(Signatures([french("Pour la fédération : nom, fonction, date et signature")]))
    return Document("Attestation de bénévolat", federation.name, blocks, subtitle=f"{person.name}, {mine.year}")


def _year(year: int) -> str:
    """One that goes on is told as far as it went."""
    today = clock.today()
    return f"{year}, jusqu’au {calendar_day(today)}" if year == today.year else str(year)


def _table_of(lines: list[Line]) -> Block:
    rows = [
        [calendar_day(line.day), line.title or NAMES[line.category], line.group_name, _given(line)]
        for line in reversed(lines)
    ]
    what = "Réunion" if lines[0].meeting_id else "Temps"
    return table(["Jour", what, "Groupe", "Heures"], rows, [4, 7, 4, 3], named_rows=True)


def _given(line: Line) -> str:
    return f"{time_given(line.minutes)}, corrigé" if line.corrected else time_given(line.minutes)
