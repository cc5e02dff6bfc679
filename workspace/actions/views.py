from flask import Blueprint

from workspace.access import Can, allow
from workspace.pages import page

bp = Blueprint("actions", __name__)


@bp.get("/actions")
@allow(Can.SEE_NETWORK)
def index():
    return page("errors/error.html", title="index", advice="")
