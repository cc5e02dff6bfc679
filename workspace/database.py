"""The database: base class, column types, and the only place that commits a request."""

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache, partial, wraps
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    DateTime,
    Enum,
    Executable,
    Index,
    MetaData,
    Select,
    String,
    Table,
    TypeDecorator,
    bindparam,
    collate,
    event,
    inspect,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    Mapped,
    Session,
    SessionTransaction,
    contains_eager,
    mapped_column,
    registry,
    relationship,
)
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.sql import visitors

from workspace.french import sort_key

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class UTCDateTime(TypeDecorator[datetime]):
    """Aware datetimes only, stored in UTC: SQLite forgets the zone, PostgreSQL does not."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: use clock.now() or clock.from_paris()")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    registry = registry(
        type_annotation_map={
            datetime: UTCDateTime,
            # Stored as readable words: native enums cannot be changed inside a transaction everywhere.
            enum.StrEnum: Enum(
                enum.StrEnum, native_enum=False, length=30, values_callable=lambda words: [word.value for word in words]
            ),
        },
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_N_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
    )


@event.listens_for(Table, "after_parent_attach")
def never_reuse_a_number(table: Table, *_: Any) -> None:
    """SQLite gives the id of a deleted last row to the next one unless told not to."""
    if table.metadata is Base.metadata:
        table.dialect_kwargs["sqlite_autoincrement"] = True


def numbers_in(texts: Iterable[str]) -> list[int]:
    """The ids that a form carried; what no database holds is left out."""
    return [int(one) for one in texts if one.isdecimal() and len(one) < 10]


def index_of_some(table: str, column: str) -> Index:
    """An index of the rows that fill a column, where most do not: counted with the empty ones, SQLite takes the others
    for many, and reads the whole table rather than its index.
    """
    filled = text(f"{column} IS NOT NULL")
    return Index(f"ix_{table}_{column}", column, sqlite_where=filled, postgresql_where=filled)


FRENCH = "fr-x-icu"  # how PostgreSQL calls it; SQLite is taught it below


def in_french(name: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """To sort by. SQLite would put « É » after « z », PostgreSQL where the language of its host has it."""
    return collate(name, FRENCH)


db = SQLAlchemy(
    model_class=Base, disable_autonaming=True, session_options={"join_transaction_mode": "create_savepoint"}
)

# A relation is read only where a query asked for it: a page that forgets fails in its test, not slowly in use.
related = partial(relationship, lazy="raise_on_sql")

T = TypeVar("T", bound=Select[Any])
R = TypeVar("R", bound=Base)


P = ParamSpec("P")
S = TypeVar("S", bound=Executable)


def prepared(build: Callable[P, S]) -> Callable[P, tuple[S, dict[str, Any]]]:
    """For pages often opened: a statement built once per process, since building one costs more than running it.

    Called as `db.session.scalars(*asked(a, b, word=c))`. To `build`, `a` and `b` are parameters of the statement: it
    compares them or looks among them, and cannot know what they are. What chooses between statements (`word`) is given
    by keyword; there is one statement for each of its values.
    """
    names = [one.name for one in signature(build).parameters.values() if one.kind is not Parameter.KEYWORD_ONLY]

    def first_time(**chosen: Any) -> Any:
        parameters: Any = map(bindparam, names)
        statement: Any = build(*parameters, **chosen)
        kept = [one.value for one in visitors.iterate(statement) if isinstance(one, BindParameter)]
        if any(isinstance(value, date) for value in kept):
            raise RuntimeError(f"{build.__qualname__} keeps the date of its first use: give it as a parameter")
        return statement

    built: Callable[..., S] = cache(first_time)

    @wraps(build)
    def asked(*given: P.args, **chosen: P.kwargs) -> tuple[S, dict[str, Any]]:
        return built(**chosen), dict(zip(names, given, strict=True))

    return asked


def with_each(query: T, relation: InstrumentedAttribute[Any], *below: Any) -> T:
    """The query with a relation that goes through a table of pairs, in its order, in the same statement.

    `joinedload` would nest the pairs' join inside the outer one, which SQLite computes for the whole tables first: it
    reads the history for a page of three rows. `below` are options about what the relation leads to. Rows come once
    per pair: ask for `.unique()`, and put no LIMIT on this query.
    """
    found: Any = relation.property
    options: ORMOption = contains_eager(relation).options(*below)
    joined = query.outerjoin(found.secondary, found.primaryjoin).outerjoin(found.entity.class_, found.secondaryjoin)
    return joined.options(options).order_by(*found.order_by)


def in_order(ids: Sequence[int], rows: Iterable[Any]) -> list[Any]:
    """Rows asked for by their ids, in the order of these; what went meanwhile is left out."""
    found = {row.id: row for row in rows}
    return [found[one] for one in ids if one in found]


def has_changed(session: Session, row: Any, *names: str) -> bool:
    """Of a row that was just flushed: it is no more, or one of these attributes is another. For what is kept beside
    facts, in the transaction that changes them."""
    attributes = inspect(row).attrs
    return row in session.deleted or any(attributes[name].history.has_changes() for name in names)


KEPT_LATER = "kept_later"


@contextmanager
def kept_later() -> Iterator[None]:
    """While a whole history is written, what is kept beside facts is left as it was: the caller tells it again at the
    end, all at once, in half the time."""
    told = db.session().info
    told[KEPT_LATER] = True
    try:
        yield
        db.session.flush()
    finally:
        del told[KEPT_LATER]


def keep_statistics() -> int:
    """Tell SQLite how its tables are filled, so that it begins with the smaller part of a join; return how many tables.

    PostgreSQL measures by itself: 0. The caller commits.
    """
    if db.engine.dialect.name != "sqlite":
        return 0
    db.session.execute(text("ANALYZE"))
    return len(Base.metadata.tables)


class Counter(Base):
    """The last number given under a name; numbers are never given twice."""

    __tablename__ = "counter"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    last: Mapped[int]


def next_number(name: str) -> int:
    """The next number of a name, 1 first. Two transactions that ask at once wait for each other."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    asked = insert(Counter).values(name=name, last=1)
    kept = asked.on_conflict_do_update(index_elements=["name"], set_={"last": Counter.last + 1}).returning(Counter.last)
    return db.session.execute(kept).scalar_one()


