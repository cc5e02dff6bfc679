"""What each page costs, on the demonstration and on one 20 times as long (`make bench`).

For the account that sees most: SQL statements, CPU, bytes over the wire, and how that compares with a floor measured
in the same run: a bare Flask page of 20 kB that reads the session, the person and 40 rows. The table goes to the
README, between its two marks. Databases are SQLite files of its own, thrown away at the end.
"""

import contextlib
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, render_template_string, session
from flask.testing import FlaskClient
from flask_compress import Compress
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from workspace.app import create_app
from workspace.config import from_environment
from workspace.database import Base, db
from workspace.demo.growth import grow
from workspace.demo.operations import load_demonstration
from workspace.meetings.models import Meeting
from workspace.people.models import Person
from workspace.people.operations import sign_in
from workspace.people.queries import person_signed_in

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
MARKS = ("<!-- bench -->", "<!-- /bench -->")
SCALES = (1, 20)
WHO = "deleguee@example.org"
WARM_UP, TIMES = 5, 50
AIMS = {"floor": 2.0, "growth": 1.2, "first": 120_000, "later": 25_000, "memory": 180}
GZIP = {"Accept-Encoding": "gzip"}
FONT = "vendor/atkinson-hyperlegible-next-latin-wght-normal.woff2"
NOT_PAGES = {"static", "favicon", "settings.health"}
# Where an address takes an id: things to try until one shows a page, by the first words of the address.
EXAMPLES = {
    "reunions": "SELECT m.id FROM meeting m LEFT JOIN minutes c ON c.meeting_id = m.id "
    "WHERE m.starts_at > date('now', '-500 days') ORDER BY coalesce(c.state, '') DESC, m.id",
    "points": "SELECT p.id FROM agenda_item p JOIN meeting m ON m.id = p.meeting_id "
    "ORDER BY m.state = 'draft' DESC, p.id",
    "actions": "SELECT id FROM action_item ORDER BY published_at IS NULL, id DESC",
    "decisions": "SELECT number FROM decision WHERE number IS NOT NULL ORDER BY id DESC",
    "projet": "SELECT id FROM project_item ORDER BY id",
    "pactes": "SELECT id FROM cooperation_pact",
    "groupes": "SELECT slug FROM working_group ORDER BY slug <> 'jeunesse', id",
}
FLOOR = """<!doctype html><title>Floor</title><h1>{{ person.short_name }}</h1><ul>
{% for row in rows %}<li id="m{{ row.id }}"><b>{{ row.title }}</b> {{ row.starts_at }} {{ row.place }}
<p>{{ filler }}</p></li>{% endfor %}</ul>"""
FILLER = "Le réseau se réunit et en parle. " * 12


@dataclass
class Cost:
    statements: int
    ms: float
    size: int


def main() -> int:
    """Measure, print, write; the exit code says nothing of the aims."""
    with tempfile.TemporaryDirectory() as folder:
        files = {scale: Path(folder) / f"{scale}.sqlite" for scale in SCALES}
        costs: dict[int, dict[str, Cost]] = {}
        floors: dict[int, Cost] = {}
        for scale, file in files.items():
            app = prepared(file, scale)
            pages = addresses(app)
            print(f"{len(pages)} pages, {scale} ×…", flush=True)
            floors[scale] = measured(floor_client(app), "/")
            client = signed_in(app)
            costs[scale] = {name: measured(client, address) for name, address in pages.items()}
        first = first_visit(app)
        memory = resident(files[1], cookie_of(app_of(files[1])), list(addresses(app_of(files[1])).values()))
    table = report(costs, floors, first, memory)
    print(table)
    write_down(table)
    return 0


# ---- The databases, the people ----


def settings(file: Path) -> dict[str, str]:
    return {"SECRET_KEY": "bench", "DEMO": "1", "DATABASE_URL": f"sqlite:///{file}", "PUBLIC_URL": "http://localhost"}


def app_of(file: Path) -> Flask:
    return create_app(from_environment(settings(file)))


def prepared(file: Path, scale: int) -> Flask:
    """The application on a database of its own, filled."""
    app = app_of(file)
    started = time.monotonic()
    with app.app_context():
        Base.metadata.create_all(db.engine)
        load_demonstration("espace-federal", lambda step: None)
        grow(scale, lambda step: None)
        db.session.commit()
    print(f"Démonstration {scale} × en {time.monotonic() - started:.0f} s", flush=True)
    return app


def signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.email == WHO)).one()
        token, person_id = sign_in(person), person.id
        db.session.commit()
    with client.session_transaction() as kept:
        kept |= {"sign_in": token, "_user_id": str(person_id), "_fresh": True}
    return client


def cookie_of(app: Flask) -> str:
    cookie = signed_in(app).get_cookie("session")
    return f"session={cookie.value}" if cookie else ""


