"""What reports on the pact and on the project tell."""

from datetime import timedelta

import pytest

from tests.minutes.scene import make_held_meeting
from tests.minutes.test_read_minutes import publish
from workspace import clock
from workspace.actions.models import ActionItem, ActionState
from workspace.database import db


@pytest.fixture
def scene(cast):
    """One decision shown to partners, one closed action, one late, one to come: all serve what the Caf promised."""
    meeting = make_held_meeting(cast)
    publish(meeting, cast)
    today = clock.today()
    more = {"group": cast.jeunesse, "meeting": meeting, "published_at": clock.now(), "items": [cast.items["o2-act1"]]}
    db.session.add_all(
        [
            ActionItem(title="Faite", state=ActionState.DONE, closed_on=today, visible_to_partners=True, **more),
            ActionItem(title="Tardive", due_on=today - timedelta(days=2), **more),
            ActionItem(title="Abandonnée", state=ActionState.DROPPED, closed_on=today, **more),
        ]
    )
    db.session.commit()
    return meeting
