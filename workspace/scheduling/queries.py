"""Reads of the calendar: the meetings that a person may know of, coming and past."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from workspace import clock
from workspace.database import db, prepared
from workspace.groups.models import Group
from workspace.groups.queries import Standing
from workspace.meetings.models import Answer, Attendance, Meeting, MeetingState
from workspace.meetings.queries import calling, expecting
from workspace.people.models import Person
from workspace.scheduling.models import FeedKey, SchoolHoliday

FEED_REACHES_BACK = timedelta(days=180)
CANCELLED_STAYS = timedelta(days=90)  # so that calendars that look seldom hear of it


def visible_to(standing: Standing) -> ColumnElement[bool]:
    """What Can.SEE_MEETING says: a draft is its leaders' and the federation's; who sees no calendar but leads a group
    sees that group's.
    """
    if standing.steers:
        return true()
    if not standing.sees_calendar:
        return calling(standing.led_ids)
    return or_(Meeting.state != MeetingState.DRAFT, calling(standing.led_ids))


def coming(standing: Standing, person_id: int, group: Group | None = None) -> list[tuple[Meeting, Answer | None]]:
    """Meetings not over yet, soonest first, each with the person's answer."""
    query = _with_answer(person_id).where(Meeting.ends_at > clock.now(), visible_to(standing))
    if group is not None:
        query = query.where(calling([group.id]))
    return [(meeting, answer) for meeting, answer in db.session.execute(query)]


def between(
    standing: Standing, person_id: int, first: date, after: date, group: Group | None = None
) -> list[tuple[Meeting, Answer | None]]:
    """Meetings that begin from the day `first` on and before the day `after`, each with the person's answer."""
    query = _with_answer(person_id).where(
        Meeting.starts_at >= clock.start_of(first), Meeting.starts_at < clock.start_of(after), visible_to(standing)
    )
    if group is not None:
        query = query.where(calling([group.id]))
    return [(meeting, answer) for meeting, answer in db.session.execute(query)]


def expected(
    person_id: int, group_ids: Collection[int], most: int, group: Group | None = None
) -> list[tuple[Meeting, Answer | None]]:
    """The next called meetings of these groups, events registered to and meetings where one comes instead of somebody,
    soonest first, each with the answer; of one group, what it calls to only."""
    called_to = [group.id] if group else []
    asked = _expected(person_id, group_ids, called_to, clock.now(), most, of_one=group is not None)
    return [(meeting, answer) for meeting, answer in db.session.execute(*asked)]


@prepared
def _expected(
    person_id: int, group_ids: Collection[int], called_to: Collection[int], now: datetime, most: int, *, of_one: bool
) -> Select[Meeting, Answer | None]:
    query = _with_answer(person_id).where(
        Meeting.ends_at > now, Meeting.state == MeetingState.CALLED, expecting(person_id, group_ids)
    )
    return (query.where(calling(called_to)) if of_one else query).limit(most)


def _with_answer(person_id: int) -> Select[Meeting, Answer | None]:
    mine = and_(Attendance.meeting_id == Meeting.id, Attendance.person_id == person_id)
    return select(Meeting, Attendance.answer).outerjoin(Attendance, mine).order_by(Meeting.starts_at, Meeting.id)


def past(standing: Standing, group: Group | None = None) -> Select[Meeting]:
    """Meetings that are over, newest first."""
    query = select(Meeting).where(Meeting.ends_at <= clock.now(), visible_to(standing))
    if group is not None:
        query = query.where(calling([group.id]))
    return query.order_by(Meeting.starts_at.desc(), Meeting.id.desc())


def timeline(standing: Standing, group: Group, number: int, size: int) -> Sequence[Meeting]:
    """A page of a group's meetings, the furthest first: on the first one, all that come before the past ones."""
    page = past(standing, group).with_only_columns(Meeting.id).limit(size).offset((number - 1) * size)
    wanted: ColumnElement[bool] = Meeting.id.in_(select(page.subquery().c.id))
    if number == 1:
        wanted = or_(wanted, Meeting.ends_at > clock.now())
    query = select(Meeting).where(calling([group.id]), visible_to(standing), wanted)
    return db.session.scalars(query.order_by(Meeting.starts_at.desc(), Meeting.id.desc())).all()


def next_dates(group: Group) -> Sequence[Meeting]:
    """The called meetings to come, as anyone may know them."""
    return db.session.scalars(
        select(Meeting)
        .where(calling([group.id]), Meeting.state == MeetingState.CALLED, Meeting.ends_at > clock.now())
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def for_feed(group_ids: Collection[int] | None = None, person_id: int | None = None) -> Sequence[Meeting]:
    """Called and held meetings of these groups (of all, by default), and those just cancelled; not the old ones. Of a
    person: the events they are registered to, and no others, and where they come instead of somebody."""
    said = and_(
        Meeting.state.in_((MeetingState.CALLED, MeetingState.HELD)), Meeting.starts_at > clock.now() - FEED_REACHES_BACK
    )
    cancelled = and_(Meeting.state == MeetingState.CANCELLED, Meeting.cancelled_at > clock.now() - CANCELLED_STAYS)
    query = select(Meeting).where(or_(said, cancelled)).order_by(Meeting.starts_at, Meeting.id)
    if group_ids is not None:
        query = query.where(calling(group_ids) if person_id is None else expecting(person_id, group_ids))
    return db.session.scalars(query).all()


def feed_key_of(person_id: int) -> FeedKey | None:
    return db.session.scalar(select(FeedKey).where(FeedKey.person_id == person_id))


def owner_of_feed(key: str) -> Person | None:
    """Whose calendar it is."""
    return db.session.scalar(select(Person).join(FeedKey, FeedKey.person_id == Person.id).where(FeedKey.key == key))


def school_years(zone: str) -> list[tuple[str, list[SchoolHoliday]]]:
    """The holidays of a zone by school year (« 2026-2027 », from September on), the latest year first."""
    rows = db.session.scalars(select(SchoolHoliday).where(SchoolHoliday.zone == zone).order_by(SchoolHoliday.starts_on))
    years: dict[str, list[SchoolHoliday]] = {}
    for one in rows:
        first = one.starts_on.year - (one.starts_on.month < 9)
        years.setdefault(f"{first}-{first + 1}", []).append(one)
    return sorted(years.items(), reverse=True)
