"""Several workers, killed or not, on a database that really commits: one letter each, nobody forgotten."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.cast import make_cast, make_meeting
from tests.followup.scene import at
from workspace import clock
from workspace.claims import DailyRun
from workspace.database import db
from workspace.followup import operations
from workspace.followup.commands import remind_everyone
from workspace.followup.models import Reminder
from workspace.groups.models import Membership
from workspace.people.models import Person
from workspace.post import Letter

MEMBERS = 12


@pytest.fixture
def meeting_in_two_days(product, time_machine):
    """Of Jeunesse, with as many members as two workers can quarrel about."""
    time_machine.move_to(at("2026-11-17", 7), tick=True)
    with product.app_context():
        cast = make_cast()
        for number in range(MEMBERS - 2):
            person = Person(first_name=f"P{number}", last_name="Test", email=f"p{number}@example.org")
            db.session.add(person)
            db.session.flush()
            db.session.add(Membership(group_id=cast.jeunesse.id, person_id=person.id, joined_on=clock.today()))
        make_meeting(cast.jeunesse, days=2)


def addresses(product):
    with product.app_context():
        return Counter(db.session.scalars(select(Letter.address).where(Letter.kind == "followup/reminder")))


def test_two_workers_at_once_write_to_each_person_once(product, at_once, meeting_in_two_days):
    done = at_once(remind_everyone, times=3)
    assert sum(done.answers) == MEMBERS
    found = addresses(product)
    assert (len(found), set(found.values())) == (MEMBERS, {1})
    with product.app_context():
        assert db.session.scalar(select(func.count(DailyRun.id))) == 1
        assert db.session.scalar(select(func.count(Reminder.id))) == MEMBERS


def test_a_second_worker_waits_for_the_claim_of_one_that_dies_and_takes_it(product, meeting_in_two_days):
    day, answers = clock.today(), []

    def other():
        with product.app_context():
            answers.append(operations.remind(person_id, day))
            db.session.commit()

    with product.app_context():
        person_id = db.session.scalars(select(Person.id).where(Person.email == "bob@example.org")).one()
        db.session.rollback()
        assert operations.remind(person_id, day)
        waiting = threading.Thread(target=other)
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive(), "it did not wait for the first"
        db.session.rollback()  # what the database does of a process that was killed
        waiting.join(20)
    assert answers == [True]
    assert addresses(product) == {"bob@example.org": 1}


def test_what_the_day_before_wrote_is_not_written_again(product, meeting_in_two_days, time_machine):
    with product.app_context():
        assert remind_everyone() == MEMBERS
        time_machine.move_to(at("2026-11-18", 7) + timedelta(minutes=1), tick=True)
        assert remind_everyone() == 0
