"""Reads about what awaits somebody: a person today, or those who steer the federation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    false,
    func,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from workspace import claims, clock
from workspace.access import Can, may
from workspace.actions import queries as actions
from workspace.actions.models import OPEN, ActionItem
from workspace.activity import queries as activity
from workspace.database import UTCDateTime, db, prepared
from workspace.followup.models import Reminder
from workspace.groups import queries as groups
from workspace.groups.models import CoFacilitation, Group, GroupKind, GroupState
from workspace.groups.queries import Standing
from workspace.joining.models import JoinRequest
from workspace.meetings.models import THERE, AgendaItem, Answer, Attendance, Meeting, MeetingState
from workspace.meetings.queries import expecting
from workspace.minutes import queries as minutes
from workspace.minutes.models import Decision, Minutes, MinutesState, last_day_before
from workspace.notifications import queries as notifications
from workspace.notifications.models import Notice
from workspace.notifications.telling import REMINDER
from workspace.pacts import queries as pacts
from workspace.pacts.deadlines import Deadline
from workspace.pacts.models import Commitment, CooperationPact
from workspace.people.models import Person
from workspace.polls.models import DatePoll
from workspace.post import Letter, LetterState
from workspace.representation import queries as representation
from workspace.representation.models import ExternalMandate

THINGS: dict[str, tuple[Any, Can]] = {  # of notices
    "meeting": (Meeting, Can.SEE_MEETING),
    "minutes": (Minutes, Can.READ_MINUTES),
    "action": (ActionItem, Can.SEE_ACTION),
    "group": (Group, Can.ENTER),
    "commitment": (Commitment, Can.SEE_PACT),
    "date_poll": (DatePoll, Can.SEE_POLL),
}
REMINDERS = "reminders"  # the name of the daily job
MEETING_NOTICE = timedelta(days=2)
ACTION_NOTICE = timedelta(days=3)
MINUTES_DELAY = timedelta(days=10)
REPORT_DELAY = timedelta(days=1)  # of a meeting outside, while one remembers it
ENDING_NOTICE = timedelta(days=60)  # of a mandate outside, to renew it or find somebody
PACT_NOTICE = timedelta(days=30)
REQUEST_DELAY = timedelta(days=3)  # co-facilitators answer whoever asks to come in; then the federation does
ONE_DAY = timedelta(days=1)

# Reminders. What is due on a day is told that day, or on the next day that the worker runs: a person is told of
# everything that came due after their last reminder, or after the last run that went to its end.


@dataclass(frozen=True)
class Due:
    """What one letter tells a person, each list from the most pressing on."""

    meetings: Sequence[tuple[Meeting, Answer | None]]
    agendas: Mapping[int, Sequence[AgendaItem]]  # of those whose agenda the person reads, by meeting id
    late_actions: Sequence[ActionItem]
    next_actions: Sequence[ActionItem]
    deadlines: Sequence[tuple[CooperationPact, Deadline]]  # of pacts, within a month
    promises: Sequence[Commitment]  # due within a month and not kept yet
    to_finish: Sequence[Meeting]  # over for ten days: to close, or their minutes to publish
    to_review: Sequence[Decision]  # of groups that they lead: the day to come back to it has come
    to_tell: Sequence[ExternalMandate]  # the body where they sit met, and nobody told it yet

    @property
    def steps(self) -> list[tuple[str, Any]]:
        """Each thing to do with its kind, the first one first: an answer awaited is for the nearest date."""
        return [
            *(("answer", meeting) for meeting, answer in self.meetings if answer is None),
            *(("late", action) for action in self.late_actions),
            *(("next", action) for action in self.next_actions),
            *(("finish", meeting) for meeting in self.to_finish),
            *(("tell", mandate) for mandate in self.to_tell),
            *(("review", decision) for decision in self.to_review),
            *(("deadline", one) for one in self.deadlines),
            *(("promise", commitment) for commitment in self.promises),
            *(("come", meeting) for meeting, answer in self.meetings if answer is not None),
        ]


def ids_to_remind(day: date) -> Sequence[int]:
    """Whoever has an address and was not written to that day."""
    written = select(Reminder.person_id).where(Reminder.day == day)
    reached = (
        Person.email.is_not(None),
        Person.id.not_in(written),
        Person.id.not_in(notifications.has_refused(REMINDER)),
    )
    return db.session.scalars(select(Person.id).where(*reached).order_by(Person.id)).all()


def due_notices(person: Person, ids: Collection[int]) -> list[Notice]:
    """Of these notices, what the person may still see, oldest first."""
    standing = groups.standing_of(person.id)
    query = notifications.notices(person.id, standing.group_ids | standing.led_ids).where(Notice.id.in_(ids))
    return still_visible(person, list(db.session.scalars(query))[::-1])


def still_visible(person: Any, notices: Sequence[Notice]) -> list[Notice]:
    """Those whose thing is still there for the person: rights may have gone since it was told. One statement a kind."""
    seen = _things_seen(person, notices)
    return [one for one in notices if (one.thing, one.thing_id) in seen]


def _things_seen(person: Any, notices: Sequence[Notice]) -> set[tuple[str, int]]:
    seen = set()
    for word, (model, right) in THINGS.items():
        ids = {one.thing_id for one in notices if one.thing == word}
        if ids:
            options = getattr(model, "needed_for_rights", lambda: ())()
            found: Sequence[Any] = db.session.scalars(select(model).where(model.id.in_(ids)).options(*options)).all()
            seen |= {(word, thing.id) for thing in found if may(person, right, thing)}
    return seen


def told_until(person: Person, day: date) -> date:
    """The last day whose reminders the person has had, or had none of."""
    last_run = claims.last_run(REMINDERS, before=day)
    last_reminder = select(func.max(Reminder.day)).where(Reminder.person_id == person.id, Reminder.day < day)
    known = db.session.execute(select(last_run, last_reminder.scalar_subquery())).one()
    return max((one for one in known if one is not None), default=day - ONE_DAY)


def due_to(person: Person, day: date) -> Due:
    """What that day's letter tells the person, by their rights of this instant."""
    told = told_until(person, day)
    is_weekly = told < clock.monday_of(day)  # what is late is told on Mondays
    mine = [(action.due_on, action) for action in actions.mine(person) if action.due_on is not None]
    soon = max(day, told + ACTION_NOTICE + ONE_DAY)
    standing = groups.standing_of(person.id)
    month = told + PACT_NOTICE + ONE_DAY, day + PACT_NOTICE
    late_since = date.min if is_weekly else told
    meetings = _coming(person, told + MEETING_NOTICE + ONE_DAY, day + MEETING_NOTICE)
    return Due(
        deadlines=pacts.deadlines_between(*month) if standing.steers else [],
        promises=_promised(standing, *month),
        meetings=meetings,
        agendas={meeting.id: meeting.points for meeting, _ in meetings if may(person, Can.SEE_AGENDA, meeting)},
        late_actions=[action for due_on, action in mine if is_weekly and due_on < day],
        next_actions=[action for due_on, action in mine if soon <= due_on <= day + ACTION_NOTICE],
        to_review=minutes.to_review(standing.led_ids, told + ONE_DAY, day) if standing.led_ids else [],
        to_finish=[
            meeting
            for meeting in activity.to_finish(standing.led_ids)
            if late_since < _day_of(meeting) + MINUTES_DELAY <= day
        ],
        to_tell=[
            mandate
            for mandate in (representation.awaited_from(person.id, day) if standing.of_the_network else ())
            if mandate.next_on is not None and late_since < mandate.next_on + REPORT_DELAY <= day
        ],
    )


