"""Reads about minutes and decisions."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, load_only, raiseload, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import ORMOption

from workspace.actions.models import ActionItem
from workspace.database import db, in_order, prepared, with_each
from workspace.french import fold
from workspace.groups.models import SIGNS, Group, GroupState
from workspace.meetings.models import THERE, AgendaItem, Attendance, Meeting, MeetingState, Vote
from workspace.meetings.queries import calling
from workspace.minutes.models import Decision, Minutes, MinutesState, decision_items
from workspace.pagination import SIZE, Page, within
from workspace.people.models import Person
from workspace.project import queries as project
from workspace.project.models import WITH_ITS_PLACE, ProjectItem

# Points of a meeting that was read before find it again, and its group; they do not read it with each of them.
KNOWN_MEETING = raiseload(AgendaItem.meeting, sql_only=True)


def of_meeting(meeting: Meeting) -> Minutes:
    """The minutes of a meeting, or a draft not yet kept: a meeting not closed has none."""
    found: Minutes | None = db.session.scalar(*_of_meeting(meeting.id))
    if found is None:
        return Minutes(meeting=meeting, meeting_id=meeting.id, state=MinutesState.DRAFT)
    set_committed_value(found, "meeting", meeting)
    if found.state is not MinutesState.PUBLISHED and "attendances" not in meeting.__dict__:
        # In review, those who were there have rights.
        set_committed_value(meeting, "attendances", db.session.scalars(*_attendances_of(meeting.id)).all())
    return found


@prepared
def _of_meeting(meeting_id: int) -> Select[Minutes]:
    return select(Minutes).where(Minutes.meeting_id == meeting_id).options(raiseload(Minutes.meeting))


@prepared
def _attendances_of(meeting_id: int) -> Select[Attendance]:
    return select(Attendance).where(Attendance.meeting_id == meeting_id)


def are_published(meeting_id: int) -> bool:
    """Asked before writing: it waits for a publication under way, and keeps one from beginning until we commit."""
    state = db.session.scalar(select(Minutes.state).where(Minutes.meeting_id == meeting_id).with_for_update(read=True))
    return state is MinutesState.PUBLISHED


def end_said(meeting_id: int) -> datetime | None:
    """When a sitting really ended, if somebody said so."""
    found: datetime | None = db.session.scalar(*_end_said(meeting_id))
    return found


@prepared
def _end_said(meeting_id: int) -> Select[datetime | None]:
    return select(Minutes.ended_at).where(Minutes.meeting_id == meeting_id)


def agenda_of(meeting_id: int) -> Sequence[AgendaItem]:
    """The points of a meeting with their notes, the votes taken on them and what they serve, in order."""
    return db.session.scalars(*_agenda_of(meeting_id)).unique().all()


@prepared
def _agenda_of(meeting_id: int) -> Any:
    return _agenda(select(AgendaItem), meeting_id)


def agenda_with_submitted(meeting_id: int) -> tuple[Sequence[AgendaItem], dict[int, Minutes]]:
    """The same, and the minutes that points submit for approval, by the id of their meeting; in one statement."""
    rows = db.session.execute(*_agenda_with_submitted(meeting_id)).unique().all()
    return [point for point, _ in rows], {one.meeting_id: one for _, one in rows if one}


@prepared
def _agenda_with_submitted(meeting_id: int) -> Any:
    earlier = aliased(Minutes)
    its_group = joinedload(earlier.meeting, innerjoin=False).joinedload(Meeting.group, innerjoin=False)
    asked = select(AgendaItem, earlier).outerjoin(earlier, earlier.meeting_id == AgendaItem.approves_id)
    return _agenda(asked.options(its_group), meeting_id)


def _agenda(asked: Any, meeting_id: int) -> Any:
    points = (
        asked.where(AgendaItem.meeting_id == meeting_id)
        .outerjoin(AgendaItem.votes)
        .options(KNOWN_MEETING, contains_eager(AgendaItem.votes).raiseload(Vote.point))
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    return with_each(points, AgendaItem.items).order_by(Vote.id)


def points_left(meeting_id: int) -> Sequence[AgendaItem]:
    """Points that a meeting leaves to the next one, with their items: those that a lead said so of; unsaid, those that
    it did not come to: never begun, without notes, conclusion, vote, decision or action."""
    return db.session.scalars(*_points_left(meeting_id)).all()


def ids_left(meeting_id: int) -> set[int]:
    """Of these points."""
    return set(db.session.scalars(*_ids_left(meeting_id)))


@prepared
def _points_left(meeting_id: int) -> Select[AgendaItem]:
    left = select(AgendaItem).where(*_are_left(meeting_id)).options(KNOWN_MEETING, selectinload(AgendaItem.items))
    return left.order_by(AgendaItem.position, AgendaItem.id)


@prepared
def _ids_left(meeting_id: int) -> Select[int]:
    return select(AgendaItem.id).where(*_are_left(meeting_id))


def _are_left(meeting_id: int) -> tuple[ColumnElement[bool], ...]:
    decided = select(Decision.id).where(Decision.point_id == AgendaItem.id).exists()
    entrusted = select(ActionItem.id).where(ActionItem.point_id == AgendaItem.id).exists()
    voted = select(Vote.id).where(Vote.point_id == AgendaItem.id).exists()
    unwritten = and_(AgendaItem.notes == "", AgendaItem.conclusion == "", AgendaItem.started_at.is_(None))
    untouched = and_(AgendaItem.treated.is_(None), unwritten, ~decided, ~entrusted, ~voted)
    return (
        AgendaItem.meeting_id == meeting_id,
        AgendaItem.approves_id.is_(None),  # what is not approved is submitted again by the next agenda
        or_(AgendaItem.treated.is_(False), untouched),
    )


def to_approve_before(meeting: Meeting) -> Minutes | None:
    """The minutes of the last meeting that the group held before this one, when they are published and not approved."""
    last = db.session.scalar(*_last_before(meeting.group_id, meeting.starts_at, meeting.id))
    return last if last and last.state is MinutesState.PUBLISHED and last.sealed_at is None else None


@prepared
def _last_before(group_id: int, starts_at: datetime, meeting_id: int) -> Select[Minutes]:
    return (
        select(Minutes)
        .join(Minutes.meeting)
        .where(Meeting.group_id == group_id, Meeting.starts_at < starts_at)
        .where(Meeting.state == MeetingState.HELD, Meeting.id != meeting_id)
        .options(contains_eager(Minutes.meeting))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(1)
    )


def with_submitted(meeting: Meeting) -> tuple[Minutes, dict[int, Minutes]]:
    """The minutes of a meeting, and those that its agenda submits, in one statement; its attendances were read."""
    known = {one.meeting_id: one for one in db.session.scalars(*_with_submitted(meeting.id))}
    own = known.pop(meeting.id, None)
    return own or Minutes(meeting=meeting, meeting_id=meeting.id, state=MinutesState.DRAFT), known


@prepared
def _with_submitted(meeting_id: int) -> Select[Minutes]:
    submits = select(AgendaItem.approves_id).where(AgendaItem.meeting_id == meeting_id)
    asked = or_(Minutes.meeting_id == meeting_id, Minutes.meeting_id.in_(submits))
    return select(Minutes).where(asked).options(joinedload(Minutes.published_by))


def submitted_in(points: Sequence[AgendaItem]) -> dict[int, Minutes]:
    """The minutes that points submit for approval, by the id of their meeting; asks nothing when none does."""
    ids = {point.approves_id for point in points if point.approves_id is not None}
    if not ids:
        return {}
    return {one.meeting_id: one for one in db.session.scalars(select(Minutes).where(Minutes.meeting_id.in_(ids)))}


def people_there(meeting_id: int) -> Sequence[Person]:
    """Those who were at a meeting."""
    there = (Attendance.meeting_id == meeting_id, Attendance.presence.in_(THERE))
    return db.session.scalars(select(Person).join(Attendance, Attendance.person_id == Person.id).where(*there)).all()


def attendance_of(minutes: Minutes) -> list[Attendance]:
    """Who was there or said something, by name; those whose name was removed last. Loaded with the minutes."""

    def by_name(row: Attendance) -> tuple[bool, str, int]:
        return row.person is None, row.person.search_name if row.person else "", row.id

    return sorted(minutes.meeting.attendances, key=by_name)


def chained() -> tuple[ORMOption, ...]:
    """The decision that ended one, and those that it ended: their numbers. Rows come once per one that it ended."""
    wanted = (Decision.number, Decision.ended_as)
    return tuple(joinedload(way).load_only(*wanted).raiseload("*") for way in (Decision.ended_by, Decision.ends))


def decisions_of_meeting(meeting_id: int) -> list[Decision]:
    """The decisions of a meeting in the order of its agenda, published or not."""
    return list(db.session.scalars(*_decisions_of_meeting(meeting_id)).unique())


@prepared
def _decisions_of_meeting(meeting_id: int) -> Select[Decision]:
    return with_each(
        select(Decision)
        .join(Decision.point)
        .where(Decision.meeting_id == meeting_id)
        .options(raiseload(Decision.meeting, sql_only=True), contains_eager(Decision.point).options(KNOWN_MEETING))
        .options(*chained())
        .order_by(AgendaItem.position, AgendaItem.id, Decision.id),
        Decision.items,
    )


def decisions_of_point(point_id: int | None) -> Sequence[Decision]:
    """The decisions taken on a point of a meeting read before, published or not."""
    return db.session.scalars(*_decisions_of_point(point_id)).all()


@prepared
def _decisions_of_point(point_id: int | None) -> Select[Decision]:
    taken = select(Decision).where(Decision.point_id == point_id).order_by(Decision.id)
    return taken.options(raiseload(Decision.meeting, sql_only=True))


def register(
    number: int = 1, group: Group | None = None, item: ProjectItem | None = None, words: str = ""
) -> Page[Decision]:
    """A page of the published decisions, newest first: of a group, joint meetings included, or of what serves an item
    and what stands under it. All the words asked for are in each, accents or not.

    A number past the end gives the last page.
    """
    asked, among = ([group.id] if group else [], item.id if item else 0), (group is not None, item is not None)
    counted, given = _count_of_register(*asked, of_group=among[0], of_item=among[1])
    total = db.session.scalar(_saying(counted, words), given) or 0
    number = within(number, total)
    newest, given = _register(*asked, (number - 1) * SIZE, of_group=among[0], of_item=among[1])
    return Page(told(db.session.scalars(_saying(newest, words), given).all()), number, total, SIZE)


def _saying(asked: Select[int], words: str) -> Select[int]:
    return asked.where(*(Decision.search_text.contains(word, autoescape=True) for word in fold(words).split()))


@prepared
def _count_of_register(group_ids: Collection[int], item_id: int, *, of_group: bool, of_item: bool) -> Select[int]:
    return select(func.count(Decision.id)).where(*_registered(group_ids, item_id, of_group, of_item))


@prepared
def _register(group_ids: Collection[int], item_id: int, skipped: int, *, of_group: bool, of_item: bool) -> Select[int]:
    newest = select(Decision.id).join(Decision.meeting).order_by(Meeting.starts_at.desc(), Decision.id.desc())
    return newest.where(*_registered(group_ids, item_id, of_group, of_item)).limit(SIZE).offset(skipped)


def _registered(
    group_ids: Collection[int], item_id: int, of_group: bool, of_item: bool
) -> Iterator[ColumnElement[bool]]:
    yield Decision.published_at.is_not(None)
    if of_group:
        yield Decision.meeting_id.in_(select(Meeting.id).where(calling(group_ids)))
    if of_item:
        under = project.ids_under(item_id)
        yield Decision.id.in_(select(decision_items.c.decision_id).where(decision_items.c.item_id.in_(under)))


def told(ids: Sequence[int]) -> list[Decision]:
    """These decisions in this order, with all that a row of a list says."""
    return in_order(ids, db.session.scalars(*_told(ids)).unique())


@prepared
def _told(ids: Collection[int]) -> Select[Decision]:
    signed = contains_eager(Meeting.group).load_only(*SIGNS)
    held = contains_eager(Decision.meeting).options(load_only(Meeting.title, Meeting.starts_at), signed)
    query = select(Decision).join(Decision.meeting).join(Meeting.group).where(Decision.id.in_(ids))
    return with_each(query.options(held, *chained()), Decision.items, load_only(ProjectItem.code))


def numbered(number: str) -> Decision | None:
    """The published decision of that number."""
    published = (Decision.published_at.is_not(None), Decision.number == number)
    return db.session.scalars(select(Decision).where(*published)).one_or_none()


def chain(decision: Decision) -> tuple[Decision | None, Sequence[Decision]]:
    """The decision that ended this one, and those that this one ended; in one statement."""
    found = db.session.scalars(*_linked(decision.id, decision.ended_by_id)).all()
    after = next((one for one in found if one.id == decision.ended_by_id), None)
    return after, [one for one in found if one.ended_by_id == decision.id]


@prepared
def _linked(decision_id: int, ended_by_id: int | None) -> Select[Decision]:
    linked = or_(Decision.id == ended_by_id, Decision.ended_by_id == decision_id)
    told = (load_only(Decision.number, Decision.text, Decision.ended_as, Decision.ended_by_id), raiseload("*"))
    return select(Decision).where(linked).options(*told).order_by(Decision.id)


def ids_to_bring_back(day: date) -> Sequence[int]:
    """Decisions whose day to be reviewed has come, and that do not wait for an agenda yet; a closed group has none."""
    due = (Decision.review_on <= day, Decision.returned_at.is_(None), Group.state != GroupState.CLOSED)
    found = select(Decision.id).join(Decision.meeting).join(Meeting.group).where(*due)
    return db.session.scalars(found.order_by(Decision.id)).all()


def to_review(group_ids: Collection[int], first: date, last: date) -> Sequence[Decision]:
    """Published decisions of these groups whose day to be reviewed is one of those, the earliest first."""
    theirs = (Meeting.group_id.in_(group_ids), Decision.review_on.between(first, last))
    asked = select(Decision).join(Decision.meeting).where(*theirs, Decision.published_at.is_not(None))
    return db.session.scalars(asked.order_by(Decision.review_on, Decision.id)).all()


def neighbours(decision: Decision) -> tuple[AgendaItem, Sequence[ProjectItem]]:
    """The title of the point a decision was taken on, and the items it serves with what these stand under."""
    point = db.session.scalars(*_point(decision.point_id)).one()
    return point, db.session.scalars(*_items_served(decision.id)).all()


@prepared
def _point(point_id: int) -> Select[AgendaItem]:
    titled = (load_only(AgendaItem.title), KNOWN_MEETING)
    return select(AgendaItem).where(AgendaItem.id == point_id).options(*titled)


@prepared
def _items_served(decision_id: int) -> Select[ProjectItem]:
    return (
        select(ProjectItem)
        .join(decision_items, decision_items.c.item_id == ProjectItem.id)
        .where(decision_items.c.decision_id == decision_id)
        .options(WITH_ITS_PLACE)
        .order_by(ProjectItem.position)
    )