def addresses(app: Flask) -> dict[str, str]:
    """Every page that answers 200 to that person, by its endpoint."""
    client, found = signed_in(app), {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_PAGES:
            address = next((one for one in candidates(app, rule.rule) if client.get(one).status_code == 200), "")
            if address:
                found[rule.endpoint] = address
            else:
                print(f"  sans exemple : {rule.endpoint} ({rule.rule})")
    return found | {"scheduling.agenda (mois)": f"/agenda?mois={time.strftime('%Y-%m')}"}


def candidates(app: Flask, rule: str) -> Iterator[str]:
    """Addresses of a rule, its argument taken from the database."""
    if "<" not in rule:
        yield rule
        return
    query = EXAMPLES.get(rule.split("/")[1])
    if query and rule.count("<") == 1:
        with app.app_context():
            values = db.session.connection().exec_driver_sql(query).scalars().all()
        for value in values[:100]:
            yield re.sub("<[^>]+>", str(value), rule)


# ---- Measures ----


def floor_client(product: Flask) -> FlaskClient:
    """A bare page, on the same database and with the same session."""
    app = Flask("floor")
    app.config.from_mapping(SECRET_KEY="bench", SQLALCHEMY_DATABASE_URI=product.config["SQLALCHEMY_DATABASE_URI"])  # noqa: S106
    db.init_app(app)
    Compress(app)

    @app.get("/")
    def floor() -> str:
        person = person_signed_in(session["sign_in"])
        rows = db.session.scalars(select(Meeting).order_by(Meeting.id).limit(40)).all()
        return render_template_string(FLOOR, person=person, rows=rows, filler=FILLER)

    client = app.test_client()
    with signed_in(product).session_transaction() as known:
        given = dict(known)
    with client.session_transaction() as kept:
        kept |= given
    return client


def measured(client: FlaskClient, address: str) -> Cost:
    """One page: the median of its CPU time once warm."""
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):  # SQLite's own, which asks nothing
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        size = len(client.get(address, headers=GZIP).data)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    for _ in range(WARM_UP):
        client.get(address, headers=GZIP)
    return Cost(len(statements), statistics.median(cpu_ms(client, address) for _ in range(TIMES)), size)


def cpu_ms(client: FlaskClient, address: str) -> float:
    started = time.process_time()
    client.get(address, headers=GZIP)
    return (time.process_time() - started) * 1000


def first_visit(app: Flask) -> dict[str, int]:
    """What a browser that knows nothing receives: the page that welcomes, then each file it names, compressed."""
    client = app.test_client()
    page = client.get("/", headers=GZIP)
    html = client.get("/").text
    names = sorted(set(re.findall(r'(?:src|href)="(/static/[^"#]+)', html)))
    with app.test_request_context():
        names.append(app.jinja_env.globals["static"](FONT))
    received = {"page": len(page.data)}
    return received | {name.split("/", 3)[3]: len(client.get(name, headers=GZIP).data) for name in names}


def resident(file: Path, cookie: str, pages: list[str]) -> list[float]:
    """Resident memory of two workers that served every page, in MiB."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-w", "2", "--threads", "4", "-b", f"127.0.0.1:{port}"]
    server = subprocess.Popen(  # noqa: S603 -- written here
        [*command, "--no-control-socket", "--log-level", "warning", "wsgi:app"],
        cwd=ROOT,
        env=os.environ | settings(file),
    )
    try:
        until_it_answers(port)
        for address in pages * 4:
            ask(port, address, cookie)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        return [memory_of(int(child)) for child in children]
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


def memory_of(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


# ---- The report ----


def report(
    costs: dict[int, dict[str, Cost]], floors: dict[int, Cost], first: dict[str, int], memory: list[float]
) -> str:
    one, many = costs[SCALES[0]], costs[SCALES[1]]
    lines = [
        "| page | SQL | CPU 1 × | ÷ floor | CPU 20 × | 20 × ÷ 1 × | gzip 1 × | gzip 20 × |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name in sorted(one, key=lambda name: -one[name].ms):
        small, large = one[name], many.get(name, one[name])
        statements = str(small.statements) + (f" → {large.statements}" if large.statements != small.statements else "")
        lines.append(
            f"| `{name}` | {statements} | {small.ms:.1f} ms | {flagged(small.ms / floors[1].ms, AIMS['floor'])} "
            f"| {large.ms:.1f} ms | {flagged(large.ms / small.ms, AIMS['growth'])} "
            f"| {kilobytes(small.size)} | {kilobytes(large.size)} |"
        )
    heaviest = max(large.size for large in many.values())
    floor = floors[1]
    return "\n".join(
        [
            f"Measured on {time.strftime('%Y-%m-%d')} with `make bench`, as {WHO}: median of {TIMES} after {WARM_UP}, "
            f"SQLite, one process. Floor: {floor.statements} statements, {floor.ms:.1f} ms "
            f"({floors[20].ms:.1f} ms at 20 ×), {kilobytes(floor.size)}. **Bold** misses its aim "
            f"(≤ {AIMS['floor']} × the floor, ≤ {AIMS['growth']} × from 1 × to 20 ×).",
            "",
            *lines,
            "",
            f"First visit, all files: {kilobytes(sum(first.values()))} (aim ≤ 120 kB): "
            + ", ".join(f"{name} {kilobytes(size)}" for name, size in first.items())
            + ".",
            f"Heaviest page later: {kilobytes(heaviest)} (aim ≤ 25 kB).",
            f"Two gunicorn workers that served every page: {sum(memory):.0f} MiB (aim ≤ {AIMS['memory']} MiB).",
        ]
    )


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
