"""Two databases per run, one empty and one with the cast, undone after each test; the demanding client."""

import gc
import os
import smtplib
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from tests import recounts
from tests.browser import Client, counting
from tests.cast import Cast, find_cast, make_cast
from workspace.access import forget_standings
from workspace.app import create_app
from workspace.config import from_environment
from workspace.database import Base, db
from workspace.scheduling import conflicts

KEY = "5f0c2b7e91d84a63b5e0f7a2c9d16834"  # of trials only

# A test leaves hundreds of thousands of objects that refer to each other in a circle: looking for circles at every
# seven hundred of them, as Python does by itself, costs a tenth of the time; never looking, all the memory.
gc.set_threshold(100_000, 5, 2)


def settings(**others):
    """The application's own settings, for tests."""
    given = from_environment(
        {"SECRET_KEY": KEY, "DEMO": "1", "DATABASE_URL": database_url(), "PUBLIC_URL": "http://localhost"}
    )
    return given | {"TESTING": True, "WTF_CSRF_ENABLED": False, "DEMONSTRATION": False} | others


def database_url():
    """TEST_DATABASE_URL names a PostgreSQL server's database; each process of the run takes a schema of its own."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    return url if url.startswith("postgresql") else "sqlite://"


@pytest.fixture(scope="session")
def app():
    app = create_app(settings())
    with app.app_context(), empty_database() as engine:
        db.engine.dispose()
        db._app_engines[app][None] = engine
        gc.freeze()  # what is imported stays: looking through it again and again costs a tenth of the time
        yield app


@pytest.fixture(scope="session")
def peopled(app):
    """A second database, where the cast was written once."""
    engines = db._app_engines[app]
    with empty_database("_cast") as engine:
        engines[None], empty = engine, engines[None]
        make_cast()
        db.session.remove()
        engines[None] = empty
        yield engine


@contextmanager
def empty_database(name=""):
    """The engine of a database with empty tables, for this process of the run."""
    url = database_url()
    if url.startswith("postgresql"):
        schema = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}{name}"
        engine = create_engine(url, connect_args={"options": f"-csearch_path={schema}"})
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    else:
        engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def undone(request, app):
    """Each test runs inside a transaction that is undone, whatever the application commits."""
    has_people = "cast" in request.fixturenames
    with undoing(app, request.getfixturevalue("peopled") if has_people else None) as connection:
        yield connection
    forget_standings()  # the context, and what it remembers of a person, outlives the test


@contextmanager
def undoing(app, engine=None):
    """The connection of everything that is done meanwhile, and then undone."""
    engines = db._app_engines[app]
    usual = engines[None]
    with (engine or usual).connect() as connection:
        outer = connection.begin()
        engines[None] = connection
        yield connection
        db.session.remove()
        engines[None] = usual
        outer.rollback()


@pytest.fixture(autouse=True)
def exact(request, undone):
    """After any test with people in it, whatever it did, what is counted of the project is what a recount says, and
    what may be found is found by the words that it says now."""
    if "cast" not in request.fixturenames:
        yield
        return
    with counting() as heard:
        yield
        db.session.expunge_all()  # what it did not write stays unwritten
        # Undone, what this session began would take with it all that requests wrote since.
        (db.session.commit if db.session.is_active else db.session.rollback)()
    assert recounts.differences(heard) == {}


@pytest.fixture(autouse=True)
def no_real_mail(request, monkeypatch):
    """A test that would really send a letter fails, unless it is about sending."""
    if "real_mail" in request.keywords:
        return

    def refuse(*_, **__):
        raise AssertionError("this test opened a connection to a mail server")

    monkeypatch.setattr(smtplib, "SMTP", refuse)


@pytest.fixture(autouse=True)
def ordinary_days(request, monkeypatch):
    """No day is a public holiday, unless the test is about them: « in three days » may be called whatever the day."""
    if "public_holidays" not in request.keywords:
        monkeypatch.setattr(conflicts, "_public_holidays_of", lambda year: {})


@pytest.fixture
def cast(undone) -> Cast:
    return find_cast()


@pytest.fixture
def client_of(app, cast):
    """`client_of("alice")` is Alice's browser; `client_of("")` nobody's."""

    def client(name: str = "") -> Client:
        return Client(app, cast.people[name] if name else None)

    return client


@pytest.fixture
def visitor(app) -> Client:
    """A browser of nobody, on a database without the cast."""
    return Client(app, None)
