"""Coming into a group, asking to, and going."""

import enum
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from workspace import clock
from workspace.database import add_or_find, db
from workspace.groups import operations as groups_operations
from workspace.groups import queries as groups
from workspace.groups.models import Group, GroupState, JoiningRule, Membership
from workspace.joining import mails, queries
from workspace.joining.models import JoinRequest, Origin, PendingArrival
from workspace.journal.operations import record
from workspace.mandates import operations as mandates
from workspace.meetings.models import Meeting
from workspace.people import queries as people
from workspace.people.models import Centre, Person, Role, Status
from workspace.refusals import Refused
from workspace.scheduling.operations import withdraw_answers

BY_INVITATION = "On entre dans ce groupe sur invitation."
BODY = "Les places de cette instance se donnent avec l’équipe de la fédération."
CLOSED = "Ce groupe est clos : personne n’y entre plus."
NOT_FOR_YOU = "Ce compte ne rejoint pas les groupes de travail : la fédération vous dira comment participer."
SAME_GESTURE = timedelta(minutes=1)  # a form sent twice, a button pressed twice


class Outcome(enum.StrEnum):
    """What became of the wish to come into a group."""

    JOINED = "joined"
    ASKED = "asked"
    ALREADY_IN = "already_in"
    ALREADY_ASKED = "already_asked"


# By the public form


def write_in(
    group: Group, first_name: str, last_name: str, email: str, status: Status, centre: Centre | None
) -> PendingArrival | None:
    """Keep what a stranger wrote, and send them the letter whose button brings them in; None when the same form has
    just been sent. The work is the same whether an account has the address or not.

    Raises:
        Refused: nobody comes into the group by itself.
    """
    refuse_to_let_in(group)
    person = people.by_email(email)
    before = queries.pending_at(group, email, Origin.FORM)
    if before is not None and before.created_at + SAME_GESTURE > clock.now() and not before.used_at:
        return None
    arrival = PendingArrival(
        group=group,
        origin=Origin.FORM,
        email=email,
        first_name=first_name,
        last_name=last_name,
        status=status,
        centre_id=centre.id if centre else None,
        person_id=person.id if person else None,
    )
    try:
        with db.session.begin_nested():  # two at once: the unique index lets one letter leave
            if before is not None:
                db.session.delete(before)
                db.session.flush()
            db.session.add(arrival)
    except IntegrityError:
        return None
    mails.confirm(arrival, is_known=person is not None)
    return arrival


def refuse_to_let_in(group: Group) -> None:
    """What keeps everyone from coming by themselves."""
    if not group.is_working_group:
        raise Refused(BODY)
    if group.state is GroupState.CLOSED:
        raise Refused(CLOSED)
    if group.joining_rule is JoiningRule.BY_INVITATION:
        raise Refused(BY_INVITATION)


def forget_expired() -> int:
    """What was typed by those who never confirmed goes; how many."""
    gone = db.session.execute(delete(PendingArrival).where(queries.is_expired()))
    return int(gone.rowcount)  # type: ignore[attr-defined]


# By the link of a letter


def is_void(arrival: PendingArrival) -> bool:
    """Too old, used already, or its address is no longer that of the person it was written to."""
    if arrival.is_too_old:
        return True
    if arrival.used_at is not None and arrival.used_at + SAME_GESTURE < clock.now():
        return True
    return arrival.person is not None and arrival.person.email != arrival.email


def arrive(
    arrival: PendingArrival,
    first_name: str = "",
    last_name: str = "",
    centre: int | None = None,
    status: Status | None = None,
) -> tuple[Person, Outcome]:
    """The button of the letter was pressed: the person exists from now on, and comes in or asks to.

    Pressed twice within a minute it says again what it did. What is given was typed on the page, when the
    letter's writer left it unsaid.

    Raises:
        Refused: the account with that address does not join working groups, or nobody comes into the group any more.
    """
    invited = arrival.origin is Origin.INVITATION
    if arrival.group.state is GroupState.CLOSED:
        raise Refused(CLOSED)
    arrival.first_name, arrival.last_name = first_name or arrival.first_name, last_name or arrival.last_name
    arrival.centre_id, arrival.status = centre or arrival.centre_id, status or arrival.status
    person = _person_of(arrival)
    if not invited and groups.standing_of(person.id).roles & {Role.PARTNER, Role.SYSADMIN}:
        raise Refused(NOT_FOR_YOU)
    inviter = db.session.get(Person, arrival.invited_by_id) if arrival.invited_by_id else None
    outcome = come_in(arrival.group, person, invited=invited, let_in_by=inviter)
    arrival.used_at, arrival.person_id = arrival.used_at or clock.now(), person.id
    db.session.flush()
    return person, outcome


def _person_of(arrival: PendingArrival) -> Person:
    """Whoever has the address, else a new person."""
    known = people.by_email(arrival.email)
    if known is not None:
        return known
    person = Person(
        first_name=arrival.first_name,
        last_name=arrival.last_name,
        email=arrival.email,
        status=arrival.status,
        centre_id=arrival.centre_id,
        came_alone=arrival.origin is Origin.FORM,
    )
    # Two letters to one address may be opened at once.
    return add_or_find(person, select(Person).where(Person.email == arrival.email))


