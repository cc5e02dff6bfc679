"""Pages that say what the product is and how to use it; open to everyone."""

from flask import Blueprint, abort, current_app
from flask_login import current_user

from workspace.about.help import roles
from workspace.access import Can, allow, may
from workspace.pages import page
from workspace.privacy.register import durations

bp = Blueprint("about", __name__)


@bp.get("/aide")
@allow(Can.VISIT)
def help_index():
    return page("about/help_index.html", roles=roles())


@bp.get("/aide/<slug:slug>")
@allow(Can.VISIT)
def help_of_role(slug):
    role = next((role for role in roles() if role.slug == slug), None) or abort(404)
    return page("about/help_of_role.html", role=role, roles=roles(), opens=opens)


def opens(link):
    """Whether to link: anyone reads the help of every role, whose pages do not open to everyone. Whoever is not signed
    in is asked to, and comes back to the page."""
    right = vars(current_app.view_functions[link.endpoint])["permission"]  # what @allow noted on the view
    return not current_user.is_authenticated or may(current_user, right)


@bp.get("/accessibilite")
@allow(Can.VISIT)
def accessibility():
    return page("about/accessibility.html")


@bp.get("/mentions-legales")
@allow(Can.VISIT)
def legal():
    return page("about/legal.html")


@bp.get("/donnees-personnelles")
@allow(Can.VISIT)
def personal_data():
    days = current_app.config["PERMANENT_SESSION_LIFETIME"].days
    return page("about/personal_data.html", session_days=days, lasts=durations())
