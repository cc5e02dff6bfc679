"""Who is registered, as a file for those who welcome them. Neither addresses nor telephones leave (J7 A6)."""

from collections.abc import Iterator, Sequence

from workspace import clock
from workspace.events.models import Registration
from workspace.spreadsheets import Cell, as_csv, as_xlsx

HEADERS = ("Nom", "Centre", "Inscription", "Inscrit·e le", "Présence")
WIDTHS = (32, 36, 18, 14, 12)


def rows(registrations: Sequence[Registration], there: set[int]) -> Iterator[tuple[Cell, ...]]:
    for one in registrations:
        came = one.came if one.person_id is None else one.person_id in there
        yield (
            one.said_name,
            one.centre.name if one.centre else "",
            "En attente" if one.is_waiting else "Inscrit·e",
            clock.in_paris(one.registered_at).date(),
            "Oui" if came else "",
        )


def csv_of(registrations: Sequence[Registration], there: set[int]) -> bytes:
    return as_csv(HEADERS, rows(registrations, there))


def xlsx_of(registrations: Sequence[Registration], there: set[int]) -> bytes:
    return as_xlsx("Inscriptions", HEADERS, WIDTHS, rows(registrations, there))
