"""Letters about minutes."""

from collections.abc import Iterable, Sequence

from workspace.actions.models import ActionItem
from workspace.meetings.queries import called_through
from workspace.minutes.models import Decision, Minutes
from workspace.notifications.telling import About, notify
from workspace.people.models import Person
from workspace.post import public_path


def minutes_published(
    minutes: Minutes, decisions: Sequence[Decision], actions: Sequence[ActionItem], recipients: Iterable[Person]
) -> None:
    """One letter a person: what was decided, what is expected of them then of others, the way to the text."""
    meeting = minutes.meeting
    path = public_path("minutes.show", meeting_id=meeting.id)
    for group_id, people in called_through(meeting, list(recipients)):
        notify(
            people,
            "minutes/minutes-published",
            About("minutes", minutes.id, group_id, path),
            each=lambda person: {
                "expected": [action for action in actions if person in action.owners],
                "others": [action for action in actions if person not in action.owners],
            },
            minutes=minutes,
            meeting=meeting,
            decisions=decisions,
        )


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
