"""What a handover needs to know, and its sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from workspace import clock
from workspace.actions import queries as actions
from workspace.actions.models import OPEN, ActionItem, action_owners
from workspace.database import db, prepared
from workspace.groups import queries as groups
from workspace.groups.models import CoFacilitation, Group, GroupKind, Membership
from workspace.handover.models import GivenMinutes, Handover, Succession, Thanks
from workspace.meetings.models import OPEN_TO_CHANGE, AgendaItem, Meeting, MeetingState, PointKind
from workspace.meetings.queries import calling
from workspace.minutes.models import Minutes, MinutesState
from workspace.people.models import Centre, Person

A_YEAR = timedelta(days=365)
MOST = 50  # lines of each part of the sheet
LATE_THANKS = timedelta(days=7)  # a worker that slept longer keeps its letter: it would come out of the blue


def mandates(group: Group) -> Sequence[CoFacilitation]:
    """Who leads the group today, with each mandate."""
    return db.session.scalars(
        select(CoFacilitation)
        .join(CoFacilitation.person)
        .where(CoFacilitation.group_id == group.id, groups.running(CoFacilitation, clock.today()))
        .options(contains_eager(CoFacilitation.person))
        .order_by(CoFacilitation.starts_on, Person.search_name, CoFacilitation.id)
    ).all()


@dataclass(frozen=True)
class Leading:
    """Who leads a group and who led it."""

    leaders: list[Person]  # today
    passing: list[tuple[CoFacilitation, int]]  # those of them who hand over, with the id of the handover
    former: list[CoFacilitation]  # the latest to leave first (J8 A4)


def leading(group: Group) -> Leading:
    """In one statement, people with their centre; of a long history, the most recent part."""
    today = clock.today()
    rows = db.session.execute(*_leading(group.id, today)).all()
    running = [(one, handover_id) for one, handover_id in rows if one.ends_on is None or one.ends_on >= today]
    running.sort(key=lambda row: (row[0].starts_on, row[0].person.search_name, row[0].person_id))
    return Leading(
        leaders=list({one.person_id: one.person for one, _ in running}.values()),
        passing=[(one, handover_id) for one, handover_id in running if handover_id and one.ends_on],
        former=[one for one, _ in rows if one.ends_on is not None and one.ends_on < today],
    )


@prepared
def _leading(group_id: int, today: date) -> Select[CoFacilitation, int]:
    under_way = and_(Handover.mandate_id == CoFacilitation.id, Handover.undone_at.is_(None))
    return (
        select(CoFacilitation, Handover.id)
        .join(CoFacilitation.person)
        .outerjoin(Handover, under_way)
        .where(CoFacilitation.group_id == group_id, CoFacilitation.starts_on <= today)
        .options(contains_eager(CoFacilitation.person).joinedload(Person.centre))
        .order_by(CoFacilitation.ends_on.is_not(None), CoFacilitation.ends_on.desc(), CoFacilitation.id)
        .limit(MOST)
    )


def to_come(group: Group, person: Person) -> CoFacilitation | None:
    """The next mandate of that person to lead the group, given and not begun."""
    coming = (CoFacilitation.group_id == group.id, CoFacilitation.person_id == person.id)
    query = select(CoFacilitation).where(*coming, CoFacilitation.starts_on > clock.today())
    return db.session.scalar(query.order_by(CoFacilitation.starts_on).limit(1))


def of_mandate(mandate: CoFacilitation) -> Handover | None:
    return db.session.scalar(select(Handover).where(Handover.mandate_id == mandate.id, Handover.undone_at.is_(None)))


def ids_to_thank(day: date) -> Sequence[int]:
    """Mandates whose last day it is, or was not long ago, that nobody was thanked for.

    Whoever goes on leading the group the next day, by another mandate, is not thanked; nor is who was named by a
    handover that was undone; nor who left the federation's space (erased) or has no address.
    """
    going_on = aliased(CoFacilitation)
    goes_on = (
        going_on.group_id == CoFacilitation.group_id,
        going_on.person_id == CoFacilitation.person_id,
        going_on.id != CoFacilitation.id,
        going_on.starts_on <= day + timedelta(days=1),
        or_(going_on.ends_on.is_(None), going_on.ends_on > day),
    )
    undone = (Succession.mandate_id == CoFacilitation.id, Handover.undone_at.is_not(None))
    thanked = (Thanks.mandate_id == CoFacilitation.id, Thanks.last_day >= CoFacilitation.ends_on)
    return db.session.scalars(
        select(CoFacilitation.id)
        .join(CoFacilitation.person)
        .where(
            CoFacilitation.ends_on.between(day - LATE_THANKS, day),
            Person.email.is_not(None),
            ~select(going_on.id).where(*goes_on).exists(),
            ~select(Succession.id).join(Handover, Handover.id == Succession.handover_id).where(*undone).exists(),
            ~select(Thanks.id).where(*thanked).exists(),
        )
        .order_by(CoFacilitation.id)
    ).all()


def mandate(id: int) -> CoFacilitation | None:
    """With its group and its person."""
    told = joinedload(CoFacilitation.group), joinedload(CoFacilitation.person)
    return db.session.scalar(select(CoFacilitation).where(CoFacilitation.id == id).options(*told))


def staff() -> list[Person]:
    """The staff team: it may publish the minutes of any group."""
    team = groups.of_staff_team(clock.today())
    return list(db.session.scalars(select(Person).where(Person.id.in_(team)).order_by(Person.search_name)))


def open_actions(group: Group, person: Person) -> Sequence[ActionItem]:
    """What the person still has to do for the group, the most pressing first."""
    return (
        db.session.scalars(
            select(ActionItem)
            .where(
                ActionItem.group_id == group.id,
                ActionItem.state.in_(OPEN),
                select(action_owners.c.action_id)
                .where(action_owners.c.action_id == ActionItem.id, action_owners.c.person_id == person.id)
                .exists(),
            )
            .options(selectinload(ActionItem.owners))
            .order_by(ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.id)
        )
        .unique()
        .all()
    )


def unpublished(group: Group) -> Sequence[Minutes]:
    """The minutes of the group that nobody published yet, the oldest meeting first."""
    return db.session.scalars(
        select(Minutes)
        .join(Minutes.meeting)
        .where(Meeting.group_id == group.id, Minutes.state != MinutesState.PUBLISHED)
        .order_by(Meeting.starts_at, Minutes.id)
    ).all()


@dataclass(frozen=True)
class Sheet:
    """What those who come need to know: nothing of people who left (J8 A5)."""

    meetings: Sequence[Meeting]  # to come
    actions: Sequence[tuple[ActionItem, list[Person]]]  # open, with those in charge who still belong
    proposals: Sequence[AgendaItem]  # points that propose something to the board, of a year
    minutes: Sequence[tuple[Minutes, Person | None]]  # to publish, and who of those who still belong has them
    hosts: Sequence[tuple[str, Centre | None]]  # places of a year, with their centre when we know it
    successors: Sequence[Succession]  # those who still lead


def sheet(handover: Handover) -> Sheet:
    group, now, today = handover.group, clock.now(), clock.today()
    here = set(db.session.scalars(*_ids_of_those_here(group.id, today)))
    minutes = db.session.execute(*_minutes(handover.id, group.id))
    return Sheet(
        meetings=db.session.scalars(*_coming([group.id], now)).all(),
        actions=[
            (one, [owner for owner in one.owners if owner.id in here]) for one in actions.open_of_group(group, MOST)
        ],
        proposals=db.session.scalars(*_proposals(group.id, now - A_YEAR)).all(),
        minutes=[(one, _first_here(here, given, handover.keeper)) for one, given in minutes],
        hosts=[(place, centre) for place, centre in db.session.execute(*_hosts(group.id, now - A_YEAR))],
        successors=db.session.scalars(*_successors(handover.id, group.id, today)).all(),
    )


@prepared
def _successors(handover_id: int, group_id: int, day: date) -> Select[Succession]:
    return (
        select(Succession)
        .where(Succession.handover_id == handover_id, Succession.person_id.in_(_ids_leading(group_id, day)))
        .options(joinedload(Succession.person))
    )


@prepared
def _ids_of_those_here(group_id: int, day: date) -> CompoundSelect[int]:
    """Who belongs to the group, leads it, or is of the staff team."""
    belongs = (
        select(Membership.person_id)
        .join(Group, Group.id == Membership.group_id)
        .where(groups.belonging(day), or_(Group.id == group_id, Group.kind == GroupKind.STAFF_TEAM))
    )
    return belongs.union(_ids_leading(group_id, day))


def _ids_leading(group_id: int, day: date) -> Select[int]:
    return select(CoFacilitation.person_id).where(
        CoFacilitation.group_id == group_id, groups.running(CoFacilitation, day)
    )


def _first_here(here: set[int], *people: Person | None) -> Person | None:
    return next((one for one in people if one is not None and one.id in here), None)


@prepared
def _minutes(handover_id: int, group_id: int) -> Any:
    """The minutes to publish, each with whom it was given to."""
    given = and_(GivenMinutes.minutes_id == Minutes.id, GivenMinutes.handover_id == handover_id)
    return (
        select(Minutes, Person)
        .join(Minutes.meeting)
        .outerjoin(GivenMinutes, given)
        .outerjoin(Person, Person.id == GivenMinutes.person_id)
        .where(Meeting.group_id == group_id, Minutes.state != MinutesState.PUBLISHED)
        .order_by(Meeting.starts_at, Minutes.id)
    )


@prepared
def _coming(group_ids: Sequence[int], now: datetime) -> Select[Meeting]:
    """Also those that others hold with the group: whoever leads it leads them too."""
    return (
        select(Meeting)
        .where(
            calling(group_ids),
            Meeting.ends_at > now,
            Meeting.state.in_(OPEN_TO_CHANGE),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(MOST)
    )


@prepared
def _proposals(group_id: int, since: datetime) -> Select[AgendaItem]:
    return (
        select(AgendaItem)
        .join(AgendaItem.meeting)
        .where(
            Meeting.group_id == group_id,
            AgendaItem.kind == PointKind.BOARD_PROPOSAL,
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at > since,
        )
        .order_by(Meeting.starts_at.desc(), AgendaItem.position)
        .limit(MOST)
    )


@prepared
def _hosts(group_id: int, since: datetime) -> Any:
    """Where the group met or will meet; a place that begins with a centre's name is that centre's."""
    its_centre = or_(Meeting.place == Centre.name, Meeting.place.startswith(Centre.name + ", "))
    return (
        select(Meeting.place, Centre)
        .outerjoin(Centre, its_centre)
        .where(Meeting.group_id == group_id, Meeting.place != "", Meeting.starts_at > since)
        .distinct()
        .order_by(Meeting.place)
        .limit(MOST)
    )
