"""« Mes données » : reading what is kept, taking it away, erasing it. The register of processing."""

from datetime import timedelta

from flask import Blueprint, abort, current_app, flash, request, send_file, session, url_for
from flask_login import current_user, logout_user

from workspace import clock, limits
from workspace.access import Can, allow, forget_standings
from workspace.forms import status_of
from workspace.pages import go_to, page
from workspace.privacy import operations, queries
from workspace.privacy import register as processings
from workspace.privacy.forms import EraseForm, ProcessingForm
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
    return page("privacy/erase.html", status=status_of(form), form=form, alone=alone)


def session_days():
    return current_app.config["PERMANENT_SESSION_LIFETIME"].days


@bp.get("/registre")
@allow(Can.SEE_NETWORK)
def register():
    return page("privacy/register.html", entries=processings.entries(session_days()), words=processings.TEXTS)


@bp.route("/registre/<slug:key>", methods=["GET", "POST"])
@allow(Can.KEEP_REGISTER)
def describe(key):
    """« ?depart=1 » puts the product's own words in the form; nothing is kept until it is sent."""
    entry = processings.entry(key, session_days()) or abort(404)
    form = ProcessingForm.about(entry, entry.default if "depart" in request.args else entry.texts)
    if form.validate_on_submit():
        with form.objections():
            processings.write(entry, form.revision.data, form.texts)
            flash("Le registre est à jour.")
            return go_to(url_for("privacy.register", _anchor=key))
    if form.stale:
        entry = processings.entry(key, session_days()) or abort(404)
        form.shows(entry)
    return page("privacy/describe.html", status=status_of(form), processing=entry, form=form, words=processings.TEXTS)
