"""Every table that leaves the space as a file is written here: no cell of it runs as a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter

BLANKS = " \u00a0\u202f"  # a spreadsheet passes over them
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what makes a spreadsheet run a cell

Cell = str | int | Decimal | date | None


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """For French spreadsheets: semicolons, days as 16/11/2026, and a mark that says UTF-8."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([_in_csv(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _in_csv(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, Decimal):
        return format(cell, "f").replace(".", ",")
    return "" if cell is None else as_text(cell) if isinstance(cell, str) else str(cell)


def as_text(said: str) -> str:
    """What somebody wrote, as a cell that shows it and does nothing else (OWASP, CSV injection)."""
    return f"'{said}" if _would_run(said) else said


def read_back(cell: str) -> str:
    """What `as_text` was given: a table that left may come back."""
    return cell[1:] if cell.startswith("'") and _would_run(cell[1:]) else cell


def _would_run(said: str) -> bool:
    """It begins as a formula does, behind apostrophes too: one that was written is not taken for ours."""
    return said.lstrip(f"{BLANKS}'").startswith(FORMULA)


def as_xlsx(name: str, headers: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet. Days are days; a text stays a text, whatever it begins with. Widths in letters."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.freeze_panes(1, 0)
        for column, (header, width) in enumerate(zip(headers, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, header, head)
        line = 0
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(line, column, cell, day)
                elif isinstance(cell, int | Decimal):
                    sheet.write_number(line, column, cell)
                elif cell:
                    sheet.write_string(line, column, cell)
        sheet.autofilter(0, 0, line, len(headers) - 1)
    return file.getvalue()
