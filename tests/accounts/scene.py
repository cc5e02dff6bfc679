"""What the tests of signing in share."""

import re

import pyotp
import time_machine
from sqlalchemy import func, select

from tests.browser import soup
from tests.cast import PASSWORD
from workspace import clock
from workspace.accounts import second_factor
from workspace.database import db
from workspace.people.models import SignIn
from workspace.post import Letter

ADDRESS = "alice@example.org"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def letters(kind=""):
    """Newest last."""
    return db.session.scalars(select(Letter).where(Letter.kind.contains(kind)).order_by(Letter.id)).all()


def link_of(letter):
    return re.search(r"http://localhost(/\S+)", letter.text)[1]


def sessions_of(person):
    return db.session.scalar(select(func.count()).select_from(SignIn).where(SignIn.person_id == person.id))


def try_password(browser, password=PASSWORD, email=ADDRESS, network="203.0.113.7", **others):
    data = {"email": email, "password": password} | others
    return browser.post("/connexion", data=data, environ_base={"REMOTE_ADDR": network})


def is_in(browser):
    return browser.get("/mon-espace").status_code == 200


def code(later=0):
    """What the phone shows now, or some stretches of 30 seconds later."""
    return pyotp.TOTP(SECRET).generate_otp(int(clock.now().timestamp()) // 30 + later)


def with_phone(person):
    """The person links the phone; their recovery codes."""
    with time_machine.travel(clock.now(), tick=False):  # a stretch may end between the two
        codes = second_factor.turn_on(person, SECRET, code(-1))
    db.session.commit()
    return codes


def hidden(answer):
    """The fields of the page's form as a browser sends them."""
    return {box["name"]: box.get("value", "") for box in soup(answer).select("main form input[name]")}
