"""The addresses that `pages.py` measures, where the route's one argument does not say which row to take."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import text

from workspace import links
from workspace.accounts.models import Purpose, SecurityLink
from workspace.database import db
from workspace.files.operations import add_file
from workspace.groups.models import Group
from workspace.joining.models import Origin, PendingArrival
from workspace.people.models import Person
from workspace.scheduling.operations import make_feed_key
from workspace.settings.operations import keep_logo

MOST_TRIED = 300
ZOE = "zoe@example.org"  # whom no account knows
NOT_MEASURED = {  # pages that the demonstration cannot answer, and why
    "setup.first_run": "an installation that holds somebody answers 404",
    "accounts.enter_code": "only between a password and a phone's code",
    "accounts.renew_codes": "only for whoever has linked a phone",
    "accounts.free": "the same",
}
FIRST_ROWS = {  # which rows to try first, by the first word of the address
    "reunions": "SELECT m.id FROM meeting m LEFT JOIN minutes c ON c.meeting_id = m.id "
    "WHERE m.starts_at > date('now', '-500 days') ORDER BY coalesce(c.state, '') DESC, m.id",
    "points": "SELECT p.id FROM agenda_item p JOIN meeting m ON m.id = p.meeting_id "
    "ORDER BY m.state = 'draft' DESC, p.id",
    "actions": "SELECT id FROM action_item ORDER BY published_at IS NULL, published_at DESC, id",
    "groupes": "SELECT slug FROM working_group ORDER BY slug <> 'jeunesse', id",
}
TO_COME = "SELECT id FROM meeting WHERE state = '{}' AND kind = 'meeting' AND starts_at > date('now', '+1 day')"
PUBLISHED = (
    "SELECT d.meeting_id, 'pdf' AS form FROM decision d JOIN meeting m ON m.id = d.meeting_id "
    "JOIN working_group g ON g.id = m.group_id "
    "WHERE d.published_at IS NOT NULL AND g.kind {} 'board' ORDER BY d.meeting_id"
)
IN_SERIES = TO_COME.format("called") + " AND series_id IS NOT NULL"
ARGUMENTS = {  # all the arguments of a route, one column each
    **dict.fromkeys(("agendas.prepare", "meetings.remove", "planning.move"), TO_COME.format("draft")),
    **dict.fromkeys(("meetings.cancel", "meetings.edit", "meetings.invite_groups"), TO_COME.format("called")),
    **dict.fromkeys(("meetings.name_note_taker", "substitutes.name"), TO_COME.format("called")),
    **dict.fromkeys(("papers.decision_log", "papers.summary"), PUBLISHED.format("<>")),
    **dict.fromkeys(("series.cancel", "series.edit"), IN_SERIES),
    "papers.attendance_sheet": "SELECT meeting_id AS id, 'pdf' AS form FROM attendance",
    "papers.formal_record": PUBLISHED.format("="),
    "about.help_of_role": "SELECT 'co-animer' AS slug",
    "approval.comment": "SELECT meeting_id FROM minutes WHERE state = 'in_review'",
    "approval.version": "SELECT c.meeting_id, v.number FROM minutes_version v JOIN minutes c ON c.id = v.minutes_id "
    "ORDER BY v.number DESC, v.id",
    "journal.of_thing": "SELECT 'reunion' AS word, thing_id AS id FROM journal_entry WHERE thing = 'meeting'",
    "representation.put_off": "SELECT id FROM external_mandate WHERE next_on IS NOT NULL",
    "mandates.edit": "SELECT 'role' AS kind, id FROM mandate",
    "mandates.end": "SELECT 'role' AS kind, id FROM mandate",
    "observatory.export": "SELECT 'csv' AS kind",
    "pacts.version": "SELECT id, 0 AS number FROM cooperation_pact",
    "privacy.describe": "SELECT 'courriers' AS key",
    **dict.fromkeys(("reports.annual", "reports.present_year"), "SELECT max(year) AS year FROM report"),
    "reports.annual_file": "SELECT max(year) AS year, 'pdf' AS form FROM report",
    "reviews.review": "SELECT s.id, i.id AS item_id FROM review_sitting s JOIN project_item i "
    "ON i.project_id = s.project_id WHERE s.closed_at IS NULL",
    "scheduling.my_feed": "SELECT key FROM feed_key",
    "search.index": "SELECT 'centres jeunes' AS q",
    "settings.logo": "SELECT digest FROM logo",
    "volunteering.table": "SELECT CAST(strftime('%Y', max(day)) AS INTEGER) AS year FROM volunteer_time",
    "volunteering.certificate": "SELECT CAST(strftime('%Y', max(day)) AS INTEGER) AS year, 'pdf' AS form "
    "FROM volunteer_time",
    "volunteering.correct": "SELECT a.id FROM attendance a JOIN meeting m ON m.id = a.meeting_id "
    "JOIN person p ON p.id = a.person_id WHERE m.state = 'held' AND a.presence = 'present' "
    "AND p.email = 'coanimation@example.org' ORDER BY m.starts_at DESC",
}
ANSWER = (
    "SELECT m.id AS meeting, p.id AS person, p.email AS address FROM meeting m "
    "JOIN membership b ON b.group_id = m.group_id AND b.left_on IS NULL JOIN person p ON p.id = b.person_id "
    "WHERE m.state = 'called' AND m.kind = 'meeting' AND p.email IS NOT NULL AND m.starts_at > date('now', '+1 day')"
)
SIGNED = {  # what the link of a letter says: its purpose, one column for each thing said; an address is only marked
    "accounts.confirm_address": ("account address", "SELECT id AS link FROM security_link WHERE purpose = 'address'"),
    "accounts.reset_password": ("account password", "SELECT id AS link FROM security_link WHERE purpose = 'password'"),
    "accounts.use_link": ("account sign-in", "SELECT id AS link FROM security_link WHERE purpose = 'sign-in'"),
    "events.confirm": (
        "event-register",
        "SELECT meeting_id AS event, 'Zoé' AS name, 'zoe@example.org' AS email, 0 AS centre FROM event WHERE is_public",
    ),
    "events.withdraw_by_mail": ("event-withdraw", "SELECT id AS registration FROM registration"),
    "joining.arrive": ("arrival", "SELECT id, email FROM pending_arrival"),
    "meetings.answer_by_mail": ("answer", ANSWER),
    "notifications.stop": (
        "unsubscribe",
        "SELECT id AS person, 'groups/message' AS kind, 1 AS 'group', email AS address FROM person WHERE email <> ''",
    ),
    "polls.answer": ("poll-vote", "SELECT id AS voter, email AS address FROM poll_voter WHERE email <> ''"),
    "substitutes.name_by_mail": ("answer", ANSWER),
}


def add_what_the_demonstration_lacks(somebody: Person) -> None:
    """A file, a logo, a private calendar, links on their way by letter."""
    group = db.session.query(Group).filter_by(slug="jeunesse").one()
    add_file(group, None, somebody, "essai.txt", "text/plain", b"Un essai.")
    image = BytesIO()
    Image.new("RGB", (64, 64), "navy").save(image, "PNG")
    keep_logo(image.getvalue())
    make_feed_key(somebody)
    for purpose in Purpose:
        db.session.add(SecurityLink(person_id=somebody.id, purpose=purpose, address=somebody.email))
    db.session.add(PendingArrival(group_id=group.id, origin=Origin.FORM, email=ZOE, first_name="Zoé", last_name="Z."))


def addresses(app: Flask, endpoint: str) -> Iterator[str] | None:
    """Of a route named above; None when it is not: its own argument is enough."""
    if endpoint in ARGUMENTS:
        return built(app, endpoint, lambda row: row, ARGUMENTS[endpoint])
    if endpoint in SIGNED:
        purpose, query = SIGNED[endpoint]
        (argument,) = next(app.url_map.iter_rules(endpoint)).arguments
        return built(app, endpoint, lambda row: {argument: links.sign(purpose, **marked(row))}, query)
    return None


def built(
    app: Flask, endpoint: str, arguments: Callable[[Mapping[str, Any]], Mapping[str, Any]], query: str
) -> Iterator[str]:
    with app.app_context():
        for row in db.session.execute(text(query)).mappings().all()[:MOST_TRIED]:
            yield app.url_map.bind("localhost").build(endpoint, dict(arguments(row)))


def marked(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: links.mark_of(value) if name == "address" else value for name, value in row.items()}


def first_rows(address: str) -> Sequence[Any]:
    query = FIRST_ROWS.get(address.split("/")[1])
    return db.session.scalars(text(query)).all()[:MOST_TRIED] if query else []
