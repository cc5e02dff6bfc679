"""Presenting a report, asking for what is missing."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from workspace import clock
from workspace.database import add_or_find
from workspace.groups import queries as groups
from workspace.journal.operations import record
from workspace.pacts.models import CooperationPact
from workspace.people.models import Person
from workspace.project.models import FederalProject
from workspace.refusals import Refused
from workspace.reports import annual, board, holes, mails, pact, queries
from workspace.reports.content import Content, from_json
from workspace.reports.holes import HolesOfGroup
from workspace.reports.models import HoleReminder, Report, ReportKind

NOT_YET = "Cette année n’a pas commencé : il n’y a rien à présenter."
ASKED_TODAY = "Un courrier est déjà parti aujourd’hui."
NOTHING_MISSING = "Il ne manque rien."
NOBODY_TO_ASK = "Personne à qui écrire : la co-animation de ces groupes est à pourvoir, ou n’a pas d’adresse."


def present_year(year: int, author: Person) -> Report:
    """Freeze what the year's report says now.

    Raises:
        Refused: the year has not begun.
    """
    if year > clock.today().year:
        raise Refused(NOT_YET)
    return _keep(ReportKind.ANNUAL, annual.content(year, holes.of_year(year)), author, year=year)


def present_project(of: FederalProject, author: Person) -> Report:
    return _keep(ReportKind.PROGRESS, board.content(of, clock.today()), author, project=of)


def present_pact(of: CooperationPact, author: Person) -> Report:
    """Two texts are kept: the network's, and the one of partners, who see what is ticked for them."""
    today = clock.today()
    shown = pact.content(of, for_partners=True, today=today)
    return _keep(ReportKind.PACT, pact.content(of, False, today), author, pact=of, for_partners=shown.as_json())


def has_changed(report: Report, for_partners: bool = False) -> bool:
    """Whether facts of what it tells, or tells partners, are no longer those that it was made from (J7 A5). What the
    days since then bring by themselves is no fact; where names were forgotten since, nobody is counted again."""
    day, kept = clock.in_paris(report.presented_at).date(), report.for_partners if for_partners else report.content
    if report.year and queries.forgot_names_since(report.year, report.presented_at):
        return False
    if report.year:
        now = annual.content(report.year, holes.of_year(report.year, report.presented_at))
    elif report.pact:
        now = pact.content(report.pact, for_partners, day)
    elif report.project:
        now = board.content(report.project, day)
    else:
        raise LookupError(report.id)
    return now.facts != from_json(kept).facts


def _keep(kind: ReportKind, content: Content, author: Person, **of: Any) -> Report:
    kept = content.as_json()
    digest = hashlib.sha256((kept + of.get("for_partners", "")).encode()).hexdigest()
    made = Report(kind=kind, title=content.title, content=kept, digest=digest, presented_by=author, **of)
    report = add_or_find(made, queries.same(kind, digest))
    if report is made:
        record("reports/presented", None, title=content.title)
    return report


def ask_to_fill(missing: Sequence[HolesOfGroup], year: int) -> list[Person]:
    """Write to those who lead the groups that lack something: one letter a group and a day.

    Raises:
        Refused: nothing is missing, nobody leads those groups, or all were asked today.
    """
    if not missing:
        raise Refused(NOTHING_MISSING)
    leading = groups.co_facilitations()
    leaders = {one.group.id: [person for person in leading.get(one.group.id, []) if person.email] for one in missing}
    if not any(leaders.values()):
        raise Refused(NOBODY_TO_ASK)
    reached: dict[int, Person] = {}
    for of_group in missing:
        found = leaders[of_group.group.id]
        if found and _first_today(of_group.group.id, clock.today()):
            mails.holes(found, of_group, year)
            reached |= {person.id: person for person in found}
    if not reached:
        raise Refused(ASKED_TODAY)
    record("reports/holes-asked", None, year=str(year))
    return list(reached.values())


def _first_today(group_id: int, day: date) -> bool:
    """Two who click at once: one letter."""
    made = HoleReminder(group_id=group_id, day=day)
    known = select(HoleReminder).where(HoleReminder.group_id == group_id, HoleReminder.day == day)
    return add_or_find(made, known) is made
