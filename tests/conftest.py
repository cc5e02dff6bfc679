"""One database per run, undone after each test; the cast; the demanding client."""

import gc
import os
import smtplib
from contextlib import contextmanager

import pytest

from tests.browser import Client
from tests.cast import Cast, make_cast
from workspace.app import create_app
from workspace.config import from_environment
from workspace.database import Base, db
from workspace.progress import operations as progress

KEY = "5f0c2b7e91d84a63b5e0f7a2c9d16834"  # of trials only


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
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    options = {}
    if database_url().startswith("postgresql"):
        options = {"connect_args": {"options": f"-csearch_path=test_{worker}"}}
    app = create_app(settings(SQLALCHEMY_ENGINE_OPTIONS=options))
    with app.app_context():
        if options:
            with db.engine.begin() as connection:
                connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS test_{worker} CASCADE")
                connection.exec_driver_sql(f"CREATE SCHEMA test_{worker}")
        Base.metadata.create_all(db.engine)
        gc.freeze()  # what is imported stays: looking through it again and again costs a tenth of the time
        yield app
        db.engine.dispose()


@pytest.fixture(autouse=True)
def undone(app):
    """Each test runs inside a transaction that is undone, whatever the application commits."""
    with undoing(app) as connection:
        yield connection


@contextmanager
def undoing(app):
    """The connection of everything that is done meanwhile, and then undone."""
    engines = db._app_engines[app]
    engine = engines[None]
    with engine.connect() as connection:
        outer = connection.begin()
        engines[None] = connection
        yield connection
        db.session.remove()
        engines[None] = engine
        outer.rollback()


@pytest.fixture(autouse=True)
def exact(request, undone):
    """After any test with people in it, whatever it did, what is counted of the project is what a recount says."""
    yield
    if "cast" in request.fixturenames:
        db.session.rollback()
        assert progress.differences() == []


@pytest.fixture(autouse=True)
def no_real_mail(request, monkeypatch):
    """A test that would really send a letter fails, unless it is about sending."""
    if "real_mail" in request.keywords:
        return

    def refuse(*_, **__):
        raise AssertionError("this test opened a connection to a mail server")

    monkeypatch.setattr(smtplib, "SMTP", refuse)


@pytest.fixture
def cast(app) -> Cast:
    return make_cast()


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
