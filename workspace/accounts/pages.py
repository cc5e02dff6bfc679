"""Opening a session in a browser: what goes into its cookies, and what they say of it later."""

from datetime import timedelta

from flask import after_this_request, current_app, request, session, url_for
from flask_login import login_user

from workspace import clock, links, replay
from workspace.accounts import devices, queries
from workspace.accounts.forms import CodeForm
from workspace.database import db
from workspace.limits import hashed
from workspace.pages import go_to, page, place_to_return
from workspace.people import operations as people
from workspace.people.models import Person

HALFWAY = timedelta(minutes=10)  # between the password and the code of the phone
DEVICE_LASTS = timedelta(days=365)
MOST_ON_A_DEVICE = 8  # people whom one browser remembers to have signed in


def come_in(person, remember):
    """After a password or a link: ask for the phone's code, or open the session; then go where one was going."""
    suite, kept = request.args.get("suite", ""), replay.carried()
    if queries.second_factor(person) is None:
        return open_session(person, remember, suite, kept)
    _close_session()
    session["halfway"] = {"person": person.id, "at": int(clock.now().timestamp()), "remember": bool(remember)}
    if kept:  # too long for a cookie: it goes on in the form
        return page("accounts/enter_code.html", form=CodeForm(formdata=None), kept=kept)
    return go_to(url_for("accounts.enter_code", suite=suite or None))


def halfway():
    """Who gave a password or a link and owes a code, and whether they are to be remembered; else None."""
    said = session.get("halfway")
    if not said or clock.now().timestamp() - said["at"] > HALFWAY.total_seconds():
        return None, False
    return db.session.get(Person, said["person"]), said["remember"]


def open_session(person, remember, suite="", kept="", second_factor=False):
    """Open the session, then send again the form that was kept, or go where one was going."""
    begin_session(person, remember, second_factor)
    again = replay.kept(kept)
    if again:
        return page("people/_replay.html", kept=again)
    return go_to(place_to_return(suite, "/mon-espace"))


def begin_session(person, remember, second_factor=False):
    """A new session with a new token: whatever the browser held before is of no use."""
    _close_session()
    session.permanent = bool(remember)
    device = devices.in_words(request.user_agent.string)
    session["sign_in"] = people.sign_in(person, device, bool(remember), second_factor)
    login_user(person)
    _remember_device(person.email or "")


def _close_session():
    people.sign_out(session.get("sign_in", ""))
    session.clear()


# ---- A browser that signed somebody in before counts its own tries ----


def known_device(email):
    """What to count by when this browser signed that address in before; else « »."""
    said = _device()
    return said["id"] if said and _mark(email) in said["who"].split() else ""


def _device():
    return links.read("device", request.cookies.get(_device_cookie(), ""), DEVICE_LASTS)


def _remember_device(email):
    said = _device() or {"id": people.new_token(), "who": ""}
    who = [_mark(email), *(mark for mark in said["who"].split() if mark != _mark(email))][:MOST_ON_A_DEVICE]
    value = links.sign("device", id=said["id"], who=" ".join(who))

    @after_this_request
    def set_cookie(response):
        response.set_cookie(
            _device_cookie(),
            value,
            max_age=DEVICE_LASTS,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def _device_cookie():
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"


def _mark(email):
    return hashed(f"device {email.strip().lower()}")[:16]
