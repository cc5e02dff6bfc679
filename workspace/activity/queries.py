"""Reads that tell a group's life, and what of it is new or awaited from a person."""

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import contains_eager, raiseload

from workspace import clock
from workspace.actions import queries as actions
from workspace.actions.models import ActionItem, ActionState
from workspace.database import db, prepared
from workspace.files import queries as files
from workspace.files.models import File
from workspace.groups import queries as groups
from workspace.groups.models import Group, GroupKind, Membership
from workspace.groups.queries import Standing
from workspace.library import queries as library
from workspace.library.models import Document
from workspace.meetings.models import CONVENED, THERE, AgendaItem, Answer, Attendance, Meeting, MeetingState
from workspace.meetings.queries import calling, rank_in_series, ways_of_calling
from workspace.minutes.models import BoardAnswer, BoardProposal, Decision, Minutes, MinutesState
from workspace.pacts import queries as pacts
from workspace.pacts.models import CooperationPact
from workspace.people.models import Person
from workspace.polls import queries as polls
from workspace.polls.models import DatePoll
from workspace.project.models import WITH_ITS_PLACE, FederalProject, GroupLink, ProjectItem, ProjectState
from workspace.proposals import queries as proposals
from workspace.scheduling import queries as scheduling
from workspace.scheduling.queries import Sight
from workspace.settings import queries as settings

FIRST_VISIT = timedelta(days=14)  # how far « Depuis votre visite » goes for whoever never marked it read
MOST_NEWS = 8


# One group


@dataclass(frozen=True)
class GroupCounts:
    members: int
    centres: int
    actions: int  # published, in any state
    decisions: int  # published
    files: int  # that the person who counts may read, when they may read files at all
    documents: int  # of the library, that they may read
    past: int  # meetings that are over
    polls: int  # on dates, not closed, that the person who counts may know of
    poll_id: int | None  # the one that ends first
    poll_title: str | None
    proposal: str | None  # the last that the board answered (J5 A7), with what it said and when
    board_answer: BoardAnswer | None
    board_sentence: str | None
    board_answered_at: datetime | None


def counts_of(group: Group, standing: Standing) -> GroupCounts:
    """What the entries of a group's page announce: the same rows as its lists."""
    asked = group.id, [group.id], standing.led_ids, standing.group_ids | standing.led_ids, clock.today(), clock.now()
    sight = scheduling.sight_of(standing)
    seen = _counts_of(*asked, sight=sight, sees_polls=standing.steers, sees_library=library.sees_all(standing))
    return GroupCounts(*db.session.execute(*seen).one())


@prepared
def _counts_of(
    group_id: int,
    called_to: Collection[int],
    led_ids: Collection[int],
    group_ids: Collection[int],
    today: date,
    now: datetime,
    *,
    sight: Sight,
    sees_polls: bool,
    sees_library: bool,
) -> Select[Any]:
    here = and_(Membership.group_id == group_id, groups.belonging(today))
    is_visible = scheduling.in_sight(sight, led_ids, group_ids)
    kept = files.in_group(group_id, is_visible).with_only_columns(File.id).order_by(None).subquery()
    asking = polls.open_ones(group_ids, sees_all=sees_polls).where(DatePoll.group_id == group_id)
    first_poll = asking.with_only_columns(DatePoll.id).limit(1).scalar_subquery()
    last_answer = proposals.of_group(group_id).with_only_columns(BoardProposal.id).limit(1).scalar_subquery()
    return (
        select(
            select(func.count()).select_from(Membership).where(here).scalar_subquery(),
            select(func.count(Person.centre_id.distinct())).join(Membership.person).where(here).scalar_subquery(),
            _count(ActionItem.id, ActionItem.group_id == group_id, ActionItem.published_at.is_not(None)),
            select(func.count(Decision.id))
            .join(Decision.meeting)
            .where(calling(called_to), Decision.published_at.is_not(None))
            .scalar_subquery(),
            select(func.count()).select_from(kept).scalar_subquery(),
            _count(Document.id, Document.group_id == group_id, library.readable(led_ids, sees_all=sees_library)),
            _count(Meeting.id, calling(called_to), Meeting.ends_at <= now, is_visible),
            select(func.count()).select_from(asking.order_by(None).subquery()).scalar_subquery(),
            DatePoll.id,
            DatePoll.title,
            BoardProposal.text,
            BoardProposal.answer,
            BoardProposal.sentence,
            BoardProposal.answered_at,
        )
        .select_from(Group)
        .outerjoin(DatePoll, DatePoll.id == first_poll)
        .outerjoin(BoardProposal, BoardProposal.id == last_answer)
        .where(Group.id == group_id)
    )


