"""How long things are kept (domain §3.5): each act of the night leaves its line in the journal.

The periods are settings of the federation, in months. Every function may run twice: the second time finds nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, Delete, delete, func, or_, select

from workspace import clock
from workspace.database import db
from workspace.groups import queries as groups
from workspace.groups.models import CoFacilitation, Membership
from workspace.journal.models import Entry
from workspace.journal.operations import record
from workspace.people.models import Mandate, Person, SignIn
from workspace.post import Letter, LetterState, letter
from workspace.privacy import operations
from workspace.privacy.models import InactivityNotice
from workspace.refusals import Refused
from workspace.settings import queries as settings

MONTH = timedelta(days=365.25 / 12)
NOTICE = timedelta(days=30)  # between the letter to an unused account and its erasure


def months_ago(months: int) -> datetime:
    return clock.now() - months * MONTH


def forget_letters() -> int:
    """Letters that left, or were given up, go."""
    old = Letter.created_at < months_ago(settings.federation().keep_letters_months)
    number = _removed(delete(Letter).where(old, Letter.state != LetterState.READY))
    if number:
        record("privacy/letters-forgotten", None, number=number)
    return number


def forget_journal() -> int:
    """Old lines of the journal go: the only way they do."""
    old = Entry.at < months_ago(settings.federation().keep_journal_months)
    number = _removed(delete(Entry).where(old))
    if number:
        record("privacy/journal-shortened", None, number=number)
    return number


def _removed(statement: Delete) -> int:
    done = db.session.execute(statement)
    return done.rowcount if isinstance(done, CursorResult) else 0


def ids_of_those_who_left() -> Sequence[int]:
    """Who has an address, and has belonged nowhere and held nothing for the period."""
    today, limit = clock.today(), months_ago(settings.federation().keep_contacts_months).date()
    here = select(Membership.person_id).where(groups.belonging(today))
    holds = [
        select(table.person_id).where(or_(table.ends_on.is_(None), table.ends_on >= limit))
        for table in (Mandate, CoFacilitation)
    ]
    last = select(func.max(Membership.left_on)).where(Membership.person_id == Person.id).scalar_subquery()
    query = select(Person.id).where(Person.email.is_not(None), Person.id.not_in(here), last < limit)
    for held in holds:
        query = query.where(Person.id.not_in(held))
    return db.session.scalars(query.order_by(Person.id)).all()


def forget_contact(person_id: int) -> bool:
    """The address, the password, the letters and the open sessions of somebody who left; the name stays."""
    person = db.session.get_one(Person, person_id, with_for_update=True)
    if person.email is None:
        return False
    db.session.execute(delete(Letter).where(Letter.address == person.email))
    db.session.execute(delete(SignIn).where(SignIn.person_id == person.id))
    person.email, person.password_hash = None, None
    db.session.flush()
    record("privacy/contact-forgotten", person, leaver=person)
    return True


def ids_of_unused_accounts() -> Sequence[int]:
    """Accounts whose last sign-in, gesture or reading is older than the period."""
    limit = months_ago(settings.federation().keep_accounts_months)
    recent = [
        select(SignIn.person_id).where(SignIn.created_at >= limit),
        select(Entry.person_id).where(Entry.at >= limit, Entry.person_id.is_not(None)),
    ]
    query = select(Person.id).where(
        Person.password_hash.is_not(None),
        Person.email.is_not(None),
        Person.created_at < limit,
        or_(Person.news_read_at.is_(None), Person.news_read_at < limit),
    )
    for used in recent:
        query = query.where(Person.id.not_in(used))
    return db.session.scalars(query.order_by(Person.id)).all()


def see_to_unused(person_id: int) -> bool:
    """Tell the person, then erase a month later; whether something was done."""
    person = db.session.get_one(Person, person_id, with_for_update=True)
    notice = db.session.scalar(select(InactivityNotice).where(InactivityNotice.person_id == person_id))
    if notice is None:
        db.session.add(InactivityNotice(person_id=person_id))
        letter("privacy/inactive", person.email or "", person.name, erased_on=(clock.now() + NOTICE).date())
        db.session.flush()
        record("privacy/inactive-told", person, owner=person)
        return True
    if notice.told_at > clock.now() - NOTICE:
        return False
    try:
        operations.erase(person)
    except Refused:  # the last of a role: somebody must take it over first
        return False
    return True


def take_notices_back(unused: Sequence[int]) -> None:
    """Whoever used their account again is told afresh, should they leave it another time."""
    db.session.execute(delete(InactivityNotice).where(InactivityNotice.person_id.not_in(unused)))
