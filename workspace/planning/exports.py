"""The planner as a file, for a table to sort, print or send (J4 A8)."""

from collections.abc import Iterator

from workspace.planning.queries import Planner
from workspace.spreadsheets import Cell, as_csv, as_xlsx

HEADERS = ("Semaine du", "Jour", "Début", "Fin", "Groupe", "Réunion", "Lieu", "État", "À vérifier", "Gardée parce que")
WIDTHS = (12, 12, 8, 8, 28, 44, 32, 14, 60, 44)


def rows(planner: Planner) -> Iterator[tuple[Cell, ...]]:
    """A line a meeting, by date; then a line a date that a poll still proposes."""
    for chip in planner.chips:
        meeting = chip.meeting
        yield (
            chip.week,
            chip.day,
            f"{chip.begins:%H:%M}",
            f"{chip.ends:%H:%M}",
            chip.group.name,
            meeting.title,
            meeting.place,
            chip.words,
            " ".join(one.text for one in chip.cost.to_solve),
            " ".join(kept.reason for _, kept in chip.cost.lived_with),
        )
    for one in planner.proposed:
        poll, place = one.poll, one.option.place or one.poll.place
        hours = (f"{one.begins:%H:%M}", f"{one.ends:%H:%M}")
        yield (one.week, one.day, *hours, poll.group.name, poll.title, place, one.words, "", "")


def csv_of(planner: Planner) -> bytes:
    return as_csv(HEADERS, rows(planner))


def xlsx_of(planner: Planner) -> bytes:
    return as_xlsx("Planning", HEADERS, WIDTHS, rows(planner))
