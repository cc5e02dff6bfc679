"""The annual report: what each group did in a year, what it moved, the time that was given."""

from collections.abc import Sequence
from typing import Any

from workspace.french import NBSP, count, duration, ended, euros, french, time_given
from workspace.people.models import Status
from workspace.progress.models import KINDS
from workspace.project import queries as project
from workspace.project.models import ProjectItem
from workspace.reports import counting, holes
from workspace.reports.content import COUNTED_ONCE, RATE, TIME_GIVEN, WORTH, Content, Grid, Section
from workspace.reports.counting import Figures, YearOfWork
from workspace.reports.holes import HolesOfGroup
from workspace.representation import queries as representation
from workspace.settings import queries as settings
from workspace.settings import rates
from workspace.volunteering.models import NAMES, Category

OF_GROUPS = [
    "Groupe", "Réunions", "Présences", "Personnes", "Bénévoles", "Salariés", "Habitants", "Centres", "Décisions",
    "Actions décidées", "Actions closes",
]  # fmt: skip
PRODUCTIONS, HOURS = "Productions", "Heures bénévoles"
WIDTHS = [21, *[8] * 8, 9, 8, 10, 9]  # on paper, with productions: a header of one word holds on its line


def content(year: int, missing: Sequence[HolesOfGroup]) -> Content:
    work = counting.of_year(year)
    sections = [_whole(year, work)]
    if work.groups:
        sections.append(_groups(work))
    if roots := project.roots_of_year(year):
        sections.append(_orientations(roots, year))
    if work.whole.presences or work.whole.minutes_declared:
        sections.append(_hours(work))
    if seats := representation.of_year(year):
        sections.append(_representation(seats))
    if said := holes.in_words(missing):
        sections.append(Section("Ce qui manque", points=[french(one) for one in said]))
    return Content(f"Rapport annuel {year}", f"Ce que les groupes ont fait en {year}", sections, wide=True)


def _whole(year: int, work: YearOfWork) -> Section:
    whole = work.whole
    if not whole.meetings:
        held = f"Aucune réunion ne s’est tenue en {year}."
        return Section("L’année en bref", lines=[held], grid=None if whole.is_empty else _brief(whole))
    met = len([one for one in work.by_group.values() if one.meetings])
    groups = count(met, "groupe ou instance s’est réuni", "groupes et instances se sont réunis")
    people = count(whole.participants, "personne différente", "personnes différentes")
    said = f"{groups}, {whole.meetings}{NBSP}fois en tout, avec {people}."
    return Section("L’année en bref", lines=[said], grid=_brief(whole))


def _brief(whole: Figures) -> Grid:
    rows: list[list[str | int]] = [
        ["Réunions tenues", whole.meetings],
        ["Présences", whole.presences],
        ["Personnes différentes", whole.participants],
        ["Centres représentés", whole.centres],
        ["Décisions publiées", whole.decisions],
        ["Actions décidées", whole.decided],
        ["Actions closes", whole.closed],
    ]
    if whole.productions:
        rows.append(["Productions partagées", whole.productions])
    return Grid(["Mesure", "Nombre"], rows, [4, 1])


def _groups(work: YearOfWork) -> Section:
    # Where nobody shared anything, no column says so: reports presented before there was a library tell the same.
    shared = [PRODUCTIONS] if work.whole.productions else []
    told = [(group.name, work.by_group[group.id]) for group in work.groups]
    if len(told) > 1:
        told.append(("Ensemble", work.whole))
    rows = [_row(name, one, [one.productions] if shared else []) for name, one in told]
    grid = Grid([*OF_GROUPS, *shared, HOURS], rows, WIDTHS if shared else [5] + [2] * 11)
    return Section("Par groupe et instance", lines=COUNTED_ONCE, grid=grid)


def _row(name: str, one: Figures, productions: Sequence[int]) -> list[str | int]:
    return [
        name,
        one.meetings,
        one.presences,
        one.participants,
        *(one.of_status(status) for status in (Status.VOLUNTEER, Status.EMPLOYEE, Status.RESIDENT)),
        one.centres,
        one.decisions,
        one.decided,
        one.closed,
        *productions,
        time_given(one.minutes_given),
    ]


def _orientations(roots: Sequence[ProjectItem], year: int) -> Section:
    found = counting.by_item(roots, year)
    words = dict(zip(KINDS, ("Actions closes", "Décisions", "Actions décidées", "Points de réunion"), strict=True))
    rows: list[list[str | int]] = [
        [f"{root.code} {root.text}", *(found[root.id][kind] for kind in words)] for root in roots
    ]
    return Section("Par orientation", grid=Grid(["Orientation", *words.values()], rows, [6, 2, 2, 2, 2]))


def _hours(work: YearOfWork) -> Section:
    rows: list[list[str | int]] = [
        [NAMES[Category.GROUPS], time_given(work.minutes_of_groups)],
        [NAMES[Category.GOVERNANCE], time_given(work.minutes_of_governance)],
    ]
    if work.whole.minutes_declared:
        rows.append(["Préparation et déplacements, déclarés", duration(work.whole.minutes_declared)])
    grid = Grid(["Temps", "Heures"], rows, [4, 1])
    return Section("Heures de bénévolat", lines=[TIME_GIVEN, *_worth(work)], grid=grid)


def _worth(work: YearOfWork) -> list[str]:
    """In euros, where a body decided what an hour is worth; running the association itself is never counted (domain
    §3.7)."""
    federation = settings.federation()
    rate, minutes = rates.read(federation.volunteer_rate), work.minutes_worth
    if not (rate and minutes):
        return []
    said = f"{WORTH} {duration(minutes)}, hors gouvernance, à {euros(rate)} de l’heure : {euros(rate * minutes / 60)}."
    return [french(said), ended(f"{RATE} {federation.volunteer_rate_vote}")]


def _representation(seats: Sequence[Any]) -> Section:
    """Where the federation sat, and what was told of it: counted, for a report says no name."""
    told = sum(reports for *_, reports in seats)
    held = count(len(seats), "siège tenu", "sièges tenus")
    said = f"{held} dans les instances des institutions, {count(told, 'compte rendu écrit', 'comptes rendus écrits')}."
    rows: list[list[str | int]] = [[f"{body}, {institution}", reports] for institution, body, reports in seats]
    return Section("Représentation", lines=[said], grid=Grid(["Instance", "Comptes rendus"], rows, [6, 2]))
