"""The running product for a browser: gunicorn, the worker, a mail server, the demonstration's data."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from playwright.sync_api import sync_playwright
from sqlalchemy import create_engine, make_url, text

from tests.conftest import KEY
from tests.journeys.demonstration import FLASK, ROOT, environment, fill

PASSWORD = "espace-federal"
START = 180  # seconds the server may take to answer


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.journey)


@dataclass
class Mailbox:
    """A real SMTP server: what it received."""

    letters: list = field(default_factory=list)
    refused: set = field(default_factory=set)  # addresses that nobody has

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(envelope)
        return "250 OK"

    def received(self, number, within=30):
        """Wait until that many letters came."""
        until = time.monotonic() + within
        while len(self.letters) < number and time.monotonic() < until:
            time.sleep(0.2)
        return self.letters

    def letters_to(self, address):
        """The letters to somebody, newest first: each message, with its plain text."""
        mine = [one for one in reversed(list(self.letters)) if address in one.rcpt_tos]
        messages = [message_from_bytes(one.content, policy=policy.default) for one in mine]
        return [(message, message.get_body(("plain",)).get_content()) for message in messages]

    def letter_to(self, address, words, within=30):
        """Wait for the newest letter to somebody that says these words."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            for message, plain in self.letters_to(address):
                if words in plain:
                    return message, plain
            time.sleep(0.2)
        raise AssertionError(f"no letter came for {address} that says « {words} »")


@pytest.fixture(scope="session")
def mailbox():
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


@dataclass
class Product:
    """A running product: its address, and its database for tests that need to know what is in it."""

    address: str
    database: str

    def one(self, query, **values):
        """The one value that a query finds."""
        engine = create_engine(self.database)
        try:
            with engine.connect() as connection:
                return connection.execute(text(query), values).scalars().first()
        finally:
            engine.dispose()

    def app(self):
        """An application that knows its secret, to sign what its letters would."""
        app = Flask(__name__)
        app.config["SECRET_KEY"] = KEY
        return app


@pytest.fixture(scope="session")
def address(product):
    return product.address


@pytest.fixture(scope="session")
def product(tmp_path_factory, mailbox):
    """The product, running on a database of its own with the demonstration."""
    port = free_port()
    database = database_url(tmp_path_factory.mktemp("database"))
    fill(database)
    env = environment(
        database,
        PUBLIC_URL=f"http://localhost:{port}",
        MAIL_SERVER="127.0.0.1",
        MAIL_PORT=str(mailbox.port),
        PYTHONUNBUFFERED="1",
    )
    serve = [
        sys.executable,
        "-m",
        "gunicorn",
        "--workers",
        "2",
        "--threads",
        "4",
        "-b",
        f"127.0.0.1:{port}",
        "wsgi:app",
    ]
    processes = [subprocess.Popen(command, env=env, cwd=ROOT) for command in (serve, [*FLASK, "worker"])]
    try:
        wait_for(f"http://127.0.0.1:{port}/sante")
        yield Product(f"http://localhost:{port}", database)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=15)


def database_url(folder):
    """A fresh SQLite file, or on TEST_DATABASE_URL an empty schema of this process of the run."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server.startswith("postgresql"):
        return f"sqlite:///{folder / 'journeys.sqlite'}"
    schema = f"journeys_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    engine.dispose()
    return make_url(server).update_query_dict({"options": f"-csearch_path={schema}"}).render_as_string(False)


def wait_for(url):
    until = time.monotonic() + START
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer within {START} s")


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        if os.environ.get("CI"):
            pytest.fail("no Chromium, and CI=true")
        pytest.skip("no Chromium on this machine")
    flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(chromium, address):
    """`signed_in("benevole")`: the cookies of that account, from one sign-in for the whole run."""
    known = {"": None}

    def cookies(account):
        if account not in known:
            context = chromium.new_context(base_url=address, locale="fr-FR")
            page = context.new_page()
            page.goto("/connexion")
            page.get_by_label("Adresse e-mail").fill(f"{account}@example.org")
            page.get_by_label("Mot de passe").fill(PASSWORD)
            page.get_by_role("main").get_by_role("button", name="Se connecter").click()
            page.wait_for_url("**/mon-espace")
            known[account] = context.storage_state()
            context.close()
        return known[account]

    return cookies


@pytest.fixture
def browse(chromium, address, signed_in):
    """`browse("coanimation", width=390)`: a page of a browser signed in with that account; "" is a stranger."""
    contexts = []

    def open_page(account="", width=1280, theme="light", **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            base_url=address,
            locale="fr-FR",
            storage_state=signed_in(account),
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        watch(page, address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def watch(page, address):
    """What no page may do: fail in its script, break the content policy, ask anything of somebody else."""
    page.troubles = []
    page.on("pageerror", lambda error: page.troubles.append(f"script: {error}"))
    page.on("console", lambda line: page.troubles.append(line.text) if "Content Security Policy" in line.text else None)
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((address, "data:", "blob:")) else page.troubles.append(f"asks {asked.url}")
        ),
    )
