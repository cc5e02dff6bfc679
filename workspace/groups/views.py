from flask import Blueprint

from workspace.access import Can, allow
from workspace.pages import page

bp = Blueprint("groups", __name__)


@bp.get("/")
@allow(Can.VISIT)
def home():
    return page("errors/error.html", title="home", advice="")


@bp.get("/groupes")
@allow(Can.ENTER)
def index():
    return page("errors/error.html", title="index", advice="")
