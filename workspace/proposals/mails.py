"""Letters about what the board answers."""

from collections.abc import Iterable

from workspace.minutes.models import BoardProposal
from workspace.notifications.telling import About, notify
from workspace.people.models import Person
from workspace.post import public_path


def proposal_answered(proposal: BoardProposal, words: str, leaders: Iterable[Person]) -> None:
    """To those who lead the group that proposed."""
    group = proposal.group
    path = public_path("groups.show", slug=group.slug)
    notify(
        leaders,
        "proposals/proposal-answered",
        About("group", group.id, group.id, path),
        proposal=proposal,
        answered=words,
    )
