"""The report on a pact: for each commitment what was decided, closed, is late, comes next, with dates."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, union_all
from sqlalchemy.orm import aliased

from workspace import clock
from workspace.actions.models import OPEN, ActionItem
from workspace.database import db, prepared
from workspace.french import NBSP, calendar_day, count, french, in_words
from workspace.groups.models import Group
from workspace.minutes.models import Decision
from workspace.pacts import queries as pacts
from workspace.pacts.models import Commitment, CommitmentState, CooperationPact
from workspace.progress.models import COMMITMENT, Tally, Trace, top_of
from workspace.project.queries import root_of
from workspace.reports.content import Content, Grid, Section

UNSAID = "non renseigné"
DECIDED, CLOSED, LATE, NEXT = ORDER = ("Décidé", "Clos", "En retard", "À venir")
NAMED = 6  # things of each kind that a commitment's account names: the counts tell all


@dataclass(frozen=True)
class Fact:
    """One line of a commitment's account."""

    what: str  # one of the four words above
    on: date | None  # decided, closed, or due
    text: str
    group: str


@dataclass
class Facts:
    """Of one commitment: how many of each kind, and those that are named."""

    totals: dict[str, int] = field(default_factory=dict)
    named: list[Fact] = field(default_factory=list)

    @property
    def are_cut(self) -> bool:
        return sum(self.totals.values()) > len(self.named)


def content(pact: CooperationPact, for_partners: bool, today: date) -> Content:
    """As a day sees it: what is late is late that day."""
    commitments = pacts.commitments_of(pact)
    facts = facts_of([one.id for one in commitments], for_partners, today)
    sections = [_pact(pact)]
    if commitments:
        sections += [_whole(commitments, facts), _by_orientation(commitments)]
    for commitment in commitments:
        sections.append(_account(commitment, facts[commitment.id]))
    period = f"du {calendar_day(pact.signed_on)} au {calendar_day(pact.ends_on)}"
    signed = pact.kind.word("Pacte signé", "Charte signée")
    return Content(f"Bilan : {pact.name}".replace(" :", "\u00a0:"), f"{signed} pour la période {period}", sections)


def facts_of(commitment_ids: Sequence[int], for_partners: bool, today: date) -> dict[int, Facts]:
    """By commitment. An action comes twice among traces, decided then closed: it is told by where it stands."""
    tops = {top_of(COMMITMENT, one): one for one in commitment_ids}
    found: dict[int, Facts] = defaultdict(Facts)
    for row in db.session.execute(*_told([*tops], today, for_partners=for_partners)):
        facts = found[tops[row.top]]
        facts.totals[row.what] = row.total
        said = f"Décision {row.number}{NBSP}: {row.title}" if row.number else row.title
        on = clock.in_paris(row.at).date() if row.what in (DECIDED, CLOSED) else row.due_on
        facts.named.append(Fact(row.what, on, said, row.name))
    for facts in found.values():
        facts.named.sort(key=lambda fact: ORDER.index(fact.what))
    return found


@prepared
def _told(tops: Sequence[str], today: date, *, for_partners: bool) -> Select[Any]:
    """The first of each kind, with the words of what they stand for."""
    columns = union_all(_settled(tops, for_partners), _open(tops, today, for_partners)).subquery("facts").c
    return (
        select(
            columns.top,
            columns.what,
            columns.total,
            columns.at,
            columns.due_on,
            func.coalesce(Decision.text, ActionItem.title).label("title"),
            Decision.number,
            Group.name,
        )
        .join(Group, Group.id == columns.group_id)
        .outerjoin(Decision, (columns.kind == "decision") & (Decision.id == columns.thing_id))
        .outerjoin(ActionItem, (columns.kind != "decision") & (ActionItem.id == columns.thing_id))
        .where(columns.rank <= NAMED)
        .order_by(columns.top, columns.rank)
    )


def _settled(tops: Sequence[str], for_partners: bool) -> Select[Any]:
    """What is decided and closed: as many as tallies say (they do not know what partners see), and the last ones,
    found by the index: a history is not read to name six things."""
    counts: Any = Trace if for_partners else Tally
    number = func.count() if for_partners else func.sum(Tally.number)
    counted = (
        select(counts.top, counts.kind, number.label("total"))
        .where(counts.top.in_(tops), counts.kind.in_(("decision", "closed")), *_seen(counts, for_partners))
        .group_by(counts.top, counts.kind)
        .subquery("counted")
    )
    one = aliased(Trace)
    dates = select(one.at).where(one.top == counted.c.top, one.kind == counted.c.kind, *_seen(one, for_partners))
    last_named = dates.order_by(one.at.desc()).limit(1).offset(NAMED - 1).scalar_subquery()
    first = dates.order_by(one.at).limit(1).scalar_subquery()
    what = case((Trace.kind == "decision", DECIDED), else_=CLOSED)
    rank = func.row_number().over(partition_by=(Trace.top, Trace.kind), order_by=(Trace.at.desc(), Trace.id))
    return (
        _traces(what, counted.c.total, rank)
        .join(counted, (counted.c.top == Trace.top) & (counted.c.kind == Trace.kind))
        .where(Trace.at >= func.coalesce(last_named, first), *_seen(Trace, for_partners))
    )


