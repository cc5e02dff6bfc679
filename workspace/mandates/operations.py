"""Giving a mandate, moving its end, ending it. Rights follow from the dates alone."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError

from workspace import clock
from workspace.database import db
from workspace.groups.models import CoFacilitation, Group, GroupKind, GroupState, Membership
from workspace.groups.operations import belong
from workspace.journal import operations as journal
from workspace.mandates import queries
from workspace.mandates.queries import DAY, Held, last_day_of
from workspace.people.models import Institution, Mandate, Person, Role
from workspace.refusals import Refused
from workspace.settings.models import Federation
from workspace.versions import Stale

ONESELF = "Personne ne se donne un mandat : demandez à quelqu’un d’autre de l’équipe."
OWN_END = "Votre propre mandat ne peut que finir plus tôt : pour le prolonger, demandez à quelqu’un de l’équipe."
LAST_GIVER = "Après cette date, plus personne ne pourrait donner de mandat : donnez d’abord la suite à quelqu’un."
OVERLAPS = "Cette personne a déjà ce mandat à ces dates : modifiez-le plutôt, à la page des mandats."
SEATED = "Cette personne a déjà ce siège : écrivez sa fonction par « Modifier », à la page des mandats."
OVER = "Ce mandat est terminé : il reste dans l’historique. Donnez-en un nouveau."
GONE = "Ce mandat n’existe plus : quelqu’un vient de le retirer."
CLOSED = "Ce groupe est clos : personne ne peut plus y recevoir de mandat."
NO_SEAT = "On rejoint un groupe de travail, on n’y reçoit pas de siège : donnez plutôt la co-animation."

H = TypeVar("H", Mandate, Membership, CoFacilitation)


def give_role(
    giver: Person, person: Person, role: Role, starts_on: date, last_day: date | None, institution: Institution | None
) -> Mandate:
    """A role of the federation. The same given twice is one.

    Raises:
        Refused: one gives oneself a role, or the person has it on some of these days.
    """
    _lock(giver, person)
    place = institution.id if institution and role is Role.PARTNER else None
    known = db.session.scalars(
        select(Mandate).where(
            Mandate.person_id == person.id, Mandate.role == role, Mandate.institution_id.is_not_distinct_from(place)
        )
    ).all()
    same = _already(known, starts_on, last_day)
    given = Mandate(person_id=person.id, role=role, institution_id=place, starts_on=starts_on, ends_on=last_day)
    what = f"{queries.ROLES[role]}, {institution.name}" if institution and place else queries.ROLES[role]
    return same or _kept(given, None, person, what)


def give_seat(
    giver: Person, person: Person, body: Group, starts_on: date, last_day: date | None, office: str = ""
) -> Membership:
    """A seat in a body, with an office or not.

    Raises:
        Refused: as `give_role`; or the group is closed, or no body; or the seat is held with another office.
    """
    _lock(giver, person)
    _refuse_closed(body)
    if body.is_working_group:
        raise Refused(NO_SEAT)
    known = db.session.scalars(
        select(Membership).where(Membership.person_id == person.id, Membership.group_id == body.id)
    ).all()
    same = _already(known, starts_on, last_day)
    if same and same.office != office:
        raise Refused(SEATED, about="office")
    given = Membership(group_id=body.id, person_id=person.id, joined_on=starts_on, office=office)
    _end(given, last_day)
    return same or _kept(given, body, person, office or "siège")


def give_lead(giver: Person, person: Person, group: Group, starts_on: date, last_day: date | None) -> CoFacilitation:
    """The co-facilitation of a group or body; who receives it belongs to the group.

    Raises:
        Refused: as `give_role`; or the group is closed.
    """
    _lock(giver, person)
    _refuse_closed(group)
    known = db.session.scalars(
        select(CoFacilitation).where(CoFacilitation.person_id == person.id, CoFacilitation.group_id == group.id)
    ).all()
    same = _already(known, starts_on, last_day)
    if same:
        return same
    if group.is_working_group:
        belong(group, person)
    given = CoFacilitation(group_id=group.id, person_id=person.id, starts_on=starts_on, ends_on=last_day)
    return _kept(given, group, person, "co-animation")


def change(giver: Person, held: Held, seen: str, last_day: date | None, office: str | None = None) -> None:
    """Move the end of a mandate, or name another office.

    Raises:
        Stale: it changed since `seen` (see `version_of`), and to something else.
        Refused: it is over; one extends one's own; nobody could give mandates any more; another begins meanwhile.
    """
    _read_again(held)
    office = held.office if office is None and isinstance(held, Membership) else office
    changes = last_day != last_day_of(held) or (isinstance(held, Membership) and office != held.office)
    if not changes:
        return
    if seen != version_of(held):
        raise Stale
    _refuse_over(held)
    if held.person_id == giver.id and _later(last_day, last_day_of(held)):
        raise Refused(OWN_END)
    if _others_overlap(held, last_day):
        raise Refused(OVERLAPS)
    _end(held, last_day)
    if isinstance(held, Membership):
        held.office = office or ""
    db.session.flush()
    place, what = _place_and_words(held)
    journal.record("mandates/changed", place, person=held.person, what=what)
    if last_day is not None:
        _keep_a_giver(held, last_day + DAY)


def end_now(held: Held) -> None:
    """Rights stop at once. One that was to begin today or later never was: it is removed.

    Raises:
        Refused: it is over, or nobody could give mandates any more.
    """
    _read_again(held)
    _refuse_over(held)
    if starts_on(held) >= clock.today():
        db.session.delete(held)
    else:
        _end(held, clock.today() - DAY)
    db.session.flush()
    place, what = _place_and_words(held)
    journal.record("mandates/ended", place, person=held.person, what=what)
    _keep_a_giver(held, clock.today())


def starts_on(held: Held) -> date:
    return held.joined_on if isinstance(held, Membership) else held.starts_on


def version_of(held: Held) -> str:
    """What a form carries to tell whether the mandate changed since it was opened."""
    return f"{starts_on(held)}|{last_day_of(held)}|{getattr(held, 'office', '')}"


def _lock(giver: Person, person: Person) -> None:
    if giver.id == person.id:
        raise Refused(ONESELF)
    one_at_a_time()


def one_at_a_time() -> None:
    """Two who give or end mandates at once follow each other, whatever gesture of the product they do it by."""
    db.session.execute(select(Federation.id).with_for_update())


def _read_again(held: Held) -> None:
    """Whoever changes a mandate waits for the others, and reads what they kept."""
    one_at_a_time()
    dates = ["joined_on", "left_on", "office"] if isinstance(held, Membership) else ["starts_on", "ends_on"]
    try:
        db.session.refresh(held, dates, with_for_update=True)
    except InvalidRequestError:
        raise Refused(GONE) from None


def _refuse_closed(group: Group) -> None:
    if group.state is GroupState.CLOSED:
        raise Refused(CLOSED)


def _refuse_over(held: Held) -> None:
    last_day = last_day_of(held)
    if last_day is not None and last_day < clock.today():
        raise Refused(OVER)


def _later(day: date | None, other: date | None) -> bool:
    return other is not None and (day is None or day > other)


def _already(known: Sequence[H], first: date, last_day: date | None) -> H | None:
    """The same mandate, if it was given; Refused when another holds on some of these days."""
    for one in known:
        if starts_on(one) == first and last_day_of(one) == last_day:
            return one
    for one in known:
        if _meet(one, first, last_day):
            raise Refused(OVERLAPS)
    return None


def _meet(one: Held, first: date, last_day: date | None) -> bool:
    ends, starts = last_day_of(one), starts_on(one)
    if ends is not None and ends < starts:  # left on the day of joining
        return False
    return (last_day is None or starts <= last_day) and (ends is None or ends >= first)


def _others_overlap(held: Held, last_day: date | None) -> bool:
    table: Any = type(held)
    query = select(table).where(table.person_id == held.person_id, table.id != held.id)
    if isinstance(held, Mandate):
        same_place = Mandate.institution_id.is_not_distinct_from(held.institution_id)
        query = query.where(Mandate.role == held.role, same_place)
    else:
        query = query.where(table.group_id == held.group_id)
    return any(_meet(other, starts_on(held), last_day) for other in db.session.scalars(query))


def _end(held: Held, last_day: date | None) -> None:
    if isinstance(held, Membership):
        held.left_on = last_day and last_day + DAY
    else:
        held.ends_on = last_day


def _kept(given: H, group: Group | None, person: Person, what: str) -> H:
    db.session.add(given)
    db.session.flush()
    journal.record("mandates/given", group, person=person, what=what)
    return given


def _place_and_words(held: Held) -> tuple[Group | None, str]:
    if isinstance(held, Mandate):
        return None, queries.ROLES[held.role]
    return held.group, (held.office or "siège" if isinstance(held, Membership) else "co-animation")


def _keep_a_giver(held: Held, day: date) -> None:
    """Whoever ends the rights of somebody leaves somebody who can give them again."""
    gives = (
        held.role is Role.FEDERATION_DELEGATE if isinstance(held, Mandate) else held.group.kind is GroupKind.STAFF_TEAM
    )
    if gives and not queries.givers_on(day):
        raise Refused(LAST_GIVER)
