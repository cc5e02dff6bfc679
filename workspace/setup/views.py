"""The first run, and what comes after it. As long as nobody is known, every page leads here."""

from datetime import timedelta

from flask import Blueprint, Flask, abort, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue

from workspace import limits
from workspace.access import Can, allow
from workspace.database import db
from workspace.forms import status_of
from workspace.pages import go_to, page
from workspace.project import queries as projects
from workspace.project.models import ProjectState
from workspace.scheduling.operations import load_first_calendar
from workspace.settings.models import Federation
from workspace.setup import operations, queries
from workspace.setup.forms import FirstRunForm

bp = Blueprint("setup", __name__)
LEFT_OPEN = {"setup.first_run", "static", "favicon", "settings.health", "settings.logo"}
TRIES, PER = 20, timedelta(hours=1)  # by network


def init_app(app: Flask) -> None:
    app.extensions["first_run_over"] = False

    @app.before_request
    def begin_with_the_first_run() -> ResponseReturnValue | None:
        """Asked of the database until the answer is no: nobody is ever forgotten after."""
        if not app.config["FIRST_RUN"] or app.extensions["first_run_over"] or request.endpoint in LEFT_OPEN:
            return None
        if queries.is_new():
            return go_to(url_for("setup.first_run"))
        app.extensions["first_run_over"] = True
        return None


@bp.route("/premier-demarrage", methods=["GET", "POST"])
@allow(Can.VISIT)
def first_run():
    """Open to whoever holds the token; gone once somebody is known."""
    if not (current_app.config["FIRST_RUN"] and queries.is_new()):
        abort(404)
    kept = db.session.get(Federation, 1)  # a file imported first says who it is
    form = FirstRunForm(data={"name": kept.name, "short_name": kept.short_name} if kept else None)
    if form.is_submitted():
        limits.count("first-run", limits.network(request.remote_addr), TRIES, PER)
    if form.validate_on_submit():
        told = {name: value for name, value in form.data.items() if name != "role"}
        with form.objections():
            operations.open_installation(**told, is_delegate=form.role.data == "delegate")
            load_first_calendar()
            flash("L’espace est ouvert. Connectez-vous avec l’adresse et le mot de passe que vous venez de choisir.")
            return go_to(url_for("people.sign_in", suite=url_for("setup.next_steps")))
    return page("setup/first_run.html", status=status_of(form), form=form)


@bp.get("/premiers-pas")
@allow(Can.EDIT_SETTINGS)
def next_steps():
    is_written = any(one.state is not ProjectState.DRAFTING for one in projects.all_projects())
    return page("setup/next_steps.html", has_project=is_written)
