"""The worker's run on reviews that are over, and on decisions whose day has come."""

from workspace import claims, clock
from workspace.approval import operations, queries
from workspace.database import db
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes_queries

FROM = 7  # hours: nobody is written to at night
TROUBLE = "un compte rendu ou une décision attend"


def approve_when_due() -> int:
    """Publish what nobody has anything against, bring back decisions to review.

    Each in a transaction of its own, locked: two workers publish once.
    """
    if clock.in_paris(clock.now()).hour < FROM:
        return 0
    try:
        count = claims.each(_approve, queries.ids_to_approve(), trouble=TROUBLE)
        day = clock.today()
        claims.each(minutes_operations.bring_back, minutes_queries.ids_to_bring_back(day), day, trouble=TROUBLE)
    finally:
        db.session.rollback()
    return count


def _approve(minutes_id: int) -> bool:
    return operations.approve_tacitly(queries.minutes(minutes_id))
