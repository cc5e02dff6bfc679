"""The list of actions as a file: for a table to sort, print, or bring to a meeting. No e-mail goes out."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO, StringIO

import xlsxwriter

from workspace import clock
from workspace.actions.models import ActionItem, ActionState

MOST = 5000  # rows in a file
HEADERS = ("Action", "Groupe", "En charge", "Pour le", "État", "Fermée le", "Jours de retard", "Réunion", "Sert")
WIDTHS = (60, 28, 36, 12, 12, 12, 10, 12, 18)
STATES = {
    ActionState.TODO: "À faire",
    ActionState.IN_PROGRESS: "En cours",
    ActionState.DONE: "Close",
    ActionState.DROPPED: "Abandonnée",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet run a cell

Cell = str | int | date | None


def rows(actions: Sequence[ActionItem], total: int) -> Iterator[tuple[Cell, ...]]:
    """What each action says, and a last line when the list is longer than the file."""
    for action in actions:
        yield (
            action.title,
            action.group.name,
            ", ".join(owner.name for owner in action.owners),
            action.due_on,
            STATES[action.state],
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
    """For French spreadsheets: semicolons, days as 16/11/2026, and a mark that says UTF-8."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADERS)
    writer.writerows([_in_csv(cell) for cell in row] for row in rows(actions, total))
    return text.getvalue().encode("utf-8-sig")


def _in_csv(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    said = "" if cell is None else str(cell)
    return f"'{said}" if said.startswith(FORMULA) else said


def as_xlsx(actions: Sequence[ActionItem], total: int) -> bytes:
    """Days are days; a text stays a text, whatever it begins with."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Actions")
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.freeze_panes(1, 0)
        for column, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, header, head)
        for line, row in enumerate(rows(actions, total), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(line, column, cell, day)
                elif isinstance(cell, int):
                    sheet.write_number(line, column, cell)
                elif cell:
                    sheet.write_string(line, column, cell)
        sheet.autofilter(0, 0, len(actions), len(HEADERS) - 1)
    return file.getvalue()
