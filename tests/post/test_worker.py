"""The worker as it runs: a process of its own, told to stop by a signal."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.conftest import KEY, settings
from tests.post.test_send_letters import write
from workspace.app import create_app
from workspace.database import Base, db

ROOT = Path(__file__).parents[2]
PATIENCE = 30  # seconds


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path / 'worker.sqlite'}"


@contextmanager
def worker(database, port, log):
    """The worker, and how to read what it said so far."""
    env = os.environ | {"SECRET_KEY": KEY, "DEMO": "1", "DATABASE_URL": database}
    env |= {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(port)}
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "worker"], env=env, cwd=ROOT, stdout=output, stderr=output
        )
    try:
        wait_for(lambda: "tourne" in log.read_text())
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(happened):
    limit = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.05)


def stop(process):
    """Seconds that the worker takes to stop."""
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    return time.monotonic() - begun


def write_one(database):
    product = create_app(settings(SQLALCHEMY_DATABASE_URI=database))
    with product.app_context():
        Base.metadata.create_all(db.engine)
        write()
        db.session.remove()
        db.engine.dispose()


def test_it_waits_for_its_tables_sends_then_stops_at_once(server, database, tmp_path):
    log = tmp_path / "log"
    with worker(database, server.port, log) as process:
        wait_for(lambda: "n’est pas prête" in log.read_text())
        write_one(database)
        wait_for(lambda: server.received)
        wait_for(lambda: "Courriers partis : 1." in log.read_text())
        assert "répond de nouveau" in log.read_text()
        assert "Traceback" not in log.read_text()
        assert stop(process) < 2


def test_a_letter_is_delivered_within_ten_seconds(server, database, tmp_path):
    """Measured from the commit that writes it, with the worker already running."""
    write_one(database)
    with worker(database, server.port, tmp_path / "log"):
        wait_for(lambda: server.received)
        product = create_app(settings(SQLALCHEMY_DATABASE_URI=database))
        with product.app_context():
            write(address="carl@example.org", message_id="<two@example.org>")
            written = time.monotonic()
            db.session.remove()
            db.engine.dispose()
        wait_for(lambda: len(server.received) == 2)
        assert time.monotonic() - written < 10


def test_it_stops_while_a_mail_server_keeps_it_waiting(database, tmp_path):
    write_one(database)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        worker(database, silent.getsockname()[1], tmp_path / "log") as process,
        closing(silent.accept()[0]),
    ):
        assert stop(process) < 2
