"""Letters about minutes."""

from collections.abc import Iterable, Sequence

from workspace.actions.models import ActionItem
from workspace.minutes.models import Decision, Minutes
from workspace.people.models import Person
from workspace.post import letter


def minutes_published(
    minutes: Minutes, decisions: Sequence[Decision], actions: Sequence[ActionItem], recipients: Iterable[Person]
) -> None:
    """One letter a person: what was decided, and what is expected of them first."""
    for person in recipients:
        letter(
            "minutes/minutes-published",
            person.email or "",
            person.name,
            minutes=minutes,
            meeting=minutes.meeting,
            decisions=decisions,
            expected=[action for action in actions if person in action.owners],
        )
