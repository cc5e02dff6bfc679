"""The pact page."""

from flask import Blueprint
from flask_login import current_user

from workspace.access import Can, allow, may, standing_of
from workspace.pacts import queries
from workspace.pacts.models import CooperationPact
from workspace.pages import page
from workspace.progress import queries as progress
from workspace.project import queries as project

bp = Blueprint("pacts", __name__)


@bp.get("/pactes/<int:id>")
@allow(Can.SEE_CALENDAR, CooperationPact)
def show(pact):
    follows = may(current_user, Can.SEE_NETWORK)
    reader = progress.Reader(standing_of(current_user), current_user.id, is_partner=not follows)
    pact = queries.whole(pact.id)
    return page(
        "pacts/show.html",
        pact=pact,
        milestones=queries.milestones(pact),
        promises=queries.promises(pact),
        roots=[branch.item for branch in project.tree(project.items_of(pact.project_id))],
        follows=follows,
        progress=progress.of_pact([one.id for one in pact.commitments], reader, most=1 if follows else 3),
    )
