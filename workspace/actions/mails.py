"""Letters about actions."""

from collections.abc import Iterable

from workspace.actions.models import ActionItem
from workspace.notifications.telling import About, notify
from workspace.people.models import Person
from workspace.post import public_path


def action_entrusted(action: ActionItem, owners: Iterable[Person], giver: Person) -> None:
    """To each person who is asked to do something between two meetings; it concerns them, member or not."""
    about = About("action", action.id, action.group.id, public_path("actions.show", id=action.id))
    notify(owners, "actions/action-entrusted", about, action=action, giver=giver)
