"""After a test, what is kept beside facts is compared with what facts say: where the test wrote something of either.

Which tables a recount reads is heard from its own statements; what a test wrote, from all that reaches the database.
A statement that is not understood counts as one that wrote everything.
"""

import re
from functools import cache, lru_cache

from tests.browser import counting
from workspace.database import Base
from workspace.progress import operations as progress
from workspace.search import operations as search
from workspace.search.models import Kind

RECOUNTS = {
    "progress": progress.differences,
    "search": lambda: {kind: found for kind in Kind if (found := search.differences(kind))},
}
READING = re.compile(r"\s*SELECT\b", re.IGNORECASE)
WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|(DELETE FROM)) "?(\w+)"?[\s(]', re.IGNORECASE)


def differences(heard):
    """What recounts would change, of those that read a table which these statements wrote."""
    written = frozenset().union(*map(written_by, set(heard)))
    due = {name: recount() for name, recount in RECOUNTS.items() if written & read_by(name)}
    return {name: found for name, found in due.items() if found}


@cache
def read_by(name):
    """The tables that a recount reads: those that its statements name."""
    with counting() as heard:
        RECOUNTS[name]()
    words = set(re.findall(r"\w+", " ".join(heard)))
    return frozenset(words & Base.metadata.tables.keys())


@lru_cache(maxsize=100_000)
def written_by(statement):
    """The tables that a statement writes."""
    if READING.match(statement):
        return frozenset()
    found = WRITING.match(statement)
    table = Base.metadata.tables.get(found[2]) if found else None
    if table is None:
        return frozenset(Base.metadata.tables)
    return taken_along(table.name) if found[1] else frozenset({table.name})


@cache
def taken_along(name):
    """A table, and those where its rows take others with them, or their links, when they go."""
    found, ahead = set(), [name]
    while ahead:
        gone = ahead.pop()
        found.add(gone)
        ahead += [
            table.name
            for table in Base.metadata.sorted_tables
            if table.name not in found
            and any(key.ondelete and key.column.table.name == gone for key in table.foreign_keys)
        ]
    return frozenset(found)
