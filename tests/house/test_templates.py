"""What every template owes: its endpoint, French typography, nothing that the content policy refuses."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import flash, render_template
from markupsafe import Markup

from tests.journeys.test_accessibility import PAGES as READ
from tests.journeys.test_accessibility import PLACES, SIGNED

TEMPLATES = Path("templates")
FILES = sorted(TEMPLATES.rglob("*.html")) + sorted(TEMPLATES.rglob("*.txt"))
PAGES = [file for file in FILES if "mails" not in file.parts]
WITHOUT_PAGE = {
    "static",
    "favicon",
    "settings.logo",
    "actions.export",
    "drafting.export",
    "observatory.export",
    "observatory.model",
    "running.follow",
    "planning.export",
    "representation.export",
    "opendata.table",
    "reports.annual_file",
    "reports.progress_file",
    "reports.pact_file",
    "reports.show_file",
    "events.export",
    "papers.summary",
    "papers.decision_log",
    "papers.formal_record",
    "papers.attendance_sheet",
    "files.download",
    "library.download",
    "volunteering.table",
    "volunteering.certificate",
    "privacy.archive",
    "meetings.calendar_entry",
    "scheduling.my_feed",
    "scheduling.public_feed",
    "scheduling.group_feed",
}

JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# A letter or a closing sign, a plain space, then a sign that French keeps on the same line.
LOOSE = re.compile(r"[\w)»%’] [;!?:»](?=[\s<]|$)|« ")
STRAIGHT = re.compile(r"[A-Za-zÀ-ÿ]'[A-Za-zÀ-ÿ]")


def words(text):
    """The text that a person reads: without comments, tags, and Jinja; strings inside {{ }} are kept."""
    strings = "\n".join(re.findall(r'"([^"]*)"', " ".join(re.findall(r"\{\{.*?\}\}", text, re.DOTALL))))
    text = JINJA.sub("", text)
    attributes = " ".join(re.findall(r'(?:aria-label|title|placeholder)="([^"]*)"', text))
    return re.sub(r"<style>.*?</style>|<[^>]*>", "\n", text, flags=re.DOTALL), attributes, strings


@pytest.mark.parametrize("file", FILES, ids=str)
def test_french_typography(file):
    for text in words(file.read_text()):
        assert LOOSE.findall(text) == [], "an ordinary space where French wants a no-break space"
        assert STRAIGHT.findall(text) == [], "a straight apostrophe"


@pytest.mark.parametrize("text", ["Êtes-vous là ?", "« Oui »", "Trois temps :", "l'action"])
def test_loose_typography_is_seen(text):
    assert LOOSE.findall(text) or STRAIGHT.findall(text)


@pytest.mark.parametrize("file", PAGES, ids=str)
def test_what_is_wrong_is_read_with_its_field(file):
    """Each `wrong(f)` has its `described(f)`, or the field says its id; see tests/browser.py for what is displayed."""
    text = file.read_text()
    for name in set(re.findall(r"\{\{ wrong\(([\w.]+)\)", text)) - {"f"}:
        assert (
            f"described({name})" in text
            or f"{{{{ {name}.id }}}}-error" in text
            or f"{name.split('.')[-1]}-error" in text
        )


# What Python says (labels, errors, refusals, flashes) is written with plain spaces, set right where it is shown.
SAID_IN_PYTHON = re.compile(
    r"\{\{ ?((?:[\w.]*\.label\.text|[\w.]*\.errors\|join\(\" \"\)|(?:message|trouble|advice)\b)[^}]*)\}\}"
)


@pytest.mark.parametrize("file", PAGES, ids=str)
def test_what_python_says_gets_its_no_break_spaces(file):
    assert [said for said in SAID_IN_PYTHON.findall(file.read_text()) if "|french" not in said] == []


def test_what_is_flashed_gets_its_no_break_spaces(app):
    with app.test_request_context():
        flash(Markup("C’est <b>fait</b> : « oui » ?"))
        assert "C’est <b>fait</b>\u00a0: «\u202foui\u202f»\u202f?" in render_template("_messages.html")


@pytest.mark.parametrize("file", PAGES, ids=str)
def test_nothing_inline_and_no_plain_hx(file):
    text = file.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "an inline script"
    assert not re.search(r"\sstyle=|<style", text), "an inline style"
    assert not re.search(r"\son[a-z]+=", text), "an inline handler"
    assert not re.search(r"(?<!data-)\bhx-[a-z]", text), "htmx attributes are written data-hx-*"
    assert not re.search(r"https?://", text.replace("https://…", "")), "a request to somebody else"


def test_every_page_has_its_endpoint_and_the_reverse(app):
    pages = {
        f"{file.parent.name}.{file.stem}"
        for file in PAGES
        if file.parent.parent == TEMPLATES
        and not file.stem.startswith("_")
        and file.parent.name not in ("macros", "errors")
    }
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert pages - endpoints == set(), "templates without a view of their name"
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert shown - pages - WITHOUT_PAGE - {"settings.health"} == set(), "pages without a template of their name"


NOT_OPENED = {  # pages that test_accessibility.py does not open, and why
    "setup.first_run": "an installation that holds somebody answers 404",
    "accounts.enter_code": "only between a password and a phone's code",
    "accounts.renew_codes": "only for whoever has linked a phone",
    "accounts.free": "the same",
}


def test_every_page_is_read_by_axe_in_a_browser(app):
    """Who adds a page adds it to PAGES of tests/journeys/test_accessibility.py."""
    adapter = app.url_map.bind("")
    patterns = {where: told[0] for where, told in (PLACES | SIGNED).items()}
    addresses = [patterns.get(where, where).format(1) for _, where in READ]
    opened = {adapter.match(urlsplit(one).path)[0] for one in addresses if one != "/nulle-part"}
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert shown - WITHOUT_PAGE - {"settings.health"} - set(NOT_OPENED) == opened


def test_a_template_is_read_once(app):
    read = [app.jinja_env.get_template(str(file.relative_to(TEMPLATES))) for file in FILES]
    assert read == [app.jinja_env.get_template(template.name) for template in read]


def test_templates_share_one_table_of_globals(app):
    assert app.jinja_env.get_template("base.html").globals is app.jinja_env.globals


def test_every_letter_has_its_three_texts():
    files = [file for file in FILES if file.parent.name == "mails" and file.parent.parent != TEMPLATES]
    letters = {re.sub(r"(\.subject)?\.txt$|\.html$", "", str(file)) for file in files}
    for letter in letters:
        for suffix in (".subject.txt", ".txt", ".html"):
            assert Path(letter + suffix).exists(), f"{letter} lacks {suffix}"
