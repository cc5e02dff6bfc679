"""Where the project stands, and all that moved one of its items."""

from flask import Blueprint, request
from flask_login import current_user
from markupsafe import Markup

from workspace import clock
from workspace.access import Can, allow, may, standing_of
from workspace.french import calendar_day, count
from workspace.library import queries as library
from workspace.observatory import queries as observatory
from workspace.pacts import queries as pacts
from workspace.pages import page, small_number
from workspace.progress import queries as progress
from workspace.progress.burnup import add_up, svg
from workspace.progress.holes import holes_of
from workspace.progress.models import KINDS
from workspace.project import queries
from workspace.project.models import ProjectItem, ProjectState
from workspace.representation import queries as representation
from workspace.reviews import queries as reviews

bp = Blueprint("project", __name__)


@bp.get("/projet")
@allow(Can.SEE_CALENDAR)
def index():
    projects = queries.all_projects()
    shown = queries.to_show(projects, request.args.get("projet", type=small_number))
    items = queries.alive(queries.items_of(shown.id)) if shown else []
    return page(
        "project/index.html",
        project=shown,
        others=[one for one in projects if one is not shown],
        pact=pacts.of_project(shown.id) if shown else None,
        branches=queries.tree(items),
        **(followed(shown, items) if shown and may(current_user, Can.SEE_NETWORK) else {"progress": None}),
    )


def followed(project, items):
    """What the network reads beside the texts; partners read the texts."""
    ids, workers = [item.id for item in items], progress.groups_of(project.id)
    told = progress.of_project(project.id, ids, reader())
    in_force = project.state is ProjectState.CURRENT  # nobody is expected to carry what ended, or is being written
    holes = holes_of(items, told, workers, clock.start_of(project.starts_on)) if in_force else {}
    sittings = reviews.latest_sittings(project.id)
    asked = request.args.get("depuis", type=small_number)
    since = next((one for one in sittings if one.closed_at and one.id == asked), None)
    only_holes = request.args.get("manques") == "1"
    kept = reviews.changed_since(ids, since.at) if since else set(holes) if only_holes else None
    return {
        "progress": told,
        "whole": progress.WHOLE,
        "workers": workers,
        "holes": holes,
        "reviews": reviews.latest(ids),
        "sittings": sittings,
        "since": since,
        "only_holes": only_holes,
        "kept": kept,
        **({"pace": None} if since else paced(project)),
    }


def paced(project):
    """The burn-up and each group's share: facts of the whole project, left out where a list is filtered by a date."""
    pace = progress.pace_of(project)
    burnup = add_up(project.starts_on, project.ends_on, clock.today(), pace.months)
    closed, decided = count(burnup.closed, "action close", "actions closes"), count(burnup.decided, "décidée")
    drawn = svg(burnup, f"{closed} sur {decided} depuis le {calendar_day(project.starts_on)}")
    return {"pace": pace, "burnup": burnup, "drawn": Markup(drawn)}  # noqa: S704 - drawn from numbers, words escaped


def reader():
    return progress.Reader(standing_of(current_user), current_user.id)


@bp.get("/projet/<int:id>")
@allow(Can.SEE_CALENDAR, ProjectItem)
def show(item):
    near = queries.surroundings(item)  # which reads its project
    return page(
        "project/show.html",
        item=item,
        near=near,
        commitments=pacts.commitments_naming(near.ids, standing_of(current_user)),
        **(moved(item, near) if may(current_user, Can.SEE_NETWORK) else texts_alone(item)),
    )


def texts_alone(item):
    """What partners read besides: the documents that are public."""
    return {"counts": None, "documents": library.number_serving(item, standing_of(current_user))}


def moved(item, near):
    """What the network reads of an item: who works for it, counts, the list of what moved it; apart, its context."""
    all_groups = queries.groups_beside(item)
    group = next((group for group, _ in all_groups if group.slug == request.args.get("groupe")), None)
    kind = next((kind for kind in KINDS if kind == request.args.get("genre")), "")
    years = range(item.project.starts_on.year, item.project.ends_on.year + 1)
    year = next((one for one in years if str(one) == request.args.get("annee")), None)
    number = request.args.get("page", 1, type=small_number)
    counts = progress.counts_of(near.ids)
    return {
        "workers": [link for _, link in all_groups if link],
        "context": observatory.context_of(item.id),
        "seats": representation.serving(standing_of(current_user), current_user.id, near.ids),
        "counts": counts,
        "documents": counts[item.id].documents if item.id in counts else 0,
        "evidence": progress.evidence(item, reader(), kind, group, number, year),
        "years": years,
        "year": year,
        "kind": kind,
        "group": group,
        "said": reviews.latest_of(item),
        "groups": [group for group, _ in all_groups],
    }