def _count(column: SQLColumnExpression[int], *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count(column)).where(*conditions).scalar_subquery()


def served_by(group: Group) -> dict[ProjectItem, list[GroupLink]]:
    """What of the project the group works for, by orientation (or standing objective), in the order of reading."""
    served: dict[ProjectItem, list[GroupLink]] = {}
    for link in db.session.scalars(*_links_of(group.id)):
        served.setdefault(_root(link.item), []).append(link)
    return served


@prepared
def _links_of(group_id: int) -> Select[GroupLink]:
    return (
        select(GroupLink)
        .join(GroupLink.item)
        .where(GroupLink.group_id == group_id)
        .options(contains_eager(GroupLink.item).options(WITH_ITS_PLACE))
        .order_by(ProjectItem.project_id, ProjectItem.position, GroupLink.id)
    )


def _root(item: ProjectItem) -> ProjectItem:
    return _root(item.parent) if item.parent_id and item.parent else item


def next_actions(group: Group, most: int = 3) -> Sequence[ActionItem]:
    """The open published actions of a group, the most pressing first, with who is in charge."""
    return db.session.scalars(*_next_actions(group.id, most)).unique().all()


@prepared
def _next_actions(group_id: int, most: int) -> Select[ActionItem]:
    theirs = actions.first_open(most, ActionItem.group_id == group_id, ActionItem.published_at.is_not(None))
    return theirs.options(raiseload(ActionItem.group))


def last_decision(group: Group) -> Any:
    """Its number and its text, and when the meeting began that took it."""
    return db.session.execute(*_last_decision([group.id])).first()


@prepared
def _last_decision(called_to: Collection[int]) -> Any:
    said = select(Decision.id, Decision.number, Decision.text, Meeting.starts_at).join(Decision.meeting)
    published = said.where(Decision.published_at.is_not(None))
    last = published.order_by(Meeting.starts_at.desc(), Decision.id.desc()).limit(1)
    known = union_all(*(select(last.where(way).subquery()) for way in ways_of_calling(called_to))).subquery()
    told = select(known.c.number, known.c.text, known.c.starts_at)
    return told.order_by(known.c.starts_at.desc(), known.c.id.desc()).limit(1)


@dataclass(frozen=True)
class FirstSteps:
    """What somebody who has just come into a group does first."""

    meeting: Meeting | None  # the next one that is called
    answer: Answer | None
    minutes: Minutes | None  # the last published ones, with their meeting


def first_steps(group: Group, person_id: int) -> FirstSteps:
    expected = scheduling.expected(person_id, [group.id], 1, group)
    last = db.session.scalar(
        select(Minutes)
        .join(Minutes.meeting)
        .where(calling([group.id]), Minutes.state == MinutesState.PUBLISHED)
        .options(contains_eager(Minutes.meeting))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(1)
    )
    meeting, answer = expected[0] if expected else (None, None)
    return FirstSteps(meeting, answer, last)


# Meetings of a group


COMES = Attendance.answer.in_((Answer.YES, Answer.REMOTE))


@dataclass(frozen=True)
class MeetingFacts:
    """What a list says of a meeting besides its date."""

    expected: int  # who answered « je viens » or « à distance »
    present: int
    points: int
    decisions: int  # published
    actions: int  # published
    closed: int  # of them
    answer: Answer | None  # of the person who reads
    readable: bool  # its minutes, by that person
    minutes: MinutesState | None
    rank: int  # in its series; 0 when it came alone
    size: int  # of its series


def facts_of(meetings: Collection[Meeting], standing: Standing, person_id: int) -> dict[int, MeetingFacts]:
    """The facts of these meetings, by meeting id, in one statement."""
    ids = [meeting.id for meeting in meetings]
    asked = ids, person_id, standing.group_ids, standing.led_ids
    rows = db.session.execute(*_facts_of(*asked, reads=reads_of(standing)))
    return {row[0]: MeetingFacts(*row[1:]) for row in rows}


