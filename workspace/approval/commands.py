"""The worker's run on reviews that are over, and on decisions whose day has come."""

import logging
from collections.abc import Callable
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from workspace import clock
from workspace.approval import operations, queries
from workspace.database import db
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes_queries

FROM = 7  # hours: nobody is written to at night


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
            count += _keep(partial(_approve, minutes_id))
        day = clock.today()
        for decision_id in minutes_queries.ids_to_bring_back(day):
            _keep(partial(minutes_operations.bring_back, decision_id, day))
    finally:
        db.session.rollback()
    return count


def _approve(minutes_id: int) -> bool:
    return operations.approve_tacitly(queries.minutes(minutes_id))


def _keep(gesture: Callable[[], bool]) -> bool:
    try:
        is_done = gesture()
        db.session.commit()
    except SQLAlchemyError:
        raise
    except Exception:  # one that cannot be done must not keep the others from being
        logging.exception("un compte rendu ou une décision attend")
        db.session.rollback()
        return False
    return is_done
