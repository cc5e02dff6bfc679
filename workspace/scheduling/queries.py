"""Reads of the calendar: the meetings that a person may know of, coming and past."""

import enum
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, true, union, union_all
from sqlalchemy.orm import joinedload, load_only

from workspace import clock
from workspace.database import db, prepared
from workspace.groups.models import SIGNS, Group
from workspace.groups.queries import Standing
from workspace.meetings.models import CONVENED, Answer, Attendance, Meeting, MeetingState
from workspace.meetings.queries import calling, expecting, ways_of_calling
from workspace.people.models import Person
from workspace.scheduling.models import FeedKey, SchoolHoliday

# What a long list says of a meeting and rights ask: the rest, forty columns more, costs a tenth of the page. A short
# one gains less than these options cost.
AS_LISTED = (
    load_only(
        *(Meeting.group_id, Meeting.kind, Meeting.series_id, Meeting.guests, Meeting.state, Meeting.title),
        *(Meeting.starts_at, Meeting.ends_at, Meeting.place, Meeting.video_link),
        raiseload=True,
    ),
    joinedload(Meeting.group, innerjoin="unnested").load_only(*SIGNS, Group.kind, raiseload=True),
)
FEED_REACHES_BACK = timedelta(days=180)
CANCELLED_STAYS = timedelta(days=90)  # so that calendars that look seldom hear of it


class Sight(enum.Enum):
    """Which meetings somebody may know of."""

    ALL = enum.auto()
    CALLED = enum.auto()  # and the drafts of the groups that they lead
    OWN = enum.auto()  # of these groups, and the called ones of the groups that they belong to


def sight_of(standing: Standing) -> Sight:
    """What Can.SEE_MEETING says: a draft is its leaders' and the federation's; who sees no calendar but belongs to a
    group, or leads it, sees that group's.
    """
    if standing.steers:
        return Sight.ALL
    return Sight.CALLED if standing.sees_calendar else Sight.OWN


def in_sight(sight: Sight, led_ids: Collection[int], group_ids: Collection[int]) -> ColumnElement[bool]:
    if sight is Sight.ALL:
        return true()
    is_called = Meeting.state != MeetingState.DRAFT
    return or_(calling(led_ids), and_(is_called, calling(group_ids)) if sight is Sight.OWN else is_called)


def visible_to(standing: Standing) -> ColumnElement[bool]:
    return in_sight(sight_of(standing), standing.led_ids, standing.group_ids)


def sees(standing: Standing, group_ids: Collection[int], state: MeetingState) -> bool:
    """The same of one meeting, already read."""
    sight = sight_of(standing)
    is_called, is_own = state is not MeetingState.DRAFT, not standing.group_ids.isdisjoint(group_ids)
    is_shown = is_called and (sight is Sight.CALLED or is_own)
    return sight is Sight.ALL or is_shown or not standing.led_ids.isdisjoint(group_ids)


def coming(standing: Standing, person_id: int, group: Group | None = None) -> list[tuple[Meeting, Answer | None]]:
    """Meetings not over yet, soonest first, each with the person's answer."""
    called_to = [group.id] if group else []
    sight, of_one = sight_of(standing), group is not None
    belongs = standing.led_ids, standing.group_ids
    asked = _coming(person_id, *belongs, called_to, clock.now(), sight=sight, of_one=of_one)
    return [(meeting, answer) for meeting, answer in db.session.execute(*asked)]


@prepared
def _coming(
    person_id: int,
    led_ids: Collection[int],
    group_ids: Collection[int],
    called_to: Collection[int],
    now: datetime,
    *,
    sight: Sight,
    of_one: bool,
) -> Select[Meeting, Answer | None]:
    query = _with_answer(person_id).where(Meeting.ends_at > now, in_sight(sight, led_ids, group_ids))
    return (query.where(calling(called_to)) if of_one else query).options(*AS_LISTED)


def between(
    standing: Standing, person_id: int, first: date, after: date, group: Group | None = None
) -> list[tuple[Meeting, Answer | None]]:
    """Meetings that begin from the day `first` on and before the day `after`, each with the person's answer."""
    query = _with_answer(person_id).where(
        Meeting.starts_at >= clock.start_of(first), Meeting.starts_at < clock.start_of(after), visible_to(standing)
    )
    if group is not None:
        query = query.where(calling([group.id]))
    return [(meeting, answer) for meeting, answer in db.session.execute(query.options(*AS_LISTED))]


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
    return query.options(*AS_LISTED).order_by(Meeting.starts_at.desc(), Meeting.id.desc())