def expected_at(meeting_id: int) -> int:
    """How many said that they come, as the facts of a meeting count them."""
    query = select(func.count(Attendance.id)).where(Attendance.meeting_id == meeting_id, COMES)
    return db.session.scalars(query).one()


@prepared
def _facts_of(
    meeting_ids: Collection[int],
    person_id: int,
    group_ids: Collection[int],
    led_ids: Collection[int],
    *,
    reads: "Reads",
) -> Select[Any]:
    here, said = Attendance.meeting_id == Meeting.id, Attendance.person_id == person_id
    published = and_(ActionItem.meeting_id == Meeting.id, ActionItem.published_at.is_not(None))
    return (
        select(
            Meeting.id,
            _count(Attendance.id, here, COMES),
            _count(Attendance.id, here, Attendance.presence.in_(THERE)),
            _count(AgendaItem.id, AgendaItem.meeting_id == Meeting.id),
            _count(Decision.id, Decision.meeting_id == Meeting.id, Decision.published_at.is_not(None)),
            _count(ActionItem.id, published),
            _count(ActionItem.id, published, ActionItem.state == ActionState.DONE),
            select(Attendance.answer).where(here, said).scalar_subquery(),
            readable(reads, person_id, group_ids, led_ids),
            Minutes.state,
            *rank_in_series(),
        )
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(Meeting.id.in_(meeting_ids))
    )


class Reads(enum.Enum):
    """Which minutes somebody may read."""

    ALL = enum.auto()
    PUBLISHED = enum.auto()  # of any group
    THEIRS = enum.auto()  # published ones of their groups


def reads_of(standing: Standing) -> Reads:
    if standing.steers:
        return Reads.ALL
    opened = standing.of_the_network and settings.federation().minutes_open_to_network
    return Reads.PUBLISHED if opened or GroupKind.BOARD in standing.kinds else Reads.THEIRS


def readable(reads: Reads, person_id: int, group_ids: Collection[int], led_ids: Collection[int]) -> ColumnElement[bool]:
    """What Can.READ_MINUTES says of minutes, in SQL; `reads` is what reads_of() says of whoever reads."""
    if reads is Reads.ALL:
        return Minutes.id.is_not(None)
    ours = true() if reads is Reads.PUBLISHED else calling(group_ids)
    was_there = (
        select(literal(1))
        .where(
            Attendance.meeting_id == Meeting.id,
            Attendance.person_id == person_id,
            Attendance.presence.in_(THERE),
        )
        .exists()
    )
    takes_notes = and_(
        Meeting.note_taker_id == person_id,
        Meeting.state.in_(CONVENED),
        calling(group_ids),
    )
    return func.coalesce(
        or_(
            and_(Minutes.state == MinutesState.PUBLISHED, ours),
            and_(Minutes.state == MinutesState.IN_REVIEW, was_there),
            and_(Minutes.id.is_not(None), or_(takes_notes, calling(led_ids))),
        ),
        false(),
    )


# My space


@dataclass(frozen=True)
class News:
    """Something that changed in one of my groups."""

    at: datetime
    kind: str  # called, moved, cancelled, published, closed, shared
    group: Group
    subject: Meeting | ActionItem | Document
    decisions: int = 0


def news(person: Person, standing: Standing) -> list[News]:
    """What changed in the groups that a person belongs to or leads since they marked all as read, and what any group
    shared with them; newest first.

    A partner of a committee hears of its meetings and minutes, and of no action but their own.
    """
    group_ids = standing.group_ids | standing.led_ids
    since = person.news_read_at or clock.now() - FIRST_VISIT
    of_meetings = db.session.execute(*_of_meetings(group_ids, since))
    follows_all = standing.of_the_network or standing.steers
    asked = group_ids, since, clock.in_paris(since).date(), standing.led_ids, person.id
    closed = db.session.scalars(*_closed(*asked, follows_all=follows_all))
    reads_all = library.sees_all(standing)
    shared = db.session.scalars(*library.shared_since(since, standing.led_ids, MOST_NEWS, sees_all=reads_all))
    found = [
        *(News(at, kind or one.state, one.group, one, count) for one, at, kind, count in of_meetings),
        *(News(action.closed_at, "closed", action.group, action) for action in closed if action.closed_at),
        *(News(document.published_at, "shared", document.group, document) for document in shared),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST_NEWS]


