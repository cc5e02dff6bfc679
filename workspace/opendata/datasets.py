"""The tables that anyone may read: groups, published dates, texts of the project, public documents. Nobody is in them
(§4.9)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workspace import clock
from workspace.database import db
from workspace.groups.models import Group, GroupState
from workspace.library.models import Document
from workspace.library.queries import Filters, documents
from workspace.meetings.models import Meeting, MeetingState
from workspace.post import public_url
from workspace.project.models import FederalProject, ItemKind, ProjectItem, ProjectState

Row = tuple[str, ...]
SINCE = timedelta(days=730)  # past meetings that are still told

STATES = {GroupState.ACTIVE: "actif", GroupState.DORMANT: "en sommeil", GroupState.CLOSED: "clos"}
MEETINGS = {MeetingState.CALLED: "convoquée", MeetingState.HELD: "tenue", MeetingState.CANCELLED: "annulée"}
ITEMS = {ItemKind.ORIENTATION: "orientation", ItemKind.OBJECTIVE: "objectif", ItemKind.ACTION: "action du projet"}


@dataclass(frozen=True)
class Dataset:
    name: str  # in its address
    title: str
    about: str
    columns: dict[str, str]  # name of the column: what it says
    read: Callable[[], Sequence[Row]]

    def rows(self) -> list[dict[str, str]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.read()]


def _groups() -> Sequence[Row]:
    found = db.session.scalars(select(Group).order_by(Group.position, Group.id))
    return [
        (one.slug, one.code, one.name, one.kind.words.lower(), STATES[one.state], one.purpose, one.rhythm)
        for one in found
    ]


def _meetings() -> Sequence[Row]:
    """A draft is nobody's date yet."""
    asked = (
        select(Meeting)
        .where(Meeting.state != MeetingState.DRAFT, Meeting.starts_at >= clock.start_of(clock.today()) - SINCE)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [
        (
            one.uid,
            one.group.slug,
            one.title,
            clock.in_paris(one.starts_at).isoformat(timespec="minutes"),
            clock.in_paris(one.ends_at).isoformat(timespec="minutes"),
            one.place,
            MEETINGS[one.state],
        )
        for one in db.session.scalars(asked)
    ]


def _project() -> Sequence[Row]:
    """Projects adopted, in force or past, in the order of reading."""
    asked = (
        select(ProjectItem)
        .join(ProjectItem.project)
        .where(FederalProject.state != ProjectState.DRAFTING)
        .options(joinedload(ProjectItem.project), joinedload(ProjectItem.parent))
        .order_by(FederalProject.starts_on, FederalProject.id, ProjectItem.position, ProjectItem.id)
    )
    return [_item(one) for one in db.session.scalars(asked)]


def _item(one: ProjectItem) -> Row:
    project: Any = one.project
    period = (project.starts_on.isoformat(), project.ends_on.isoformat())
    return (project.title, *period, one.code, ITEMS[one.kind], one.parent.code if one.parent else "", one.text)


def _documents() -> Sequence[Row]:
    """Those of the library that anyone reads, newest first."""
    return [_document(one) for one in db.session.scalars(documents(None, Filters()))]


def _document(one: Document) -> Row:
    when = one.made_on.isoformat() if one.made_on else str(one.made_in)
    published_on = clock.in_paris(one.published_at).date().isoformat()
    filed, where = ", ".join(tag.words for tag in one.tags), public_url("library.show", id=one.id)
    leads_to = one.address or (one.file.kind if one.file else "")
    said = (one.title, one.kind.words.lower(), one.summary, filed, when, published_on)
    return (str(one.id), one.group.slug, *said, where, leads_to)


DATASETS = {
    one.name: one
    for one in (
        Dataset(
            "groupes",
            "Les groupes et les instances",
            "Les groupes de travail et les instances de la fédération, et ce qu’ils font.",
            {
                "identifiant": "Le nom du groupe dans les adresses de cet espace. Il ne change pas.",
                "code": "Les lettres qui commencent les numéros de ses comptes rendus.",
                "nom": "Son nom.",
                "genre": "Groupe de travail, ou l’instance dont il s’agit.",
                "etat": "Actif, en sommeil ou clos.",
                "mission": "Ce que fait le groupe, en une phrase. Vide s’il ne l’a pas dit.",
                "rythme": "Quand il se réunit, dit avec des mots. Vide s’il ne l’a pas dit.",
            },
            _groups,
        ),
        Dataset(
            "reunions",
            "Les dates publiées",
            "Les réunions convoquées, tenues ou annulées, à venir et des deux dernières années. Sans ordre du jour.",
            {
                "identifiant": "Celui de la réunion dans les calendriers. Il ne change pas.",
                "groupe": "L’identifiant du groupe, comme dans la table des groupes.",
                "titre": "Le titre de la réunion.",
                "debut": "Le jour et l’heure du début, à l’heure de Paris (ISO 8601, avec le décalage).",
                "fin": "Le jour et l’heure de la fin, de même.",
                "lieu": "Le centre et la salle. Vide pour une réunion à distance, ou dont le lieu n’est pas dit.",
                "etat": "Convoquée, tenue ou annulée.",
            },
            _meetings,
        ),
        Dataset(
            "projet",
            "Les textes du projet fédéral",
            "Les orientations, les objectifs et les actions du projet en vigueur et des projets passés, mot pour mot.",
            {
                "projet": "Le titre du projet fédéral.",
                "debut": "Son premier jour.",
                "fin": "Son dernier jour.",
                "code": "La place dans le projet : 1 pour une orientation, 1.2 pour un objectif, 1.A pour une action.",
                "genre": "Orientation, objectif ou action du projet.",
                "parent": "Le code de ce qui la contient. Vide pour une orientation.",
                "texte": "Le texte, tel qu’il a été adopté.",
            },
            _project,
        ),
        Dataset(
            "ressources",
            "Les documents publics du lieu ressources",
            "Ce que les groupes partagent avec tout le monde. Un fichier se télécharge depuis la page du document.",
            {
                "identifiant": "Le numéro du document dans les adresses de cet espace. Il ne change pas.",
                "groupe": "L’identifiant du groupe qui l’a fait, comme dans la table des groupes.",
                "titre": "Son titre.",
                "genre": "Outil ou méthode, retour d’expérience, étude ou bilan, support, formation ou autre.",
                "resume": "À quoi il sert, en quelques phrases.",
                "mots_cles": "Les mots sous lesquels il est rangé, séparés par des virgules. Vide s’il n’y en a pas.",
                "fait": "L’année ou le jour où il a été fait.",
                "publie": "Le jour où il a été partagé.",
                "page": "L’adresse de sa page, où il se télécharge.",
                "contenu": "Le type du fichier, ou l’adresse de la page à laquelle il mène.",
            },
            _documents,
        ),
    )
}
