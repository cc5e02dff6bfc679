"""Gestures on actions."""

from collections.abc import Sequence
from datetime import date

from workspace.actions.models import ActionItem
from workspace.database import db
from workspace.meetings.models import AgendaItem
from workspace.people.models import Person
from workspace.project.models import ProjectItem


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


def remove_action(action: ActionItem) -> None:
    """Take back an action of minutes that nobody read yet."""
    db.session.delete(action)
    db.session.flush()
