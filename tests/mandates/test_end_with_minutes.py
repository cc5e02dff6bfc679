"""A co-facilitation ended at /mandats leaves no minutes in draft to nobody (J8 A1)."""

from datetime import timedelta

from sqlalchemy import select

from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.database import db
from workspace.groups.models import CoFacilitation
from workspace.handover import operations as handover
from workspace.mandates.operations import version_of
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes


def test_j8_a1_refused_until_published(client_of, cast):
    held = make_held_meeting(cast)
    db.session.commit()
    lead = db.session.scalars(select(CoFacilitation)).one()
    url, dora = f"/mandats/co-animation/{lead.id}", client_of("dora")
    assert dora.post(f"{url}/fin").status_code == 409
    edited = {"last_day": clock.today().isoformat(), "seen": version_of(lead)}
    refused = dora.post(url, data=edited)
    assert refused.status_code == 422
    assert "Passer la main" in refused.text
    db.session.refresh(lead)
    assert lead.ends_on is None
    minutes_operations.publish(minutes.of_meeting(held), cast.alice)
    db.session.commit()
    assert dora.post(f"{url}/fin").status_code == 303


def test_j8_a1_allowed_once_given(client_of, cast):
    waiting = minutes.of_meeting(make_held_meeting(cast))
    lead = db.session.scalars(select(CoFacilitation)).one()
    last = clock.today() + timedelta(days=9)
    handover.prepare(lead, cast.dora, last, [cast.bob], cast.bob, {}, {waiting: cast.bob})
    db.session.commit()
    assert client_of("dora").post(f"/mandats/co-animation/{lead.id}/fin").status_code == 303
