"""The worker as it runs: a process of its own, told to stop by a signal."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import KEY, settings
from tests.post.test_send_letters import write
from workspace.app import create_app
from workspace.commands import EVERY
from workspace.database import Base, db
from workspace.post import Letter, LetterState

ROOT = Path(__file__).parents[2]
PATIENCE = 30  # seconds
FLASK = [sys.executable, "-m", "flask"]
FASTER = 4  # times: rounds follow each other, and patience ends, sooner than in the product
FLASK_FASTER = [
    sys.executable,
    "-c",
    "from flask import cli; from workspace import commands, post; "
    f"commands.EVERY /= {FASTER}; post.SMTP_TIMEOUT /= {FASTER}; cli.main()",
]


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path / 'worker.sqlite'}"


@contextmanager
def worker(database, port, log, flask=FLASK):
    """The worker, and how to read what it said so far."""
    env = os.environ | {"SECRET_KEY": KEY, "DEMO": "1", "DATABASE_URL": database}
    env |= {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(port)}
    with log.open("w") as output:
        process = subprocess.Popen([*flask, "--app", "wsgi", "worker"], env=env, cwd=ROOT, stdout=output, stderr=output)
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


class Moody:
    """In front of a mail server: it hands connections over to it, unless told to let the new ones wait in silence."""

    def __init__(self, server):
        self.server, self.is_silent, self.silent = server, True, []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._open, daemon=True).start()

    def _open(self):
        with suppress(OSError):  # the door was closed
            while True:
                caller = self.door.accept()[0]
                if self.is_silent:
                    self.silent.append(caller)
                    continue
                inside = socket.create_connection(("127.0.0.1", self.server.port))
                for one, other in ((caller, inside), (inside, caller)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one, other):
        with suppress(OSError), closing(other):
            while said := one.recv(4096):
                other.sendall(said)

    def close(self):
        self.door.close()
        for caller in self.silent:
            caller.close()


@pytest.fixture
def moody(server):
    with closing(Moody(server)) as moody:
        yield moody


def write_others(database, *names):
    """They are written now; when that was."""
    product = create_app(settings(SQLALCHEMY_DATABASE_URI=database))
    with product.app_context():
        for name in names:
            write(address=f"{name}@example.org", message_id=f"<{name}@example.org>")
        db.session.remove()
        db.engine.dispose()
    return time.monotonic()


def test_a_conversation_that_goes_silent_does_not_hold_the_other_letters(server, moody, database, tmp_path):
    """The mail server accepts the first connection, says nothing for as long as the test lasts, answers the others."""
    write_one(database)
    with worker(database, moody.port, tmp_path / "log"):
        wait_for(lambda: moody.silent)
        moody.is_silent = False
        written = write_others(database, "carl")
        wait_for(lambda: server.received)
        assert time.monotonic() - written < 10
        assert [envelope.rcpt_tos for envelope in server.received] == [["carl@example.org"]]
        assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_server_that_was_silent_for_thirty_seconds_has_new_letters_ten_seconds_later(
    server, moody, database, tmp_path
):
    """More letters wait than rounds that may be under way: silence meets each of them, and none is lost."""
    write_one(database)
    write_others(database, *(f"p{number}" for number in range(12)))
    with worker(database, moody.port, tmp_path / "log", FLASK_FASTER):
        wait_for(lambda: moody.silent)
        time.sleep(30 / FASTER)
        moody.is_silent = False
        met = len(moody.silent)
        assert met > 30 // EVERY - 2, "no round began while the others waited"
        written = write_others(database, "carl")
        wait_for(lambda: "carl@example.org" in [envelope.rcpt_tos[0] for envelope in server.received])
        assert time.monotonic() - written < 10 / FASTER + 2, "the machine may be busy; patience ends after 7.5 s"
        wait_for(lambda: len(server.received) == 14 - met)  # those who met silence are tried again in four minutes
        product = create_app(settings(SQLALCHEMY_DATABASE_URI=database))

        def states():
            with product.app_context():
                found = Counter(db.session.scalars(select(Letter.state)))
                db.session.remove()
                db.engine.dispose()
            return found

        wait_for(lambda: states() == {LetterState.SENT: 14 - met, LetterState.READY: met})  # kept after it left


def test_it_stops_while_a_mail_server_keeps_it_waiting(database, tmp_path):
    write_one(database)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        worker(database, silent.getsockname()[1], tmp_path / "log") as process,
        closing(silent.accept()[0]),
    ):
        assert stop(process) < 2
