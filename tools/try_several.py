"""Try two web servers and two workers on one PostgreSQL, with a real mail server: no letter twice, none lost.

By hand, from the project's folder: `.venv/bin/python tools/try_several.py`. It is no part of `make test`, which it
would make longer by half a minute; two workers on one database are in tests/post and tests/followup.
"""

import contextlib
import http.cookiejar
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import psycopg
from aiosmtpd.controller import Controller

from postgresql import NO_POSTGRESQL, postgresql_url
from try_proxy import FLASK, ROOT, Stay, free_port, running, verdict

MESSAGES = 6  # to a group, one letter to each member
PATIENCE = 120  # seconds for every letter to leave


class Mailbox:
    """What came: the name and the recipient of each letter."""

    def __init__(self) -> None:
        self.came: Counter[tuple[str, str]] = Counter()

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        message = message_from_bytes(envelope.content)  # type: ignore[attr-defined]
        self.came[(str(message["Message-ID"]), envelope.rcpt_tos[0])] += 1  # type: ignore[attr-defined]
        return "250 OK"


class Visitor:
    """One browser, whichever of the two servers it is sent to."""

    def __init__(self) -> None:
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), Stay)

    def ask(self, port: int, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            answer = self.opener.open(f"http://127.0.0.1:{port}{path}", data, timeout=30)
        except urllib.error.HTTPError as refused:
            answer = refused
        return answer.status, answer.read().decode()

    def form(self, port: int, path: str, **typed: str) -> dict[str, str]:
        """The hidden fields of a page's form, and what is typed."""
        html = self.ask(port, path)[1]
        found = re.findall(r'<input[^>]*name="(csrf_token|form_id)"[^>]*value="([^"]+)"', html)
        return dict(found) | typed


def main() -> int:
    """0 when everything is as it should be."""
    os.environ.pop("TEST_DATABASE_URL", None)  # a database of our own, dropped in the end
    with contextlib.ExitStack() as ends:
        url = ends.enter_context(postgresql_url())
        if not url:
            print(NO_POSTGRESQL, file=sys.stderr)
            return 1
        mailbox = Mailbox()
        server = Controller(mailbox, hostname="127.0.0.1", port=free_port())
        server.start()
        ends.callback(server.stop)
        ports, logs = started(url, server.port, ends)
        return verdict(look(ports, url, mailbox, logs))


def started(url: str, mail_port: int, ends: contextlib.ExitStack) -> tuple[list[int], list[Path]]:
    """Two web servers and two workers: their ports, their logs."""
    ports = [free_port(), free_port()]
    environment = os.environ | {
        "SECRET_KEY": "a-key-for-one-trial-of-several-machines-0123456789",
        "DEMO": "1",
        "PUBLIC_URL": f"http://localhost:{ports[0]}",
        "DATABASE_URL": url,
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(mail_port),
        "PYTHONUNBUFFERED": "1",
    }
    for command in (["db", "upgrade"], ["demo"]):
        subprocess.run([*FLASK, *command], env=environment, cwd=ROOT, check=True, capture_output=True)
    for port in ports:
        web = ["gunicorn", "--no-control-socket", "--log-level", "warning", "-b", f"127.0.0.1:{port}", "wsgi:app"]
        ends.enter_context(running([sys.executable, "-m", *web], environment))
    folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="espace-federal-several-")))
    logs = [folder / "worker-1", folder / "worker-2"]
    for log in logs:
        ends.enter_context(running([*FLASK, "worker"], environment, ends.enter_context(log.open("w"))))
    for port in ports:
        wait_for(port)
    return ports, logs


def wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            if Visitor().ask(port, "/sante")[0] == 200:
                return
        time.sleep(0.3)
    raise SystemExit(f"Le serveur du port {port} ne répond pas.")


def look(ports: list[int], url: str, mailbox: Mailbox, logs: list[Path]) -> Iterator[tuple[str, bool]]:
    one, other = ports
    visitor = Visitor()
    said = visitor.form(one, "/connexion", email="coanimation@example.org", password="espace-federal")  # noqa: S106
    yield "on se connecte sur une machine", visitor.ask(one, "/connexion", said)[0] == 303
    yield "et l’autre nous connaît", visitor.ask(other, "/mon-espace")[0] == 200
    where, answers = "/groupes/jeunesse/message", []
    for number in range(MESSAGES):
        # The form comes from one machine and is sent to the other.
        said = visitor.form(ports[number % 2], where, subject=f"Essai {number}", text="Bonjour à toutes et tous.")
        answers.append(visitor.ask(ports[1 - number % 2], where, said)[0])
    yield f"{MESSAGES} messages écrits sur une machine, envoyés par l’autre", set(answers) == {303}
    said, together = visitor.form(one, where, subject="Une seule fois", text="Bonjour."), []
    twice = [
        threading.Thread(target=lambda at: together.append(visitor.ask(at, where, said)[0]), args=(at,)) for at in ports
    ]
    for thread in twice:
        thread.start()
    for thread in twice:
        thread.join()
    yield "le même envoyé aux deux à la fois est accepté", together == [303, 303]
    letters = all_left(url)
    members = sum("Essai 0" in subject for _, _, subject in letters)  # the group's name stands before
    only_one = sum("Une seule fois" in subject for _, _, subject in letters)
    print(f"     {len(letters)} courriers, {members} membres", flush=True)
    yield "un double envoi ne fait qu’un message", only_one == members > 1
    yield "aucun courrier perdu", {(name, to) for name, to, _ in letters} == set(mailbox.came)
    yield "aucun courrier reçu deux fois", set(mailbox.came.values()) == {1} and mailbox.came.total() == len(letters)
    sent = [sum(map(int, re.findall(r"Courriers partis : (\d+)", log.read_text()))) for log in logs]
    print(f"     envoyés par chaque service : {sent[0]} et {sent[1]}", flush=True)
    yield "les deux services des courriers se sont partagé le travail", min(sent) > 0


def all_left(url: str) -> list[tuple[str, str, str]]:
    """Wait until no letter waits; name, recipient and subject of all."""
    until = time.monotonic() + PATIENCE
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        while time.monotonic() < until:
            waiting = connection.execute("SELECT count(*) FROM letter WHERE state <> 'sent'").fetchone()
            if waiting == (0,):
                time.sleep(6)  # another round of both
                break
            time.sleep(1)
        return connection.execute("SELECT message_id, address, subject FROM letter").fetchall()


if __name__ == "__main__":
    sys.exit(main())
