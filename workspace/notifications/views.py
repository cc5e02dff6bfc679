"""The outbox, and the page that tries the mail server."""

from datetime import timedelta

from flask import Blueprint, current_app, request, url_for
from flask_login import current_user

from workspace import limits
from workspace.access import Can, allow, may
from workspace.forms import clean
from workspace.notifications import operations, queries
from workspace.notifications.letters import KINDS, with_links
from workspace.notifications.trial import Server
from workspace.pages import go_to, page, small_number
from workspace.pagination import paginated
from workspace.post import LetterState

bp = Blueprint("notifications", __name__)
TRIALS, TRIALS_PER = 5, timedelta(minutes=15)  # a person's test letters, which a request waits for


@bp.get("/courriers")
@allow(Can.SEE_LETTERS)
def outbox():
    reads = may(current_user, Can.READ_LETTERS)
    state = request.args.get("etat", type=LetterState)
    text = clean(request.args.get("texte")) if reads else None
    return page(
        "notifications/outbox.html",
        letters=paginated(queries.letters(state, text or ""), request.args.get("page", 1, type=small_number)),
        state=state,
        text=text or "",
        reads=reads,
        reads_text=reads and current_app.config["DEMONSTRATION"],
        sends=bool(current_app.config["MAIL_SERVER"]),
        kinds=KINDS,
        linked=lambda written: with_links(written, current_app.config["PUBLIC_URL"]),
    )


@bp.get("/courriers/essai")
@allow(Can.SEE_LETTERS)
def trial():
    trials = queries.trials_of(current_user.id)
    return page(
        "notifications/trial.html", trials=trials, server=_server(), sender=current_app.config["MAIL_DEFAULT_SENDER"]
    )


@bp.post("/courriers/essai")
@allow(Can.SEE_LETTERS)
def send_trial():
    limits.count("mail-trial", str(current_user.id), TRIALS, TRIALS_PER)
    operations.try_mail_server(current_user, _server())
    return go_to(url_for(".trial"))


def _server():
    settings = current_app.config
    return Server(
        settings["MAIL_SERVER"],
        settings["MAIL_PORT"],
        settings["MAIL_USE_TLS"],
        settings["MAIL_USE_SSL"],
        settings["MAIL_USERNAME"],
        settings["MAIL_PASSWORD"],
    )
