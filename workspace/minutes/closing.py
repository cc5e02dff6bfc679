"""What a meeting lacks when it ends, and what each of its points comes to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from workspace.actions.models import ActionItem
from workspace.meetings.models import AgendaItem, PointKind
from workspace.minutes.models import Decision


@dataclass(frozen=True)
class Missing:
    """A line of the list; `anchor` is where it is mended, on the page of the meeting."""

    words: str
    anchor: str
    point_id: int | None = None


def what_is_missing(
    points: Sequence[AgendaItem],
    decisions: Sequence[Decision],
    actions: Sequence[ActionItem],
    there: Collection[int],
    left: Collection[int],
) -> list[Missing]:
    """Nobody there, actions without owner or date, decisions to take that were not. The points left are told beside
    each, since they come back by themselves."""
    missing = [] if there else [Missing("Personne n’est noté présent.", "attendance")]
    decided = {decision.point_id for decision in decisions}
    for point in points:
        if point.kind is PointKind.DECISION and point.id not in decided | set(left) and not point.conclusion:
            missing.append(Missing(f"Rien n’est décidé au point « {point.title} ».", "note-decision", point.id))
    for action in actions:
        lacks = [] if action.owners else ["responsable"]
        lacks += [] if action.due_on else ["date"]
        if lacks:
            words = f"L’action « {action.title} » n’a pas de {' ni de '.join(lacks)}."
            missing.append(Missing(words, "captures", action.point_id))
    return missing
