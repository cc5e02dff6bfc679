"""Reads about actions."""

import enum
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, load_only, raiseload, selectinload

from workspace import clock
from workspace.actions import lines
from workspace.actions.models import (
    OPEN,
    ActionEvent,
    ActionItem,
    ActionState,
    EventKind,
    action_items,
    action_owners,
)
from workspace.database import db, in_order, prepared, with_each
from workspace.french import fold
from workspace.groups.models import Group
from workspace.meetings import queries as meetings
from workspace.meetings.models import AgendaItem, Meeting, MeetingState
from workspace.pagination import SIZE, Page, paginated, within
from workspace.people.models import NAMES, Named, Person
from workspace.project import queries as project
from workspace.project.models import WITH_ITS_PLACE, ProjectItem

A_MOMENT = timedelta(minutes=1)  # between two clicks of the same gesture


def of_meeting(meeting_id: int) -> list[ActionItem]:
    """The actions of a meeting in the order of its agenda, published or not."""
    return list(db.session.scalars(*_of_meeting(meeting_id)).unique())


@prepared
def _of_meeting(meeting_id: int) -> Select[ActionItem]:
    return _by_point(ActionItem.meeting_id == meeting_id)


def of_meeting_and_cited(meeting: Meeting, texts: Collection[str]) -> tuple[list[ActionItem], dict[int, ActionItem]]:
    """The actions of a meeting, and those that its texts name, by id; in one statement."""
    ids = lines.cited_ids(texts)
    found = list(db.session.scalars(*_of_meeting_and_cited(meeting.id, ids, meeting.group_ids)).unique())
    return [one for one in found if one.meeting_id == meeting.id], {one.id: one for one in found if one.id in ids}


@prepared
def _of_meeting_and_cited(meeting_id: int, ids: Collection[int], group_ids: Collection[int]) -> Select[ActionItem]:
    return _by_point(or_(ActionItem.meeting_id == meeting_id, _known_by_readers(ids, group_ids)))


def _by_point(asked: ColumnElement[bool]) -> Select[ActionItem]:
    query = (
        select(ActionItem)
        .outerjoin(ActionItem.point)
        .where(asked)
        .options(contains_eager(ActionItem.point).raiseload(AgendaItem.meeting, sql_only=True))
        .order_by(AgendaItem.position, AgendaItem.id, ActionItem.id)
    )
    return with_each(with_each(query, ActionItem.owners), ActionItem.items)


def of_point(point_id: int, title: str, due_on: date | None) -> Sequence[ActionItem]:
    """The actions of a point with that title and that date, with their owners."""
    return db.session.scalars(
        select(ActionItem)
        .where(ActionItem.point_id == point_id, ActionItem.title == title, ActionItem.due_on == due_on)
        .options(selectinload(ActionItem.owners))
        .order_by(ActionItem.id)
    ).all()


IS_PUBLISHED = ActionItem.published_at.is_not(None)
AS_LISTED = (  # open ones by due date, then closed and dropped ones, newest first
    ActionItem.state == ActionState.DROPPED,
    ActionItem.state == ActionState.DONE,
    ActionItem.closed_on.desc(),
    ActionItem.due_on.is_(None),
    ActionItem.due_on,
    ActionItem.id,
)


def told(ids: Sequence[int]) -> list[ActionItem]:
    """These actions in this order, with all that a row of a list says."""
    return in_order(ids, db.session.scalars(*_told(ids)).unique())


@prepared
def _told(ids: Collection[int]) -> Select[ActionItem]:
    decided = joinedload(ActionItem.meeting).options(
        load_only(Meeting.group_id, Meeting.state, Meeting.starts_at, Meeting.guests), raiseload(Meeting.group)
    )
    owned = with_each(select(ActionItem).where(ActionItem.id.in_(ids)), ActionItem.owners, load_only(*NAMES))
    return with_each(owned.options(decided), ActionItem.items, load_only(ProjectItem.code))


def was_told() -> ColumnElement[bool]:
    """Whoever is in charge sees it from the end of the meeting on, before the others who read it published."""
    return or_(ActionItem.meeting_id.is_(None), ActionItem.meeting.has(Meeting.state == MeetingState.HELD))


def mine(person: Person) -> list[ActionItem]:
    """The open actions of a person, from the end of the meeting on, the most pressing first."""
    return list(db.session.scalars(*_mine(person.id)).unique())


@prepared
def _mine(person_id: int) -> Select[ActionItem]:
    # Of the open ones, which few are, those of this person; not the open ones of all that they ever did.
    pair = action_owners.c
    in_charge = exists().where(pair.action_id == ActionItem.id, pair.person_id == person_id).correlate(ActionItem)
    query = (
        select(ActionItem)
        .where(ActionItem.state.in_(OPEN), in_charge, was_told())
        .options(joinedload(ActionItem.meeting))
        .order_by(ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.id)
    )
    return with_each(query, ActionItem.owners)


