"""What each line of a list says of a person, and what is wrong with it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from email_validator import EmailNotValidError, validate_email

from workspace.french import fold
from workspace.inviting.reading import Rows
from workspace.people.models import Centre, Status, is_name, sorted_as
from workspace.refusals import Refused

COLUMNS = {
    "first_name": ("prenom", "prenoms"),
    "last_name": ("nom", "nom de famille"),
    "email": ("e-mail", "email", "mail", "courriel", "adresse e-mail", "adresse mail", "adresse email"),
    "centre": ("centre", "centre social", "structure"),
    "status": ("statut", "qualite"),
}
STATUSES = {"benevole": Status.VOLUNTEER, "salarie": Status.EMPLOYEE, "habitant": Status.RESIDENT}
NO_HEADINGS = "La première ligne nomme les colonnes : Prénom, Nom, E-mail, Centre, Statut. Ajoutez-la, puis réessayez."
EMPTY = "Cette liste est vide."


@dataclass(frozen=True)
class Line:
    """One person of a list: as read, or with what is wrong in French."""

    number: int  # in the file, from 1
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    centre_id: int | None = None
    status: Status = Status.VOLUNTEER
    error: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def search_name(self) -> str:
        return sorted_as(self.first_name, self.last_name)


def of_addresses(rows: Rows, centres: Sequence[Centre]) -> list[Line]:
    """Of pasted rows: first name, last name, address."""
    cells = [dict(zip(("first_name", "last_name", "email"), row, strict=True)) for row in rows]
    return _checked(list(enumerate(cells, 1)), centres)


def of_table(rows: Rows, centres: Sequence[Centre]) -> list[Line]:
    """Of a file whose first row names its columns, in any order.

    Raises:
        Refused: it names none that we know.
    """
    headings = [fold(cell).strip(" .:*") for cell in rows[0]] if rows else []
    places = {
        field: next((rank for rank, heading in enumerate(headings) if heading in names), None)
        for field, names in COLUMNS.items()
    }
    if places["email"] is None and places["last_name"] is None:
        raise Refused(NO_HEADINGS if rows else EMPTY)
    told = [
        (number, {field: row[at] for field, at in places.items() if at is not None and at < len(row)})
        for number, row in enumerate(rows[1:], 2)
        if any(row)
    ]
    return _checked(told, centres)


def _checked(told: Sequence[tuple[int, Mapping[str, str]]], centres: Sequence[Centre]) -> list[Line]:
    if not told:
        raise Refused(EMPTY)
    known = {fold(centre.name): centre.id for centre in centres}
    lines = [_line(number, cells, known) for number, cells in told]
    seen: dict[str, int] = {}
    for rank, line in enumerate(lines):
        first = seen.setdefault(line.email, line.number) if line.email else line.number
        if first != line.number and not line.error:
            said = f"Cette adresse est déjà à la ligne {first}. Pour une adresse partagée, laissez cette case vide."
            lines[rank] = replace(line, error=said)
    return lines


def _line(number: int, cells: Mapping[str, str], centres: Mapping[str, int]) -> Line:
    first_name, last_name = (" ".join(cells.get(name, "").split()) for name in ("first_name", "last_name"))
    email, centre, status = (cells.get(name, "").strip() for name in ("email", "centre", "status"))
    line = Line(number, first_name[:80], last_name[:80], email[:254].lower())
    errors = [
        *_wrong_names(first_name, last_name, bool(email)),
        *(["L’adresse n’est pas complète."] if email and not _is_address(email) else []),
        *([f"Centre inconnu : « {centre[:60]} »."] if centre and fold(centre) not in centres else []),
        *([f"Statut inconnu : « {status[:60]} »."] if status and _status(status) is None else []),
    ]
    if errors:
        return replace(line, error=" ".join(errors))
    return replace(line, centre_id=centres.get(fold(centre)), status=_status(status) or Status.VOLUNTEER)


def _wrong_names(first_name: str, last_name: str, has_email: bool) -> list[str]:
    wrong = [name for name in (first_name, last_name) if name and not is_name(name)]
    if wrong:
        return [f"Ce n’est pas un nom : « {wrong[0][:60]} »."]
    if not has_email and not (first_name and last_name):
        return ["Il faut une adresse e-mail, ou un prénom et un nom."]
    return []


def _is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return len(text) <= 254


def _status(text: str) -> Status | None:
    """« Salarié·e », « salariée », « Salarie(e) »: by how it begins."""
    said = fold(text)
    return next((status for word, status in STATUSES.items() if said.startswith(word)), None)


def packed(lines: Sequence[Line]) -> str:
    """The lines as a text that `unpacked` reads."""
    return json.dumps([asdict(line) for line in lines])


def unpacked(text: str) -> list[Line]:
    return [Line(**{**cells, "status": Status(cells["status"])}) for cells in json.loads(text)]
