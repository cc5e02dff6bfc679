"""Letters about groups."""

from collections.abc import Iterable

from workspace.groups.models import Group
from workspace.people.models import Person
from workspace.post import letter


def member_joined(group: Group, newcomer: Person, leaders: Iterable[Person]) -> None:
    """Those who lead the group hear of each newcomer."""
    for leader in leaders:
        if leader.email and leader is not newcomer:
            letter("groups/member-joined", leader.email, leader.name, group=group, newcomer=newcomer)


def message(group: Group, sender: Person, about: str, text: str, people: Iterable[Person]) -> None:
    """A message to each, whose answers go to the person who wrote it."""
    for person in people:
        if person.email:
            letter(
                "groups/message",
                person.email,
                person.name,
                reply_to=sender.email or "",
                group=group,
                sender=sender,
                about=about,
                text=text,
            )
