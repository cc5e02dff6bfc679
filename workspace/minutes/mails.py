"""Letters about minutes."""

from collections.abc import Iterable, Sequence
from typing import Any

from workspace.access import Can, may
from workspace.actions.models import ActionItem
from workspace.groups import queries as groups
from workspace.meetings.queries import called_through
from workspace.minutes.models import Decision, Minutes
from workspace.notifications import queries as notifications
from workspace.notifications.letters import FOLLOWED
from workspace.notifications.telling import About, notify
from workspace.people.models import Person
from workspace.post import public_path


def minutes_published(
    minutes: Minutes, decisions: Sequence[Decision], actions: Sequence[ActionItem], recipients: Sequence[Person]
) -> None:
    """One letter a person: what was decided, what is expected of them then of others, the way to the text. To whom an
    action is entrusted without belonging: what they may know and read. Whoever follows the group is told last."""
    meeting, belong = minutes.meeting, {one.id for one in groups.people_belonging(minutes.group_ids)}
    readers: list[Person] = []
    others: list[Person] = []
    for person in recipients:
        reads = person.id in belong or may(person, Can.READ_MINUTES, minutes)
        (readers if reads else others).append(person)
    known = belong | {person.id for person in recipients}
    asked = notifications.followers(minutes.group_ids).items()
    following = {
        person: group_id
        for person, group_id in asked
        if person.id not in known and may(person, Can.READ_MINUTES, minutes)
    }

    def told(person: Person) -> dict[str, Any]:
        reads = person in readers or person in following
        knows = reads or may(person, Can.SEE_NETWORK)
        return {
            "reads": reads,
            "decisions": decisions if knows else [],
            "expected": [action for action in actions if person in action.owners],
            "others": [action for action in actions if person not in action.owners] if knows else [],
        }

    def tell(people: Sequence[Person], about: About, kind: str = "minutes/minutes-published") -> None:
        notify(people, kind, about, each=told, minutes=minutes, meeting=meeting)

    path = public_path("minutes.show", meeting_id=meeting.id)
    for group_id, people in called_through(meeting, readers):
        tell(people, About("minutes", minutes.id, group_id, path))
    for person, group_id in following.items():
        tell([person], About("minutes", minutes.id, group_id, path), FOLLOWED)
    for person in others:  # whoever was given an action without belonging
        action_id = next(action.id for action in actions if person in action.owners)
        tell([person], About("action", action_id, minutes.group.id, public_path("actions.show", id=action_id)))


def minutes_in_review(minutes: Minutes, people: Iterable[Person]) -> None:
    """To those who were there: until when they may say what is wrong."""
    meeting = minutes.meeting
    path = public_path("minutes.show", meeting_id=meeting.id)
    notify(
        people,
        "minutes/minutes-in-review",
        About("minutes", minutes.id, minutes.group.id, path),
        minutes=minutes,
        meeting=meeting,
    )
