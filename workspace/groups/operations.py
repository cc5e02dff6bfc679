"""The life of a group, joining and leaving it, writing to it."""

import re
from itertools import chain, count
from typing import Any

from sqlalchemy.exc import IntegrityError

from workspace import clock
from workspace.database import db
from workspace.french import fold
from workspace.groups import mails, queries
from workspace.groups.models import Group, GroupKind, GroupMessage, GroupState, JoiningRule, Membership
from workspace.journal.operations import record
from workspace.people.models import Person
from workspace.refusals import Refused
from workspace.versions import Stale

NOT_LEFT_ALONE = "Les places d’une instance se donnent et se rendent avec l’équipe de la fédération : écrivez-lui."
MEMBER_LEADS = "Cette personne co-anime le groupe : sa co-animation prend fin d’abord."
LEADS_IT = "Vous co-animez ce groupe : passez d’abord la main, puis vous pourrez le quitter."
NAME_TAKEN = "Un groupe porte déjà ce nom, aux accents et aux majuscules près."
CODE_TAKEN = "Un autre groupe a déjà ce code."
TAKEN_MEANWHILE = "Un groupe de ce nom ou de ce code vient d’être enregistré."
CLOSED = "Ce groupe est clos : il se lit, il ne se modifie plus. La fédération peut le rouvrir."
MEETINGS_TO_COME = "Ce groupe a des réunions à venir : annulez-les ou tenez-les, puis revenez le clore."
NOBODY_TO_WRITE_TO = "Personne d’autre, dans ce groupe, n’a d’adresse e-mail : ce message ne partirait chez personne."
RESERVED = {"nouveau"}  # /groupes/nouveau is the page that creates


def join_group(group: Group, person: Person, let_in_by: Person | None = None) -> bool:
    """Come into the group; those who lead it get a letter, unless they let the person in themselves. False when the
    person already belongs to it."""
    if not belong(group, person):
        return False
    record("groups/joined", group, by=person)
    leaders = queries.co_facilitations(group).get(group.id, [])
    mails.member_joined(group, person, [leader for leader in leaders if leader is not let_in_by])
    return True


def belong(group: Group, person: Person) -> bool:
    """From today on; a place that was to begin later begins now. False when the person has one already."""
    if queries.membership(group, person) is not None:
        return False
    coming = queries.place_to_come(group, person)
    if coming is not None:
        coming.joined_on = clock.today()
        db.session.flush()
        return True
    try:
        with db.session.begin_nested():  # two at once: the index of current memberships lets one through
            db.session.add(Membership(group=group, person=person, joined_on=clock.today()))
    except IntegrityError:
        return False
    return True


def end_membership(belonging: Membership, by: Person, reason: str = "") -> None:
    """A member goes, at once; by somebody else's hand, the reason is kept.

    `belonging` carries its group and its person.

    Raises:
        Refused: the group is a body and its member wants to go alone, or the person leads the group.
    """
    group, person = belonging.group, belonging.person
    if not group.is_working_group and by is person:
        raise Refused(NOT_LEFT_ALONE)
    if person in queries.co_facilitations(group).get(group.id, []):
        raise Refused(LEADS_IT if by is person else MEMBER_LEADS)
    belonging.left_on, belonging.left_by_id, belonging.left_reason = clock.today(), by.id, reason
    db.session.flush()
    if by is person:
        record("groups/left", group, by=person)
    else:
        record("groups/removed", group, by=by, member=person)


def create_group(name: str, code: str, **others: Any) -> Group:
    """A new group, last of its kind. The same form posted twice makes one group.

    Raises:
        Refused: another group has this code, or a name that sounds the same.
    """
    if others.get("kind", GroupKind.WORKING_GROUP) is not GroupKind.WORKING_GROUP:
        others["joining_rule"] = JoiningRule.BY_INVITATION
    known = queries.all_groups(with_closed=True)
    wanted = {"name": name, "code": code, "revision": 1, **others}
    for group in known:
        if all(getattr(group, field) == value for field, value in wanted.items()):
            return group
    _refuse_taken(known, name=name, code=code)
    position = max((group.position for group in known), default=0) + 1
    group = Group(slug=_slug(name, {one.slug for one in known}), name=name, code=code, position=position, **others)
    try:
        with db.session.begin_nested():  # two at once: the unique names let one through
            db.session.add(group)
    except IntegrityError:
        raise Refused(TAKEN_MEANWHILE, about="name") from None
    record("groups/created", group, name=group.name)
    return group