def _promised(standing: Standing, first: date, last: date) -> Sequence[Commitment]:
    """To those who steer, what any party promised; to a partner, what its institution did."""
    if standing.steers:
        return pacts.promised_between(first, last)
    return pacts.promised_between(first, last, standing.institution_ids) if standing.institution_ids else []


def _coming(person: Person, first: date, last: date) -> Sequence[tuple[Meeting, Answer | None]]:
    """The called meetings of these days in the person's groups, unless they said no; with the agenda."""
    since, until = max(clock.start_of(first), clock.now()), clock.start_of(last + ONE_DAY)
    asked = _called_between(person.id, groups.standing_of(person.id).group_ids, since, until)
    return [(meeting, answer) for meeting, answer in db.session.execute(*asked)]


@prepared
def _called_between(
    person_id: int, group_ids: Collection[int], since: datetime, until: datetime
) -> Select[Meeting, Answer | None]:
    return (
        select(Meeting, Attendance.answer)
        .outerjoin(Attendance, and_(Attendance.meeting_id == Meeting.id, Attendance.person_id == person_id))
        .where(
            expecting(person_id, group_ids),
            Meeting.state == MeetingState.CALLED,
            Meeting.starts_at >= since,
            Meeting.starts_at < until,
            Attendance.answer.is_distinct_from(Answer.NO),
        )
        .options(selectinload(Meeting.points))
        .order_by(Meeting.starts_at, Meeting.id)
    )


