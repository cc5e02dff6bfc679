"""What an agenda may be drafted from: facts, each with the reason why it is there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from workspace import clock
from workspace.actions import lines
from workspace.actions import queries as actions
from workspace.actions.models import ActionItem
from workspace.agendas import operations, queries
from workspace.agendas.models import ParkedPoint
from workspace.french import NBSP, calendar_day, days_away, short_day, shortened, squeezed
from workspace.meetings import operations as meetings
from workspace.meetings import queries as meeting_queries
from workspace.meetings.models import Meeting, MeetingState, PointKind
from workspace.minutes import queries as minutes
from workspace.minutes.models import Minutes
from workspace.pacts import queries as pacts
from workspace.project import queries as project
from workspace.project.models import ProjectItem
from workspace.proposals import queries as proposals

FOLLOW_UP = "Où en sont nos actions"
FOLLOW_UP_MINUTES = 10
MOST_ACTIONS = 30  # more than a meeting can go through
QUIET_FOR = timedelta(days=90)  # an item of the project that no meeting spoke of
ANSWERS = {"adopted": "adoptée", "amended": "amendée", "rejected": "refusée", "deferred": "reportée"}
DUE_WITHIN = timedelta(days=90)  # a commitment that comes due


@dataclass
class Proposal:
    """A line that may come on the agenda; `key` names it in the form."""

    key: str
    title: str
    why: str
    kind: PointKind = PointKind.EXCHANGE
    minutes: int | None = None
    items: list[ProjectItem] = field(default_factory=list)
    parked: ParkedPoint | None = None
    action: ActionItem | None = None
    approves: Minutes | None = None


def minutes_to_approve(draft: "Draft") -> list[Proposal]:
    """Those of the meeting before, once they are published; a meeting that is over approves no more."""
    is_over = draft.meeting.state is MeetingState.HELD
    found = None if is_over else minutes.to_approve_before(draft.meeting)
    if found is None:
        return []
    name, day = found.group.minutes_name, calendar_day(found.meeting.starts_at)
    why = f"{name.capitalize()} {found.number}, publié et pas encore approuvé. Ce sera le premier point."
    return [Proposal(f"approbation-{found.id}", f"Approbation du {name} du {day}", why, approves=found)]


def waiting_points(draft: "Draft") -> list[Proposal]:
    return [
        Proposal(f"attente-{parked.id}", parked.title, why_waiting(parked), parked.kind, parked.minutes, parked=parked)
        for parked in queries.waiting_for(draft.meeting.group)
    ]


def why_waiting(parked: ParkedPoint) -> str:
    """What made it come back, who proposed it, or the meeting that ended before it."""
    if parked.why:
        return parked.why
    if parked.from_point:
        return f"Pas traité à la réunion du {calendar_day(parked.from_point.meeting.starts_at)}."
    by = f"par {parked.proposed_by.short_name} " if parked.proposed_by else ""
    return f"Proposé {by}le {calendar_day(parked.created_at)}."


def open_actions(draft: "Draft") -> list[Proposal]:
    return [
        Proposal(f"action-{action.id}", action.title, _why_open(action), action=action)
        for action in actions.open_of_group(draft.meeting.group, MOST_ACTIONS)
    ]


def _why_open(action: ActionItem) -> str:
    owners = ", ".join(owner.short_name for owner in action.owners) or "Personne ne s’en charge"
    owners = owners.removesuffix(".") + "."  # a short name ends with the point of its initial
    if action.due_on is None:
        return f"Action ouverte, sans date. {owners}"
    late = action.days_late
    when = f"En retard{NBSP}: attendue le" if late else "Action ouverte, pour le"
    return f"{when} {short_day(action.due_on)} ({days_away(action.due_on)}). {owners}"


def answers_of_the_board(draft: "Draft") -> list[Proposal]:
    """What the board answered to the group's proposals since three months: the group hears of it together."""
    found = proposals.answers_of_the_board(draft.meeting.group, clock.now() - QUIET_FOR)
    return [
        Proposal(
            f"reponse-{one.id}",
            _short(f"Réponse du conseil : {one.text}"),
            f"Proposition {ANSWERS[one.answer]} le {calendar_day(one.answered_at)}.",
            PointKind.INFORMATION,
            minutes=5,
        )
        for one in found
        if one.answer and one.answered_at
    ]


