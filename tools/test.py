"""Every check and every test, in order, with how long each took (`make test`; `--quick` is `make check`).

What the machine lacks is looked for, then installed where this is allowed (root, apt-get); what could not run is
named at the end with the command that installs it, and is a failure where CI=true. Contract with the tests:
TEST_DATABASE_URL is empty for SQLite, or the address of a PostgreSQL database where each
process of the run takes a schema of its own;
CHROMIUM is the path of a browser; DEMONSTRATION is a folder that holds the demonstration of the day.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from chromium import NO_CHROMIUM, find_chromium
from postgresql import NO_POSTGRESQL, postgresql_url

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest", "--durations=5", "--durations-min=1"]
# Mail servers that are silent or slow, and the worker as a process, whose database is a file of its own: on no other,
# and beside the tests on SQLite, since they mostly wait.
WAITING = ["tests/post/test_worker.py", "tests/post/test_faults.py", "tests/notifications/test_try_mail_server.py"]
ELSEWHERE = ["tests/journeys", *WAITING]
# In long runs of neighbours, since a file may share one scene; who has none left takes half of the other's.
UNIT = [*PYTEST, "-n", "2", "--dist", "worksteal", *(f"--ignore={name}" for name in ELSEWHERE)]
# Once is enough for what reads the files of the house, for what no database sees (headers, proxies, forged forms, words
# of letters, settings), for rights, which are rules in Python (what SQL says of them is compared in tests/rights, on
# each database, and each route opened), for the demonstration: journeys load it on each, and for what is printed.
FILES = ["filters", "journal", "rooms", "templates", "signs", "static_files", "demanding_client", "mails"]
UNSEEN = ["headers", "proxy", "forgery", "access_matrix"]
ONCE = [
    *(f"house/test_{name}.py" for name in [*FILES, *UNSEEN]),
    "about",
    "config",
    "papers",
    "rights/test_routes_of_bodies.py",
    "demo",
    "documents",
]
WITHOUT_THOSE = [f"--ignore=tests/{name}" for name in ONCE]
# What a page looks like does not depend on the database: once is enough, each process with a product of its own.
LOOKS = [*PYTEST, "-n", "2", "tests/journeys/test_accessibility.py"]
# Each process has a product of its own, and a file stays in one of them: its journeys may follow each other.
IN_ORDER = [*PYTEST, "-n", "2", "--dist", "loadfile"]
JOURNEYS = [*IN_ORDER, "tests/journeys", "--ignore=tests/journeys/test_accessibility.py"]
# A browser does not see which database answers: on PostgreSQL, the whole chain again, and two people at once.
AGAIN = ["test_main_job.py", "test_planning.py"]
JOURNEYS_AGAIN = [*PYTEST, "-n", "2", *(f"tests/journeys/{name}" for name in AGAIN)]
# Loaded while the checks run, then copied by each product of a browser that has a file of SQLite.
DEMONSTRATION = [sys.executable, "-m", "tests.journeys.demonstration"]
STEP_SECONDS = 900
OK, FAILED, NOT_RUN = "réussi", "ÉCHEC", "PAS EXÉCUTÉ"


@dataclass
class Report:
    """What was run, for the closing table."""

    lines: list[tuple[str, float, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def run(self, name: str, command: list[str], **environment: str) -> None:
        """Run one step, its output in view."""
        print(f"\n== {name} : {' '.join(command[2:] if command[0] == sys.executable else command)}", flush=True)
        start = time.monotonic()
        code = run_bounded(command, os.environ | environment)
        self.lines.append((name, time.monotonic() - start, FAILED if code else OK))

    def wait(self, name: str, process: "subprocess.Popen[bytes]", said: IO[bytes] | None = None) -> None:
        """Wait for what was begun during the steps before, and show what it said meanwhile."""
        start = time.monotonic()
        code = code_of(process)
        if said:
            said.seek(0)
            print(f"\n== {name}\n{said.read().decode()}", flush=True)
        self.lines.append((name, time.monotonic() - start, FAILED if code else OK))

    def not_run(self, name: str, why: str) -> None:
        """Say that a step did not run: never in silence."""
        self.lines.append((name, 0, NOT_RUN))
        if why not in self.missing:
            self.missing.append(why)

    def close(self) -> int:
        """Print the table; the exit code."""
        width = max(len(name) for name, _, _ in self.lines)
        print(f"\n{'étape':<{width}}  {'durée':>8}  résultat")
        for name, seconds, result in self.lines:
            print(f"{name:<{width}}  {seconds:>6.1f} s  {result}")
        print(f"{'total':<{width}}  {sum(seconds for _, seconds, _ in self.lines):>6.1f} s")
        for why in self.missing:
            print(f"Pas exécuté : {why}")
        results = {result for _, _, result in self.lines}
        forbidden = {FAILED, NOT_RUN} if os.environ.get("CI") == "true" else {FAILED}
        return 1 if results & forbidden else 0


def main() -> int:
    """Run the checks, then the tests that the machine can run."""
    os.chdir(ROOT)
    report = Report()
    if "--quick" in sys.argv[1:]:
        check_style(report)
        check_types(report)
        report.run("règles de la maison", [*PYTEST, "-n", "2", "tests/house"], TEST_DATABASE_URL="")
        return report.close()
    with contextlib.ExitStack() as until_the_end:
        folder = until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="espace-federal-demonstration-"))
        loading = until_the_end.enter_context(started([*DEMONSTRATION, folder], os.environ))
        check_style(report)  # each of these keeps one core busy
        check_types(report)
        report.wait("démonstration", loading)
        os.environ["DEMONSTRATION"] = folder
        said = until_the_end.enter_context(tempfile.TemporaryFile())
        command = [*PYTEST, *WAITING]
        waiting = until_the_end.enter_context(started(command, os.environ | {"TEST_DATABASE_URL": ""}, said))
        report.run("tests, SQLite", UNIT, TEST_DATABASE_URL="")
        report.wait("tests qui attendent", waiting, said)
        test_the_rest(report, until_the_end)
    return report.close()


def check_style(report: Report) -> None:
    """Python and templates, as the house writes them."""
    report.run("style", [str(BIN / "ruff"), "check", "."])
    report.run("mise en forme", [str(BIN / "ruff"), "format", "--check", "."])
    report.run("gabarits", [str(BIN / "djlint"), "templates", "--lint", "--quiet"])


def check_types(report: Report) -> None:
    """The longest of the checks on a fresh clone."""
    report.run("types", [str(BIN / "mypy")])


def test_the_rest(report: Report, until_the_end: contextlib.ExitStack) -> None:
    """The suite again on PostgreSQL, then the journeys in a browser."""
    url = until_the_end.enter_context(postgresql_url())
    if url:
        report.run("tests, PostgreSQL", [*UNIT, *WITHOUT_THOSE], TEST_DATABASE_URL=url)
    else:
        report.not_run("tests, PostgreSQL", NO_POSTGRESQL)
    chromium = find_chromium()
    if chromium:
        report.run("pages lisibles", LOOKS, TEST_DATABASE_URL="", CHROMIUM=chromium)
    else:
        report.not_run("pages lisibles", NO_CHROMIUM)
    for name, journeys, database in (
        ("parcours, SQLite", JOURNEYS, ""),
        ("parcours, PostgreSQL", JOURNEYS_AGAIN, url),
    ):
        if not chromium:
            report.not_run(name, NO_CHROMIUM)
        elif database is None:
            report.not_run(name, NO_POSTGRESQL)
        else:
            report.run(name, journeys, TEST_DATABASE_URL=database, CHROMIUM=chromium)


def run_bounded(command: list[str], environment: Mapping[str, str]) -> int:
    """Run a command to its end, no longer than it may."""
    with started(command, environment) as process:
        return code_of(process)


@contextlib.contextmanager
def started(
    command: list[str], environment: Mapping[str, str], said: IO[bytes] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A command and everything it starts: neither a browser nor a server is left behind, whatever happens."""
    process = subprocess.Popen(command, env=environment, start_new_session=True, stdout=said, stderr=said)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def code_of(process: "subprocess.Popen[bytes]") -> int:
    """How it ended: a test that hangs is a failed test."""
    try:
        return process.wait(STEP_SECONDS)
    except subprocess.TimeoutExpired:
        print(f"Arrêté : plus de {STEP_SECONDS} s.", flush=True)
        return 1


def interrupted(*_: object) -> None:
    """A `kill` ends the run as Ctrl-C does: databases dropped, processes ended."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupted)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nInterrompu.", file=sys.stderr)
        sys.exit(130)
