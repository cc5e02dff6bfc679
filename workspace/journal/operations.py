"""Adding a line: the only thing that the product does to its journal."""

import json
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from workspace import clock
from workspace.database import db
from workspace.french import shortened, squeezed
from workspace.journal.models import LONGEST_FACT, Entry
from workspace.people.models import Person

# Who acts in this request; the worker and commands act for nobody.
_actor: ContextVar[Callable[[], int | None]] = ContextVar("actor", default=lambda: None)


def acts_through(actor: Callable[[], int | None]) -> None:
    """Say, at the beginning of a request, how to know who acts: asked at each line, after signing in too."""
    _actor.set(actor)


def record(kind: str, thing: Any, by: Person | None = None, once_in: timedelta | None = None, **told: Any) -> None:
    """Add a line, in one statement: `kind` is a key of SENTENCES, `told` what its sentence needs.

    `thing` is the object it is about, if there is one (it may be about to go); its `group` says who may read the line.
    `by` is who did it when that is not the person signed in (a link followed from a letter). People among `told` are
    kept by their ids. `once_in`: the same line by the same person within that time is not added again.
    """
    facts = {word: _short(value) for word, value in told.items() if not isinstance(value, Person)}
    people = {word: value.id for word, value in told.items() if isinstance(value, Person)}
    group = getattr(thing, "group", None)
    values = {
        "at": clock.now(),
        "person_id": by.id if by is not None else _actor.get()(),
        "kind": kind,
        "thing": thing.__tablename__ if thing is not None else "",
        "thing_id": thing.id if thing is not None else None,
        "group_id": group.id if group is not None else None,
        "told": json.dumps({"facts": facts, "people": people}, ensure_ascii=False),
    }
    if once_in is None or not _said_since(values, clock.now() - once_in):
        db.session.execute(insert(Entry).values(**values))


def _short(value: object) -> str:
    return shortened(squeezed(str(value)), LONGEST_FACT)


def _said_since(values: dict[str, Any], since: Any) -> bool:
    same = [getattr(Entry, name) == values[name] for name in ("person_id", "kind", "thing", "thing_id", "told")]
    return bool(db.session.scalar(select(Entry.id).where(Entry.at > since, *same).limit(1)))