def edit_group(group: Group, revision: int, **changed: Any) -> None:
    """Change what a group says of itself; its address stays.

    Raises:
        Stale: somebody edited it since `revision`.
        Refused: another group has this code, or a name that sounds the same.
    """
    refuse_when_closed(group)
    _lock(group)
    if group.revision != revision:
        raise Stale
    others = [one for one in queries.all_groups(with_closed=True) if one is not group]
    _refuse_taken(others, **{name: changed[name] for name in ("name", "code") if name in changed})
    try:
        with db.session.begin_nested():
            for name, value in changed.items():
                setattr(group, name, value)
            group.revision += 1
    except IntegrityError:
        raise Refused(TAKEN_MEANWHILE, about="name") from None
    record("groups/edited", group)


def _lock(group: Group) -> None:
    """Whoever changes the group at the same time waits; what they kept is read."""
    db.session.refresh(group, with_for_update=True)


def _refuse_taken(others: list[Group], name: str | None = None, code: str | None = None) -> None:
    if name is not None and _sound(name) in [_sound(other.name) for other in others]:
        raise Refused(NAME_TAKEN, about="name")
    if code in [other.code for other in others]:
        raise Refused(CODE_TAKEN, about="code")


def _sound(name: str) -> str:
    """A name without accents, capitals, signs."""
    return "-".join(re.findall("[a-z0-9]+", fold(name)))


def _slug(name: str, taken: set[str]) -> str:
    """The group's word in addresses."""
    base = _sound(name)[:70].strip("-")
    numbered = (f"{base}-{number}" for number in count(2))
    return next(slug for slug in chain([base], numbered) if slug not in taken | RESERVED)


def refuse_when_closed(group: Group) -> None:
    if group.state is GroupState.CLOSED:
        raise Refused(CLOSED)


def put_to_sleep(group: Group) -> None:
    """The group pauses: it stays in the lists, which say so.

    Raises:
        Refused: it is closed.
    """
    refuse_when_closed(group)
    if group.state is GroupState.DORMANT:
        return
    group.state = GroupState.DORMANT
    db.session.flush()
    record("groups/put-to-sleep", group)


def wake(group: Group) -> None:
    """Active again, from sleep or from its closing; the closing note goes."""
    if group.state is GroupState.ACTIVE:
        return
    group.state, group.closed_on, group.closing_note = GroupState.ACTIVE, None, ""
    db.session.flush()
    record("groups/woken", group)


def close_group(group: Group, note: str, meetings_to_come: int) -> None:
    """The end of a group: all it did stays readable. Closing twice keeps the first note.

    Raises:
        Refused: it has meetings to come.
    """
    _lock(group)
    if group.state is GroupState.CLOSED:
        return
    if meetings_to_come:
        raise Refused(MEETINGS_TO_COME)
    group.state, group.closed_on, group.closing_note = GroupState.CLOSED, clock.today(), note
    db.session.flush()
    record("groups/closed", group)


def write_to_group(group: Group, sender: Person, subject: str, text: str, form_id: str) -> int:
    """One letter to each person of the group who has an address, answers to the sender; how many. A form leaves once.

    Raises:
        Refused: the group is closed, or nobody would get the message.
    """
    refuse_when_closed(group)
    people = [person for person in queries.people_of(group) if person.email and person.id != sender.id]
    if not people:
        raise Refused(NOBODY_TO_WRITE_TO)
    try:
        with db.session.begin_nested():
            db.session.add(GroupMessage(form_id=form_id, group_id=group.id, sender_id=sender.id))
    except IntegrityError:
        return 0
    mails.message(group, sender, subject, text, people)
    db.session.flush()
    record("groups/written", group, subject=subject)
    return len(people)
