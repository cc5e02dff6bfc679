"""Letters about minutes."""

from collections.abc import Iterable, Sequence

from workspace.actions.models import ActionItem
from workspace.minutes.models import Decision, Minutes
from workspace.notifications.telling import About, notify
from workspace.people.models import Person
from workspace.post import public_path


def minutes_published(
    minutes: Minutes, decisions: Sequence[Decision], actions: Sequence[ActionItem], recipients: Iterable[Person]
) -> None:
    """One letter a person: what was decided, and what is expected of them first."""
    meeting = minutes.meeting
    about = About("minutes", minutes.id, minutes.group.id, public_path("minutes.show", meeting_id=meeting.id))
    notify(
        recipients,
        "minutes/minutes-published",
        about,
        each=lambda person: {"expected": [action for action in actions if person in action.owners]},
        minutes=minutes,
        meeting=meeting,
        decisions=decisions,
    )
