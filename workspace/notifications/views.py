"""The outbox and the trial of the mail server; the notices of a person, and how they want to hear of things."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, request, url_for
from flask_login import current_user

from workspace import limits, links, post
from workspace.access import Can, allow, may, standing_of
from workspace.followup import queries as followup
from workspace.forms import clean
from workspace.notifications import operations, queries
from workspace.notifications.letters import KINDS, with_links
from workspace.notifications.models import Notice
from workspace.notifications.pages import Preferences, Stop
from workspace.notifications.telling import LINK_LASTS, UNSUBSCRIBE
from workspace.notifications.trial import Server
from workspace.pages import go_to, page, place_to_return, small_number
from workspace.pagination import paginated
from workspace.post import Letter, LetterState

bp = Blueprint("notifications", __name__)
TRIALS, TRIALS_PER = 5, timedelta(minutes=15)  # a person's test letters, which a request waits for


@bp.get("/courriers")
@allow(Can.SEE_LETTERS)
def outbox():
    reads = may(current_user, Can.READ_LETTERS)
    state, kind = request.args.get("etat", type=LetterState), request.args.get("sorte", "")
    text = clean(request.args.get("texte")) if reads else None
    kind = kind if kind in KINDS else ""
    letters = paginated(queries.letters(state, text or "", kind), request.args.get("page", 1, type=small_number))
    reads_text = reads and current_app.config["DEMONSTRATION"]
    return page(
        "notifications/outbox.html",
        letters=letters,
        state=state,
        kind=kind,
        text=text or "",
        reads=reads,
        readable=queries.readable_in_demonstration(letters.rows) if reads_text else (),
        reads_text=reads_text,
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


@bp.post("/courriers/<int:id>/renvoi")
@allow(Can.SEND_LETTERS, Letter)
def send_again(letter):
    post.send_again(letter)
    flash("Le courrier repart : il sera de nouveau essayé pendant trois jours.")
    return back_to_outbox()


@bp.post("/courriers/<int:id>/classement")
@allow(Can.SEND_LETTERS, Letter)
def put_away(letter):
    post.put_away(letter)
    flash("Le courrier est classé : il ne compte plus parmi les échecs.")
    return back_to_outbox()


def back_to_outbox():
    return go_to(place_to_return(request.form.get("suite"), url_for("notifications.outbox", etat="failed")))


@bp.get("/avis")
@allow(Can.ENTER)
def index():
    standing = standing_of(current_user)
    mine = queries.notices(current_user.id, standing.group_ids | standing.led_ids)
    listed = paginated(mine, request.args.get("page", 1, type=small_number))
    shown = followup.still_visible(current_user, listed.rows)
    return page("notifications/index.html", listed=listed, shown=shown, kinds=KINDS)


@bp.post("/avis/<int:id>")
@allow(Can.OPEN_NOTICE, Notice)
def open_notice(notice):
    operations.mark_read(notice)
    return go_to(notice.path)


@bp.post("/avis/lu")
@allow(Can.ENTER)
def read_all():
    operations.mark_all_read(current_user.id)
    flash("Tous vos avis sont marqués comme lus.")
    return go_to(url_for("notifications.index"))


@bp.route("/avis/preferences", methods=["GET", "POST"])
@allow(Can.ENTER)
def preferences():
    shown = Preferences(current_user, standing_of(current_user), may(current_user, Can.FOLLOW_MINUTES))
    if request.method == "GET":
        return page("notifications/preferences.html", shown=shown)
    if not shown.read(request.form):
        return page("notifications/preferences.html", status=422, shown=shown)
    for (group_id, kind), pace in shown.changed:
        operations.choose_pace(current_user.id, kind, group_id, pace)
    flash("Vos choix sont notés.")
    return go_to(url_for("notifications.preferences"))


@bp.route("/courriers/arret/<token>", methods=["GET", "POST"])
@allow(Can.VISIT)
def stop(token):
    """What a mail reader posts by itself (RFC 8058), and the page that does the same; a GET changes nothing."""
    shown = Stop.of(links.read(UNSUBSCRIBE, token, LINK_LASTS))
    if shown is None:
        return page("notifications/stop.html", status=410, shown=None)
    if request.method == "POST":
        operations.stop(shown.person_id, shown.kind, shown.group_id)
    return page("notifications/stop.html", shown=shown, token=token, is_done=request.method == "POST")
