"""The list of actions as a file: for a table to sort, print, or bring to a meeting. No e-mail goes out."""

from collections.abc import Iterator, Sequence

from workspace import clock, spreadsheets
from workspace.actions.models import ActionItem
from workspace.spreadsheets import Cell

MOST = 5000  # rows in a file
HEADERS = ("Action", "Groupe", "En charge", "Pour le", "État", "Fermée le", "Jours de retard", "Réunion", "Sert")
WIDTHS = (60, 28, 36, 12, 12, 12, 10, 12, 18)


def rows(actions: Sequence[ActionItem], total: int) -> Iterator[tuple[Cell, ...]]:
    """What each action says, and a last line when the list is longer than the file."""
    for action in actions:
        yield (
            action.title,
            action.group.name,
            ", ".join(owner.name for owner in action.owners),
            action.due_on,
            action.state.words,
            action.closed_on,
            action.days_late or None,
            clock.in_paris(action.meeting.starts_at).date() if action.meeting else None,
            ", ".join(item.code for item in action.items),
        )
    if total > len(actions):
        yield (
            f"Ce fichier s’arrête à {len(actions)} actions sur {total} : resserrez les filtres pour voir les autres.",
        )


def as_csv(actions: Sequence[ActionItem], total: int) -> bytes:
    return spreadsheets.as_csv(HEADERS, rows(actions, total))


def as_xlsx(actions: Sequence[ActionItem], total: int) -> bytes:
    return spreadsheets.as_xlsx("Actions", HEADERS, WIDTHS, rows(actions, total))
