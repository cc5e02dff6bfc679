"""Two people take the last place at once: one has it, the other waits."""

import os
import threading

import pytest
from sqlalchemy import select

from tests.cast import find_cast, make_cast
from tests.conftest import empty_database
from tests.events.scene import make_event, make_people
from workspace.database import db
from workspace.events import operations
from workspace.events.models import Event, Registration
from workspace.people.models import Person


@pytest.mark.skipif(not os.environ.get("TEST_DATABASE_URL"), reason="SQLite lets one write at a time")
def test_of_two_who_take_the_last_place_at_once_one_waits(app):
    engines = db._app_engines[app]
    usual = engines[None]
    with empty_database("_last_place") as engine:
        engines[None] = engine
        try:
            make_cast()
            event_id = make_event(find_cast().jeunesse, capacity=1).meeting_id
            ids = [person.id for person in make_people(2)]
            db.session.remove()
            gate = threading.Barrier(2)
            threads = [threading.Thread(target=take, args=(app, event_id, one, gate)) for one in ids]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            waits = sorted(db.session.scalars(select(Registration.is_waiting)))
            db.session.remove()
        finally:
            engines[None] = usual
    assert waits == [False, True]


def take(app, event_id, person_id, gate):
    with app.test_request_context():
        event, person = db.session.get(Event, event_id), db.session.get(Person, person_id)
        gate.wait(10)
        operations.register(event, person)
        db.session.commit()
        db.session.remove()
