"""The board's view of the project: where each item stands, from published facts, and what nobody carries."""

from collections.abc import Mapping, Sequence
from datetime import date

from workspace.french import NBSP, calendar_day, count, ended, french
from workspace.groups.models import GroupKind
from workspace.groups.queries import Standing
from workspace.progress import queries as progress
from workspace.progress.burnup import add_up, svg
from workspace.progress.queries import WHOLE, Counts, Evidence, Pace, Progress, Reader
from workspace.project import queries as project
from workspace.project.models import FederalProject, GroupLink, ItemKind, ProjectItem
from workspace.reports.content import Content, Grid, Section
from workspace.reviews.models import ProgressReview
from workspace.reviews.queries import latest as latest_reviews

NOTHING = "rien encore"
UNSAID = "non renseigné"
WORDS = {"closed": "action close", "decision": "décision", "action": "action décidée", "point": "point de réunion"}


THE_BOARD = Reader(Standing(kinds=frozenset({GroupKind.BOARD})), 0)  # the same report whoever asks for it


def content(of: FederalProject, today: date) -> Content:
    """As a day sees it: what is late is late that day, and the burn-up goes as far."""
    items = project.alive(project.items_of(of.id))
    found = progress.of_project(of.id, [item.id for item in items], THE_BOARD, most=1, today=today)
    groups = progress.groups_of(of.id)
    reviews = latest_reviews([item.id for item in items], with_source=False)
    pace = progress.pace_of(of)
    sections = [_whole(found, items), *_burnup(of, pace, today)]
    roots = [item for item in items if item.parent_id is None]
    for root in roots:
        below = [item for item in items if root in _lineage(item) and item is not root] or [root]
        sections.append(_branch(root, below, found, groups, reviews))
    if said_of := [_said(item, reviews[item.id]) for item in items if item.id in reviews]:
        sections.append(Section("Ce que le conseil en a dit", points=said_of))
    if alone := [item for item in items if item.kind is not ItemKind.ORIENTATION and not groups.get(item.id)]:
        said = f"{count(len(alone), 'objectif ou action', 'objectifs et actions')} du projet."
        points = [f"{item.code} {item.text}" for item in alone]
        sections.append(Section("Ce qu’aucun groupe ne porte", lines=[said], points=points))
    if pace.shares:
        rows: list[list[str | int]] = [[group.name, number] for group, number in pace.shares]
        sections.append(Section("La part de chaque groupe", grid=Grid(["Groupe", "Actions closes"], rows, [4, 1])))
    period = f"{of.title}, du {calendar_day(of.starts_on)} au {calendar_day(of.ends_on)}"
    return Content("Avancement du projet fédéral", period, sections, wide=True)


def _burnup(of: FederalProject, pace: Pace, today: date) -> list[Section]:
    """The same picture as on the page of the project, with its table."""
    told = add_up(of.starts_on, of.ends_on, today, pace.months)
    if not told.decided:
        return []
    closed = count(told.closed, "action close", "actions closes")
    drawn = f"{closed} sur {count(told.decided, 'décidée')} depuis le {calendar_day(of.starts_on)}"
    rows: list[list[str | int]] = [[str(year), decided, closed] for year, decided, closed in told.years]
    grid = Grid(["À la fin de", "Décidées", "Closes"], rows, [2, 1, 1])
    return [Section("Actions décidées et closes", grid=grid, drawing=svg(told, drawn), drawn=drawn)]


def _state(review: ProgressReview | None) -> str:
    if review is None:
        return UNSAID
    trouble = ", en difficulté" if review.difficulty else ""
    return f"{review.state.words}{trouble} ({calendar_day(review.at)})"


def _said(item: ProjectItem, review: ProgressReview) -> str:
    trouble = f" En difficulté{NBSP}: {ended(review.difficulty)}" if review.difficulty else ""
    return f"{item.code} {ended(item.text)} {review.state.words}. {ended(review.text)}{trouble}"


def _lineage(item: ProjectItem | None) -> list[ProjectItem]:
    return [item, *_lineage(item.parent)] if item else []


def _whole(found: Progress, items: Sequence[ProjectItem]) -> Section:
    whole = found.of(WHOLE)
    roots = [item for item in items if item.parent_id is None]
    rows: list[list[str | int]] = [[f"{one.code} {one.text}", *_numbers(found.of(one.id))] for one in roots]
    if len(rows) > 1:
        rows.append(["Ensemble, chaque chose une fois", *_numbers(whole)])
    lines = [french(f"{_closed_of(whole)[0].upper()}{_closed_of(whole)[1:]}, {count(whole.decisions, 'décision')}.")]
    headers = ["Orientation", "Décisions", "Actions closes", "Actions décidées", "En retard"]
    return Section("Vue d’ensemble", lines=lines, grid=Grid(headers, rows, [6, 2, 2, 2, 2]))


def _numbers(one: Counts) -> list[int]:
    return [one.decisions, one.closed, one.decided, one.late]


def _closed_of(one: Counts) -> str:
    """« 3 actions closes sur 5 »; no denominator, no share (domain §0)."""
    return (
        f"{count(one.closed, 'action close', 'actions closes')} sur {one.decided}" if one.decided else "aucune action"
    )


def _branch(
    root: ProjectItem,
    below: Sequence[ProjectItem],
    found: Progress,
    groups: Mapping[int, Sequence[GroupLink]],
    reviews: Mapping[int, ProgressReview],
) -> Section:
    rows: list[list[str | int]] = []
    for item in below:
        nobody = f"Aucun groupe ne {'le' if item.kind is ItemKind.OBJECTIVE else 'la'} porte"
        led = ", ".join(link.group.short_name for link in groups.get(item.id, [])) or nobody
        told = [_last(found.evidence(item.id)), _state(reviews.get(item.id))]
        rows.append([f"{item.code} {item.text}", led, *_numbers(found.of(item.id)), *told])
    headers = ["Objectif ou action", "Groupes", "Décisions", "Actions closes", "Actions décidées", "En retard"]
    grid = Grid([*headers, "Dernière preuve", "Revue du conseil"], rows, [6, 3, 2, 2, 2, 2, 3, 3])
    return Section(f"{root.code}. {root.text}", grid=grid)


def _last(evidence: Sequence[Evidence]) -> str:
    return f"{calendar_day(evidence[0].at)} ({WORDS[evidence[0].kind]})" if evidence else NOTHING