def counts_by_group() -> dict[int, tuple[int, int]]:
    """Open published actions of each group and the late ones among them, by group id."""
    counts: dict[int, tuple[int, int]] = {}
    for _, group_id, count, late_count in db.session.execute(*_counts_by_group(clock.today())):
        others, late_others = counts.get(group_id, (0, 0))
        counts[group_id] = others + count, late_others + late_count
    return counts


@prepared
def _counts_by_group(today: date) -> Select[ActionState, int, int, int]:
    # By state too, as the index of open actions goes: by group alone, SQLite would read the closed ones as well.
    each = (ActionItem.state, ActionItem.group_id)
    return (
        select(*each, func.count(), func.count().filter(ActionItem.due_on < today))
        .where(ActionItem.published_at.is_not(None), ActionItem.state.in_(OPEN))
        .group_by(*each)
    )


# The list and its filters


class Shown(enum.StrEnum):
    """Which states a list shows; the values are those of the address."""

    OPEN = "ouvertes"
    TODO = "todo"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"
    ALL = "toutes"


@dataclass(frozen=True)
class Filters:
    """What is asked of the list of actions; nothing asked is all the open ones."""

    group: Group | None = None
    person: Person | Named | None = None
    is_mine: bool = False  # the person is who asks
    item: ProjectItem | None = None
    meeting: Meeting | None = None
    shown: Shown = Shown.OPEN
    late: bool = False
    text: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        asked = [or_(IS_PUBLISHED, was_told()) if self.is_mine else IS_PUBLISHED]
        if self.group is not None:
            asked.append(ActionItem.group_id == self.group.id)
        if self.person is not None:
            asked.append(owned_by(self.person.id))
        if self.item is not None:
            asked.append(serving(self.item))
        if self.meeting is not None:
            asked.append(ActionItem.meeting_id == self.meeting.id)
        if self.shown is Shown.OPEN:
            asked.append(ActionItem.state.in_(OPEN))
        elif self.shown is not Shown.ALL:
            asked.append(ActionItem.state == ActionState(self.shown))
        if self.late:
            asked += [ActionItem.state.in_(OPEN), ActionItem.due_on < clock.today()]
        asked += [ActionItem.search_title.contains(word, autoescape=True) for word in fold(self.text).split()]
        return asked


def owned_by(person_id: int) -> ColumnElement[bool]:
    return ActionItem.id.in_(select(action_owners.c.action_id).where(action_owners.c.person_id == person_id))


def serving(item: ProjectItem) -> ColumnElement[bool]:
    """It serves the item or one that stands under it, as progress counts."""
    under = project.ids_under(item.id)
    return ActionItem.id.in_(select(action_items.c.action_id).where(action_items.c.item_id.in_(under)))


class Section(enum.IntEnum):
    """The parts of the list, in their order."""

    LATE = 1
    THIS_WEEK = 2
    LATER = 3
    UNDATED = 4
    DONE = 5
    DROPPED = 6


def section() -> ColumnElement[int]:
    """The section an action is in today; the week ends on Sunday."""
    today = clock.today()
    sunday = today + timedelta(days=6 - today.weekday())
    return case(
        (ActionItem.state == ActionState.DROPPED, Section.DROPPED),
        (ActionItem.state == ActionState.DONE, Section.DONE),
        (ActionItem.due_on.is_(None), Section.UNDATED),
        (ActionItem.due_on < today, Section.LATE),
        (ActionItem.due_on <= sunday, Section.THIS_WEEK),
        else_=Section.LATER,
    )


def page_of(filters: Filters, number: int) -> tuple[Page[tuple[ActionItem, int]], dict[Section, int]]:
    """One page of the list, each action with its section, and how many each section holds in all."""
    asked, place = filters.conditions(), section()
    counted = select(place, func.count()).where(*asked).group_by(place)
    counts = {Section(found): count for found, count in db.session.execute(counted)}
    total = sum(counts.values())
    number = within(number, total)
    found = select(ActionItem.id, place).where(*asked).order_by(*AS_LISTED).limit(SIZE).offset((number - 1) * SIZE)
    places = dict(db.session.execute(found).all())
    return Page([(action, places[action.id]) for action in told([*places])], number, total, SIZE), counts


def first_of(filters: Filters, most: int) -> tuple[Sequence[ActionItem], int]:
    """The beginning of the list for a file, and how many the whole list holds."""
    asked = filters.conditions()
    total = db.session.scalar(select(func.count(ActionItem.id)).where(*asked)) or 0
    return told(db.session.scalars(select(ActionItem.id).where(*asked).order_by(*AS_LISTED).limit(most)).all()), total


def of_group(group: Group, number: int) -> Page[ActionItem]:
    """A page of the published actions of a group."""
    found = select(ActionItem).where(IS_PUBLISHED, ActionItem.group_id == group.id).order_by(*AS_LISTED)
    return paginated(found.options(selectinload(ActionItem.owners).load_only(*NAMES)), number)


def people_in_charge() -> list[Named]:
    """Whoever owns a published action, by name."""
    return [Named(*row) for row in db.session.execute(*_people_in_charge())]


