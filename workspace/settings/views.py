"""The federation's settings, its logo, and the health page."""

from flask import Blueprint, Response, abort, current_app, flash, url_for
from flask_login import current_user
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from workspace.access import Can, allow, may
from workspace.database import db
from workspace.french import count
from workspace.notifications import queries as outbox
from workspace.pages import go_to, page
from workspace.post import LetterState
from workspace.settings import operations, queries
from workspace.settings.forms import SECTIONS, LogoForm, all_sections, by_default, said
from workspace.settings.images import NotAnImage

bp = Blueprint("settings", __name__)
UNREADABLE = "Cette image ne se lit pas. Envoyez un PNG, un JPEG, un WebP ou un GIF."


@bp.get("/sante")
@allow(Can.VISIT)
def health() -> Response:
    """200 when the database answers, else 503; no detail for strangers."""
    try:
        db.session.execute(text("SELECT 1 FROM federation WHERE 1 = 0"))
    except SQLAlchemyError:
        db.session.rollback()
        return Response("indisponible\n", 503, content_type="text/plain; charset=utf-8")
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@bp.get("/reglages")
@allow(Can.SEE_SETTINGS)
def index():
    return settings_page()


def settings_page(status=200, sent=None, kept=(), logo_form=None):
    """Every section; `sent` is the form that was refused, `kept` what somebody saved meanwhile."""
    return page(
        "settings/index.html",
        status=status,
        sections=all_sections(queries.federation(), sent),
        sent=sent,
        kept=kept,
        logo_form=logo_form or LogoForm(formdata=None),
        edits=may(current_user, Can.EDIT_SETTINGS),
        machine=the_machine(),
        said=said,
        by_default=by_default,
    )


def the_machine():
    """What whoever looks after the installation checks first; where letters stand, never what they say."""
    letters, settings = outbox.counts_by_state(), current_app.config
    on_postgresql = db.engine.dialect.name == "postgresql"
    return {
        "Adresse publique": settings["PUBLIC_URL"],
        "Base de données": "PostgreSQL" if on_postgresql else "SQLite",
        "Serveur de courrier": settings["MAIL_SERVER"] or "Aucun : les courriers restent prêts, rien ne part.",
        "Courriers": f"{count(letters.get(LetterState.READY, 0), 'courrier prêt', 'courriers prêts')}, "
        f"{letters.get(LetterState.FAILED, 0)} en échec",
    }


@bp.post("/reglages/<slug:name>")
@allow(Can.EDIT_SETTINGS)
def save(name):
    form = SECTIONS[name](prefix=f"{name}-") if name in SECTIONS else abort(404)
    if not form.validate():
        return settings_page(422, form)
    with form.objections():
        operations.change(form.title, form.seen.data, **form.typed())
        flash("Les réglages sont enregistrés.")
        return go_to(url_for("settings.index", _anchor=name))
    federation = queries.federation()
    kept = form.differences(federation)
    form.shows(federation)
    return settings_page(409, form, kept)


@bp.post("/reglages/logo")
@allow(Can.EDIT_SETTINGS)
def keep_logo():
    form = LogoForm()
    if form.validate():
        try:
            operations.keep_logo(form.content)
        except NotAnImage:
            form.refused(form.logo, UNREADABLE)
        else:
            flash("Le logo est en place.")
            return go_to(url_for("settings.index", _anchor="apparence"))
    return settings_page(422, logo_form=form)


@bp.route("/reglages/logo/retrait", methods=["POST"])
@allow(Can.EDIT_SETTINGS)
def remove_logo():
    operations.remove_logo()
    flash("Le logo est retiré.")
    return go_to(url_for("settings.index", _anchor="apparence"))


@bp.get("/logo/<digest>.png")
@allow(Can.VISIT)
def logo(digest):
    """Its address changes with it, so browsers keep it."""
    kept = queries.logo()
    if kept is None or kept.digest != digest:
        abort(404)
    response = Response(kept.content, content_type="image/png")
    response.headers["Content-Disposition"] = 'inline; filename="logo.png"'
    response.cache_control.public = response.cache_control.immutable = True
    response.cache_control.max_age = 365 * 24 * 3600
    return response
