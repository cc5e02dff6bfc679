"""The page of those who steer the federation."""

from flask import Blueprint

from workspace.access import Can, allow
from workspace.followup import queries
from workspace.pages import page
from workspace.proposals import queries as proposals

bp = Blueprint("followup", __name__)


@bp.get("/tableau-de-bord")
@allow(Can.STEER)
def dashboard():
    sections = queries.steering()
    total = sum(section.total for section in sections.values())
    return page("followup/dashboard.html", total=total, sections=sections, to_answer=proposals.waiting())
