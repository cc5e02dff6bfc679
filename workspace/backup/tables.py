"""The tables as the database has them, whatever the code of the day says of them: read and written row by row.

A file written from one database is read into the other, so a row has one text for both: values in the alphabetical
order of the columns, instants in UTC, contents of files in base64.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Time,
    insert,
    inspect,
    literal,
    select,
    text,
)
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.types import TypeEngine

NOT_OURS = {"alembic_version"}  # the revision is said once, by `revision`
AT_ONCE = 500  # rows; one where a row may hold a file of 10 MB

READERS: tuple[tuple[type[TypeEngine[Any]], Callable[[Any], object]], ...] = (
    (DateTime, datetime.fromisoformat),
    (Date, date.fromisoformat),
    (Time, time.fromisoformat),
    (LargeBinary, b64decode),
)


def revision(connection: Connection) -> str:
    """The last migration applied; "" before any."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def tables(connection: Connection) -> list[Table]:
    """All of them, by name."""
    inspector = inspect(connection)
    return [_table(inspector, name) for name in sorted(inspector.get_table_names()) if name not in NOT_OURS]


def _table(inspector: Inspector, name: str) -> Table:
    keys = inspector.get_pk_constraint(name)["constrained_columns"]
    columns = sorted(inspector.get_columns(name), key=lambda column: column["name"])
    return Table(
        name, MetaData(), *(Column(one["name"], one["type"], primary_key=one["name"] in keys) for one in columns)
    )


def holds_something(connection: Connection, table: Table) -> bool:
    return connection.scalar(select(literal(1)).select_from(table).limit(1)) is not None


# ---- Rows ----


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Its rows as lines of JSON, by their keys, without ever holding the table in memory."""
    on_postgresql = connection.dialect.name == "postgresql"
    # Words are sorted as bytes on both.
    keys = [
        key.collate("C") if on_postgresql and isinstance(key.type, String) else key
        for key in table.primary_key.columns or table.columns
    ]
    streamed = {"stream_results": True, "yield_per": _at_once(table)}
    for row in connection.execute(select(table).order_by(*keys), execution_options=streamed):
        values = [_plain(value) for value in row]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def write(connection: Connection, table: Table, written: Iterable[bytes]) -> None:
    """Insert the rows that lines tell."""
    columns = list(table.columns)
    rows = (_row(columns, json.loads(line)) for line in written)
    while some := list(islice(rows, _at_once(table))):
        connection.execute(insert(table), some)


def _at_once(table: Table) -> int:
    return 1 if any(isinstance(column.type, LargeBinary) for column in table.columns) else AT_ONCE


def _plain(value: object) -> object:
    if isinstance(value, date | time):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _row(columns: Sequence[Column[Any]], values: Sequence[object]) -> dict[str, object]:
    return {column.name: _typed(column, value) for column, value in zip(columns, values, strict=True)}


def _typed(column: Column[Any], value: object) -> object:
    if value is None:
        return None
    return next((read(value) for kind, read in READERS if isinstance(column.type, kind)), value)


# ---- Numbers: one that was given is never given again, even when its row is gone ----


def last_number(connection: Connection, table: Table) -> int:
    """The highest number that the database gave to a row of this table; 0 when it gives none."""
    sequence = _sequence(connection, table)
    if not sequence:
        return 0
    if connection.dialect.name == "sqlite":
        return connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": sequence}) or 0
    last, is_called = connection.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()  # noqa: S608
    return int(last) if is_called else int(last) - 1


def go_on_from(connection: Connection, table: Table, number: int) -> None:
    """Make the next number at least the one after `number`, and after every number in the table."""
    sequence = _sequence(connection, table)
    if not sequence:
        return
    [key] = table.primary_key.columns
    last = max(number, connection.scalar(select(key).order_by(key.desc()).limit(1)) or 0)
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": sequence})
        said = {"name": sequence, "last": last}
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), said)
    else:  # not setval, which a rollback does not undo
        connection.execute(text(f"ALTER SEQUENCE {sequence} RESTART WITH {last + 1:d}"))


def _sequence(connection: Connection, table: Table) -> str:
    """What counts the rows of a table; "" when nothing does. PostgreSQL gives the name ready to stand in SQL."""
    keys = list(table.primary_key.columns)
    if len(keys) != 1 or not isinstance(keys[0].type, Integer):
        return ""
    if connection.dialect.name == "sqlite":
        return table.name
    name = connection.dialect.identifier_preparer.quote(table.name)
    asked = text("SELECT pg_get_serial_sequence(:name, :key)")
    return connection.scalar(asked, {"name": name, "key": keys[0].name}) or ""


# ---- All at once ----


def empty(connection: Connection, all_tables: Sequence[Table]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    if connection.dialect.name == "sqlite":
        for table in all_tables:
            connection.execute(table.delete())
    else:
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        connection.execute(text(f"TRUNCATE {', '.join(quote(table.name) for table in all_tables)}"))


@contextmanager
def links_checked_at_the_end(connection: Connection, all_tables: Sequence[Table]) -> Iterator[None]:
    """Rows may come in any order: what they point to is checked when all are there.

    Raises:
        sqlalchemy.exc.IntegrityError: one points to a row that is not there (SQLite says so at the commit).
    """
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield
        return
    quote = connection.dialect.identifier_preparer.quote
    inspector = inspect(connection)
    links = [
        f"ALTER TABLE {quote(table.name)} ALTER CONSTRAINT {quote(str(link['name']))}"
        for table in all_tables
        for link in inspector.get_foreign_keys(table.name)
    ]
    for link in links:
        connection.execute(text(f"{link} DEFERRABLE INITIALLY DEFERRED"))
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for link in links:
        connection.execute(text(f"{link} NOT DEFERRABLE"))
