"""The register as a file: who sits where, until when. Neither addresses nor telephones leave."""

from collections.abc import Iterator, Mapping, Sequence

from workspace import spreadsheets
from workspace.representation.models import ExternalMandate, MandateState, Representative
from workspace.representation.queries import Last
from workspace.spreadsheets import Cell

MOST = 5000  # rows in a file
HEADERS = (
    "Institution", "Instance", "État", "Titulaire", "Suppléance", "Premier jour", "Dernier jour",
    "Prochaine réunion", "Dernier compte rendu",
)  # fmt: skip
WIDTHS = (36, 44, 12, 28, 28, 13, 13, 17, 20)
STATES = {MandateState.TO_COME: "À venir", MandateState.RUNNING: "En cours", MandateState.ENDED: "Terminée"}


def rows(mandates: Sequence[ExternalMandate], last: Mapping[int, Last]) -> Iterator[tuple[Cell, ...]]:
    for one in mandates:
        told = last.get(one.id)
        yield (
            one.institution.name,
            one.body,
            STATES[one.state],
            _name(one.holder) or ("Siège à pourvoir" if one.is_vacant else ""),
            _name(one.substitute),
            one.starts_on,
            one.ends_on,
            one.next_on,
            told.met_on if told else None,
        )


def _name(sitting: Representative | None) -> str:
    return sitting.person.name if sitting else ""


def as_csv(mandates: Sequence[ExternalMandate], last: Mapping[int, Last]) -> bytes:
    return spreadsheets.as_csv(HEADERS, rows(mandates, last))


def as_xlsx(mandates: Sequence[ExternalMandate], last: Mapping[int, Last]) -> bytes:
    return spreadsheets.as_xlsx("Représentations", HEADERS, WIDTHS, rows(mandates, last))
