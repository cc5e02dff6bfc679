"""Joining and leaving a group."""

from sqlalchemy.exc import IntegrityError

from workspace import clock
from workspace.database import db
from workspace.groups import mails, queries
from workspace.groups.models import Group, Membership
from workspace.people.models import Person
from workspace.refusals import Refused

NOT_LEFT_ALONE = "Les places d’une instance se donnent et se rendent avec l’équipe de la fédération : écrivez-lui."
LEADS_IT = "Vous co-animez ce groupe : prévenez la fédération, qui cherchera qui prend la suite, avant de le quitter."


def join_group(group: Group, person: Person) -> bool:
    """Come into the group; those who lead it get a letter. False when the person already belongs to it."""
    try:
        with db.session.begin_nested():  # two at once: the index of current memberships lets one through
            db.session.add(Membership(group=group, person=person, joined_on=clock.today()))
    except IntegrityError:
        return False
    mails.member_joined(group, person, queries.co_facilitations(group).get(group.id, []))
    return True


def leave_group(group: Group, person: Person) -> None:
    """Go, at once. Leaving twice changes nothing.

    Raises:
        Refused: the group is a body, or the person leads it.
    """
    if not group.is_working_group:
        raise Refused(NOT_LEFT_ALONE)
    if person in queries.co_facilitations(group).get(group.id, []):
        raise Refused(LEADS_IT)
    belonging = queries.membership(group, person)
    if belonging is not None:
        belonging.left_on = clock.today()
        db.session.flush()
