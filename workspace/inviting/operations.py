"""Bringing others into a group."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from workspace.database import db
from workspace.groups import operations as groups_operations
from workspace.groups.models import Group
from workspace.inviting import queries
from workspace.inviting.lists import Line
from workspace.inviting.queries import Fate, Judged
from workspace.joining import mails
from workspace.joining import operations as joining
from workspace.joining.models import Origin, PendingArrival
from workspace.journal.operations import record
from workspace.people.models import Centre, Person, Status
from workspace.refusals import Refused

WRONG_LINES = "Des lignes sont à corriger : rien n’a changé."


def bring_in(group: Group, lines: Sequence[Line], by: Person) -> tuple[int, int]:
    """Invite those of the list who have an address, add the others; how many of each. The same list twice changes
    nothing more.

    Raises:
        Refused: a line is wrong (then nothing is done), or the group is closed.
    """
    groups_operations.refuse_when_closed(group)
    judged = queries.judge(group, lines)
    if any(one.fate is Fate.WRONG for one in judged):
        raise Refused(WRONG_LINES)
    invited = [one for one in judged if one.fate is Fate.INVITE and _invite(group, one, by)]
    if invited:
        record("inviting/invited", group, by=by, number=len(invited))
    added = [one for one in judged if one.fate is Fate.ADD and _add(group, one, by)]
    return len(invited), len(added)


def _invite(group: Group, judged: Judged, by: Person) -> bool:
    line = judged.line
    arrival = PendingArrival(
        group=group,
        origin=Origin.INVITATION,
        email=line.email,
        first_name=line.first_name,  # what was typed: whose address it is, the list of invitations does not say
        last_name=line.last_name,
        status=line.status,
        centre_id=line.centre_id,
        person=judged.person,
        invited_by_id=by.id,
    )
    old = delete(PendingArrival).where(  # whose link has served or is too old
        PendingArrival.group_id == group.id,
        PendingArrival.email == line.email,
        PendingArrival.origin == Origin.INVITATION,
    )
    try:
        with db.session.begin_nested():  # two at once: the unique index lets one letter leave
            db.session.execute(old)
            db.session.add(arrival)
    except IntegrityError:
        return False
    mails.invite(arrival, group, by)
    return True


def _add(group: Group, judged: Judged, by: Person) -> bool:
    line = judged.line
    person = judged.person or new_person(line.first_name, line.last_name, line.status, line.centre_id)
    return add_member(group, person, by)


def new_person(first_name: str, last_name: str, status: Status, centre_id: int | None) -> Person:
    """Somebody without e-mail: no account, but all the rest works."""
    person = Person(first_name=first_name, last_name=last_name, status=status, centre_id=centre_id)
    db.session.add(person)
    db.session.flush()
    return person


def add_by_name(
    group: Group, first_name: str, last_name: str, status: Status, centre: Centre | None, by: Person, who: Person | None
) -> Person:
    """Add `who`, or a new person of that name; they hear of it when they have an address.

    Raises:
        Refused: the group is closed.
    """
    person = who or new_person(first_name, last_name, status, centre.id if centre else None)
    add_member(group, person, by)
    return person


def add_member(group: Group, person: Person, by: Person) -> bool:
    """False when the person belongs to the group already.

    Raises:
        Refused: the group is closed.
    """
    groups_operations.refuse_when_closed(group)
    if not joining.let_in(group, person, by):
        return False
    record("inviting/added", group, by=by, newcomer=person)
    mails.added(group, person, by)
    return True


def withdraw(invitation: PendingArrival) -> None:
    """Its link no longer brings anyone in."""
    record("inviting/withdrawn", invitation.group)
    db.session.delete(invitation)
    db.session.flush()
