"""Where the project stands, and all that moved one of its items."""

from flask import Blueprint, request
from flask_login import current_user

from workspace.access import Can, allow, may, standing_of
from workspace.groups import queries as groups
from workspace.pacts import queries as pacts
from workspace.pages import page, small_number
from workspace.progress import queries as progress
from workspace.progress.models import KINDS
from workspace.project import queries
from workspace.project.models import ProjectItem

bp = Blueprint("project", __name__)


@bp.get("/projet")
@allow(Can.SEE_CALENDAR)
def index():
    projects = queries.all_projects()
    shown = queries.to_show(projects, request.args.get("projet", type=small_number))
    items = queries.items_of(shown.id) if shown else []
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
    return {
        "progress": progress.of_project(project.id, [item.id for item in items], reader()),
        "whole": progress.WHOLE,
        "workers": progress.groups_of(project.id),
        "shares": progress.shares(project.id),
    }


def reader():
    return progress.Reader(standing_of(current_user), current_user.id)


@bp.get("/projet/<int:id>")
@allow(Can.SEE_CALENDAR, ProjectItem)
def show(item):
    near = queries.surroundings(item)
    return page(
        "project/show.html",
        item=item,
        near=near,
        commitments=pacts.commitments_naming(near.ids),
        **(moved(item, near) if may(current_user, Can.SEE_NETWORK) else {"counts": None}),
    )


def moved(item, near):
    """What the network reads of an item: who works for it, counts, and the list of what moved it."""
    all_groups = groups.all_groups(with_closed=True)
    group = next((group for group in all_groups if group.slug == request.args.get("groupe")), None)
    kind = next((kind for kind in KINDS if kind == request.args.get("genre")), "")
    return {
        "workers": progress.groups_of(item.project_id),
        "counts": progress.counts_of(near.ids),
        "evidence": progress.evidence(item, reader(), kind, group, request.args.get("page", 1, type=small_number)),
        "kind": kind,
        "group": group,
        "groups": all_groups,
    }
