from flask import Blueprint

from workspace.access import Can, allow
from workspace.pages import page

bp = Blueprint("meetings", __name__)


@bp.get("/agenda")
@allow(Can.SEE_CALENDAR)
def agenda():
    return page("errors/error.html", title="agenda", advice="")
