"""How long things are kept (domain §3.5): each act of the night leaves its line in the journal.

The periods are settings of the federation, in months. Every function may run twice: the second time finds nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Delete, Select, delete, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from workspace import clock
from workspace.actions.models import OPEN, ActionEvent, ActionItem, EventKind, action_owners
from workspace.database import db
from workspace.events import operations as events
from workspace.files.models import File
from workspace.groups import queries as groups
from workspace.groups.models import CoFacilitation, Membership
from workspace.joining import operations as joining
from workspace.joining.models import JoinRequest
from workspace.journal.models import Entry
from workspace.journal.operations import record
from workspace.library.models import Document
from workspace.meetings import operations as meetings
from workspace.meetings.models import AgendaItem, Attendance, Meeting, Proxy
from workspace.minutes.models import Minutes, MinutesVersion
from workspace.notifications.models import Notice
from workspace.people.models import Mandate, Person
from workspace.polls import operations as polls
from workspace.post import Letter, LetterState, letter
from workspace.privacy import operations, queries
from workspace.privacy.models import InactivityNotice
from workspace.refusals import Refused
from workspace.representation import queries as representation
from workspace.settings import queries as settings

MONTH = timedelta(days=365.25 / 12)
NOTICE = timedelta(days=30)  # between the letter to an unused account and its erasure
INACTIVE = "privacy/inactive"


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


def forget_notices() -> int:
    """Old notices go, read or not: what they told is elsewhere."""
    number = _removed(delete(Notice).where(Notice.created_at < months_ago(settings.federation().keep_notices_months)))
    if number:
        record("privacy/notices-forgotten", None, number=number)
    return number


def forget_arrivals() -> int:
    """What was typed by those who never confirmed goes once its link is void."""
    number = joining.forget_expired()
    if number:
        record("privacy/arrivals-forgotten", None, number=number)
    return number


def forget_poll_answers() -> int:
    """Who could come when, three months after the last date proposed."""
    number = polls.forget_old_answers()
    if number:
        record("privacy/poll-answers-forgotten", None, number=number)
    return number


def forget_registrations() -> int:
    """Who registered to an event, three months after it; who came is counted with presences."""
    number = events.forget_old_registrations()
    if number:
        record("privacy/registrations-forgotten", None, number=number)
    return number


def forget_owners() -> int:
    """Who was in charge of what was closed long ago, decided between two meetings: the others go with their meeting."""
    limit = months_ago(settings.federation().keep_names_months).date()
    number = _forget_owners(_closed_actions().where(ActionItem.meeting_id.is_(None), ActionItem.closed_on < limit))
    if number:
        record("privacy/owners-forgotten", None, number=number)
    return number


def _forget_owners(actions: Select[int]) -> int:
    entrusting = ActionEvent.kind.in_((EventKind.ENTRUSTED, EventKind.WITHDRAWN))
    db.session.execute(delete(ActionEvent).where(ActionEvent.action_id.in_(actions), entrusting))
    db.session.execute(update(ActionEvent).where(ActionEvent.action_id.in_(actions)).values(person_id=None))
    return _removed(delete(action_owners).where(action_owners.c.action_id.in_(actions)))


def _removed(statement: Delete) -> int:
    done = db.session.execute(statement)
    return done.rowcount if isinstance(done, CursorResult) else 0


def ids_of_those_who_left() -> Sequence[int]:
    """Who has an address, and for the period belonged nowhere, held, asked and attended nothing, and did not come."""
    since = months_ago(settings.federation().keep_contacts_months)
    ends = [
        (Membership.person_id, Membership.left_on, since.date()),
        (Mandate.person_id, Mandate.ends_on, since.date()),
        (CoFacilitation.person_id, CoFacilitation.ends_on, since.date()),
        (JoinRequest.person_id, JoinRequest.answered_at, since),  # who has no answer awaits a letter
    ]
    called = select(Attendance.person_id).join(Attendance.meeting)
    near: list[Select[Any]] = [select(who).where(or_(end.is_(None), end >= limit)) for who, end, limit in ends]
    near.append(called.where(Attendance.person_id.is_not(None), Meeting.starts_at >= since))
    near.append(representation.ids_sitting_since(since.date()))
    query = select(Person.id).where(Person.email.is_not(None), Person.last_seen_on < since.date())
    for ids in near:
        query = query.where(Person.id.not_in(ids))
    return db.session.scalars(query.order_by(Person.id)).all()


def forget_contact(person_id: int) -> bool:
    """How to reach somebody who left, how they signed in, what they were told; the name stays where something says it,
    and whoever was never here goes whole."""
    person = db.session.get_one(Person, person_id, with_for_update=True)
    if person.email is None:
        return False
    if not queries.is_mentioned(person):
        operations.erase(person)
        return True
    operations.forget_belongings(person)
    person.email, person.password_hash = None, None
    person.phone, person.shares_contacts = "", False
    db.session.flush()
    record("privacy/contact-forgotten", person, leaver=person)
    return True


def ids_of_old_meetings() -> Sequence[int]:
    """Meetings older than the period that still name somebody."""
    limit = months_ago(settings.federation().keep_names_months)
    names = or_(
        Meeting.created_by_id.is_not(None),
        Meeting.note_taker_id.is_not(None),
        *(exists().where(rows, column.is_not(None)) for column, rows in _naming(Meeting.id, limit)),
        exists().where(Attendance.meeting_id == Meeting.id, Attendance.person_id.is_not(None)),
        exists().where(action_owners.c.action_id.in_(_closed_actions().where(ActionItem.meeting_id == Meeting.id))),
    )
    return db.session.scalars(select(Meeting.id).where(Meeting.ends_at < limit, names).order_by(Meeting.id)).all()


def _naming(meeting_id: Any, limit: datetime) -> list[tuple[InstrumentedAttribute[int | None], ColumnElement[bool]]]:
    """What else names somebody of a meeting, each with its rows; a file, a document or a correction that came
    later waits."""
    minutes = select(Minutes.id).where(Minutes.meeting_id == meeting_id)
    return [
        (AgendaItem.carried_by_id, AgendaItem.meeting_id == meeting_id),
        (Minutes.published_by_id, Minutes.meeting_id == meeting_id),
        (MinutesVersion.author_id, MinutesVersion.minutes_id.in_(minutes) & (MinutesVersion.made_at < limit)),
        (File.added_by_id, (File.meeting_id == meeting_id) & (File.added_at < limit)),
        (Document.added_by_id, (Document.meeting_id == meeting_id) & (Document.published_at < limit)),
    ]


def _closed_actions() -> Select[int]:
    return select(ActionItem.id).where(ActionItem.state.not_in(OPEN))


def remove_names(meeting_id: int) -> bool:
    """Who came, prepared, wrote, published, was in charge of what is closed: counted by status and centre, no longer
    named."""
    meeting = db.session.get_one(Meeting, meeting_id, with_for_update=True)
    if meeting_id not in ids_of_old_meetings():  # another worker has just done it
        return False
    here = Attendance.meeting_id == meeting_id
    meetings.count_as_of_now(here)
    forgotten = {"person_id": None, "answer": None, "answered_at": None, "substitute_id": None, "minutes_reason": ""}
    db.session.execute(update(Attendance).where(here).values(forgotten))
    db.session.execute(delete(Proxy).where(Proxy.meeting_id == meeting_id))
    for column, rows in _naming(meeting_id, months_ago(settings.federation().keep_names_months)):
        db.session.execute(update(column.class_).where(rows).values({column.key: None}))
    _forget_owners(_closed_actions().where(ActionItem.meeting_id == meeting_id))
    meeting.created_by_id = meeting.note_taker_id = None
    meeting.names_removed_at = clock.now()
    db.session.flush()
    record("privacy/names-removed", meeting, title=meeting.title)
    return True


def ids_of_unused_accounts() -> Sequence[int]:
    """Who has an address, was not seen for the period, belongs nowhere and sits nowhere outside: members take part
    without signing in."""
    limit = months_ago(settings.federation().keep_accounts_months).date()
    members = select(Membership.person_id).where(groups.belonging(clock.today()))
    unused = select(Person.id).where(Person.email.is_not(None), Person.last_seen_on < limit)
    for ids in (members, representation.ids_sitting_since(clock.today())):
        unused = unused.where(Person.id.not_in(ids))
    return db.session.scalars(unused.order_by(Person.id)).all()


def see_to_unused(person_id: int) -> bool:
    """Tell the person, then erase a month later; whether something was done."""
    person = db.session.get_one(Person, person_id, with_for_update=True)
    notice = db.session.scalar(select(InactivityNotice).where(InactivityNotice.person_id == person_id))
    if notice is None:
        db.session.add(InactivityNotice(person_id=person_id))
        letter(INACTIVE, person.email or "", person.name, erased_on=(clock.now() + NOTICE).date())
        db.session.flush()
        record("privacy/inactive-told", person, owner=person)
        return True
    if notice.told_at > clock.now() - NOTICE or _was_not_told(person):
        return False
    try:
        operations.erase(person)
    except Refused:  # the last of a role: somebody must take it over first
        return False
    return True


def _was_not_told(person: Person) -> bool:
    """The letter has not left, without a mail server for instance, or not since long enough."""
    late = or_(Letter.state == LetterState.READY, Letter.sent_at > clock.now() - NOTICE)
    told = select(Letter.id).where(Letter.kind == INACTIVE, Letter.address == person.email, late)
    return db.session.scalar(told.limit(1)) is not None


def take_notices_back(unused: Sequence[int]) -> None:
    """Whoever used their account again is told afresh, should they leave it another time."""
    db.session.execute(delete(InactivityNotice).where(InactivityNotice.person_id.not_in(unused)))
