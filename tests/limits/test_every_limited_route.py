"""Every route that may be tried too often answers 429 with a French page that says when to come back.

Which routes those are is read from the code: whatever a view calls, near or far, that counts a try. A route that joins
them has its line below, with a request that the limit meets.
"""

import ast
import inspect
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from tests.accounts.scene import SECRET, code, try_password, with_phone
from tests.browser import soup
from tests.cast import PASSWORD, make_meeting
from tests.events.scene import make_event
from tests.minutes.scene import make_held_meeting
from tests.pacts.scene import pact_of
from tests.polls.scene import open_poll
from tests.reports.scene import YEAR
from tests.volunteering.scene import declare
from workspace import clock, limits, links
from workspace.database import db
from workspace.limits import TooMany
from workspace.meetings.models import MeetingState
from workspace.minutes import operations as minutes
from workspace.minutes import queries as minutes_queries
from workspace.polls import mails as poll_mails
from workspace.polls import queries as polls
from workspace.reports import operations as reports
from workspace.scheduling.operations import make_feed_key

COUNTS = {"workspace.limits.count", "workspace.limits.count_export"}
ZOE = {"first_name": "Zoé", "last_name": "Zola", "email": "zoe@example.org", "status": "volunteer"}
GUEST = {"name": "Zoé Zola", "email": "zoe@example.org"}
HERS = {"current": PASSWORD}


def published(cast, group=None):
    held = make_held_meeting(cast, group)
    return minutes.publish(minutes_queries.of_meeting(held), cast.alice).meeting_id


def voting(cast):
    return poll_mails.token_of(polls.voter_of(open_poll(cast), cast.bob.id))


def sheet(cast):
    return make_meeting(cast.jeunesse, MeetingState.CALLED).id


def feed(cast):
    key = make_feed_key(cast.bob).key
    db.session.commit()
    return key


def presented(cast):
    report = reports.present_pact(pact_of(cast), cast.dora)
    db.session.commit()
    return report.id


def linking(cast):
    return {"secret": links.sign("phone", person=cast.alice.id, secret=SECRET), "one_time_code": code()} | HERS


# The endpoint: who asks, the address with {} for what the scene makes, what a form says (None: a GET).
LIMITED = {
    "accounts.ask_link": ("", "/connexion/lien", {"email": "bob@example.org"}),
    "accounts.change_address": ("alice", "/ma-connexion/adresse", {"email": "autre@example.org"} | HERS),
    "accounts.change_password": ("alice", "/ma-connexion/mot-de-passe", {"password": "une phrase longue"} | HERS),
    "accounts.enter_code": ("", "/connexion/code", {"one_time_code": "000000"}),
    "accounts.forgotten_password": ("", "/mot-de-passe/oublie", {"email": "bob@example.org"}),
    "accounts.renew_codes": ("alice", "/ma-connexion/codes-de-secours", HERS),
    "accounts.set_second_factor": ("alice", "/ma-connexion/double-verification", linking),
    "accounts.stop_second_factor": ("alice", "/ma-connexion/double-verification/arret", HERS),
    "actions.export": ("bob", "/actions.csv", None),
    "drafting.export": ("bob", "/projets/{}/export.csv", None, lambda cast: cast.project.id),
    "events.ask": (
        "",
        "/evenements/{}/inscription-sans-compte",
        GUEST,
        lambda cast: make_event(cast.jeunesse, is_public=True).meeting_id,
    ),
    "events.export": (
        "alice",
        "/evenements/{}/inscriptions.csv",
        None,
        lambda cast: make_event(cast.jeunesse).meeting_id,
    ),
    "inviting.invite": ("alice", "/groupes/jeunesse/invitations", {"addresses": "zoe@example.org"}),
    "joining.write_in": ("", "/rejoindre/jeunesse", ZOE),
    "notifications.send_trial": ("tess", "/courriers/essai", {}),
    "observatory.export": ("bob", "/observatoire.csv", None),
    "observatory.model": ("dora", "/observatoire/modele.csv", None),
    "opendata.table": ("", "/donnees-ouvertes/groupes.csv", None),
    "papers.attendance_sheet": ("alice", "/reunions/{}/feuille-de-presence.pdf", None, sheet),
    "papers.decision_log": ("alice", "/reunions/{}/releve-de-decisions.pdf", None, published),
    "papers.formal_record": (
        "dora",
        "/reunions/{}/proces-verbal.pdf",
        None,
        lambda cast: published(cast, cast.board),
    ),
    "papers.summary": ("alice", "/reunions/{}/compte-rendu.pdf", None, published),
    "people.sign_in": ("", "/connexion", {"email": "bob@example.org", "password": "raté"}),
    "planning.export": ("dora", "/planning.csv", None),
    "representation.export": ("bob", "/representations.csv", None),
    "polls.answer": ("", "/sondages/repondre/{}", {}, voting),
    "polls.invite": ("alice", "/sondages/{}/invitations", GUEST, lambda cast: open_poll(cast).id),
    "privacy.archive": ("bob", "/mes-donnees.zip", None),
    "privacy.erase": ("bob", "/mes-donnees/effacement", {}),
    "reports.annual_file": ("dora", "/rapports/annuel/{}.csv", None, lambda _: clock.today().year),
    "reports.pact_file": ("dora", "/pactes/{}/bilan.csv", None, lambda cast: cast.pact.id),
    "reports.progress_file": ("dora", "/rapports/avancement.csv", None),
    "reports.show_file": ("dora", "/rapports/{}.csv", None, presented),
    "scheduling.group_feed": ("", "/groupes/jeunesse/agenda.ics", None),
    "scheduling.my_feed": ("", "/calendriers/{}.ics", None, feed),
    "scheduling.public_feed": ("", "/agenda.ics", None),
    "volunteering.certificate": (
        "bob",
        f"/mes-heures/attestation-{YEAR}.pdf",
        None,
        lambda cast: declare(cast.bob),
    ),
    "volunteering.table": ("bob", f"/mes-heures/annee-{YEAR}.csv", None),
}
ELSEWHERE = {"setup.first_run": "on an empty database: tests/setup"}
WITH_PHONE = {"accounts.renew_codes", "accounts.stop_second_factor", "accounts.enter_code"}
# Addresses that end as a file does and have no limit, each with its reason.
UNLIMITED_FILES = {
    "favicon": "a redirection",
    "settings.logo": "kept by browsers for ever",
    "meetings.calendar_entry": "one date, as light as the page that offers it",
}


