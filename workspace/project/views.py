from flask import Blueprint

from workspace.access import Can, allow
from workspace.pages import page

bp = Blueprint("project", __name__)


@bp.get("/projet")
@allow(Can.SEE_CALENDAR)
def index():
    return page("errors/error.html", title="index", advice="")
