"""The demanding client: every page that any test opens is checked for what every page owes its readers."""

import contextlib
import contextvars
import re

from bs4 import BeautifulSoup
from lxml import html
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from workspace.database import db
from workspace.people.operations import sign_in

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}
# Evaluated by htmx, hence refused by our content policy (architecture §5).
NEEDS_EVAL = re.compile(r"hx-on|=\"js:|hx-trigger=\"[^\"]*\[")


class Client:
    """A browser signed in as a person, each request in a context of its own as on a server."""

    def __init__(self, app, person=None):
        self.app = app
        self.http = app.test_client()
        if person is not None:
            token = sign_in(person, is_remembered=True)
            # On the connection of a test that is undone, requests see what is flushed: nobody is read again. Elsewhere
            # they have connections of their own.
            (db.session.flush if isinstance(db.session.get_bind(), Connection) else db.session.commit)()
            # Written as the application writes it, without a request to write it in, which takes as long as signing in.
            kept = {"sign_in": token, "_user_id": str(person.id), "_fresh": True}
            sessions = app.session_interface
            self.http.set_cookie(sessions.get_cookie_name(app), sessions.get_signing_serializer(app).dumps(kept))

    def open(self, url, method, **options):
        # The test's own application context would be shared by the request, with whatever its session holds.
        response = contextvars.Context().run(self.http.open, url, method=method, **options)
        if response.mimetype == "text/html" and response.status_code // 100 != 3 and response.data:
            check_html(response.text, whole=b"<html" in response.data)
        response.get_data()
        response.close()
        return response

    def get(self, url, **options):
        return self.open(url, "GET", **options)

    def post(self, url, **options):
        return self.open(url, "POST", **options)

    def page(self, url, status=200, **options):
        """The parsed page at an address."""
        response = self.get(url, **options)
        assert response.status_code == status, f"{url}: {response.status_code}, expected {status}"
        return soup(response)

    def counted(self, url):
        """How many statements the page at an address takes."""
        with counting() as statements:
            response = self.get(url)
        assert response.status_code == 200, f"{url}: {response.status_code}"
        return statements


@contextlib.contextmanager
def counting():
    """The list of the statements that reach the database meanwhile."""
    statements = []

    def note(connection, cursor, statement, *_):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def soup(response):
    """The answer as a tree, for tests that read it: made once."""
    if not hasattr(response, "parsed"):
        response.parsed = BeautifulSoup(response.text, "lxml")
    return response.parsed


def check_html(text, whole):
    """A page, or a part of one, keeps the rules. Read by libxml2: every answer is, and few are read again."""
    page = html.document_fromstring(text) if whole else html.fragment_fromstring(text, create_parent=True)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), f"ids used twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    assert not NEEDS_EVAL.search(text), "an attribute of htmx that needs eval"
    assert not page.xpath("//*[@style]"), "inline style"
    assert not page.xpath("//script[not(@src)]"), "inline script"
    assert not page.xpath("//@*[starts-with(name(), 'on') or starts-with(name(), 'hx-')]"), "a gesture in the page"
    assert "{{" not in text, "a template not filled"
    assert not any("None" in text.split() for text in page.itertext()), "a None was displayed"
    labelled = page.xpath("//label/@for")
    for box in page.xpath("//input[not(@type='hidden' or @type='submit')] | //select | //textarea"):
        named = box.get("aria-label") or box.get("id") in labelled or box.xpath("ancestor::label")
        assert named, f"a field without label: {shown(box)}"
    described = " ".join(page.xpath("//@aria-describedby")).split()
    for wrong in page.xpath("//*[contains(@class, 'invalid-feedback')]"):
        assert wrong.get("id") in described, f"what is wrong is not read with its field: {shown(wrong)}"
    for form in page.iter("form"):
        assert form.get("action") or form.get("method", "get") == "get", f"a form without action: {shown(form)}"
        check_enter(form)
    if whole:
        check_frame(page)


def check_enter(form):
    """The Enter key in a field presses the first button: the form's main one, or one put there for it."""
    buttons = form.xpath(".//button[not(@type) or @type='submit']")
    main = [one for one in buttons if "btn-primary" in one.get("class", "").split()]
    if main and form.xpath(".//input[not(@type='hidden' or @type='submit')]"):
        is_for_it = buttons[0].get("aria-hidden") == "true"
        assert buttons[0] is main[0] or is_for_it, f"the Enter key would press {shown(buttons[0])}"


def check_frame(page):
    headings = page.findall(".//h1")
    assert len(headings) == 1, f"{len(headings)} h1 in the page"
    title = page.findtext(".//title")
    assert title.endswith(" · Espace fédéral"), title
    assert headings[0].text_content().strip(), "an empty h1"
    assert page.get("lang") == "fr"
    for image in page.xpath("//svg[not(ancestor::svg)]"):
        assert image.get("aria-hidden") == "true" or image.get("aria-label"), shown(image)
    for link in page.iter("a"):
        assert link.get("href"), f"a link that leads nowhere: {shown(link)}"
        assert link.get("href") != "#", f"a dead link: {shown(link)}"
        assert link.text_content().strip() or link.get("aria-label"), f"a link without words: {shown(link)}"


def shown(element):
    return html.tostring(element, encoding="unicode", with_tail=False)


def apply_part(page, response):
    """Put the part that htmx received in its place in the page in memory, as the browser does."""
    part = BeautifulSoup(response.text, "lxml")  # of its own: its elements move into the page
    for element in part.body.find_all(id=True, recursive=False):
        if element.get("data-hx-swap-oob"):
            continue
        page.find(id=element["id"]).replace_with(element)
    return page


def markup(element):
    """The HTML of an element, without the tokens of its forms: they tell the second they were made."""
    return re.sub(r'(name="csrf_token"[^>]*value=")[^"]*', r"\1", str(element))
