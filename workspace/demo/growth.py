"""The demonstration N times as long, to measure: older copies of each published meeting and of all it led to."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Table, func, insert, select, text

from workspace.actions.models import ActionState
from workspace.database import Base, db
from workspace.minutes.models import Minutes, MinutesState
from workspace.progress import operations as progress
from workspace.search import operations as search

BACK = timedelta(weeks=78)  # each copy is that much older than the one before: histories follow each other
PEOPLE_PER_SCALE = 10  # people grow slower than history: twice as many at 10, three times at 20
Row = dict[str, Any]
Change = Callable[[Table, Row, int], None]


@dataclass
class Branch:
    """Rows of a table to copy, and the columns that name rows copied with them, their own id first."""

    rows: list[Row]
    links: dict[str, Table]
    span: int  # what parts the ids of a copy from those of the one before
    ids: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.ids = {row["id"] for row in self.rows if "id" in row}


def grow(scale: int, say: Callable[[str], None]) -> None:
    """Fill the rest of a database that holds the demonstration once."""
    tables = Base.metadata.tables
    everybody = set(db.session.scalars(select(tables["person"].c.id)))
    people = _branches(tables["person"], everybody, [tables["membership"]])
    for number in range(1, scale // PEOPLE_PER_SCALE + 1):
        _copy(people, number, _as_somebody_else)
    published = select(Minutes.meeting_id).where(Minutes.state == MinutesState.PUBLISHED)
    history = _branches(tables["meeting"], set(db.session.scalars(published)), Base.metadata.sorted_tables)
    for number in range(1, scale):
        say(f"Histoire {number + 1} sur {scale}…")
        _copy(history, number, _longer_ago)
    progress.recount()
    search.mend()
    if db.engine.dialect.name == "postgresql":
        for table in {**people, **history}:
            _continue_ids(table)


def _branches(root: Table, ids: set[int], tables: Iterable[Table]) -> dict[Table, Branch]:
    """The rows of the root, then those of each table that hang on a row already taken."""
    found = {root: _branch(root, {}, lambda row: row["id"] in ids)}
    for table in tables:
        parents = {column.name: key.column.table for column in table.c for key in column.foreign_keys}
        links = {name: parent for name, parent in parents.items() if parent in found}
        if table is not root and links:
            found[table] = _branch(table, links, _hanging(found, links))
    return found


def _branch(table: Table, links: dict[str, Table], wanted: Callable[[Row], bool]) -> Branch:
    rows = [dict(row) for row in db.session.execute(select(table)).mappings()]
    own = {"id": table} if "id" in table.c else {}
    span = db.session.scalar(select(func.max(table.c.id))) or 0 if own else 0
    return Branch([row for row in rows if wanted(row)], own | links, span)


def _hanging(found: dict[Table, Branch], links: dict[str, Table]) -> Callable[[Row], bool]:
    def hangs(row: Row) -> bool:
        given = [row[name] in found[parent].ids for name, parent in links.items() if row[name] is not None]
        return bool(given) and all(given)

    return hangs


def _copy(branches: dict[Table, Branch], number: int, change: Change) -> None:
    for table, branch in branches.items():
        copies = [dict(row) for row in branch.rows]
        for copy in copies:
            for name, parent in branch.links.items():
                if copy[name] is not None:
                    copy[name] += number * branches[parent].span
            change(table, copy, number)
        if copies:
            db.session.execute(insert(table), copies)


def _as_somebody_else(table: Table, row: Row, number: int) -> None:
    if table.name == "person":
        row |= {"last_name": f"{row['last_name']} {number + 1}", "email": None, "password_hash": None}


def _longer_ago(table: Table, row: Row, number: int) -> None:
    """All its dates go back; nothing that old is still open; what must be the only one of its kind is."""
    if table.name == "action_item" and row["closed_on"] is None:
        row |= {"state": ActionState.DONE, "closed_on": row["due_on"] or row["created_at"].date()}
    if table.name == "external_mandate":  # of one that a copied decision gave
        row |= {"next_on": None, "ends_on": row["ends_on"] or row["starts_on"] + BACK}
    for name, value in row.items():
        if isinstance(value, date):
            row[name] = value - number * BACK
        elif isinstance(value, str) and table.c[name].unique:
            row[name] = str(uuid.uuid4()) if name == "uid" else f"{value}{number:03}"


def _continue_ids(table: Table) -> None:
    """Where ids come from a sequence, it goes on after those written here."""
    if "id" in table.c:
        top = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))"  # noqa: S608
        db.session.execute(text(top))
