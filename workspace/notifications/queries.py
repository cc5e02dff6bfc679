"""Reads about the outbox, notices and preferences."""

from collections.abc import Collection, Sequence, Set

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, or_, select

from workspace import clock
from workspace.database import db
from workspace.notifications.letters import FOLLOWED, OF_NEWCOMERS
from workspace.notifications.models import Notice, Pace, Preference
from workspace.people.models import Person
from workspace.post import Letter, LetterState


def letters(state: LetterState | None = None, text: str = "", kind: str = "") -> Select[Letter]:
    """Letters, newest first; `text` stands in the address, the name or the subject."""
    query = select(Letter).order_by(Letter.created_at.desc(), Letter.id.desc())
    if state is not None:
        query = query.where(Letter.state == state)
    if kind:
        query = query.where(Letter.kind == kind)
    if text:
        told = (Letter.address, Letter.recipient, Letter.subject)
        query = query.where(or_(*(column.icontains(text, autoescape=True) for column in told)))
    return query


def readable_in_demonstration(letters: Sequence[Letter]) -> Set[int]:
    """The ids of those whose text a screen of the demonstration shows: no security letter but those of newcomers,
    and theirs only while nobody has an account with their address.
    """
    addresses = {one.address for one in letters if one.is_secret and one.kind in OF_NEWCOMERS}
    known = select(Person.email).where(Person.email.in_(addresses))
    strangers = addresses.difference(db.session.scalars(known)) if addresses else set()
    return {one.id for one in letters if not one.is_secret or one.kind in OF_NEWCOMERS and one.address in strangers}


def counts_by_state() -> dict[LetterState, int]:
    """How many letters stand in each state; a state without any is left out."""
    return dict(db.session.execute(select(Letter.state, func.count()).group_by(Letter.state)).all())


def trials_of(person_id: int, most: int = 5) -> Sequence[Letter]:
    """The last test letters that a person asked for, newest first."""
    asked = select(Letter).join(Person, Person.email == Letter.address)
    asked = asked.where(Letter.kind == "notifications/trial", Person.id == person_id)
    return db.session.scalars(asked.order_by(Letter.created_at.desc(), Letter.id.desc()).limit(most)).all()


def paces(person_ids: Collection[int], kind: str, group_id: int) -> dict[int, Pace]:
    """What each of these people chose for a kind from a group; those who chose nothing are not in it."""
    chosen = select(Preference.person_id, Preference.pace).where(
        Preference.person_id.in_(person_ids), Preference.kind == kind, Preference.group_id == group_id
    )
    return {row.person_id: row.pace for row in db.session.execute(chosen)}


def choices_of(person_id: int) -> dict[tuple[int, str], Pace]:
    """All that a person chose, by group and kind."""
    chosen = db.session.scalars(select(Preference).where(Preference.person_id == person_id))
    return {(one.group_id, one.kind): one.pace for one in chosen}


def notices(person_id: int, group_ids: Collection[int]) -> Select[Notice]:
    """A person's notices, newest first: of groups they still belong to or follow, and about their own actions."""
    query = select(Notice).where(Notice.person_id == person_id, or_(about_theirs(group_ids), Notice.kind == FOLLOWED))
    return query.order_by(Notice.created_at.desc(), Notice.id.desc())


def about_theirs(group_ids: Collection[int] | CompoundSelect[int]) -> ColumnElement[bool]:
    """Not about a group that they only follow."""
    return or_(Notice.group_id.in_(group_ids), Notice.group_id == 0, Notice.thing == "action")


def followers(group_ids: Collection[int]) -> dict[Person, int]:
    """Who asked for the minutes of one of these groups, each once, with the group that they follow."""
    asked = (Preference.kind == FOLLOWED, Preference.group_id.in_(group_ids), Preference.pace != Pace.NEVER)
    found = select(Person, Preference.group_id).join(Preference, Preference.person_id == Person.id)
    found = found.where(*asked, Person.email.is_not(None)).order_by(Person.id, Preference.group_id.desc())
    return {row.Person: row.group_id for row in db.session.execute(found)}


def ids_to_tell() -> Sequence[int]:
    """People to whom a digest is due."""
    due = select(Notice.person_id).where(Notice.due_at <= clock.now()).distinct().order_by(Notice.person_id)
    return db.session.scalars(due).all()


def has_refused(kind: str) -> Select[int]:
    """Ids of those who want no letter of that kind, which no group writes."""
    return select(Preference.person_id).where(
        Preference.kind == kind, Preference.group_id == 0, Preference.pace == Pace.NEVER
    )