def _day_of(meeting: Meeting) -> date:
    return clock.in_paris(meeting.starts_at).date()


# One's own page.


class Over(NamedTuple):
    """What awaits a person of meetings that are over, the oldest first."""

    to_finish: list[Meeting]  # of groups that they lead, to close or publish (activity.to_finish)
    to_reread: list[tuple[Meeting, date | None]]  # they were there: the minutes, and the last day to comment them
    to_tell: list[ExternalMandate]  # of bodies where they sit


def over(person_id: int, led_ids: Collection[int]) -> Over:
    """In one statement, for the page asks many. Who leads publishes: they are not asked to reread besides."""
    finish: dict[int, Meeting] = {}
    reread: dict[int, tuple[Meeting, date | None]] = {}
    tell = []
    for meeting, mandate, is_in_review, until in db.session.execute(
        *_over(person_id, led_ids, clock.now(), clock.today())
    ):
        if mandate:
            tell.append(mandate)
        elif is_in_review:
            reread[meeting.id] = meeting, last_day_before(until) if until else None
        else:
            finish[meeting.id] = meeting
    return Over(list(finish.values()), [one for key, one in reread.items() if key not in finish], tell)


@prepared
def _over(person_id: int, led_ids: Collection[int], now: datetime, today: date) -> Any:
    no_id, no_time = cast(null(), Integer), cast(null(), UTCDateTime)
    meetings = activity.unfinished(led_ids, now).with_only_columns(
        Meeting.id.label("meeting_id"), no_id.label("id"), false().label("in_review"), no_time.label("until")
    )
    in_review = (
        select(Minutes.meeting_id, no_id, true(), Minutes.review_until)
        .join(Attendance, Attendance.meeting_id == Minutes.meeting_id)
        .where(Attendance.person_id == person_id, Attendance.presence.in_(THERE))
        .where(Minutes.state == MinutesState.IN_REVIEW)
        .where(or_(Minutes.review_until.is_(None), Minutes.review_until > now))
    )
    mandates = representation.ids_awaited_from(person_id, today).with_only_columns(
        no_id, ExternalMandate.id, false(), no_time
    )
    found = union_all(meetings.order_by(None), in_review, mandates).subquery()
    return (
        select(Meeting, ExternalMandate, found.c.in_review, found.c.until)
        .select_from(found)
        .outerjoin(Meeting, Meeting.id == found.c.meeting_id)
        .outerjoin(ExternalMandate, ExternalMandate.id == found.c.id)
        .options(joinedload(Meeting.group, innerjoin=False), joinedload(ExternalMandate.institution))
        .order_by(Meeting.starts_at, Meeting.id, ExternalMandate.next_on, ExternalMandate.id)
    )


# The page of those who steer. A section is one statement: its first lines, and how many lines there are in all.

MOST_LINES = 10
NOW, TODAY = bindparam("now", type_=UTCDateTime), bindparam("today", type_=Date)
ENDING = bindparam("ending", type_=Date)
LETTERS_KEPT = timedelta(days=30)  # a refused letter cannot be sent again: after that it is no longer to be dealt with


@dataclass(frozen=True)
class Section:
    """The first lines of a section, and how many it holds."""

    lines: Sequence[Any]
    total: int

    @property
    def others(self) -> int:
        return self.total - len(self.lines)


def steering() -> dict[str, Section]:
    """What asks for attention, the most pressing section first."""
    found = {name: db.session.execute(query, _moments()).all() for name, query in _first_lines().items()}
    return {name: Section([row[:-1] for row in rows], rows[0][-1] if rows else 0) for name, rows in found.items()}


def points_to_steer() -> int:
    """How many lines that page holds, in one statement."""
    return int(sum(db.session.execute(_counts(), _moments()).one()))


def _moments() -> dict[str, date]:
    """The parameters of these statements."""
    now, today = clock.now(), clock.today()
    return {
        "now": now,
        "today": today,
        "refused_since": now - LETTERS_KEPT,
        "asked_before": now - REQUEST_DELAY,
        "held_before": clock.start_of(today - MINUTES_DELAY),
        "ending": today + ENDING_NOTICE,
    }


@cache
def _first_lines() -> dict[str, Select[Any]]:
    return {name: query.add_columns(func.count().over()).limit(MOST_LINES) for name, query in _sections().items()}


