"""Erasing somebody: what says who they were goes, what counts stays (domain §3.5)."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from markupsafe import escape
from sqlalchemy import Column, Table, delete, or_, select, update

from workspace import clock
from workspace.database import Base, db
from workspace.events.operations import give_places_back
from workspace.groups.models import CoFacilitation, Membership
from workspace.journal.operations import record
from workspace.mandates.queries import givers_on
from workspace.meetings.models import Attendance, Meeting
from workspace.meetings.operations import count_as_of_now
from workspace.notifications.models import Notice
from workspace.people.models import ERASED, Mandate, Person, Role
from workspace.post import Letter
from workspace.privacy import queries
from workspace.privacy.holdings import GOES, GOES_BY_ADDRESS, OF_THE_PERSON_STAYS
from workspace.refusals import Refused
from workspace.representation.models import Representative
from workspace.settings.models import Federation
from workspace.substitutes.operations import free_substitutes_of
from workspace.volunteering.operations import forget_who_declared

LAST_OF_ROLE = {
    Role.FEDERATION_DELEGATE: "Vous êtes la seule personne déléguée ici : un autre mandat s’ouvre d’abord.",
    Role.SYSADMIN: "Vous êtes la seule personne chargée de la technique : un autre mandat s’ouvre d’abord.",
}
LAST_GIVER = "Après vous, plus personne ne pourrait donner de mandat : donnez d’abord la suite à quelqu’un."
ONE_DAY = timedelta(days=1)


def erase(person: Person) -> None:
    """Everything that says who the person was goes; counts stay. There is no way back; twice changes nothing.

    Raises:
        Refused: nobody else holds a role that the federation cannot be without, or could give mandates.
    """
    db.session.execute(select(Federation.id).with_for_update())  # of two who leave at once, the second sees it
    db.session.refresh(person, ["erased_at"], with_for_update=True)
    if person.erased_at is not None:
        return
    for role, why in LAST_OF_ROLE.items():
        if queries.is_last(person, role):
            raise Refused(why)
    if givers_on(clock.today()) == [person.id]:
        raise Refused(LAST_GIVER)
    addresses = queries.addresses_of(person)
    give_places_back(person)
    _end_mandates(person)
    _forget_answers(person)
    forget_belongings(person)
    _forget_name(person, addresses)
    record("privacy/erased", person, by=person)
    _clear(person)
    db.session.expire_all()


def forget_belongings(person: Person) -> None:
    """Every row of the person that nobody else needs: letters, open sessions, links, notices, preferences…"""
    db.session.execute(delete(Letter).where(queries.written_to(person)))
    forget_who_declared(person)
    for table, columns in _holding(GOES):
        db.session.execute(delete(table).where(or_(*(column == person.id for column in columns))))
    for table, columns in _holding(GOES_BY_ADDRESS) if person.email else ():
        db.session.execute(delete(table).where(or_(*(column == person.email for column in columns))))


def _holding(wanted: dict[str, str]) -> list[tuple[Table, list[Column[Any]]]]:
    """The tables whose rows go with the person, those that others point to last."""
    found = []
    for table in reversed(Base.metadata.sorted_tables):
        columns = [column for column in table.columns if f"{table.name}.{column.name}" in wanted]
        if columns:
            found.append((table, columns))
    return found


def _end_mandates(person: Person) -> None:
    """Rights stop now; the dates stay, so that a group's history keeps its length."""
    today = clock.today()
    tables: tuple[type[Mandate] | type[CoFacilitation] | type[Representative], ...]
    tables = (Mandate, CoFacilitation, Representative)
    for table in tables:
        mine = (table.person_id == person.id, or_(table.ends_on.is_(None), table.ends_on >= today))
        begun = table.starts_on < today
        db.session.execute(update(table).where(*mine, begun).values(ends_on=today - ONE_DAY))
        not_begun = update(table).where(*mine).values(starts_on=today - ONE_DAY, ends_on=today - ONE_DAY)
        db.session.execute(not_begun)
    db.session.execute(update(Membership).where(Membership.person_id == person.id).values(left_reason=""))
    current = (Membership.person_id == person.id, or_(Membership.left_on.is_(None), Membership.left_on > today))
    db.session.execute(update(Membership).where(*current, Membership.joined_on > today).values(joined_on=today))
    db.session.execute(update(Membership).where(*current).values(left_on=today))


def _forget_answers(person: Person) -> None:
    """Who came is counted; what was answered, and what is to come, is not kept."""
    coming = select(Meeting.id).where(Meeting.starts_at > clock.now())
    mine = Attendance.person_id == person.id
    free_substitutes_of(person, coming)
    db.session.execute(delete(Attendance).where(mine, Attendance.meeting_id.in_(coming)))
    count_as_of_now(mine)
    db.session.execute(
        update(Attendance).where(mine).values(answer=None, answered_at=None, substitute_id=None, minutes_reason="")
    )
    db.session.execute(update(Attendance).where(Attendance.substitute_id == person.id).values(substitute_id=None))


def _forget_name(person: Person, addresses: Sequence[str]) -> None:
    """What was written to others no longer says the name or an address; to whom it was written stays."""
    db.session.execute(update(Letter).where(Letter.reply_to.in_(addresses)).values(reply_to=""))
    spoken = [person.name, person.short_name, *addresses]
    said = list(dict.fromkeys(form for words in spoken for form in (words, str(escape(words)))))
    # As words of their own: « Jean Martin » is in « Jean Martinez » and in « jean.martin@… », and is neither.
    whole = re.compile(rf"(?<![\w.+@-])({'|'.join(re.escape(form) for form in said)})(?![\w-]|\.\w)")
    for column in (Letter.subject, Letter.text, Letter.html, Letter.calendar, Notice.subject):
        table = column.class_
        saying = select(table).where(or_(*(column.contains(form, autoescape=True) for form in said)))
        for row in db.session.scalars(saying).all():
            text = whole.sub(lambda found: "" if "@" in found[0] else ERASED, getattr(row, column.key))
            setattr(row, column.key, text)
    db.session.flush()


def _clear(person: Person) -> None:
    """Every column of the row that may say something of the person, those of tomorrow too."""
    emptied: dict[str, Any] = {"erased_at": clock.now()}
    for column in Person.__table__.columns:
        if column.name in OF_THE_PERSON_STAYS or column.name in emptied:
            continue
        emptied[column.name] = None if column.nullable else _nothing(column)
    db.session.execute(update(Person.__table__).where(Person.__table__.c.id == person.id).values(emptied))  # type: ignore[arg-type]


def _nothing(column: Any) -> Any:
    """What says nothing, in a column that must hold something."""
    if column.default is not None and column.default.is_scalar:
        return column.default.arg
    return column.type.python_type()
