"""What each page costs, on the demonstration and on one 20 times as long (`make bench`).

For the first of WHO that each page answers: SQL statements, CPU, bytes over the wire, and how that compares with a
floor: a bare Flask page of 20 kB that reads the session, the person and 40 rows. The floor, the page and the page at
20 × are asked in turn, so that whatever else the machine does weighs on all three alike. A page without an example is
listed and makes the command fail. The table goes to the README, between its two marks. Databases are SQLite files of
its own, thrown away at the end.
"""

import contextlib
import http.client
import itertools
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, render_template, session
from flask.testing import FlaskClient
from flask_compress import Compress
from sqlalchemy import delete, event, inspect, select
from sqlalchemy.engine import Engine
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from benchmarks import examples
from workspace.app import create_app
from workspace.config import from_environment
from workspace.database import Base, db, keep_statistics
from workspace.demo.growth import grow
from workspace.demo.operations import load_demonstration
from workspace.limits import Attempt
from workspace.meetings.models import Meeting
from workspace.people.models import Person
from workspace.people.operations import sign_in
from workspace.people.queries import person_signed_in

ROOT = Path(__file__).resolve().parent.parent
KEY = "7d3e5b1f9a604c2e8b7f0d1a6c4e92b3"  # of trials only
README = ROOT / "README.md"
MARKS = ("<!-- bench -->", "<!-- /bench -->")
SCALES = (1, 20)
WHO = ("deleguee@example.org", "coanimation@example.org", "technique@example.org", "")  # the last is nobody
WARM_UP, TIMES = 5, 50
DOCUMENTS = {"application/pdf", "application/vnd.oasis.opendocument.text"}  # made by another process, at length
WARM_UP_OF_DOCUMENTS, TIMES_OF_DOCUMENTS = 1, 5
AIMS = {"floor": 2.0, "growth": 1.2, "first": 120_000, "later": 25_000, "memory": 180}
GZIP = {"Accept-Encoding": "gzip"}
FONT = "vendor/atkinson-hyperlegible-next-latin-wght-normal.woff2"
NOT_PAGES = {"static", "favicon", "settings.health"}
FLOOR = """<!doctype html><title>Floor</title><h1>{{ person.short_name }}</h1><ul>
{% for row in rows %}<li id="m{{ row.id }}"><b>{{ row.title }}</b> {{ row.starts_at }} {{ row.place }}
<p>{{ words[loop.index0] }}</p></li>{% endfor %}</ul>"""
ROWS, BYTES_OF_WORDS = 40, 370  # of each row: 20 kB in all


@dataclass
class Cost:
    """Medians, in milliseconds of CPU; at 1 × then at 20 ×."""

    floor: float
    ms: tuple[float, float]
    statements: tuple[int, int]
    sizes: tuple[int, int]
    is_page: bool  # else a document, a feed, a file


def main() -> int:
    """Measure, print, write; 1 when a page could not be measured, whatever the aims."""
    with tempfile.TemporaryDirectory() as folder:
        apps = [prepared(Path(folder) / f"{scale}.sqlite", scale) for scale in SCALES]
        pages, missing = addresses(apps[0])
        large, missing_large = addresses(apps[1])
        bare = Asked(floor_client(apps[0]), "/")
        costs = {}
        for name, page in pages.items():
            costs[name] = measured(bare, page, large.get(name, page))
            print(f"  {name} : {costs[name].ms[0]:.1f} ms, {costs[name].ms[1]:.1f} ms", flush=True)
        first = {coding: first_visit(apps[1], coding) for coding in ("gzip", "br")}
        memory = proportional(Path(folder) / "1.sqlite", apps[0], [page.address for page in pages.values()])
    table = report(costs, len(bare.answer().data), first, memory, sorted({*missing, *missing_large}))
    print(table)
    write_down(table)
    return 1 if missing or missing_large else 0


# ---- The databases, the people ----


