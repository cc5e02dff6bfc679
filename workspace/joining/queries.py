"""Reads about who is about to come into a group."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, load_only

from workspace import clock
from workspace.database import db, in_french, prepared
from workspace.groups import queries as groups
from workspace.groups.models import SIGNS, Group, GroupState, Membership
from workspace.joining.models import LASTS, JoinRequest, Origin, PendingArrival
from workspace.meetings.models import Answer, Attendance, Meeting, MeetingKind, MeetingState
from workspace.meetings.queries import calling
from workspace.people.models import NAMES, Centre, Mandate, Person, Role
from workspace.post import Letter

MOST_REQUESTS = 20  # in a list that is beside other things
NO_LONGER_INVITED = "joining/no-longer-invited"  # the letter that takes a meeting out of a diary


def centres() -> list[Centre]:
    """Those one may say to come from, by name."""
    return list(db.session.scalars(select(Centre).where(Centre.is_member).order_by(in_french(Centre.name))))


def pending(arrival_id: int) -> PendingArrival | None:
    """With the group, and whoever had the address when the letter left."""
    return db.session.scalar(
        select(PendingArrival)
        .where(PendingArrival.id == arrival_id)
        .options(joinedload(PendingArrival.group), joinedload(PendingArrival.person))
    )


def pending_at(group: Group, email: str, origin: Origin) -> PendingArrival | None:
    return db.session.scalar(
        select(PendingArrival).where(
            PendingArrival.group_id == group.id, PendingArrival.email == email, PendingArrival.origin == origin
        )
    )


def is_expired() -> ColumnElement[bool]:
    """Of arrivals whose link no longer works."""
    now = clock.now()
    return or_(
        PendingArrival.used_at.is_not(None),
        *(
            (PendingArrival.origin == origin) & (PendingArrival.created_at < now - lasts)
            for origin, lasts in LASTS.items()
        ),
    )


def was_removed(group: Group, person: Person) -> bool:
    """The last time they were in it, somebody else ended it."""
    last = db.session.execute(
        select(Membership.left_by_id)
        .where(Membership.group_id == group.id, Membership.person_id == person.id, Membership.left_on <= clock.today())
        .order_by(Membership.id.desc())
        .limit(1)
    ).scalar()
    return last is not None and last != person.id


def request_of(group: Group, person_id: int) -> JoinRequest | None:
    """The question that person awaits an answer to, in that group."""
    return db.session.scalar(
        select(JoinRequest).where(
            JoinRequest.group_id == group.id, JoinRequest.person_id == person_id, JoinRequest.answered_at.is_(None)
        )
    )


def awaiting_around(person: Person, led_ids: Collection[int]) -> tuple[list[JoinRequest], list[JoinRequest]]:
    """In one statement: who asks to come into the groups that the person leads; what they await an answer to."""
    rows = db.session.scalars(*_awaiting_around(person.id, led_ids)).all()
    asked = [one for one in rows if one.person_id == person.id]
    return [one for one in rows if one.group_id in led_ids and one not in asked], asked


@prepared
def _awaiting_around(person_id: int, led_ids: Collection[int]) -> Select[JoinRequest]:
    named = joinedload(JoinRequest.person).options(load_only(*NAMES), joinedload(Person.centre).load_only(Centre.name))
    return (
        select(JoinRequest)
        .join(JoinRequest.group)
        .where(
            or_(JoinRequest.person_id == person_id, JoinRequest.group_id.in_(led_ids)),
            JoinRequest.answered_at.is_(None),
            Group.state != GroupState.CLOSED,
        )
        .options(contains_eager(JoinRequest.group).load_only(*SIGNS), named)
        .order_by(JoinRequest.person_id != person_id, JoinRequest.asked_at, JoinRequest.id)
        .limit(MOST_REQUESTS)
    )


def people_to_answer(group: Group) -> list[Person]:
    """Who answers for the group: those who lead it, else the delegate, else the staff team."""
    leaders = groups.co_facilitations(group).get(group.id, [])
    if leaders:
        return leaders
    delegate = select(Mandate.person_id).where(
        Mandate.role == Role.FEDERATION_DELEGATE, groups.running(Mandate, clock.today())
    )
    for among in (delegate, groups.of_staff_team(clock.today())):
        found = list(db.session.scalars(select(Person).where(Person.id.in_(among)).order_by(Person.search_name)))
        if found:
            return found
    return []


def ids_of_places_to_free(day: date, last_run: ScalarSelect[date]) -> Sequence[int]:
    """The memberships that ended since the last run, while the group is called to a coming meeting; those that ended
    before too, while an answer of theirs stands there.

    Whoever leaves by hand takes their answers along, and is told at once.
    """
    its_group: Any = [Membership.group_id]
    coming = (Meeting.starts_at > clock.now(), Meeting.kind == MeetingKind.MEETING, calling(its_group))
    answered = exists().where(Attendance.person_id == Membership.person_id, Attendance.meeting_id == Meeting.id)
    since = func.coalesce(last_run, day - timedelta(days=1))
    called = and_(Membership.left_on > since, Membership.left_by_id.is_(None), Meeting.state == MeetingState.CALLED)
    asked = select(Membership.id).join(Meeting, and_(*coming)).where(Membership.left_on <= day, or_(answered, called))
    return db.session.scalars(asked.distinct().order_by(Membership.id)).all()


def place(membership_id: int) -> Membership | None:
    """With its group and its person."""
    told = joinedload(Membership.group), joinedload(Membership.person)
    return db.session.scalar(select(Membership).where(Membership.id == membership_id).options(*told))


def in_diary_of(place: Membership) -> list[Meeting]:
    """The coming meetings that whoever held a place, now over, was called to through it: they may come, or have not
    answered; not instead of somebody, nor where a letter said already that they are not expected any more."""
    person, ended = place.person, clock.start_of(place.left_on or clock.today())
    called = invited_to(place)
    ids = [meeting.id for meeting in called]
    said = select(Attendance.meeting_id, Attendance.answer)
    said = said.where(Attendance.person_id == person.id, Attendance.meeting_id.in_(ids))
    answers = {meeting_id: answer for meeting_id, answer in db.session.execute(said).all() if answer}
    told = select(Letter.burst).where(
        Letter.kind == NO_LONGER_INVITED, Letter.address == person.email, Letter.created_at >= ended
    )
    bursts, replacing = set(db.session.scalars(told)), Meeting.ids_where_replacing(person.id)

    def is_in_it(meeting: Meeting) -> bool:
        answer = answers.get(meeting.id)
        was_called = meeting.called_at is not None and meeting.called_at < ended
        is_expected = answer is not Answer.NO if answer else was_called
        return is_expected and meeting.id not in replacing and meeting.burst not in bursts

    return [meeting for meeting in called if is_in_it(meeting)]


def invited_to(belonging: Membership) -> Sequence[Meeting]:
    """The coming meetings that a member was called to through this group alone: those called since they came in."""
    others = groups.standing_of(belonging.person_id).group_ids - {belonging.group_id}
    return db.session.scalars(
        select(Meeting)
        .where(
            calling([belonging.group_id]),
            ~calling(others),
            Meeting.kind == MeetingKind.MEETING,
            Meeting.state == MeetingState.CALLED,
            Meeting.starts_at > clock.now(),
            Meeting.called_at >= clock.start_of(belonging.joined_on),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