@prepared
def _of_meetings(group_ids: Collection[int], since: datetime) -> Select[Meeting, datetime, str, int]:
    """A meeting, when it was told of, what happened (nothing: what its state says), how many decisions were published:
    in one statement."""
    told_at = func.coalesce(Meeting.cancelled_at, Meeting.moved_at, Meeting.called_at)
    # Sifted first, state by state: by their groups, SQLite would read all the meetings that were ever held.
    states = (MeetingState.CALLED, MeetingState.CANCELLED)
    ids = union_all(*(select(Meeting.id).where(Meeting.state == state, told_at > since) for state in states))
    moved = case((and_(Meeting.cancelled_at.is_(None), Meeting.moved_at.is_not(None)), "moved"), else_="")
    told = (
        select(Meeting.id, told_at.label("at"), moved.label("kind"), literal(0).label("decisions"))
        .where(calling(group_ids), Meeting.id.in_(ids))
        .order_by(told_at.desc(), Meeting.id.desc())
        .limit(MOST_NEWS)
    )
    decided = _count(Decision.id, Decision.meeting_id == Meeting.id, Decision.published_at.is_not(None))
    published = (
        select(Meeting.id, Minutes.published_at.label("at"), literal("published").label("kind"), decided)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .where(calling(group_ids), Minutes.published_at > since)
        .order_by(Minutes.published_at.desc(), Meeting.id.desc())
        .limit(MOST_NEWS)
    )
    news = union_all(*(select(those.subquery()) for those in (told, published))).subquery()
    asked: Any = select(Meeting, news.c.at, news.c.kind, news.c.decisions).join(news, news.c.id == Meeting.id)
    return asked.order_by(news.c.at.desc(), Meeting.id.desc())  # type: ignore[no-any-return]


@prepared
def _closed(
    group_ids: Collection[int],
    since: datetime,
    since_day: date,
    led_ids: Collection[int],
    person_id: int,
    *,
    follows_all: bool,
) -> Select[ActionItem]:
    follows = true() if follows_all else or_(ActionItem.group_id.in_(led_ids), actions.owned_by(person_id))
    return (
        select(ActionItem)
        .where(
            ActionItem.group_id.in_(group_ids),
            ActionItem.published_at.is_not(None),
            ActionItem.state == ActionState.DONE,
            ActionItem.closed_on >= since_day,  # the same day as the instant, and in the index
            ActionItem.closed_at > since,
            follows,
        )
        .order_by(ActionItem.closed_at.desc(), ActionItem.id.desc())
        .limit(MOST_NEWS)
    )


def to_finish(led_ids: Collection[int]) -> Sequence[Meeting]:
    """The meetings whose leaders still have something to do: close them, or publish their minutes. Oldest first."""
    return db.session.scalars(*_to_finish(led_ids, clock.now())).all()


@prepared
def _to_finish(led_ids: Collection[int], now: datetime) -> Select[Meeting]:
    return unfinished(led_ids, now)


def unfinished(led_ids: Any, now: Any) -> Select[Meeting]:
    """The same, to be asked of the database together with something else."""
    not_closed = select(Meeting.id).where(Meeting.state == MeetingState.CALLED, Meeting.ends_at <= now)
    not_published = select(Minutes.meeting_id).where(Minutes.published_at.is_(None))
    return (
        select(Meeting)
        .where(calling(led_ids), Meeting.id.in_(union_all(not_closed, not_published)))
        .order_by(Meeting.starts_at, Meeting.id)
    )


def current_pacts(standing: Standing) -> Sequence[CooperationPact]:
    """The pacts of the project in force that one may read, the latest first."""
    return db.session.scalars(
        select(CooperationPact)
        .join(CooperationPact.project)
        .where(FederalProject.state == ProjectState.CURRENT, pacts.visible_to(standing))
        .order_by(CooperationPact.signed_on.desc(), CooperationPact.id.desc())
    ).all()
