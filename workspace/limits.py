"""How often a gesture may be tried, counted in the database: every process sees the same numbers.

A limit never stands on somebody's address alone, else a stranger who knows it would lock its owner out: count by what
the caller cannot lend to others (their person, their network, both an address and a network).
"""

import hashlib
import ipaddress
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import String, UniqueConstraint, case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from workspace import clock
from workspace.database import Base, db, keep_at_once, prepared

EXPORTS = (30, timedelta(minutes=10))  # of one person


class TooMany(Exception):
    """Raised when a gesture was tried too often; answered 429 with when to come back (errors.py)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Attempt(Base):
    """How many times one key was counted in a stretch of time; nobody can be read from it."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("kind", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))  # "sign-in 300": the gesture and the stretch, in seconds
    key: Mapped[str] = mapped_column(String(64))  # keyed hash
    number: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)


def count(kind: str, key: str, most: int, per: timedelta) -> None:
    """Count one more try of a gesture by a caller. Call it before the request writes anything.

    The count stays even if the request is refused after. The stretch begins at the first try.

    Raises:
        TooMany: this try goes beyond `most` in that stretch of time; its `until` is when the stretch ends.
    """
    now = clock.now()
    counted = _counted(_stretch(kind, per), hashed(key), now, now + per, dialect=db.engine.dialect.name)
    [(number, until)] = keep_at_once(*counted)
    if number > most:
        raise TooMany(until)


@prepared
def _counted(kind: str, key: str, now: datetime, ends_at: datetime, *, dialect: str) -> Any:
    table: Any = Attempt.__table__
    over = table.c.ends_at <= now
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    tried = insert(table).values(kind=kind, key=key, number=1, ends_at=ends_at)
    return tried.on_conflict_do_update(
        index_elements=["kind", "key"],
        set_={
            "number": case((over, 1), else_=table.c.number + 1),
            "ends_at": case((over, tried.excluded.ends_at), else_=table.c.ends_at),
        },
    ).returning(table.c.number, table.c.ends_at)


def count_export(person_id: int) -> None:
    """Count one more file made for a person. Raises TooMany."""
    count("export", str(person_id), *EXPORTS)


def forget(kind: str, key: str) -> None:
    """What was counted of a caller for a gesture starts again from nothing: they showed who they are."""
    db.session.execute(
        delete(Attempt).where(Attempt.kind.startswith(f"{kind} ", autoescape=True), Attempt.key == hashed(key))
    )


def forget_old() -> int:
    """Remove the stretches that ended (the worker, now and then); return how many."""
    gone = db.session.execute(delete(Attempt).where(Attempt.ends_at <= clock.now()).returning(Attempt.id))
    return len(gone.all())


def network(address: str | None) -> str:
    """What to count a caller's internet address by: itself, or the first 64 bits of IPv6: one home's."""
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if known.version == 6 and known.ipv4_mapped is None:
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)


def _stretch(kind: str, per: timedelta) -> str:
    return f"{kind} {int(per.total_seconds())}"


def hashed(key: str) -> str:
    """Without the installation's key nobody can find an address back from its hash."""
    secret = current_app.config["SECRET_KEY"].encode()[:64]
    return hashlib.blake2b(key.encode(), key=secret, digest_size=32, person=b"limits").hexdigest()