@prepared
def _people_in_charge() -> Select[int, str, str, datetime | None]:
    owned = (
        select(ActionItem.id)
        .join(action_owners, action_owners.c.action_id == ActionItem.id)
        .where(action_owners.c.person_id == Person.id, IS_PUBLISHED)
    )
    return select(Person.id, *NAMES).where(owned.exists()).order_by(Person.search_name, Person.id)


def meeting_of_list(meeting_id: int | None) -> Meeting | None:
    """The meeting that a list is asked about, when it published actions."""
    known = and_(ActionItem.meeting_id == Meeting.id, ActionItem.published_at.is_not(None))
    return db.session.scalar(
        select(Meeting).where(Meeting.id == meeting_id, select(ActionItem.id).where(known).exists())
    )


def first_open(most: int, *conditions: ColumnElement[bool]) -> Select[ActionItem]:
    """The most pressing open actions, with the names of who is in charge: ask for `.unique()`."""
    order = (ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.id)
    first = select(ActionItem.id).where(ActionItem.state.in_(OPEN), *conditions).order_by(*order).limit(most).subquery()
    query = select(ActionItem).where(ActionItem.id.in_(select(first.c.id))).order_by(*order)
    return with_each(query, ActionItem.owners, load_only(*NAMES))


# One action


def whole(action: ActionItem) -> ActionItem:
    """The action with its point, and the items it serves with what these stand under."""
    found: ActionItem = db.session.scalars(*_whole(action.id)).unique().one()
    return found


@prepared
def _whole(action_id: int) -> Select[ActionItem]:
    titled = joinedload(ActionItem.point).options(
        load_only(AgendaItem.title), raiseload(AgendaItem.meeting, sql_only=True)
    )
    known = (load_only(ActionItem.id), raiseload(ActionItem.group))  # read with its rights
    one = select(ActionItem).where(ActionItem.id == action_id).options(*known, titled)
    return with_each(one, ActionItem.items, WITH_ITS_PLACE)


def history(action: ActionItem, number: int) -> Page[ActionEvent]:
    """What was done to an action and said of it, the newest first, in one statement; past the end there is nothing."""
    rows = db.session.execute(*_history(action.id, (number - 1) * SIZE)).all()
    return Page([row[0] for row in rows], number, rows[0][1] if rows else 0, SIZE)


@prepared
def _history(action_id: int, skipped: int) -> Select[ActionEvent, int]:
    return (
        select(ActionEvent, func.count().over())
        .where(ActionEvent.action_id == action_id)
        .options(*(joinedload(who).load_only(*NAMES) for who in (ActionEvent.person, ActionEvent.owner)))
        .order_by(ActionEvent.at.desc(), ActionEvent.id.desc())
        .limit(SIZE)
        .offset(skipped)
    )


def just_created(group: Group, title: str, due_on: date) -> ActionItem | None:
    """The action that a form posted twice made the first time."""
    return db.session.scalar(
        select(ActionItem)
        .where(
            ActionItem.group_id == group.id,
            ActionItem.meeting_id.is_(None),
            ActionItem.title == title,
            ActionItem.due_on == due_on,
            ActionItem.created_at > clock.now() - A_MOMENT,
        )
        .options(selectinload(ActionItem.owners))
        .order_by(ActionItem.id.desc())
        .limit(1)
    )


def just_said(action: ActionItem, person: Person, text: str) -> bool:
    """Whether this person said the same a moment ago."""
    said = select(ActionEvent.id).where(
        ActionEvent.action_id == action.id,
        ActionEvent.person_id == person.id,
        ActionEvent.kind == EventKind.COMMENT,
        ActionEvent.text == text,
        ActionEvent.at > clock.now() - A_MOMENT,
    )
    return db.session.scalar(said.limit(1)) is not None


def cited_in(texts: Collection[str], group_ids: Collection[int]) -> dict[int, ActionItem]:
    """The actions that texts of groups name, with their owners. No statement when they name none."""
    ids = lines.cited_ids(texts)
    if not ids:
        return {}
    known = select(ActionItem).where(_known_by_readers(ids, group_ids))
    return {action.id: action for action in db.session.scalars(with_each(known, ActionItem.owners)).unique()}


def _known_by_readers(ids: Collection[int], group_ids: Collection[int]) -> ColumnElement[bool]:
    """Whoever reads texts of groups may know what is published and what these decided, not the drafts of others."""
    theirs = (ActionItem.group_id.in_(group_ids), ActionItem.meeting.has(meetings.calling(group_ids)))
    return and_(ActionItem.id.in_(ids), or_(ActionItem.published_at.is_not(None), *theirs))


def telling(texts: Collection[str], group_ids: Collection[int]) -> Callable[[str], str]:
    """Tells each of these texts of groups with what the actions that they name say today."""
    return partial(lines.told, cited=cited_in(texts, group_ids))


def open_of_group(group: Group, limit: int) -> list[ActionItem]:
    """What the group has to do, in minutes published or not: the most pressing first."""
    return list(db.session.scalars(*_open_of_group(group.id, limit)).unique())


@prepared
def _open_of_group(group_id: int, limit: int) -> Select[ActionItem]:
    return first_open(limit, ActionItem.group_id == group_id)
