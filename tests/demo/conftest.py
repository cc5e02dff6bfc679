"""The demonstration, loaded once per process for each day it is looked at; what a test does to it is undone."""

from contextlib import ExitStack, contextmanager

import pytest
import time_machine

from tests.conftest import empty_database, undoing
from tests.demo.test_load import DAYS, load
from workspace.database import db


@pytest.fixture(scope="session")
def on_a_day(app):
    """Opens it as it is on a day, the clock stopped there."""
    engines, known = db._app_engines[app], {}
    with ExitStack() as until_the_end:

        def loaded(day):
            if day not in known:
                known[day] = until_the_end.enter_context(empty_database(f"_demo_{len(known)}"))
                usual, engines[None] = engines[None], known[day]
                load()
                db.session.commit()
                db.session.remove()
                engines[None] = usual
            return known[day]

        @contextmanager
        def opened(day):
            with time_machine.travel(day, tick=False), undoing(app, loaded(day)):
                yield

        yield opened


@pytest.fixture
def demonstration(undone, on_a_day):
    with on_a_day(DAYS[0]):
        yield


@pytest.fixture(params=DAYS, ids=lambda day: day.date().isoformat())
def demonstration_of_any_day(request, undone, on_a_day):
    with on_a_day(request.param):
        yield
