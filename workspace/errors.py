"""What a person reads when something is refused or breaks: a page, or the message block of the page they are on."""

from datetime import datetime, timedelta
from math import ceil
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, current_app, make_response, render_template, request, session
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, Unauthorized
from werkzeug.wrappers import Response as AnyResponse

from workspace import clock, filters, replay
from workspace.database import SAFE_METHODS, db
from workspace.documents.printing import Unprintable
from workspace.limits import TooMany
from workspace.pages import go_to
from workspace.people.forms import SignInForm
from workspace.refusals import Refused

TEXTS = {
    400: ("Cette demande n’est pas lisible", "Rechargez la page, puis réessayez."),
    403: ("Cette page ne vous est pas ouverte", "Si vous pensez qu’elle devrait l’être, écrivez à la fédération."),
    404: ("Cette page n’existe pas", "Elle a peut-être changé d’adresse. Repartez de l’accueil."),
    405: ("Cette adresse ne se visite pas ainsi", "Repartez de l’accueil."),
    409: ("Ce n’est pas possible dans l’état actuel", "Rechargez la page pour voir où elle en est."),
    413: ("C’est trop lourd", "Envoyez un texte ou un fichier plus petit (10 Mo au plus)."),
    422: ("Quelque chose est à corriger", "Corrigez le champ signalé, puis réessayez."),
    429: ("Un peu de patience", "Attendez un instant, puis réessayez."),
    500: (
        "Quelque chose n’a pas marché de notre côté",
        "Rien n’est perdu ni à moitié écrit. Réessayez dans un instant.",
    ),
    503: ("Ce document n’a pas pu être préparé", "Réessayez dans un instant, ou imprimez la page elle-même."),
}
UNREACHABLE = (
    "L’espace ne répond pas pour l’instant",
    "Rien n’est perdu ni à moitié écrit. Réessayez dans une minute.",
)
FOR_A_WHILE = {429, 500, 503}  # the same form may pass in a moment
EXPIRED = "Votre page était restée ouverte trop longtemps : rechargez-la, puis réessayez."


def init_app(app: Flask) -> None:
    app.register_error_handler(Refused, lambda refusal: say(409, refusal.message))
    app.register_error_handler(TooMany, ask_to_come_back)
    app.register_error_handler(Unprintable, cannot_print)
    app.register_error_handler(Unauthorized, ask_to_sign_in)
    app.register_error_handler(CSRFError, refuse_csrf)
    app.register_error_handler(
        HTTPException, lambda error: say(error.code or 500) if (error.code or 500) >= 400 else error
    )
    app.register_error_handler(500, say_what_broke)


def say(status: int, message: str = "", *, alone: bool = False) -> Response:
    """A sentence in the message block for htmx, else a whole page; `alone` asks nothing of the database."""
    title, advice = UNREACHABLE if alone else TEXTS.get(status, TEXTS[400 if status < 500 else 500])
    advice = message or advice
    draw = _drawn_alone if alone else render_template
    is_read = request.method in SAFE_METHODS
    if not is_read:
        session.pop("_flashes", None)  # « C’est envoyé »: it was about to say so, then all of it was undone
    if "HX-Request" in request.headers:
        html = draw("_messages.html", out_of_band=True, trouble=advice)
        return make_response(html, status, {"HX-Retarget": "#messages", "HX-Reswap": "outerHTML"})
    sent, passes = None if is_read else replay.sent(), status in FOR_A_WHILE
    told = {
        "title": title,
        "advice": advice,
        "before": page_before(),
        "written": sent.typed if sent else [],
        "again": sent if passes else None,
        "reload": request.full_path.rstrip("?") if passes and is_read else "",
    }
    return make_response(draw(f"errors/{'alone' if alone else 'error'}.html", **told), status)


def say_what_broke(_: Exception) -> Response:
    """500; 503 where the database does not answer."""
    try:
        db.session.rollback()  # else the page would be read in a transaction that failed
        return say(500)
    except SQLAlchemyError:
        response = say(503, alone=True)
        response.headers.update({"Retry-After": "60", "Cache-Control": "no-store"})
        return response


def _drawn_alone(template: str, **told: Any) -> str:
    """Without what every page is told, which is read from the database."""
    return current_app.jinja_env.get_template(template).render(told)


def page_before() -> str:
    """The page of this site that led here, as the browser says; nothing for a page that led to itself."""
    before, ours = request.referrer or "", request.host_url
    is_elsewhere = request.method not in SAFE_METHODS or urlsplit(before).path != request.path
    return f"/{before.removeprefix(ours)}" if before.startswith(ours) and is_elsewhere else ""


def cannot_print(problem: Unprintable) -> Response:
    current_app.logger.error("a document was not printed: %s", problem)
    return say(503)


def ask_to_come_back(refusal: TooMany) -> Response:
    """429, and when to try again."""
    response = say(429, f"Trop d’essais en peu de temps. Vous pourrez recommencer {when(refusal.until)}.")
    response.headers["Retry-After"] = max(1, ceil((refusal.until - clock.now()).total_seconds()))
    return response


def when(until: datetime) -> str:
    """« à 18 h 42 », « demain à 9 h », « le 3 mai à 9 h »: the next whole minute, never a moment too early."""
    minute = (until + timedelta(seconds=59)).replace(second=0, microsecond=0)
    days = (clock.in_paris(minute).date() - clock.today()).days
    day = {0: "", 1: "demain "}.get(days, f"le {filters.calendar_day(minute)} ")
    return f"{day}à {filters.hour(minute)}"


def refuse_csrf(error: CSRFError) -> AnyResponse:
    """A form whose session ended asks to sign in again; a forged one is refused."""
    if not current_user.is_authenticated and request.endpoint != "people.sign_in":
        return ask_to_sign_in(Unauthorized())
    return say(400, EXPIRED)


def ask_to_sign_in(error: Unauthorized) -> AnyResponse:
    """An anonymous GET goes to the sign-in page and comes back; a POST answers 401 with a form that keeps what was
    typed and sends it again (domain §0)."""
    if request.method in SAFE_METHODS:
        sign_in = f"/connexion?{urlencode({'suite': request.full_path.rstrip('?')})}"
        return go_to(sign_in)
    html = render_template("errors/401.html", form=SignInForm(formdata=None), kept=replay.keep())
    in_place = {"HX-Retarget": "#content", "HX-Reselect": "#content", "HX-Reswap": "outerHTML"}
    return make_response(html, 401, in_place if "HX-Request" in request.headers else {})
