"""Retention, night after night (domain §3.5)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from workspace import clock
from workspace.claims import has_run
from workspace.database import db
from workspace.groups.models import Membership
from workspace.journal.models import Entry
from workspace.people.models import Mandate, Person, SignIn
from workspace.people.operations import sign_in
from workspace.post import Letter, LetterState, letter
from workspace.privacy.commands import RETENTION, keep_no_longer_when_due

START = datetime(2026, 3, 2, 3, tzinfo=UTC)  # four in the morning in Paris


@pytest.fixture
def night(cast, time_machine):
    """`night(days)`: the worker's run that many days after the start."""

    def run(days):
        time_machine.move_to(START + timedelta(days=days), tick=False)
        done = keep_no_longer_when_due()
        db.session.expire_all()
        return done

    time_machine.move_to(START, tick=False)
    db.session.execute(update(Person).values(created_at=START))
    db.session.commit()
    return run


def kinds():
    return list(db.session.scalars(select(Entry.kind).order_by(Entry.id)))


def test_letters_go_after_a_year_and_the_journal_says_it(night, cast):
    for state in (LetterState.SENT, LetterState.READY):
        about = {"group": cast.jeunesse, "sender": cast.alice, "topic": "", "text": ""}
        written = letter("groups/message", "bob@example.org", "Bob", **about)
        written.state, written.created_at = state, START
    db.session.commit()
    assert night(364) == 0
    assert night(367) == 1
    assert db.session.scalars(select(Letter.state)).all() == [LetterState.READY]
    assert kinds() == ["privacy/letters-forgotten"]


def test_contacts_of_who_left_go_after_a_year_and_the_name_stays(night, cast):
    db.session.execute(update(Membership).where(Membership.person_id == cast.bob.id).values(left_on=START.date()))
    sign_in(cast.bob)
    db.session.commit()
    night(364)
    assert cast.bob.email == "bob@example.org"
    assert night(367) == 1
    assert (cast.bob.email, cast.bob.password_hash, cast.bob.name) == (None, None, "Bob Bernard")
    assert cast.alice.email
    assert cast.paul.email
    assert not db.session.scalar(select(SignIn.id).where(SignIn.person_id == cast.bob.id))
    assert kinds() == ["privacy/contact-forgotten"]


def test_who_left_and_holds_a_mandate_keeps_an_address(night, cast):
    db.session.execute(update(Membership).where(Membership.person_id == cast.dora.id).values(left_on=START.date()))
    db.session.commit()
    night(400)
    assert cast.dora.email


def test_an_unused_account_is_told_then_erased_a_month_later(night, cast):
    for person in cast.people.values():
        if person is not cast.nora:
            person.news_read_at = START + timedelta(days=1000)
    db.session.commit()
    assert night(1094) == 0
    assert night(1097) == 1
    told = db.session.scalars(select(Letter)).one()
    assert (told.kind, told.address) == ("privacy/inactive", "nora@example.org")
    assert night(1098) == night(1126) == 0
    assert cast.nora.erased_at is None
    assert night(1128) == 1
    assert cast.nora.erased_at is not None
    assert kinds() == ["privacy/inactive-told", "privacy/erased"]


def test_an_account_used_again_is_left_alone(night, cast):
    for person in cast.people.values():
        if person is not cast.nora:
            person.news_read_at = START + timedelta(days=1090)
    db.session.commit()
    assert night(1097) == 1
    sign_in(cast.nora)
    db.session.commit()
    assert night(1130) == 0
    assert cast.nora.erased_at is None


def test_the_last_delegate_is_told_and_not_erased(night, cast):
    for person in cast.people.values():
        if person is not cast.dora:
            person.news_read_at = START + timedelta(days=1090)
    db.session.commit()
    night(1097)
    assert night(1130) == 0
    assert cast.dora.erased_at is None
    assert db.session.scalar(select(func.count(Mandate.id)).where(Mandate.ends_on.is_not(None))) == 0


def test_it_runs_once_a_night(night, cast):
    night(0)
    assert has_run(RETENTION, clock.today())
    db.session.add(Entry(at=START - timedelta(days=4000), kind="groups/edited"))
    db.session.commit()
    assert night(0) == 0
    assert night(1) == 1
    assert kinds() == ["privacy/journal-shortened"]
