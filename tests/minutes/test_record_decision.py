"""Recording a decision, and taking it back."""

import pytest
from sqlalchemy import func, select

from tests.cast import make_meeting
from workspace.database import db
from workspace.minutes import operations
from workspace.minutes.models import Decision


@pytest.fixture
def point(cast):
    return make_meeting(cast.jeunesse, days=0, hours=-1).points[0]


def how_many():
    return db.session.scalar(select(func.count()).select_from(Decision))


def test_the_same_words_sent_twice_are_one_decision(app, point):
    first = operations.record_decision(point, "Oui.", [])
    assert operations.record_decision(point, "Oui.", []) is first
    operations.record_decision(point, "Non.", [])
    assert how_many() == 2


def test_taken_back_it_is_gone(app, point):
    operations.remove_decision(operations.record_decision(point, "Oui.", []))
    assert how_many() == 0
