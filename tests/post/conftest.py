"""A mail server of our own, and a database that several workers may use at once."""

import os
import socket
import threading
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller

from tests.conftest import database_url, settings
from workspace import post
from workspace.app import create_app
from workspace.database import Base, db


class Server:
    """Keeps what it receives; may be told to answer otherwise, or to be down."""

    def __init__(self):
        self.received, self.recipient_answer, self.data_answer = [], "250 OK", "250 OK"
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.controller = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server, session, envelope):
        if self.data_answer.startswith("250"):
            self.received.append(envelope)
        return self.data_answer

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=5)
        self.controller.start()

    def stop(self):
        if self.controller is not None:
            self.controller.stop()
        self.controller = None


@pytest.fixture
def server():
    server = Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def posted(app, server, monkeypatch):
    """The application sends to that server."""
    for name, value in mail_settings(server).items():
        monkeypatch.setitem(app.config, name, value)
    kept = app.extensions["mail"]
    post.mail.init_app(app)
    yield server
    app.extensions["mail"] = kept


def mail_settings(server):
    return {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": server.port, "MAIL_SUPPRESS_SEND": False}


@pytest.fixture
def real_database(tmp_path):
    """How to open a database that really commits: a file, or a schema of its own on PostgreSQL."""
    if not database_url().startswith("postgresql"):
        yield {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'letters.sqlite'}"}
        return
    schema = f"letters_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    yield {"SQLALCHEMY_ENGINE_OPTIONS": {"connect_args": {"options": f"-csearch_path={schema}"}}, "schema": schema}


@pytest.fixture
def product(server, real_database):
    """The application on that database and that server, outside the transaction of the test."""
    schema = real_database.pop("schema", None)
    other = create_app(settings(**real_database, **mail_settings(server)))
    with other.app_context():
        if schema:
            with db.engine.begin() as connection:
                connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
                connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        Base.metadata.create_all(db.engine)
    yield other
    with other.app_context():
        if schema:
            with db.engine.begin() as connection:
                connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
        db.engine.dispose()


@pytest.fixture
def at_once(product):
    """Run a gesture in several threads of the product, all starting together; return what each answered."""

    def run(gesture, times=2):
        start, answers = threading.Barrier(times), []

        def one():
            with product.app_context():
                start.wait()
                answers.append(gesture())

        threads = [threading.Thread(target=one) for _ in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return SimpleNamespace(answers=answers)

    return run
