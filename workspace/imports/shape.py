"""What a file may say: its keys, and what each holds. The format is told at the top of the files shipped."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from workspace.imports.problems import Problem
from workspace.imports.reading import Given

FEDERATION = "federation"  # the party of a commitment that no signatory made
FIRST_YEAR, LAST_YEAR = 1900, 2200
KEY = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"
SLUG = r"^[a-z0-9][a-z0-9-]*$"
CODE = r"^[A-Z0-9]+$"
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
WRITTEN_WITH = {
    KEY: "des lettres sans accent, des chiffres, des points et des tirets",
    SLUG: "des minuscules sans accent, des chiffres et des tirets",
    CODE: "des capitales sans accent et des chiffres",
    EMAIL: "la forme nom@domaine.fr",
}


def _printable(text: str) -> str:
    """Control characters and lone surrogates pass in YAML's escapes; no database takes them all."""
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in text):
        raise ValueError("ce texte contient un caractère de contrôle.")
    return text


def _web(text: str) -> str:
    """As the settings ask for it: an address without « https:// » would be a link within the space."""
    scheme, found, rest = text.partition("://")
    known = bool(found) and scheme.lower() in ("http", "https")
    return f"{scheme.lower()}://{rest}" if known else f"https://{text}"


def _day(given: Any) -> Any:
    if isinstance(given, date):
        return given
    if not isinstance(given, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
        raise ValueError("une date s’écrit année-mois-jour, par exemple 2019-06-13.")
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise ValueError(f"le {given} n’existe pas.") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"l’année est entre {FIRST_YEAR} et {LAST_YEAR}.")
    return day


Day = Annotated[date, BeforeValidator(_day)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(_printable)]
Key = Annotated[Text, StringConstraints(max_length=80, pattern=KEY)]
Slug = Annotated[Text, StringConstraints(max_length=80, pattern=SLUG)]
Code = Annotated[Text, StringConstraints(max_length=6, pattern=CODE)]
Email = Annotated[Text, StringConstraints(max_length=254, pattern=EMAIL)]
Text40 = Annotated[Text, StringConstraints(max_length=40)]
Text120 = Annotated[Text, StringConstraints(max_length=120)]
Text200 = Annotated[Text, StringConstraints(max_length=200)]
Web = Annotated[Text, StringConstraints(max_length=190), AfterValidator(_web)]
Text300 = Annotated[Text, StringConstraints(max_length=300)]
Text400 = Annotated[Text, StringConstraints(max_length=400)]
LongText = Annotated[Text, StringConstraints(max_length=5000)]
BodyKind = Literal[
    "board", "executive_committee", "staff_team", "general_assembly", "departmental_gathering", "partner_committee"
]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FederationPart(Part):
    name: Text200
    short_name: Text120
    department: Text120 = ""
    address: Text300 = ""
    email: Email = ""
    website: Web = ""
    school_zone: Literal["A", "B", "C"] = "C"


class ActionPart(Part):
    id: Key
    text: LongText


class ObjectivePart(Part):
    id: Key
    text: LongText
    actions: list[ActionPart] = []


class OrientationPart(Part):
    id: Key
    text: LongText
    description: LongText = ""
    objectives: list[ObjectivePart] = []
    actions: list[ActionPart] = []


class ProjectPart(Part):
    id: Key
    title: Text200
    source: Text300 = ""
    starts_on: Day
    ends_on: Day
    adopted_on: Day | None = None
    adopted_by: Text120 = ""
    intro: list[LongText] = []
    stages: list[LongText] = []
    standing_objectives: list[ObjectivePart] = []
    orientations: Annotated[list[OrientationPart], Field(min_length=1)]


class GroupPart(Part):
    slug: Slug
    code: Code
    name: Text120
    short_name: Text40
    purpose: Text400 = ""


class BodyPart(GroupPart):
    kind: BodyKind


class LinkPart(Part):
    group: Slug
    items: Annotated[list[Key], Field(min_length=1)]


class SignatoryPart(Part):
    id: Key
    name: Text200
    acronym: Annotated[Text, StringConstraints(max_length=30)] = ""


class CommitmentPart(Part):
    party: Key
    kind: Literal["means", "funding", "participation", "information"]
    text: LongText
    due_on: Day | None = None
    items: list[Key] = []


class PactPart(Part):
    id: Key
    name: Text200
    qualifier: Text120 = ""
    quote: LongText = ""
    signed_on: Day
    ends_on: Day
    signatories: Annotated[list[SignatoryPart], Field(min_length=1)]
    commitments: list[CommitmentPart] = []


class ProjectFile(Part):
    federation: FederationPart | None = None
    project: ProjectPart
    groups_announced: Annotated[int, Field(ge=0, le=1000)] | None = None
    groups: list[GroupPart] = []
    bodies: list[BodyPart] = []
    group_links: list[LinkPart] = []
    pact: PactPart | None = None


def check(given: Given) -> tuple[ProjectFile | None, list[Problem]]:
    """The file as described above, or what does not fit."""
    try:
        return ProjectFile.model_validate(given.plain), []
    except ValidationError as error:
        return None, list(_in_french(given, error.errors(include_url=False)))


def _in_french(given: Given, errors: list[ErrorDetails]) -> Iterator[Problem]:
    for error in errors:
        path = error["loc"]
        name = next((step for step in reversed(path) if isinstance(step, str)), "fichier")
        if error["type"] == "extra_forbidden" and path[-3:-2] == ("actions",):
            sentence = f"« {name} » : rien ne se place sous une action du projet."
        else:
            said = SENTENCES.get(error["type"], "cette valeur n’est pas admise.")
            limits = error.get("ctx", {})
            said = said.format(written_with=WRITTEN_WITH.get(limits.get("pattern", "")), **limits)
            sentence = f"« {name} » : {said}"
        yield Problem(given.line_of(path), sentence)


SENTENCES = {
    "missing": "il manque ; écrivez-le dans cette partie.",
    "extra_forbidden": "cette clé n’existe pas à cet endroit du format.",
    "string_type": "un texte est attendu ici.",
    "string_too_short": "ce texte est vide.",
    "too_long": "ce texte est trop long ({max_length} caractères au plus).",
    "string_pattern_mismatch": "cette valeur s’écrit avec {written_with}.",
    "literal_error": "cette valeur n’est pas parmi celles admises ({expected}).",
    "list_type": "une liste est attendue ici (des lignes qui commencent par un tiret).",
    "model_type": "des clés sont attendues ici (nom : valeur).",
    "too_short": "cette liste est vide.",
    "int_parsing": "un nombre entier est attendu ici.",
    "int_type": "un nombre entier est attendu ici.",
    "greater_than_equal": "un nombre d’au moins {ge} est attendu ici.",
    "less_than_equal": "un nombre d’au plus {le} est attendu ici.",
    "value_error": "{error}",
}