# By oneself, signed in


def come_in(group: Group, person: Person, invited: bool = False, let_in_by: Person | None = None) -> Outcome:
    """Join, or ask to, by the rule of the group. Whoever was removed from it asks, whatever the rule.

    Raises:
        Refused: one comes into the group by invitation, or no more.
    """
    if groups.membership(group, person) is not None:
        return Outcome.ALREADY_IN
    if not invited:
        refuse_to_let_in(group)
        if group.joining_rule is JoiningRule.ON_REQUEST or queries.was_removed(group, person):
            return _ask(group, person)
    return Outcome.JOINED if let_in(group, person, let_in_by) else Outcome.ALREADY_IN


def let_in(group: Group, person: Person, by: Person | None) -> bool:
    """Into the group without asking; what they asked before is answered by that. False when they belong to it."""
    settle_request(group, person, by)
    return groups_operations.join_group(group, person, by)


def settle_request(group: Group, person: Person, by: Person | None) -> None:
    """Whoever came in by another way no longer awaits an answer."""
    _answer(queries.request_of(group, person.id), by, accepted=True)


def _ask(group: Group, person: Person) -> Outcome:
    if queries.request_of(group, person.id) is not None:
        return Outcome.ALREADY_ASKED
    request = JoinRequest(group=group, person=person)
    try:
        with db.session.begin_nested():
            db.session.add(request)
    except IntegrityError:
        return Outcome.ALREADY_ASKED
    record("joining/asked", request, by=person)
    mails.request_received(request, queries.people_to_answer(group))
    return Outcome.ASKED


def withdraw(request: JoinRequest) -> None:
    """Whoever asked no longer does. An answer already given stands."""
    if request.answered_at is None:
        record("joining/withdrawn", request.group)
        db.session.delete(request)
        db.session.flush()


# Answering


def accept(request: JoinRequest, by: Person) -> bool:
    """Let somebody in; they get a letter. False when somebody answered before.

    Raises:
        Refused: the group is closed.
    """
    if request.group.state is GroupState.CLOSED:
        raise Refused(CLOSED)
    if not _answer(request, by, accepted=True):
        return False
    groups_operations.join_group(request.group, request.person, by)
    record("joining/accepted", request, by=by, newcomer=request.person)
    mails.request_accepted(request, by)
    return True


def refuse(request: JoinRequest, by: Person, reason: str) -> bool:
    """Say no, and why; the person gets that sentence. False when somebody answered before."""
    if not _answer(request, by, accepted=False, reason=reason):
        return False
    record("joining/refused", request, by=by, newcomer=request.person)
    mails.request_refused(request, by)
    return True


def _answer(request: JoinRequest | None, by: Person | None, accepted: bool, reason: str = "") -> bool:
    """The first answer counts: two people may open the request at once."""
    if request is None:
        return False
    answered = db.session.execute(
        update(JoinRequest)
        .where(JoinRequest.id == request.id, JoinRequest.answered_at.is_(None))
        .values(answered_at=clock.now(), answered_by_id=by.id if by else None, accepted=accepted, reason=reason)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(request, ["answered_at", "answered_by_id", "accepted", "reason"])
    return bool(answered.rowcount)  # type: ignore[attr-defined]


# Going


def leave(group: Group, person: Person) -> None:
    """Go, at once; invitations to what is to come go too, from the diary as well. Leaving twice changes nothing.

    Raises:
        Refused: the group is a body, or the person leads it.
    """
    belonging = groups.membership(group, person)
    if belonging is not None:
        _end(belonging, person)


def remove(belonging: Membership, by: Person, reason: str) -> None:
    """Somebody else ends it, and says why: kept, and told to the person. Removing twice changes nothing.

    Raises:
        Refused: the person leads the group.
    """
    if belonging.left_on is None or belonging.left_on > clock.today():
        _end(belonging, by, reason)
        mails.member_removed(belonging, by)


def end_seat(seat: Membership) -> None:
    """The federation ends a seat in a body, at once: what it was called to goes as for any member.

    Raises:
        Refused: it is over, or nobody could give mandates any more.
    """
    called = queries.invited_to(seat)
    mandates.end_now(seat)
    _no_longer_expected(seat, called)


def free_place(membership_id: int) -> int:
    """A place ended by its own date: they are no longer expected where they were called to, as whoever leaves by hand,
    and each such meeting goes from their diary once; 0 when there is nothing to do, or they sit there again."""
    seat = queries.place(membership_id)
    if seat is None or groups.membership(seat.group, seat.person):
        return 0
    in_diary = queries.in_diary_of(seat)
    _no_longer_expected(seat, in_diary)
    return bool(in_diary)


def _end(belonging: Membership, by: Person, reason: str = "") -> None:
    called = queries.invited_to(belonging)
    groups_operations.end_membership(belonging, by, reason)
    _no_longer_expected(belonging, called)


def _no_longer_expected(belonging: Membership, called: Iterable[Meeting]) -> None:
    withdraw_answers(belonging.group, belonging.person)
    for meeting in called:
        mails.no_longer_invited(meeting, belonging.person)
