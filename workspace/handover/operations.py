"""Preparing a handover, undoing it before its day, and thanking whoever leads no more."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from workspace import clock
from workspace.actions import operations as actions
from workspace.actions.models import ActionItem
from workspace.claims import keep_once
from workspace.database import db
from workspace.groups import operations as groups_operations
from workspace.groups import queries as groups
from workspace.groups.models import CoFacilitation
from workspace.handover import mails, queries
from workspace.handover.models import GivenAction, GivenMinutes, Handover, Succession, Thanks
from workspace.journal.operations import record
from workspace.mandates.operations import one_at_a_time
from workspace.minutes.models import Minutes
from workspace.people import queries as people
from workspace.people.models import Person
from workspace.refusals import Refused

ALREADY = "La main est déjà en train de passer : ouvrez la fiche de passation."
LEADS_ALREADY = "{} co-anime déjà ce groupe : choisissez une autre personne."
OVER = "Le dernier jour est passé : ce mandat ne se reprend plus ainsi. La fédération peut en ouvrir un autre."
MINUTES_WITHOUT_KEEPER = "Un {} n’est pas publié : confiez-le à quelqu’un, ou publiez-le d’abord."
HAND_OVER_FIRST = "Ce groupe a un {} à publier : publiez-le, ou confiez-le par « Passer la main »."
ONE_DAY = timedelta(days=1)


def prepare(
    mandate: CoFacilitation,
    by: Person,
    ends_on: date,
    successors: Sequence[Person],
    keeper: Person | None,
    actions_to: Mapping[ActionItem, Person],
    minutes_to: Mapping[Minutes, Person],
    words: str = "",
) -> Handover:
    """The mandate gets its last day; those who come lead from today on, beside the one who leaves (tandem).

    Raises:
        Refused: a handover of this mandate is under way, minutes would be left to nobody (J8 A1), or somebody else has
            just named the same successor.
    """
    group = mandate.group
    one_at_a_time()
    if queries.of_mandate(mandate):
        raise Refused(ALREADY)
    leading = groups.co_facilitations(group).get(group.id, [])
    if named := next((one for one in successors if one in leading), None):
        raise Refused(LEADS_ALREADY.format(named.name))
    if any(one not in minutes_to for one in queries.unpublished(group)):
        raise Refused(MINUTES_WITHOUT_KEEPER.format(mandate.group.minutes_name))
    handover = Handover(
        mandate=mandate,
        group=group,
        person_id=mandate.person_id,
        ends_on=ends_on,
        ends_before=mandate.ends_on,
        keeper_id=keeper.id if keeper else None,
        words=words,
    )
    db.session.add(handover)
    db.session.flush()
    mandate.ends_on = ends_on
    for person in successors:
        _succeed(handover, person)
    _stay_a_member(mandate)
    for action, person in actions_to.items():
        _give(handover, action, person, by)
    db.session.add_all(
        GivenMinutes(handover_id=handover.id, minutes_id=one.id, person_id=person.id)
        for one, person in minutes_to.items()
    )
    db.session.flush()
    leaving = people.person(mandate.person_id)
    record("handover/prepared", group, leaver=leaving)
    db.session.refresh(handover, ["person"])
    looking_after = [] if successors else queries.staff()
    told = {person.id: person for person in [leaving, *minutes_to.values(), *looking_after]}
    mails.prepared(handover, successors, told.values())
    return handover


def refuse_to_leave_minutes(mandate: CoFacilitation) -> None:
    """However a mandate ends, its minutes in draft are somebody's first (J8 A1).

    Raises:
        Refused: some were given to nobody.
    """
    given = db.session.scalars(
        select(GivenMinutes.minutes_id)
        .join(Handover, Handover.id == GivenMinutes.handover_id)
        .where(Handover.mandate_id == mandate.id, Handover.undone_at.is_(None))
    ).all()
    if any(one.id not in given for one in queries.unpublished(mandate.group)):
        raise Refused(HAND_OVER_FIRST.format(mandate.group.minutes_name))


def _succeed(handover: Handover, person: Person) -> None:
    """The person leads from today on; a mandate that was to begin later begins now."""
    mandate = queries.to_come(handover.group, person)
    succession = Succession(handover_id=handover.id, person_id=person.id, starts_before=mandate and mandate.starts_on)
    if mandate is None:
        mandate = CoFacilitation(group_id=handover.group_id, person_id=person.id)
        db.session.add(mandate)
    mandate.starts_on = clock.today()
    db.session.flush()
    succession.mandate_id = mandate.id
    db.session.add(succession)
    record("handover/successor-named", handover.group, successor=person)


def _stay_a_member(mandate: CoFacilitation) -> None:
    """Whoever stops leading a working group still belongs to it (J8 A2); the seats of a body are given."""
    if mandate.group.is_working_group:
        groups_operations.belong(mandate.group, people.person(mandate.person_id))


def _give(handover: Handover, action: ActionItem, person: Person, by: Person) -> None:
    """The action goes from the one who leaves to that person; others in charge stay."""
    if person.id == handover.person_id:
        return
    kept = [owner for owner in action.owners if owner.id not in (handover.person_id, person.id)]
    actions.change_owners(action, [*kept, person], by)
    db.session.add(GivenAction(handover_id=handover.id, action_id=action.id, person_id=person.id))


def undo(handover: Handover, by: Person) -> None:
    """As before: the mandate goes on, successors that it named stop, actions come back. Undoing twice changes nothing.

    Raises:
        Refused: the last day has passed.
    """
    db.session.refresh(handover, ["undone_at"], with_for_update=True)
    if handover.undone_at is not None:
        return
    if handover.is_over:
        raise Refused(OVER)
    handover.undone_at = clock.now()
    if handover.mandate.ends_on == handover.ends_on:
        handover.mandate.ends_on = handover.ends_before
    successors = db.session.scalars(select(Succession).where(Succession.handover_id == handover.id)).all()
    for succession in successors:
        _stop(succession)
    _take_back_actions(handover, by)
    db.session.execute(delete(GivenMinutes).where(GivenMinutes.handover_id == handover.id))
    db.session.flush()
    record("handover/undone", handover.group, leaver=handover.person)
    told = {handover.person_id, *(succession.person_id for succession in successors)} - {by.id}
    mails.undone(handover, [people.person(person_id) for person_id in sorted(told)])


def _stop(succession: Succession) -> None:
    """A mandate of today leaves no trace; an older one ended yesterday; one given before the handover stays, and
    begins on its own day."""
    mandate = db.session.get(CoFacilitation, succession.mandate_id) if succession.mandate_id else None
    if mandate is None or (mandate.ends_on is not None and mandate.ends_on < clock.today()):
        return
    first = succession.starts_before
    if first and (mandate.ends_on is None or mandate.ends_on >= first):
        mandate.starts_on = first if first > clock.today() else mandate.starts_on
        succession.mandate_id = None
    elif mandate.starts_on < clock.today():
        mandate.ends_on = clock.today() - ONE_DAY
    else:
        db.session.delete(mandate)


def _take_back_actions(handover: Handover, by: Person) -> None:
    given = db.session.execute(
        select(ActionItem, GivenAction.person_id)
        .join(GivenAction, GivenAction.action_id == ActionItem.id)
        .where(GivenAction.handover_id == handover.id)
        .options(selectinload(ActionItem.owners))
    ).all()
    leaving = people.person(handover.person_id)
    for action, person_id in given:
        if action.is_open and person_id in [owner.id for owner in action.owners]:
            kept = [owner for owner in action.owners if owner.id not in (person_id, leaving.id)]
            actions.change_owners(action, [*kept, leaving], by)


def thank(mandate_id: int, day: date) -> bool:
    """On the last day of a mandate, or soon after: a letter, a line in the group's history, and those who go on
    leading hear of it. False when somebody else saw to it.

    Two workers at once: the second waits for the first at the claim, then finds it taken.
    """
    mandate = queries.mandate(mandate_id)
    if mandate is None or mandate.ends_on is None:
        return False
    if not keep_once(Thanks, mandate_id=mandate.id, last_day=mandate.ends_on):
        return False
    staying = groups.leading_on(mandate.group, day + ONE_DAY)
    belongs = groups.membership(mandate.group, mandate.person) is not None
    mails.thank(mandate, belongs, is_today=mandate.ends_on == day)
    mails.leads_no_more(mandate, staying, is_today=mandate.ends_on == day)
    record("handover/thanked", mandate.group, leaver=mandate.person)
    db.session.flush()
    return True
