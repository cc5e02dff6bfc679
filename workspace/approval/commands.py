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
    count = 0
    try:
        ids = queries.ids_to_approve()
        db.session.commit()
        for minutes_id in ids:
            count += claims.alone(_approve, minutes_id, trouble=TROUBLE)
        day = clock.today()
        for decision_id in minutes_queries.ids_to_bring_back(day):
            claims.alone(minutes_operations.bring_back, decision_id, day, trouble=TROUBLE)
    finally:
        db.session.rollback()
    return count


def _approve(minutes_id: int) -> bool:
    return operations.approve_tacitly(queries.minutes(minutes_id))
