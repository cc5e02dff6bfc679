"""Gestures on actions."""

from collections.abc import Sequence
from datetime import date

from workspace import clock
from workspace.actions.models import OPEN, ActionItem, ActionState
from workspace.database import db
from workspace.meetings.models import AgendaItem
from workspace.people.models import Person
from workspace.project.models import ProjectItem
from workspace.refusals import Refused


def record_action(
    point: AgendaItem, title: str, owners: Sequence[Person], due_on: date | None, items: Sequence[ProjectItem]
) -> ActionItem:
    """What a meeting asks somebody to do; owner and date may come later, before publication."""
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
    return action


def change_state(action: ActionItem, state: ActionState) -> None:
    """Say where an action stands; the day it was closed goes with it. The same state twice changes nothing."""
    if action.state is state:
        return
    action.state = state
    action.closed_on = None if state in OPEN else clock.today()
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


def show_to_partners(action: ActionItem, visible: bool) -> None:
    action.visible_to_partners = visible
    db.session.flush()