# On SQLite a transaction that will write takes its place at once: one that reads first and writes later
# is refused by the others (architecture: 1,185 of 1,350 measured). A command or the worker writes.
_writes: ContextVar[bool] = ContextVar("writes", default=True)


def _compared(one: str, other: str) -> int:
    first, second = sort_key(one), sort_key(other)
    return (first > second) - (first < second)


@event.listens_for(Engine, "connect")
def make_sqlite_strict(connection: Any, _: Any) -> None:
    if "sqlite" not in type(connection).__module__:
        return
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_collation(FRENCH, _compared)
    # SQLite's own knows A to Z alone: « É » would not be found by « é ».
    connection.create_function("lower", 1, lambda text: text and text.lower(), deterministic=True)


@event.listens_for(Engine, "begin")
def begin_on_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes.get() else "BEGIN")


def add_or_find(made: R, known: Select[R]) -> R:
    """Add a row that a unique constraint allows once; of two added at once, the first, which `known` finds."""
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        return db.session.scalars(known).one()
    return made


def keep_at_once(statement: Executable, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Run one statement that stays whatever becomes of the request, and return its rows.

    It ends the transaction that the request reads in (the next one begins with the next statement), so that nothing
    else is kept with it and no other request waits for this one. What was read stays read.

    Raises:
        RuntimeError: the request has already written: half of it would be kept.
    """
    session = db.session()
    if session.new or session.dirty or session.deleted or session.info.get("wrote"):
        raise RuntimeError("keep_at_once comes before anything else is written")
    forgets, session.expire_on_commit = session.expire_on_commit, False
    writes = _writes.set(True)
    try:
        session.commit()
        rows = [tuple(row) for row in session.execute(statement, parameters)]
        session.commit()
    finally:
        _writes.reset(writes)
        session.expire_on_commit = forgets
    return rows


@event.listens_for(db.session, "after_flush")
def remember_that_it_wrote(session: Session, *_: Any) -> None:
    session.info["wrote"] = True


@event.listens_for(db.session, "after_transaction_end")
def forget_that_it_wrote(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("wrote", None)


@contextmanager
def only_reading() -> Iterator[None]:
    """Said by a command that writes nothing: its transactions keep nobody waiting."""
    token = _writes.set(False)
    try:
        yield
    finally:
        _writes.reset(token)


def init_app(app: Flask) -> None:
    db.init_app(app)

    @app.before_request
    def say_whether_it_writes() -> None:
        _writes.set(request.method not in SAFE_METHODS)

    @app.after_request
    def close_transaction(response: Response) -> Response:
        """A POST that succeeds is kept; anything else leaves no trace."""
        if request.method in SAFE_METHODS or response.status_code >= 400:
            db.session.close()  # undoes as a rollback does, which would also mark each thing read as to be read again
        else:
            db.session.commit()
        return response
