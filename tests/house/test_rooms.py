"""Every line of code knows its room: which file may import which (architecture §2)."""

import ast
from pathlib import Path

import pytest

HOUSE = Path("workspace")
ORDER = [
    "clock", "french", "refusals", "versions", "links", "database", "claims", "pagination", "spreadsheets", "documents",
    "limits", "post", "people", "journal", "settings", "accounts", "notifications", "groups", "mandates", "setup",
    "directory",
    "access", "project", "pacts", "commitments", "imports", "meetings", "agendas", "statutes", "substitutes",
    "scheduling", "centres", "polls", "planning", "series", "joining", "inviting", "events", "files", "actions",
    "minutes", "approval", "proposals", "running", "papers", "representation", "library", "volunteering", "activity",
    "progress", "reviews", "drafting", "followup", "handover", "reports", "observatory", "search", "opendata",
    "privacy", "backup", "about", "demo",
]  # fmt: skip
GROUND = ["models", "queries", "mails", "operations"]  # the ground floor, in order
UPSTAIRS = [
    "pages", "replay", "forms", "views", "commands", "errors", "filters", "static_files", "signs", "config", "app",
]  # fmt: skip
FLASK_ROOMS = {
    "views",
    "forms",
    "pages",
    "replay",
    "access",
    "database",
    "post",
    "links",
    "limits",
    "app",
    "errors",
    "filters",
    "static_files",
    "signs",
    "commands",
}
FILES = [file for file in HOUSE.rglob("*.py") if file.name != "__init__.py" and file != HOUSE / "app.py"]


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for name in node.names:
                yield f"{node.module}.{name.name}".split(".")
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name.split(".")


def room(parts):
    return next((part for part in parts if part in GROUND + UPSTAIRS), None)


def breaches(here, tree):
    """What the imports of a file at `here` (["meetings", "views"]) break."""
    for there in imports(tree):
        for reason in reasons(here, there):
            yield f"{'/'.join(here)} imports {'.'.join(there)}: {reason}"


def reasons(here, there):
    upstairs, to = room(here) in UPSTAIRS, room(there)
    web = there[0].startswith(("flask", "werkzeug", "wtforms")) and not FLASK_ROOMS & set(here)
    user_mixin = there == ["flask_login", "UserMixin"]  # has no HTTP in it
    if web and not user_mixin:
        yield "HTTP stays upstairs"
    if there[0] != "workspace" or len(there) < 2:
        return
    if to == "views":
        yield "nobody imports a view"
    if not upstairs and to in UPSTAIRS:
        yield "the ground floor ignores the web"
    elif not upstairs:
        yield from wrong_ways(here, there)


def wrong_ways(here, there):
    if there[1] not in ORDER or here[0] not in ORDER:
        yield "not a place of the house"
    elif ORDER.index(there[1]) > ORDER.index(here[0]):
        yield "wrong way between domains"
    elif room(here) and room(there) and GROUND.index(room(there)) > GROUND.index(room(here)):
        yield "wrong way between rooms"


@pytest.mark.parametrize("file", FILES, ids=str)
def test_imports_go_one_way(file):
    here = list(file.relative_to(HOUSE).with_suffix("").parts)
    assert list(breaches(here, ast.parse(file.read_text()))) == []


@pytest.mark.parametrize(
    ("here", "line"),
    [
        ("meetings/queries", "from workspace.minutes import models"),
        ("actions/queries", "from workspace.minutes import models"),
        ("meetings/queries", "from workspace.meetings import operations"),
        ("meetings/operations", "from workspace import pages"),
        ("meetings/operations", "from flask import request"),
        ("meetings/views", "from workspace.groups import views"),
        ("groups/models", "import flask"),
        ("people/queries", "from workspace.access import may"),
    ],
)
def test_a_breach_is_seen(here, line):
    assert list(breaches(here.split("/"), ast.parse(line)))


def test_packages_hold_only_a_docstring():
    for file in HOUSE.rglob("__init__.py"):
        assert len(ast.parse(file.read_text()).body) <= 1, file


def test_only_one_place_commits_a_request():
    commits = {str(file) for file in FILES if ".commit()" in file.read_text() and file.name != "commands.py"}
    assert commits == {"workspace/database.py", "workspace/claims.py", "workspace/post.py"}


def test_only_the_clock_reads_the_clock():
    for file in FILES:
        text = file.read_text()
        if file.name != "clock.py":
            assert not [words for words in ("datetime.now(", "date.today(", "Europe/Paris") if words in text], file
