"""Gestures on actions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from workspace import clock
from workspace.actions import mails, queries
from workspace.actions.models import OPEN, ActionEvent, ActionItem, ActionState, EventKind
from workspace.database import db
from workspace.groups.models import Group
from workspace.journal.operations import record
from workspace.meetings.models import AgendaItem
from workspace.meetings.operations import refuse_when_closed
from workspace.people.models import Person
from workspace.project.models import ProjectItem
from workspace.refusals import Refused

WHY_DROP = "Dites pourquoi cette action est abandonnée."
WHY_MOVE = "Dites pourquoi la date change."


def record_action(
    point: AgendaItem, title: str, owners: Sequence[Person], due_on: date | None, items: Sequence[ProjectItem]
) -> ActionItem:
    """What a meeting asks somebody to do; owner and date may come later, before publication.

    The same action asked of the same people for the same day is one: a form was sent twice.
    """
    # Two copies of one form on a point go one after the other, so that the second sees what the first wrote.
    db.session.scalar(select(AgendaItem.id).where(AgendaItem.id == point.id).with_for_update())
    asked = {owner.id for owner in owners}
    for known in queries.of_point(point.id, title, due_on):
        if {owner.id for owner in known.owners} == asked:
            return known
    action = ActionItem(
        group=point.group,
        meeting=point.meeting,
        point=point,
        title=title,
        owners=list(owners),
        due_on=due_on,
        items=list(items),
    )
    db.session.add(action)
    db.session.flush()
    record("actions/recorded", action, title=title)
    return action


def create_action(
    group: Group,
    title: str,
    owners: Sequence[Person],
    due_on: date,
    items: Sequence[ProjectItem],
    creator: Person,
) -> ActionItem:
    """An action decided between two meetings: published at once, its owners are told. Two clicks make one.

    Raises:
        Refused: the group is closed.
    """
    refuse_when_closed(group)
    # Two clicks at once wait for each other here.
    db.session.execute(select(Group.id).where(Group.id == group.id).with_for_update())
    made = queries.just_created(group, title, due_on)
    if made is not None and {owner.id for owner in made.owners} == {owner.id for owner in owners}:
        return made
    action = ActionItem(
        group=group, title=title, owners=list(owners), due_on=due_on, items=list(items), published_at=clock.now()
    )
    db.session.add(action)
    db.session.flush()
    _note(action, creator, EventKind.CREATED)
    record("actions/created", action, title=title)
    mails.action_entrusted(action, owners, creator)
    return action


def change_state(action: ActionItem, state: ActionState, person: Person, reason: str = "") -> None:
    """Say where an action stands; the day it was closed goes with it. The same state twice changes nothing.

    Raises:
        Refused: it is dropped without a reason.
    """
    _lock(action)
    if action.state is state:
        return
    if state is ActionState.DROPPED and not reason:
        raise Refused(WHY_DROP)
    action.state = state
    action.closed_on = None if state in OPEN else clock.today()
    _note(action, person, EventKind.STATE, state=state, text=reason)
    record(f"actions/{state}", action, by=person, title=action.title)


def move_due_date(action: ActionItem, due_on: date, person: Person, reason: str = "") -> None:
    """Give another date, and say why; a first date needs no reason. The same date twice changes nothing.

    Raises:
        Refused: the date moves without a reason.
    """
    _lock(action)
    before = action.due_on
    if before == due_on:
        return
    if before is not None and not reason:
        raise Refused(WHY_MOVE)
    action.due_on = due_on
    _note(action, person, EventKind.DUE_DATE, due_before=before, due_on=due_on, text=reason)
    record("actions/due-date-moved", action, by=person, title=action.title)


def change_owners(action: ActionItem, owners: Sequence[Person], person: Person) -> None:
    """Entrust an action to these people; newcomers are told, unless its minutes will tell them. Who did not read that
    it was theirs is not told so any more."""
    _lock(action)
    db.session.refresh(action, ["owners"])
    before = list(action.owners)
    arriving = [owner for owner in owners if owner not in before]
    leaving = [owner for owner in before if owner not in owners]
    action.owners = list(owners)
    for kind, changed in ((EventKind.WITHDRAWN, leaving), (EventKind.ENTRUSTED, arriving)):
        for owner in changed:
            _note(action, person, kind, owner_id=owner.id)
    for owner in leaving:
        mails.withdraw(action, owner)
    if arriving or leaving:
        record("actions/owners-changed", action, by=person, title=action.title)
    if action.published_at is not None:
        mails.action_entrusted(action, arriving, person)


def comment(action: ActionItem, person: Person, text: str) -> None:
    """Say something about an action. Two clicks say it once."""
    _lock(action)
    if not queries.just_said(action, person, text):
        _note(action, person, EventKind.COMMENT, text=text)
        record("actions/commented", action, by=person, title=action.title)


def remove_comment(event: ActionEvent) -> None:
    action = db.session.get_one(ActionItem, event.action_id)
    db.session.delete(event)
    db.session.flush()
    record("actions/comment-removed", action, title=action.title)


def _lock(action: ActionItem) -> None:
    """Two people at once: the second finds what the first left."""
    db.session.refresh(action, ["state", "due_on"], with_for_update=True)


def _note(action: ActionItem, person: Person, kind: EventKind, **told: Any) -> None:
    db.session.add(ActionEvent(action_id=action.id, person_id=person.id, kind=kind, **told))
    db.session.flush()


def remove_action(action: ActionItem) -> None:
    """Take back an action of minutes that nobody read yet.

    Raises:
        Refused: it is published.
    """
    if action.published_at is not None:
        raise Refused("Cette action est publiée : elle ne se retire plus, elle peut être abandonnée.")
    db.session.delete(action)
    db.session.flush()
    record("actions/removed", action, title=action.title)


def show_to_partners(action: ActionItem, visible: bool) -> None:
    if action.visible_to_partners is not visible:
        action.visible_to_partners = visible
        db.session.flush()
        kind = "actions/shown-to-partners" if visible else "actions/hidden-from-partners"
        record(kind, action, title=action.title)