def settings(file: Path) -> dict[str, str]:
    return {"SECRET_KEY": KEY, "DEMO": "1", "DATABASE_URL": f"sqlite:///{file}", "PUBLIC_URL": "http://localhost"}


def app_of(file: Path) -> Flask:
    return create_app(from_environment(settings(file)))


def prepared(file: Path, scale: int) -> Flask:
    """The application on a database of its own, filled; a file that is there already holds the demonstration."""
    is_loaded = file.exists()
    app = app_of(file)
    started = time.monotonic()
    with app.app_context():
        if not is_loaded:
            Base.metadata.create_all(db.engine)
            load_demonstration("espace-federal", lambda step: None)
        grow(scale, lambda step: None)
        examples.add_what_the_demonstration_lacks(person(WHO[0]))
        keep_statistics()  # as each night
        db.session.commit()
    print(f"Démonstration {scale} × en {time.monotonic() - started:.0f} s", flush=True)
    return app


def person(email: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == email)).one()


def signed_in(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    if email:
        with app.app_context():
            somebody = person(email)
            token, person_id = sign_in(somebody), somebody.id
            db.session.commit()
        with client.session_transaction() as kept:
            kept |= {"sign_in": token, "_user_id": str(person_id), "_fresh": True}
    return client


readings = itertools.count()


@dataclass
class Asked:
    """An address and who asks it."""

    client: FlaskClient
    address: str

    def answer(self) -> TestResponse:
        """As if from a network of its own: some readings are counted by network, and refused past a number."""
        number = next(readings)
        network = f"10.{number >> 8 & 255}.{number & 255}.1"
        return self.client.get(self.address, headers=GZIP, environ_overrides={"REMOTE_ADDR": network})

    def answers(self) -> bool:
        with contextlib.closing(self.answer()) as answer:
            return answer.status_code == HTTPStatus.OK

    def cpu_ms(self) -> float:
        """Of an answer that is the page, not a refusal: some refuse whoever asks too often."""
        forget_what_was_counted(self.client.application)
        started = time.process_time()
        if not self.answers():
            raise SystemExit(f"{self.address} ne répond plus.")
        return (time.process_time() - started) * 1000


def forget_what_was_counted(app: Flask) -> None:
    with app.app_context():
        db.session.execute(delete(Attempt))
        db.session.commit()


def addresses(app: Flask) -> tuple[dict[str, Asked], list[str]]:
    """Every page, by its endpoint, with the first person and address that it answers; and those without any."""
    clients = [signed_in(app, email) for email in WHO]
    found, missing = {}, []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        forget_what_was_counted(app)
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_PAGES | set(examples.NOT_MEASURED):
            tried = (Asked(client, one) for client in clients for one in candidates(app, rule))
            page = next((one for one in tried if one.answers()), None)
            if page:
                found[rule.endpoint] = page
            else:
                missing.append(f"{rule.endpoint} ({rule.rule})")
                print(f"  sans exemple : {missing[-1]}", flush=True)
    month = Asked(clients[0], f"/agenda?mois={time.strftime('%Y-%m')}")
    return found | {"scheduling.agenda (mois)": month}, missing


def candidates(app: Flask, rule: Rule) -> Iterator[str]:
    """Addresses of a rule: those of its example, else its argument from the rows of the model that it declares."""
    address = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
    given = examples.addresses(app, rule.endpoint)
    if given is not None:
        yield from given
    elif "<" not in address:
        yield address
    elif address.count("<") == 1:
        with app.app_context():
            for value in [*examples.first_rows(address), *named(app.view_functions[rule.endpoint])]:
                yield re.sub("<[^>]+>", str(value), address)


def named(view: Any) -> Sequence[Any]:
    """What the route loads by its argument, the last rows first; `@allow` says it."""
    if view.model is None:
        return []
    column = getattr(view.model, view.by)
    newest_first = [key.desc() for key in inspect(view.model).primary_key]
    return db.session.scalars(
        select(column).where(column.is_not(None)).order_by(*newest_first).limit(examples.MOST_TRIED)
    ).all()


# ---- Measures ----


def floor_client(product: Flask) -> FlaskClient:
    """A bare page, on the same database and with the same session."""
    app = Flask("floor")
    app.config.from_mapping(SECRET_KEY=KEY, SQLALCHEMY_DATABASE_URI=product.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    Compress(app)
    template, words = app.jinja_env.from_string(FLOOR), [some_words(row) for row in range(ROWS)]

    @app.get("/")
    def floor() -> str:
        person = person_signed_in(session["sign_in"])
        rows = db.session.scalars(select(Meeting).order_by(Meeting.id).limit(ROWS)).all()
        return render_template(template, person=person, rows=rows, words=words)

    client = app.test_client()
    with signed_in(product, WHO[0]).session_transaction() as known:
        given = dict(known)
    with client.session_transaction() as kept:
        kept |= given
    return client


def some_words(seed: int) -> str:
    """A paragraph that no other row repeats, so that compressing it costs what compressing a text does."""
    letters = random.Random(seed)
    text = "".join(letters.choices("etaoinshrdlucmfwypvbg    ", k=BYTES_OF_WORDS))
    return " ".join(text.split())


def measured(bare: Asked, small: Asked, large: Asked) -> Cost:
    """One page, once warm, between the floor and itself at 20 ×."""
    statements = tuple(statements_of(page) for page in (small, large))
    sizes = tuple(len(page.answer().data) for page in (small, large))
    kind = small.answer().mimetype
    is_document = kind in DOCUMENTS
    warm_up, often = (WARM_UP_OF_DOCUMENTS, TIMES_OF_DOCUMENTS) if is_document else (WARM_UP, TIMES)
    for page in (bare, small, large) * warm_up:
        page.cpu_ms()
    times = [[page.cpu_ms() for page in (bare, small, large)] for _ in range(often)]
    floor, *ms = (statistics.median(column) for column in zip(*times, strict=True))
    return Cost(floor, tuple(ms), statements, sizes, kind == "text/html")


def statements_of(page: Asked) -> int:
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):  # SQLite's own, which asks nothing
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        page.answer().close()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(statements)


def first_visit(app: Flask, coding: str) -> dict[str, int]:
    """What a browser that knows nothing receives: the page that welcomes, then each file it names, compressed."""
    client, headers = app.test_client(), {"Accept-Encoding": coding}
    page = client.get("/", headers=headers)
    html = client.get("/").text
    names = sorted(set(re.findall(r'(?:src|href)="(/static/[^"#]+)', html)))
    with app.test_request_context():
        names.append(app.jinja_env.globals["static"](FONT))
    received = {"page": len(page.data)}
    return received | {name.split("/", 3)[3]: len(client.get(name, headers=headers).data) for name in names}


def proportional(file: Path, app: Flask, pages: list[str]) -> tuple[float, float]:
    """Memory of gunicorn as it is configured here, master and two workers, in MiB: at rest, and once every page came.

    Proportional (PSS): a page of memory that three processes share counts a third in each, hence once in the sum;
    resident sizes (RSS) would count it three times.
    """
    cookie = signed_in(app, WHO[0]).get_cookie("session")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    server = subprocess.Popen(  # noqa: S603 -- written here
        [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "warning",
         "wsgi:app"],
        cwd=ROOT,
        env=os.environ | settings(file),
    )  # fmt: skip
    try:
        until_it_answers(port)
        at_rest = memory_of_all(server.pid)
        for address in pages * 4:
            ask(port, address, f"session={cookie.value}" if cookie else "")
        return at_rest, memory_of_all(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=15)


def ask(port: int, address: str, cookie: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", address, headers={"Cookie": cookie, "Host": "localhost"} | GZIP)
        answer = connection.getresponse()
        answer.read()
        return answer.status


def until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            ask(port, "/", "")
            return
        time.sleep(0.2)
    raise SystemExit("Le serveur ne répond pas.")


def memory_of_all(master: int) -> float:
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return sum(map(memory_of, (master, *map(int, children))))


def memory_of(process: int) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


# ---- The report ----


def report(
    costs: dict[str, Cost],
    floor_size: int,
    first: dict[str, dict[str, int]],
    memory: tuple[float, float],
    missing: list[str],
) -> str:
    lines = [
        "| page | SQL | floor | CPU 1 × | ÷ floor | CPU 20 × | 20 × ÷ 1 × | gzip 1 × | gzip 20 × |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, cost in sorted(costs.items(), key=lambda named: -named[1].ms[0] / named[1].floor):
        (few, many), (small, large) = cost.statements, cost.ms
        lines.append(
            f"| `{name}` | {few}{f' → {many}' if many != few else ''} | {cost.floor:.1f} ms | {small:.1f} ms "
            f"| {flagged(small / cost.floor, AIMS['floor'])} | {large:.1f} ms "
            f"| {flagged(large / small, AIMS['growth'])} | {kilobytes(cost.sizes[0])} | {kilobytes(cost.sizes[1])} |"
        )
    total = {coding: sum(sizes.values()) for coding, sizes in first.items()}
    heaviest, heaviest_file = (
        max(cost.sizes[1] for cost in costs.values() if cost.is_page is wanted) for wanted in (True, False)
    )
    dear = sum(cost.ms[0] / cost.floor > AIMS["floor"] for cost in costs.values())
    growing = sum(cost.ms[1] / cost.ms[0] > AIMS["growth"] for cost in costs.values())
    return "\n".join(
        [
            f"Measured on {time.strftime('%Y-%m-%d')} with `make bench`: CPU, median of {TIMES} after {WARM_UP} "
            f"({TIMES_OF_DOCUMENTS} of documents, which another process makes, not counted), "
            f"SQLite, one process, as the first of {', '.join(who or 'nobody' for who in WHO)} that the page answers. "
            "The floor, "
            f"asked in turn with each page: a bare Flask page of {kilobytes(floor_size)} compressed, 2 statements. "
            f"Of {len(costs)} pages, {dear} miss ≤ {AIMS['floor']} × the floor and {growing} miss ≤ {AIMS['growth']} × "
            "from 1 × to 20 ×: in **bold**.",
            "",
            *lines,
            "",
            "Not measured: " + ", ".join(f"`{name}` ({why})" for name, why in examples.NOT_MEASURED.items()) + ".",
            "",
            *([f"**Without an example, not measured: {', '.join(missing)}.**", ""] if missing else []),
            f"First visit, all files: {weighed(total['gzip'], AIMS['first'])} by gzip, {kilobytes(total['br'])} "
            "by Brotli (aim ≤ 120 kB); by gzip: "
            + ", ".join(f"{name} {kilobytes(size)}" for name, size in first["gzip"].items())
            + ".",
            f"Heaviest page later: {weighed(heaviest, AIMS['later'])} (aim ≤ 25 kB); heaviest document or file: "
            f"{kilobytes(heaviest_file)}.",
            f"Memory of gunicorn, master and two workers: {megabytes(memory[0])} at rest, {megabytes(memory[1])} once "
            f"they served every page (aim ≤ {AIMS['memory']} MiB), proportional size: what the processes share is "
            "counted once.",
        ]
    )


def weighed(size: int, aim: float) -> str:
    return f"**{kilobytes(size)}**" if size > aim else kilobytes(size)


def megabytes(memory: float) -> str:
    said = f"{memory:.0f} MiB"
    return f"**{said}**" if memory > AIMS["memory"] else said


def flagged(ratio: float, aim: float) -> str:
    return f"**{ratio:.2f}**" if ratio > aim else f"{ratio:.2f}"


def kilobytes(size: int) -> str:
    return f"{size / 1000:.1f} kB"


def write_down(table: str) -> None:
    """In the README, between the two marks."""
    text = README.read_text()
    if all(mark in text for mark in MARKS):
        before, _, rest = text.partition(MARKS[0])
        README.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{rest.partition(MARKS[1])[2]}")


if __name__ == "__main__":
    sys.exit(main())
