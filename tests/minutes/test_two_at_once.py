"""Two people publish the same minutes at the same moment: one version, one set of letters."""

import pytest
from sqlalchemy import func, select

from tests.cast import make_cast
from tests.conftest import database_url
from tests.minutes.scene import make_held_meeting
from workspace.database import db
from workspace.minutes import operations
from workspace.minutes.models import Decision, Minutes, MinutesVersion
from workspace.people.models import Person
from workspace.post import Letter


@pytest.mark.skipif(not database_url().startswith("postgresql"), reason="SQLite has one writer at a time")
def test_two_who_publish_at_once_publish_once(product, at_once):
    with product.app_context():
        make_held_meeting(make_cast())
        db.session.commit()
        people = db.session.scalars(select(Person.id).where(Person.first_name.in_(("Alice", "Stan")))).all()
    waiting = list(people)

    def act():
        publisher = db.session.get_one(Person, waiting.pop())
        minutes = db.session.scalars(select(Minutes)).one()  # read before the other one publishes
        first = operations.publish(minutes, publisher).published_by_id
        db.session.commit()
        return first

    answers = at_once(act).answers
    assert len(answers) == 2
    assert len(set(answers)) == 1, "both are told who published"
    with product.app_context():
        assert db.session.scalar(select(func.count()).select_from(Letter)) == 2, "Alice and Bob, once each"
        assert db.session.scalars(select(Minutes.number)).one().endswith("-01")
        assert db.session.scalars(select(Decision.number)).one().endswith("-01")
        assert db.session.scalars(select(MinutesVersion)).all() == []
