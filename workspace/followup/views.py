"""The page of those who steer the federation."""

from flask import Blueprint

from workspace.access import Can, allow
from workspace.followup import queries
from workspace.pages import page

bp = Blueprint("followup", __name__)


@bp.get("/tableau-de-bord")
@allow(Can.STEER)
def dashboard():
    sections = queries.steering()
    return page("followup/dashboard.html", total=sum(section.total for section in sections.values()), sections=sections)
