import pytest

from tests.minutes.scene import make_held_meeting
from workspace.database import db
from workspace.minutes import operations, queries


@pytest.fixture
def published(cast):
    """The address of published minutes of Jeunesse, which Nora reads only with an office."""
    minutes = operations.publish(queries.of_meeting(make_held_meeting(cast)), cast.alice)
    db.session.commit()
    return f"/reunions/{minutes.meeting_id}/compte-rendu"