def timeline(standing: Standing, group: Group, number: int, size: int) -> Sequence[Meeting]:
    """A page of a group's meetings. The first one begins with all that come: the next one called, which drafts and
    cancelled ones would push down, then the nearest first. Past ones follow, the last first."""
    skipped = (number - 1) * size
    asked = [group.id], standing.led_ids, standing.group_ids, clock.now(), size, skipped, skipped + size
    shown = db.session.scalars(*_timeline(*asked, sight=sight_of(standing), is_first=number == 1)).all()
    coming = [one for one in reversed(shown) if not one.is_over]
    following = next((one for one in coming if one.state is MeetingState.CALLED), None)
    coming.sort(key=lambda one: one is not following)
    return [*coming, *(one for one in shown if one.is_over)]


@prepared
def _timeline(
    called_to: Collection[int],
    led_ids: Collection[int],
    group_ids: Collection[int],
    now: datetime,
    size: int,
    skipped: int,
    reached: int,
    *,
    sight: Sight,
    is_first: bool,
) -> Select[Meeting]:
    furthest = (Meeting.starts_at.desc(), Meeting.id.desc())
    seen = select(Meeting.id).where(in_sight(sight, led_ids, group_ids))
    over = seen.add_columns(Meeting.starts_at).where(Meeting.ends_at <= now).order_by(*furthest).limit(reached)
    known = union(*(select(over.where(way).subquery()) for way in ways_of_calling(called_to))).subquery()
    last = known.c.starts_at.desc(), known.c.id.desc()
    wanted = select(select(known.c.id).order_by(*last).limit(size).offset(skipped).subquery().c.id)
    to_come = seen.where(calling(called_to), Meeting.ends_at > now)
    ids = union_all(wanted, to_come) if is_first else wanted
    return select(Meeting).where(Meeting.id.in_(ids)).order_by(*furthest)


def next_dates(group: Group) -> Sequence[Meeting]:
    """The called meetings to come, as anyone may know them."""
    return db.session.scalars(*_next_dates([group.id], clock.now())).all()


@prepared
def _next_dates(called_to: Collection[int], now: datetime) -> Select[Meeting]:
    return (
        select(Meeting)
        .where(calling(called_to), Meeting.state == MeetingState.CALLED, Meeting.ends_at > now)
        .order_by(Meeting.starts_at, Meeting.id)
    )


def for_feed(group_ids: Collection[int] | None = None, person_id: int | None = None) -> Sequence[Meeting]:
    """Called and held meetings of these groups (of all, by default), and those just cancelled; not the old ones. Of a
    person: the events they are registered to, and no others, and where they come instead of somebody."""
    whose = Feed.ALL if group_ids is None else Feed.GROUPS if person_id is None else Feed.PERSON
    now = clock.now()
    asked = group_ids or [], person_id or 0, now - FEED_REACHES_BACK, now - CANCELLED_STAYS
    return db.session.scalars(*_for_feed(*asked, whose=whose)).all()


class Feed(enum.Enum):
    ALL = enum.auto()
    GROUPS = enum.auto()
    PERSON = enum.auto()


@prepared
def _for_feed(
    group_ids: Collection[int], person_id: int, since: datetime, cancelled_since: datetime, *, whose: Feed
) -> Select[Meeting]:
    said = and_(Meeting.state.in_(CONVENED), Meeting.starts_at > since)
    cancelled = and_(Meeting.state == MeetingState.CANCELLED, Meeting.cancelled_at > cancelled_since)
    # Each by its index: either one or the other would be looked for among all that ever were.
    ids = union_all(*(select(Meeting.id).where(one) for one in (said, cancelled)))
    query = select(Meeting).where(Meeting.id.in_(ids)).order_by(Meeting.starts_at, Meeting.id)
    if whose is Feed.ALL:
        return query
    return query.where(calling(group_ids) if whose is Feed.GROUPS else expecting(person_id, group_ids))


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
