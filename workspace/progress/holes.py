"""What nobody is working on: told of each line of the project from facts at hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from workspace import clock
from workspace.progress.queries import Progress
from workspace.project.models import ItemKind, ProjectItem

QUIET = timedelta(days=122)  # four months
NO_GROUP, NO_NEWS, NO_ACTION = "no_group", "no_news", "no_action"


def holes_of(
    items: Sequence[ProjectItem], progress: Progress, workers: Mapping[int, Sequence[Any]], since: datetime
) -> dict[int, list[str]]:
    """By item id, for objectives and actions of the project: nobody carries it; nothing was published of it for four
    months (`since`: the project's first day, before which there could be nothing); no action is under way.
    """
    quiet_since = clock.now() - QUIET
    found = {}
    for item in items:
        if item.kind is ItemKind.ORIENTATION:
            continue
        last, counts = progress.moved.get(item.id, since), progress.of(item.id)
        told = [
            (NO_GROUP, not workers.get(item.id)),
            (NO_NEWS, last < quiet_since),
            (NO_ACTION, counts.open + counts.late == 0),
        ]
        found[item.id] = [word for word, is_so in told if is_so]
    return {item_id: words for item_id, words in found.items() if words}
