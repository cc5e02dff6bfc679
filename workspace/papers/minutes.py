"""Minutes on paper: the whole, its decisions alone, the formal record of a body; from what their page reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from workspace.actions.models import ActionItem
from workspace.documents import markdown
from workspace.documents.tree import Block, Box, Document, Run, Signatures, definitions, heading, paragraph, runs, table
from workspace.french import calendar_day, day, french, hour
from workspace.groups.palette import ON_PAPER
from workspace.meetings.models import AgendaItem, Attendance, Meeting
from workspace.minutes.models import Decision, Minutes, MinutesState
from workspace.papers import attendance
from workspace.people.models import Person
from workspace.project.models import ProjectItem
from workspace.running.queries import in_words
from workspace.settings.models import Federation
from workspace.statutes.queries import Roll

UNPUBLISHED = french("Document de travail : en relecture, pas encore publié.")
KINDS = {"summary": "Compte rendu", "log": "Relevé de décisions", "record": "Procès-verbal"}


@dataclass(frozen=True)
class Wanted:
    """What goes in."""

    names: bool = True  # of those who were there
    notes: bool = True
    actions: bool = True
    for_partners: bool = False  # decisions and actions that partners see, nobody's name, no notes

    @property
    def with_names(self) -> bool:
        return self.names and not self.for_partners

    @property
    def with_notes(self) -> bool:
        return self.notes and not self.for_partners

    def of(self, things: Sequence[Any]) -> list[Any]:
        return [thing for thing in things if thing.visible_to_partners or not self.for_partners]


@dataclass(frozen=True)
class Held:
    """All that the page of some minutes reads."""

    minutes: Minutes
    points: Sequence[AgendaItem]
    attendances: Sequence[Attendance]
    decisions: Sequence[Decision]
    actions: Sequence[ActionItem]
    leaders: Sequence[Person]
    federation: Federation
    roll: Roll | None  # of a body
    told: Callable[[str], str]  # notes with what the actions that they name say today

    @property
    def meeting(self) -> Meeting:
        return self.minutes.meeting


def summary(held: Held, wanted: Wanted) -> Document:
    """The « compte rendu »."""
    blocks: list[Block] = [*_warning(held), attendance.in_words(held.attendances, held.leaders, wanted.with_names)]
    if counted := attendance.by_centre_and_status(held.attendances):
        blocks.append(counted)
    blocks += _said(held, wanted)
    blocks += _shared_out(held, wanted)
    return _document(held, "summary", [*blocks, *_closing(held)])


def decision_log(held: Held, wanted: Wanted) -> Document:
    """The « relevé de décisions »: decisions alone, so that ten hold on a page."""
    titles = {point.id: point.title for point in held.points}
    lines = [
        [one.number or "à publier", one.text, titles.get(one.point_id, ""), _codes(one.items)]
        for one in wanted.of(held.decisions)
    ]
    decided = table(["Numéro", "Décision", "Point", "Sert"], lines, [2, 8, 4, 2], named_rows=True)
    blocks: list[Block] = [*_warning(held), decided if lines else paragraph("Aucune décision n’a été prise.")]
    return _document(held, "log", [*blocks, *_closing(held)], compact=True)


def formal_record(held: Held, wanted: Wanted) -> Document:
    """The « procès-verbal » of a body: how it was called, who was there, what was decided, room to sign."""
    meeting, group = held.meeting, held.minutes.group
    facts = [
        ("Association", ", ".join(part for part in (held.federation.name, held.federation.address) if part)),
        ("Instance", group.name),
        ("Date", f"{day(meeting.starts_at)}, de {hour(meeting.starts_at)} à {hour(meeting.ends_at)}"),
        ("Lieu", meeting.place or ("à distance" if meeting.video_link else "non précisé")),
        (
            "Convocation",
            f"adressée par courrier électronique le {calendar_day(meeting.called_at)}"
            if meeting.called_at
            else "non datée",
        ),
    ]
    blocks: list[Block] = [*_warning(held), definitions(facts), heading("Ordre du jour")]
    blocks += [paragraph(f"{rank}. {point.title}") for rank, point in enumerate(held.points, 1)]
    blocks.append(heading("Présences"))
    if held.roll:
        blocks += attendance.of_a_body(held.roll, wanted.with_names)
    if counted := attendance.by_centre_and_status(held.attendances):
        blocks.append(counted)
    blocks += _said(held, wanted)
    blocks += _shared_out(held, wanted)
    blocks.append(paragraph(f"La séance est levée à {hour(held.minutes.ended_at or meeting.ends_at)}."))
    blocks.append(Signatures(["La présidence de séance", "Le secrétariat de séance"]))
    return _document(held, "record", [*blocks, *_closing(held)])


# Parts


def _document(held: Held, kind: str, blocks: list[Block], **more: Any) -> Document:
    meeting, minutes = held.meeting, held.minutes
    return Document(
        title=meeting.title,
        subtitle=f"{KINDS[kind]}{f' {minutes.number}' if minutes.number else ''}, {attendance.when_and_where(meeting)}",
        mark=minutes.group.name,
        color=ON_PAPER[minutes.group.hue],
        issuer=held.federation.name,
        blocks=blocks,
        **more,
    )


def _warning(held: Held) -> list[Block]:
    return [] if held.minutes.state is MinutesState.PUBLISHED else [paragraph(Run(UNPUBLISHED, bold=True))]


def _said(held: Held, wanted: Wanted) -> list[Block]:
    """Point by point: notes, what it comes to, then what was decided."""
    blocks: list[Block] = []
    for rank, point in enumerate(held.points, 1):
        decided = [one for one in wanted.of(held.decisions) if one.point_id == point.id]
        if wanted.for_partners and not decided:
            continue
        blocks.append(heading(f"{rank}. {point.title}"))
        if wanted.with_notes:
            blocks += markdown.blocks(held.told(point.notes))
            blocks += [paragraph(f"Vote. {vote.question}\N{NO-BREAK SPACE}: {in_words(vote)}.") for vote in point.votes]
        if point.conclusion and not wanted.for_partners:
            blocks.append(paragraph(f"À retenir\N{NO-BREAK SPACE}: {point.conclusion}"))
        blocks += [_boxed(one) for one in decided]
    return blocks


def _boxed(decision: Decision) -> Box:
    said: list[Block] = [paragraph(decision.text)]
    if decision.items:
        said.append(paragraph(f"Sert {_codes(decision.items)} du projet fédéral", soft=True))
    return Box(runs(f"Décision {decision.number}" if decision.number else "Décision"), said)


def _shared_out(held: Held, wanted: Wanted) -> list[Block]:
    actions = wanted.of(held.actions)
    if not (actions and wanted.actions):
        return []
    lines = [[one.title, *_owners(held, one, wanted), _due(one), one.state.words] for one in actions]
    if wanted.for_partners:
        return [heading("Actions confiées"), table(["Action", "Pour le", "État"], lines, [6, 2, 2], named_rows=True)]
    headers = ["Action", "Qui", "Pour le", "État"]
    return [heading("Actions confiées"), table(headers, lines, [6, 4, 3, 2], named_rows=True)]


def _owners(held: Held, action: ActionItem, wanted: Wanted) -> list[str]:
    if wanted.for_partners:
        return []
    nobody = "nom retiré" if held.meeting.names_removed_at else "à trouver"
    return [", ".join(person.short_name for person in action.owners) or nobody]


def _due(action: ActionItem) -> str:
    return calendar_day(action.due_on) if action.due_on else "à fixer"


def _codes(items: Sequence[ProjectItem]) -> str:
    return ", ".join(item.code for item in items)


def _closing(held: Held) -> list[Block]:
    """What the foot of the page of minutes says."""
    minutes, federation = held.minutes, held.federation
    where = ", ".join(part for part in (federation.name, federation.address) if part)
    if minutes.published_at is None:
        return [paragraph(f"{where}.", soft=True)]
    by = f" par {minutes.published_by.short_name}" if minutes.published_by else ""
    return [paragraph(f"Publié le {day(minutes.published_at)}{by}. {where}.", soft=True)]
