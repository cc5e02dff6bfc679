"""Lend the tests an empty PostgreSQL database: on a server that answers, or on one started for the occasion."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from machine import apt_install, may_install

DRIVER = "postgresql+psycopg://"
PLACES = ("127.0.0.1:5432/{}", "/{}?host=/var/run/postgresql")
SERVERS = [f"postgresql://{user}@{place}" for place in PLACES for user in ("postgres", "root")]
NO_POSTGRESQL = "PostgreSQL manque : apt-get install postgresql (ou TEST_DATABASE_URL=postgresql://…)"


@contextlib.contextmanager
def postgresql_url() -> Iterator[str | None]:
    """The address of a database for the tests, or None where none can be had."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    if given.startswith("postgresql"):
        yield DRIVER + given.partition("://")[2]
        return
    with contextlib.ExitStack() as until_the_end:
        try:
            url = borrowed(until_the_end)
        except (psycopg.Error, OSError, KeyError, subprocess.CalledProcessError) as problem:
            print(f"PostgreSQL n'a pas pu être préparé : {problem}", flush=True)
            url = None
        yield url


def borrowed(until_the_end: contextlib.ExitStack) -> str | None:
    """The address of a database of our own, or None where no server can be had."""
    server = next(filter(answers, SERVERS), None)
    if not server and (binaries() or (may_install() and apt_install("postgresql"))):
        server = until_the_end.enter_context(throw_away_server())
    return until_the_end.enter_context(database_on(server)) if server else None


def answers(server: str) -> bool:
    """Whether a server lets us create databases."""
    try:
        with psycopg.connect(server.format("postgres"), connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            return bool(row and row[0])
    except psycopg.OperationalError:
        return False


@contextlib.contextmanager
def database_on(server: str) -> Iterator[str]:
    """An empty database of our own, dropped in the end."""
    name = f"espace_federal_test_{os.getpid()}"
    create = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(create)
        try:
            yield DRIVER + server.format(name).partition("://")[2]
        finally:
            connection.execute(drop)


# ---- A server for the occasion ----


def binaries() -> Path | None:
    """Where the server's programs are: not on the PATH in Debian."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    found = str(places[-1]) if places else shutil.which("initdb")
    return Path(found).parent if found else None


@contextlib.contextmanager
def throw_away_server() -> Iterator[str | None]:
    """A cluster in a temporary folder, that nothing else can reach and that is gone in the end."""
    programs = binaries()
    if not programs:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="espace-federal-pg-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        data = f"{folder}/data"
        as_postgres: list[str] = []
        if os.geteuid() == 0:
            # initdb and the server refuse root.
            as_postgres = ["runuser", "-u", "postgres", "--"]
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        control = [*as_postgres, str(programs / "pg_ctl"), "-D", data, "-s", "-w"]
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        print("Démarrage d'un serveur PostgreSQL pour les tests…", flush=True)
        initdb = [str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8"]
        run([*as_postgres, *initdb, "--locale=C.UTF-8", "--no-sync"], folder)
        run([*control, "-l", f"{folder}/log", "-o", options, "start"], folder)
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/{{}}"
        finally:
            run([*control, "-m", "immediate", "stop"], folder)


def run(command: list[str], folder: str) -> None:
    """Run a program of PostgreSQL from a folder that its user may read."""
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
