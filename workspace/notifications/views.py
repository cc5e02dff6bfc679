from flask import Blueprint

from workspace.access import Can, allow
from workspace.pages import page

bp = Blueprint("notifications", __name__)


@bp.get("/courriers")
@allow(Can.SEE_LETTERS)
def outbox():
    return page("errors/error.html", title="outbox", advice="")
