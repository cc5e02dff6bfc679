"""« Mes données » : reading what is kept, taking it away, erasing it."""

from datetime import timedelta

from flask import Blueprint, flash, send_file, session
from flask_login import current_user, logout_user

from workspace import clock, limits
from workspace.access import Can, allow, forget_standings
from workspace.pages import go_to, page
from workspace.privacy import operations, queries
from workspace.privacy.forms import EraseForm
from workspace.privacy.pages import archive_of

bp = Blueprint("privacy", __name__)


@bp.get("/mes-donnees")
@allow(Can.ENTER)
def show():
    return page("privacy/show.html")


@bp.get("/mes-donnees.zip")
@allow(Can.ENTER)
def archive():
    limits.count("archive", str(current_user.id), most=10, per=timedelta(hours=1))
    name = f"mes-donnees-{clock.today():%Y-%m-%d}.zip"
    content = archive_of(current_user._get_current_object())
    return send_file(content, "application/zip", as_attachment=True, download_name=name, max_age=0, etag=False)


@bp.route("/mes-donnees/effacement", methods=["GET", "POST"])
@allow(Can.ENTER)
def erase():
    """A GET asks, once and clearly: there is no way back."""
    person = current_user._get_current_object()
    form = EraseForm.asked_of(person)
    if form.is_submitted():
        limits.count("erase", str(person.id), most=10, per=timedelta(hours=1))
    if form.validate_on_submit():
        operations.erase(person)
        logout_user()
        session.clear()
        forget_standings()
        flash("Vos données sont effacées. Merci pour le chemin parcouru ensemble.")
        return go_to("/")
    alone = queries.groups_led_alone(person)
    return page("privacy/erase.html", status=422 if form.is_submitted() else 200, form=form, alone=alone)