@cache
def _counts() -> Select[Any]:
    """Two pages ask it: built once."""
    counted = (query.order_by(None).subquery() for query in _sections().values())
    return select(*(select(func.count()).select_from(query).scalar_subquery() for query in counted))


def _sections() -> dict[str, Select[Any]]:
    return {
        "letters": _letters_in_failure(),
        "requests": _requests_to_join(),
        "to_close": _meetings_to_close(),
        "minutes": _late_minutes(),
        "actions": _late_actions(),
        "unplanned": _groups_without_meeting(),
        "vacancies": _groups_to_lead(),
        "outside": representation.to_see_to(TODAY, ENDING),
    }


def _letters_in_failure() -> Select[Any]:
    return (
        select(Letter)
        .where(Letter.state == LetterState.FAILED, Letter.created_at > bindparam("refused_since"))
        .order_by(Letter.created_at.desc(), Letter.id.desc())
    )


def _requests_to_join() -> Select[Any]:
    """Those that nobody answered for some days; at once, where nobody leads the group."""
    leads = select(CoFacilitation.id).where(
        CoFacilitation.group_id == JoinRequest.group_id, groups.running(CoFacilitation, TODAY)
    )
    return (
        select(JoinRequest)
        .join(JoinRequest.group)
        .where(
            JoinRequest.answered_at.is_(None),
            Group.state != GroupState.CLOSED,
            or_(JoinRequest.asked_at < bindparam("asked_before"), ~leads.exists()),
        )
        .options(contains_eager(JoinRequest.group), joinedload(JoinRequest.person))
        .order_by(JoinRequest.asked_at, JoinRequest.id)
    )


def _meetings_to_close() -> Select[Any]:
    return (
        select(Meeting)
        .where(Meeting.state == MeetingState.CALLED, Meeting.ends_at <= NOW)
        .order_by(Meeting.starts_at, Meeting.id)
    )


def _late_minutes() -> Select[Any]:
    """Of meetings held more than ten days ago."""
    unpublished = select(Minutes.meeting_id).where(Minutes.published_at.is_(None))
    return (
        select(Meeting)
        .where(Meeting.id.in_(unpublished), Meeting.starts_at < bindparam("held_before"))
        .order_by(Meeting.starts_at, Meeting.id)
    )


def _late_actions() -> Select[Any]:
    """Each group with how many of its published actions are late, since when, and the oldest of them."""
    late: tuple[ColumnElement[bool], ...] = _is_late(ActionItem)
    one = aliased(ActionItem)
    oldest = select(one.title).where(one.group_id == Group.id, *_is_late(one)).order_by(one.due_on, one.id).limit(1)
    return (
        select(Group, func.count(), func.min(ActionItem.due_on), oldest.scalar_subquery())
        .join(ActionItem, ActionItem.group_id == Group.id)
        .where(*late)
        .group_by(Group.id)
        .order_by(func.min(ActionItem.due_on), Group.id)
    )


def _is_late(action: Any) -> tuple[ColumnElement[bool], ...]:
    return action.published_at.is_not(None), action.state.in_(OPEN), action.due_on < TODAY


def _groups_without_meeting() -> Select[Any]:
    """Active groups and bodies without a called meeting to come, each with the draft that awaits its call."""
    coming = and_(Meeting.group_id == Group.id, Meeting.ends_at > NOW)
    draft = select(Meeting.id).where(coming, Meeting.state == MeetingState.DRAFT)
    return (
        select(Group, draft.order_by(Meeting.starts_at, Meeting.id).limit(1).scalar_subquery())
        .where(
            Group.state == GroupState.ACTIVE,
            ~select(Meeting.id).where(coming, Meeting.state == MeetingState.CALLED).exists(),
        )
        .order_by(Group.kind != GroupKind.WORKING_GROUP, Group.position, Group.id)
    )


def _groups_to_lead() -> Select[Any]:
    """Active working groups led by nobody, then by one person alone."""
    leaders: Any = func.count(CoFacilitation.person_id.distinct())
    today = and_(CoFacilitation.group_id == Group.id, groups.running(CoFacilitation, TODAY))
    return (
        select(Group, leaders)
        .outerjoin(CoFacilitation, today)
        .where(Group.state == GroupState.ACTIVE, Group.kind == GroupKind.WORKING_GROUP)
        .group_by(Group.id)
        .having(leaders < 2)
        .order_by(leaders, Group.position, Group.id)
    )
