"""Letters about actions."""

from collections.abc import Iterable

from workspace.actions.models import ActionItem
from workspace.people.models import Person
from workspace.post import letter


def action_entrusted(action: ActionItem, owners: Iterable[Person], giver: Person) -> None:
    """To each person who is asked to do something between two meetings."""
    for owner in owners:
        if owner.email:
            letter("actions/action-entrusted", owner.email, owner.name, action=action, giver=giver)
