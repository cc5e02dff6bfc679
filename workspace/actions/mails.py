"""Letters about actions."""

from collections.abc import Iterable

from workspace.actions.models import ActionItem
from workspace.notifications.telling import About, notify, take_back
from workspace.people.models import Person
from workspace.post import public_path

ENTRUSTED = "actions/action-entrusted"


def action_entrusted(action: ActionItem, owners: Iterable[Person], giver: Person) -> None:
    """To each person who is asked to do something between two meetings; it concerns them, member or not."""
    about = About("action", action.id, action.group.id, public_path("actions.show", id=action.id))
    notify(owners, ENTRUSTED, about, action=action, giver=giver)


def withdraw(action: ActionItem, owner: Person) -> None:
    """It is somebody else's: the notice that they did not read goes."""
    take_back(owner.id, [ENTRUSTED], "action", [action.id])
