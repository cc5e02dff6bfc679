"""The outbox."""

from flask import Blueprint, current_app, request
from flask_login import current_user

from workspace.access import Can, allow, may
from workspace.forms import clean
from workspace.notifications import queries
from workspace.notifications.letters import KINDS, with_links
from workspace.pages import page, small_number
from workspace.pagination import paginated
from workspace.post import LetterState

bp = Blueprint("notifications", __name__)


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