def commitments_due(draft: "Draft") -> list[Proposal]:
    """Of the pact, for whoever serves what they name."""
    served = {item.id for item, _ in draft.served}
    day = clock.in_paris(draft.meeting.starts_at).date()
    due = pacts.promised_between(day - DUE_WITHIN, day + DUE_WITHIN, naming=served) if served else []
    return [
        Proposal(f"engagement-{one.id}", _short(f"Engagement : {one.text}"), _why_due(one.due_on), minutes=10)
        for one in due
    ]


def _why_due(due_on: object) -> str:
    return f"Engagement du pacte, attendu le {calendar_day(due_on)}."  # type: ignore[arg-type]


def quiet_items(draft: "Draft") -> list[Proposal]:
    limit = clock.now() - QUIET_FOR
    return [
        Proposal(
            f"objet-{item.id}",
            _short(f"{item.code} {item.text}"),
            f"Le groupe n’en a pas parlé depuis le {calendar_day(last)}." if last else "Le groupe n’en a jamais parlé.",
            items=[item],
        )
        for item, last in draft.served
        if project.is_in_force(item) and (last is None or last < limit)
    ]


Source = Callable[["Draft"], list[Proposal]]
# What each part of the draft is called, and whether its lines are ticked to begin with. To add a source, add a line.
SOURCES: list[tuple[str, Source, bool]] = [
    ("À approuver", minutes_to_approve, True),
    ("Points en attente", waiting_points, True),
    ("Actions ouvertes", open_actions, True),
    ("Réponses du conseil", answers_of_the_board, True),
    ("Engagements qui arrivent à échéance", commitments_due, True),
    ("Ce dont le groupe n’a pas parlé depuis trois mois", quiet_items, False),
]


class Draft:
    """What may come on the agenda of a meeting, by source; what is on it already is left out."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.served = queries.spoken_of(meeting.group)
        points = meeting_queries.points_of(meeting)
        titles = {point.title for point in points}
        approved = {point.approves_id for point in points}
        cited = lines.cited_ids([point.text for point in points])
        self.parts: list[tuple[str, list[Proposal], bool]] = []
        for heading, source, ticked in SOURCES:
            found = [one for one in source(self) if _is_new(one, titles, cited, approved)]
            if found:
                self.parts.append((heading, found, ticked))

    def add(self, keys: set[str]) -> int:
        """Put the lines chosen on the agenda: actions together in one point, each other line as its own. How many
        points this makes."""
        chosen = [one for _, found, _ in self.parts for one in found if one.key in keys]
        followed = [one.action for one in chosen if one.action]
        for one in chosen:
            if one.approves:
                operations.open_with_approval(self.meeting, one.approves.meeting, one.title)
            elif one.parked:
                operations.place_point(one.parked, self.meeting)
            elif not one.action:
                meetings.add_point(self.meeting, one.title, one.kind, one.minutes, one.items)
        if followed:
            text = "\n".join(f"- {lines.citing(action.id)}" for action in followed)
            meetings.add_point(self.meeting, FOLLOW_UP, PointKind.EXCHANGE, FOLLOW_UP_MINUTES, (), text)
        return len(chosen) - len(followed) + bool(followed)


def _is_new(one: Proposal, titles: set[str], cited: set[int], approved: set[int | None]) -> bool:
    """Not on the agenda yet."""
    if one.approves:
        return one.approves.meeting_id not in approved
    return one.action.id not in cited if one.action else bool(one.parked) or one.title not in titles


def _short(text: str) -> str:
    """As a title."""
    return shortened(squeezed(text), 200)
