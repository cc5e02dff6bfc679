"""Reads about a meeting while it runs."""

from datetime import timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from workspace import clock
from workspace.database import db
from workspace.french import count, fold
from workspace.meetings.models import AgendaItem, Meeting, Vote, VoteKind
from workspace.people.models import Person
from workspace.running.models import Writing

STILL_WRITES = timedelta(seconds=20)


def in_words(vote: Vote) -> str:
    """« 9 pour, 2 contre, 1 abstention »; « consentement, sans objection »."""
    if vote.kind is VoteKind.CONSENT:
        return f"consentement, {count(vote.con, 'objection')}" if vote.con else "consentement, sans objection"
    return f"{vote.pro} pour, {vote.con} contre, {count(vote.abstained, 'abstention')}"


def writers(meeting: Meeting, but: Person) -> list[tuple[Writing, int]]:
    """The others who wrote a moment ago, each with the place of the point on the agenda."""
    other = aliased(AgendaItem)
    recent = (Writing.meeting_id == meeting.id, Writing.at > clock.now() - STILL_WRITES, Writing.person_id != but.id)
    place = select(func.count()).where(
        other.meeting_id == AgendaItem.meeting_id,
        or_(
            other.position < AgendaItem.position,
            and_(other.position == AgendaItem.position, other.id <= AgendaItem.id),
        ),
    )
    rows = db.session.execute(
        select(Writing, place.correlate(AgendaItem).scalar_subquery())
        .join(AgendaItem, AgendaItem.id == Writing.point_id)
        .where(*recent)
        .options(joinedload(Writing.person))
        .order_by(Writing.id)
    )
    return [(writing, number) for writing, number in rows]


def named(first_name: str, last_name: str) -> Person | None:
    """Somebody the network knows by exactly that name."""
    known = (Person.search_name == fold(f"{last_name} {first_name}"), Person.erased_at.is_(None))
    return db.session.scalar(select(Person).where(*known).order_by(Person.id).limit(1))