def _open(tops: Sequence[str], today: date, for_partners: bool) -> Select[Any]:
    """Actions under way, late or not: few, whatever the history."""
    what = case((Trace.due_on < today, LATE), else_=NEXT)
    of_a_kind: Any = {"partition_by": (Trace.top, what)}
    rank = func.row_number().over(**of_a_kind, order_by=(Trace.due_on.is_(None), Trace.due_on, Trace.id))
    ids = select(ActionItem.id).where(ActionItem.state.in_(OPEN))
    return _traces(what, func.count().over(**of_a_kind), rank).where(
        Trace.kind == "action", Trace.thing_id.in_(ids), Trace.top.in_(tops), *_seen(Trace, for_partners)
    )


def _traces(what: Any, total: Any, rank: Any) -> Select[Any]:
    told = (what.label("what"), total.label("total"), rank.label("rank"))
    return select(Trace.top, Trace.kind, Trace.thing_id, Trace.group_id, Trace.at, Trace.due_on, *told)


def _seen(row: Any, for_partners: bool) -> list[ColumnElement[bool]]:
    return [row.visible_to_partners.is_(True)] if for_partners else []


def _pact(pact: CooperationPact) -> Section:
    signed = [f"{one.name}{' (signature attendue)' if one.is_awaited else ''}" for one in pact.signatories]
    return Section("Signataires", points=signed or ["Aucun signataire n’est nommé."])


def _whole(commitments: Sequence[Commitment], facts: dict[int, Facts]) -> Section:
    rows: list[list[str | int]] = [
        [f"{one.party_name} : {one.text}".replace(" :", "\u00a0:", 1), _due(one), _state(one), *_numbers(facts[one.id])]
        for one in commitments
    ]
    headers = ["Engagement", "Échéance", "Avancement", "Décisions", "Actions closes", "En retard", "À venir"]
    said = count(len(commitments), "engagement")
    return Section("Vue d’ensemble", lines=[f"{said}."], grid=Grid(headers, rows, [6, 3, 3, 2, 2, 2, 2]))


def _by_orientation(commitments: Sequence[Commitment]) -> Section:
    """How many commitments serve each, and where they stand: the committee reads its account so (J6)."""
    serving: dict[str, list[Commitment]] = {}
    for root in pacts.roots_of(commitments):
        served = [one for one in commitments if any(root_of(item).id == root.id for item in one.items)]
        serving[f"{root.code} {root.text}"] = served
    serving["Sans lien avec le projet"] = [one for one in commitments if not one.items]
    states = (CommitmentState.KEPT, CommitmentState.IN_PROGRESS, CommitmentState.NOT_STARTED, CommitmentState.NOT_KEPT)
    rows: list[list[str | int]] = [
        [name, len(served), *(sum(one.state is state for one in served) for state in (*states, None))]
        for name, served in serving.items()
        if served
    ]
    headers = ["Orientation", "Engagements", "Tenus", "En cours", "À lancer", "Non tenus", "Non renseignés"]
    lines = ["Un engagement qui sert deux orientations compte dans chacune."]
    return Section("Par orientation", lines=lines, grid=Grid(headers, rows, [6, 2, 2, 2, 2, 2, 2]))


def _numbers(facts: Facts) -> list[int]:
    return [facts.totals.get(what, 0) for what in ORDER]


def _account(commitment: Commitment, facts: Facts) -> Section:
    lines = [
        f"{commitment.party_name}. {commitment.kind.words}. Échéance : {_due(commitment, 'non renseignée')}.",
        f"Avancement : {_state(commitment)}." + (f" {commitment.state_said}" if commitment.state_said else ""),
    ]
    if commitment.open_gaps:
        lines.append(f"{count(commitment.open_gaps, 'écart signalé', 'écarts signalés')}, sans réponse encore.")
    if not facts.named:
        lines.append("Aucune décision ni action publiée : avancement " + UNSAID + ".")
    if facts.are_cut:
        lines.append(f"Au plus {in_words(NAMED)} preuves de chaque sorte sont citées, les plus récentes d’abord.")
    rows: list[list[str | int]] = [
        [fact.text, fact.what, calendar_day(fact.on) if fact.on else "sans date", fact.group] for fact in facts.named
    ]
    grid = Grid(["Preuve", "Situation", "Date", "Groupe"], rows, [7, 2, 3, 3]) if rows else None
    return Section(commitment.text, lines=[french(line) for line in lines], grid=grid)


def _due(commitment: Commitment, unsaid: str = UNSAID) -> str:
    return calendar_day(commitment.due_on) if commitment.due_on else unsaid


def _state(commitment: Commitment) -> str:
    return commitment.state.words if commitment.state else UNSAID
