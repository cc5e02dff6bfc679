from flask import Blueprint

from workspace.access import Can, allow
from workspace.pages import page

bp = Blueprint("minutes", __name__)


@bp.get("/decisions")
@allow(Can.SEE_NETWORK)
def register():
    return page("errors/error.html", title="register", advice="")
