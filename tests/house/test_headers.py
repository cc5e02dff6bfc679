"""What every answer says to the browser, whatever kind of answer; and no page asks anything of another origin."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from tests.accounts.scene import try_password
from tests.browser import HX, soup
from tests.cast import make_meeting
from tests.conftest import settings
from tests.files.documents import PDF, sent
from tests.settings.pictures import picture
from workspace import limits
from workspace.app import create_app
from workspace.database import Base, db
from workspace.files.models import File
from workspace.people.models import Person
from workspace.people.operations import hash_password
from workspace.settings import operations as settings_operations
from workspace.settings.models import Federation
from workspace.settings.queries import federation

HTTPS = "https://espace.example.org"
ASKED_OF = re.compile(r"(?:src|srcset|poster|data|action|formaction|data-hx-(?:get|post))$")
FETCHED = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch", "preconnect", "dns-prefetch"}


@pytest.fixture
def answers(client_of, cast, monkeypatch):
    """One answer of each kind, by its name."""
    meeting = make_meeting(cast.jeunesse)
    alice, nobody, dora = client_of("alice"), client_of(""), client_of("dora")
    alice.post("/groupes/jeunesse/fichiers", **sent(PDF, "Plan.pdf"))
    settings_operations.keep_logo(picture())
    db.session.commit()
    page = nobody.get("/")
    found = {
        "page": page,
        "page of somebody": alice.get("/mon-espace"),
        "part": alice.get("/actions", headers=HX),
        "redirection": nobody.get("/mon-espace"),
        "static": nobody.get(re.search(r'href="(/static/[^"]+\.css)"', page.text)[1]),
        "logo": nobody.get(f"/logo/{federation().logo_digest}.png"),
        "feed": nobody.get("/agenda.ics"),
        "health": nobody.get("/sante"),
        "download": alice.get(f"/fichiers/{db.session.scalar(select(File.id))}"),
        "date": alice.get(f"/reunions/{meeting.id}/agenda.ics"),
        "csv": alice.get("/actions.csv"),
        "xlsx": alice.get("/actions.xlsx"),
        "archive": alice.get("/mes-donnees.zip"),
        "401": nobody.post("/mon-espace/lu"),
        "403": alice.get("/courriers"),
        "404": nobody.get("/nulle-part"),
        "405": nobody.get(f"/reunions/{meeting.id}/points"),
        "413": alice.post("/connexion", data={"email": "x" * 13_000_000}),
        "422": nobody.post("/connexion", data={}),
        "429": [try_password(client_of(), "wrong") for _ in range(6)][-1],
    }
    monkeypatch.setattr(limits, "count", lambda *_: 1 / 0)
    monkeypatch.setitem(dora.app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(dora.app.config, "TESTING", False)
    return found | {"500": dora.get("/agenda.ics")}


def directives(answer):
    policy = answer.headers["Content-Security-Policy"]
    return {name: said for name, *said in (part.split() for part in policy.split(";"))}


def test_every_kind_of_answer_says_all_of_it(answers):
    statuses = {"redirection": 303, **{str(code): code for code in (401, 403, 404, 405, 413, 422, 429, 500)}}
    for kind, answer in answers.items():
        assert answer.status_code == statuses.get(kind, 200), kind
        assert answer.headers.getlist("X-Content-Type-Options") == ["nosniff"], kind
        assert answer.headers.getlist("Referrer-Policy") == ["same-origin"], kind
        assert answer.headers.getlist("Cross-Origin-Opener-Policy") == ["same-origin"], kind
        assert "camera=(), " in answer.headers["Permissions-Policy"], kind
        assert len(answer.headers.getlist("Content-Security-Policy")) == 1, kind
        policy = directives(answer)
        assert policy["frame-ancestors"] == ["'none'"], kind
        assert policy["default-src"] == ["'none'"], kind
        allowed = {source for said in policy.values() for source in said}
        assert allowed <= {"'none'", "'self'", "data:"}, (kind, allowed)
        assert policy.get("script-src", ["'self'"]) == ["'self'"], kind
        assert "Strict-Transport-Security" not in answer.headers, f"{kind}: not over http"


def test_a_file_is_always_downloaded_and_could_do_nothing_if_displayed(answers):
    for kind in ("download", "date", "csv", "xlsx", "archive"):
        assert answers[kind].headers["Content-Disposition"].startswith("attachment"), kind
        assert "sandbox" in directives(answers[kind]), kind
    assert "sandbox" not in directives(answers["page"])


def test_too_often_says_when_to_come_back(answers):
    assert 0 < int(answers["429"].headers["Retry-After"]) <= 300


def test_no_page_asks_anything_of_another_origin(answers):
    seen = 0
    for kind, answer in answers.items():
        if answer.mimetype != "text/html":
            continue
        for tag in soup(answer).find_all(True):
            fetches = tag.name == "link" and FETCHED & set(tag.get("rel", []))
            for name, value in tag.attrs.items():
                if fetches and name == "href" or ASKED_OF.match(name) and tag.name != "object":
                    seen += 1
                    there = urlsplit(str(value))
                    assert not there.netloc, (kind, str(tag)[:200])
                    assert there.scheme in ("", "data"), (kind, str(tag)[:200])
    assert seen > 50


# ---- Over https ----


@pytest.fixture
def over_https(tmp_path):
    """A browser of an installation whose address is https, with one person."""
    address = {"PUBLIC_URL": HTTPS, "SESSION_COOKIE_SECURE": True, "SESSION_COOKIE_NAME": "__Host-session"}
    app = create_app(settings(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/https.sqlite", **address))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        db.session.add(Federation(name="Essai", short_name="Essai"))
        db.session.add(
            Person(first_name="A", last_name="B", email="a@example.org", password_hash=hash_password("quatre mots"))
        )
        db.session.commit()
        yield app.test_client()
        db.session.remove()
        db.engine.dispose()


def test_over_https_browsers_are_told_to_stay_there_whatever_the_answer(over_https):
    for url, status in (("/", 200), ("/nulle-part", 404), ("/sante", 200), ("/mon-espace", 303)):
        answer = over_https.get(url, base_url=HTTPS)
        assert (answer.status_code, answer.headers["Strict-Transport-Security"]) == (status, "max-age=31536000"), url


def test_every_cookie_is_for_this_site_alone(over_https):
    typed = {"email": "a@example.org", "password": "quatre mots", "remember": "y"}
    given = over_https.post("/connexion", data=typed, base_url=HTTPS).headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in given} == {"__Host-session", "__Host-device"}
    for cookie in given:
        said = {part.strip().partition("=")[0].lower(): part.strip() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly"} <= set(said), cookie
        assert said["samesite"] == "SameSite=Lax", cookie
        assert said["path"] == "Path=/", cookie
        assert "domain" not in said, cookie
