"""Reading the journal, each person what their rights allow."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from workspace.database import db, prepared
from workspace.journal.models import Entry
from workspace.journal.sentences import REMOVALS, TECHNICAL
from workspace.people.models import Person


def entries(everything: bool, technical: bool, led_ids: Collection[int]) -> Select[Entry]:
    """The lines that a person may read, newest first: all, the technical ones, those of the groups led."""
    return select(Entry).where(_readable(everything, technical, led_ids)).order_by(Entry.at.desc(), Entry.id.desc())


def _readable(everything: bool, technical: bool, led_ids: Collection[int]) -> ColumnElement[bool]:
    if everything:
        return true()
    of_the_machine = or_(*(Entry.kind.startswith(prefix) for prefix in TECHNICAL)) if technical else false()
    return or_(of_the_machine, Entry.group_id.in_(led_ids))


def about(query: Select[Entry], thing: str, thing_id: int) -> Select[Entry]:
    """Of these lines, those about one object."""
    return query.where(Entry.thing == thing, Entry.thing_id == thing_id)


def people_in(lines: Sequence[Entry]) -> dict[int, Person]:
    """Everyone whom these lines name, as they are called today, by id."""
    named = {line.person_id for line in lines} | {person_id for line in lines for person_id in line.people.values()}
    ids = [one for one in named if one is not None]
    return {person.id: person for person in db.session.scalars(*_people(ids))} if ids else {}


@prepared
def _people(ids: Collection[int]) -> Select[Person]:
    return select(Person).where(Person.id.in_(ids))


def gone(lines: Sequence[Entry]) -> set[tuple[str, int | None]]:
    """The objects of these lines that were removed: nothing leads to them any more."""
    if not lines:
        return set()
    asked = _removed({line.thing for line in lines}, {line.thing_id for line in lines if line.thing_id is not None})
    return {(thing, thing_id) for thing, thing_id in db.session.execute(*asked)}


@prepared
def _removed(things: Collection[str], ids: Collection[int]) -> Select[str, int | None]:
    """Of any of these things under any of these numbers: one pair too many says nothing of a line."""
    return select(Entry.thing, Entry.thing_id).where(
        Entry.kind.in_(REMOVALS), Entry.thing.in_(things), Entry.thing_id.in_(ids)
    )
