"""Letters about groups."""

from collections.abc import Iterable

from workspace.groups.models import Group
from workspace.notifications.telling import About, notify
from workspace.people import queries as people
from workspace.people.models import Person
from workspace.post import public_path


def about_group(group: Group, **section: str) -> About:
    return About("group", group.id, group.id, public_path("groups.show", slug=group.slug, **section))


def member_joined(group: Group, newcomer: Person, leaders: Iterable[Person]) -> None:
    """Those who lead the group hear of each newcomer."""
    told = [leader for leader in leaders if leader is not newcomer]
    about, centre = about_group(group, rubrique="membres"), people.centre_of(newcomer)
    notify(told, "groups/member-joined", about, group=group, newcomer=newcomer, centre=centre)


def message(group: Group, sender: Person, about: str, text: str, people: Iterable[Person]) -> None:
    """A message to each, whose answers go to the person who wrote it."""
    written = {"group": group, "sender": sender, "topic": about, "text": text}
    notify(people, "groups/message", about_group(group), each=lambda _: {"reply_to": sender.email or ""} | written)
