"""Reads about whom a list would bring into a group."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from workspace import clock
from workspace.database import db
from workspace.french import fold
from workspace.groups import queries as groups
from workspace.groups.models import Group, Membership
from workspace.inviting.lists import Line
from workspace.joining.models import LASTS, Origin, PendingArrival
from workspace.people.models import Person


class Fate(enum.StrEnum):
    """What becomes of a line."""

    WRONG = "wrong"
    MEMBER = "member"  # nothing to do
    INVITED = "invited"  # a letter has left already
    INVITE = "invite"
    ADD = "add"  # without e-mail


@dataclass(frozen=True)
class Judged:
    """A line, what becomes of it, and who of the network it is, if anyone."""

    line: Line
    fate: Fate
    person: Person | None = None


def judge(group: Group, lines: Sequence[Line]) -> list[Judged]:
    """What the list would do now, in four statements whatever its length."""
    emails = {line.email for line in lines if line.email}
    names = {line.search_name for line in lines if not line.email}
    by_email = {one.email: one for one in db.session.scalars(select(Person).where(Person.email.in_(emails)))}
    by_name: dict[tuple[str, int | None], Person] = {}
    for one in db.session.scalars(select(Person).where(Person.search_name.in_(names)).order_by(Person.id.desc())):
        by_name[one.search_name, one.centre_id] = one
    members = set(
        db.session.scalars(
            select(Membership.person_id).where(Membership.group_id == group.id, groups.belonging(clock.today()))
        )
    )
    invited = set(db.session.scalars(_still_invited(group).with_only_columns(PendingArrival.email).order_by(None)))

    def fate(line: Line) -> Judged:
        person = by_email.get(line.email) if line.email else by_name.get((line.search_name, line.centre_id))
        if line.error:
            return Judged(line, Fate.WRONG)
        if person is not None and person.id in members:
            return Judged(line, Fate.MEMBER, person)
        if not line.email:
            return Judged(line, Fate.ADD, person)
        return Judged(line, Fate.INVITED if line.email in invited else Fate.INVITE, person)

    return [fate(line) for line in lines]


def _still_invited(group: Group) -> Select[PendingArrival]:
    return (
        select(PendingArrival)
        .where(
            PendingArrival.group_id == group.id,
            PendingArrival.origin == Origin.INVITATION,
            PendingArrival.used_at.is_(None),
            PendingArrival.created_at >= clock.now() - LASTS[Origin.INVITATION],
        )
        .order_by(PendingArrival.created_at.desc(), PendingArrival.id.desc())
    )


def invitations(group: Group) -> Select[PendingArrival]:
    """Those that await a press of their button, newest first, with who invited."""
    return _still_invited(group).options(joinedload(PendingArrival.invited_by))


def namesakes(first_name: str, last_name: str) -> Sequence[Person]:
    """People of the network with that name, accents and capitals aside, with their centre."""
    name = fold(f"{last_name} {first_name}".strip())
    return db.session.scalars(
        select(Person)
        .where(Person.search_name == name)
        .options(joinedload(Person.centre))
        .order_by(Person.id)
        .limit(10)
    ).all()