@pytest.fixture
def exhausted(monkeypatch):
    """From now on, whatever counts is beyond its limit."""

    def refuse(*_, **__):
        raise TooMany(clock.now() + timedelta(minutes=10))

    return lambda: monkeypatch.setattr(limits, "count", refuse)


@pytest.mark.parametrize("endpoint", LIMITED)
def test_the_try_beyond_the_limit_gets_a_page_that_says_when_to_come_back(client_of, cast, exhausted, endpoint):
    who, url, said, *scene = LIMITED[endpoint]
    if endpoint in WITH_PHONE:
        with_phone(cast.alice)
    browser = client_of(who)
    if endpoint == "accounts.enter_code":
        try_password(browser)
    url, said = url.format(*(make(cast) for make in scene)), said(cast) if callable(said) else said
    exhausted()
    answer = browser.get(url) if said is None else browser.post(url, data=said)
    assert answer.status_code == 429
    assert 590 <= int(answer.headers["Retry-After"]) <= 600
    page = soup(answer)
    assert page.html["lang"] == "fr"
    assert "Trop d’essais en peu de temps. Vous pourrez recommencer" in page.main.get_text(" ", strip=True)


def test_no_limited_route_is_forgotten_here(app):
    assert {name for name in app.view_functions if is_limited(app, name)} == {*LIMITED, *ELSEWHERE}


def test_every_file_that_leaves_has_a_limit(app):
    files = {rule.endpoint for rule in app.url_map.iter_rules() if "." in rule.rule}
    assert {name for name in files if not is_limited(app, name)} == {*UNLIMITED_FILES}


def is_limited(app, endpoint):
    view = inspect.unwrap(app.view_functions[endpoint])
    return f"{view.__module__}.{view.__name__}" in that_count()


@cache
def that_count():
    """The functions of the house that count a try, or use one that does."""
    uses, found = uses_of_each(), set(COUNTS)
    while more := {name for name, used in uses.items() if used & found} - found:
        found |= more
    return found


def uses_of_each():
    """What each function and class of the house names, by full name: what it may call."""
    uses = {}
    for file in Path("workspace").rglob("*.py"):
        tree, here = ast.parse(file.read_text()), ".".join(file.with_suffix("").parts)
        known = {node.name: f"{here}.{node.name}" for node in tree.body if hasattr(node, "name")}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                known |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        for node in tree.body:
            if hasattr(node, "name"):
                uses[f"{here}.{node.name}"] = set(names_in(node, known))
    return uses


def names_in(node, known):
    for part in ast.walk(node):
        if isinstance(part, ast.Name | ast.Attribute):
            first, _, rest = ast.unparse(part).partition(".")
            yield f"{known.get(first, first)}{'.' if rest else ''}{rest}"
