"""Calling every meeting of a period at once: one letter a person, with only their meetings."""

from workspace import clock
from workspace.journal.operations import record
from workspace.planning import calling, mails
from workspace.planning.calling import Documents, Round
from workspace.planning.periods import Period
from workspace.refusals import Refused
from workspace.scheduling import operations as scheduling
from workspace.versions import Stale

NOTHING = "Aucun brouillon de cette période ne peut être convoqué."


def call_all(period: Period, seen: str, documents_of: Documents) -> Round:
    """Call what can be; `seen` is the version of what was shown, `documents_of` tells the files that go with each.
    Pressed twice, the second finds nothing to call and writes to nobody.

    Raises:
        Stale: a meeting or a person was added, moved or removed since; nothing is called.
        Refused: nothing can be called, and something was to be.
    """
    shown = calling.round_of(period)
    if not shown.meetings:
        if calling.were_called(seen, calling.within(period)):
            return shown
        raise Refused(NOTHING)
    return call_round(shown, seen, documents_of)


def call_round(shown: Round, seen: str, documents_of: Documents) -> Round:
    """Call these meetings, by one letter a person. Files come later in the house: `documents_of` reads them.

    Raises:
        Stale: they are no longer what was seen; nothing is called.
    """
    if shown.version != seen:
        raise Stale
    called = calling.take(shown, clock.now())
    keys = scheduling.make_feed_keys(called.reached)
    mails.semester_called(called, keys, documents_of([one.id for one in called.meetings]))
    for meeting in called.meetings:
        record("meetings/called", meeting, title=meeting.title)
    return called
