"""The worker's run over the index."""

from workspace import claims
from workspace.database import db
from workspace.search.operations import mend

JOB, FROM = "search", 3  # hours: it reads all that may be found


def mend_when_due() -> int:
    """Once a night; after an upgrade too, which finds an index that is empty."""
    return claims.once_a_day(JOB, FROM, lambda _: mend(db.session.commit))
