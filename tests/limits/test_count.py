"""A gesture tried too often is refused for a while, whatever process counts, and says when to come back."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from time_machine import travel

from tests.browser import HX, soup
from tests.conftest import settings
from workspace import clock, limits, pages
from workspace.app import create_app
from workspace.commands import forget_what_ended
from workspace.database import Base, db, keep_at_once
from workspace.groups import operations
from workspace.groups.models import Group, Membership
from workspace.limits import Attempt, TooMany

MINUTE = timedelta(minutes=1)
JOIN = "/groupes/communication/rejoindre"


def tries():
    return db.session.scalar(select(func.sum(Attempt.number)))


def test_the_try_beyond_the_limit_is_refused_until_the_stretch_ends(app):
    with travel("2027-01-18 17:30:00+00:00", tick=False):
        for _ in range(3):
            limits.count("gesture", "somebody", 3, MINUTE)
        with pytest.raises(TooMany) as refusal:
            limits.count("gesture", "somebody", 3, MINUTE)
        assert refusal.value.until == clock.now() + MINUTE
    with travel("2027-01-18 17:31:00+00:00", tick=False):
        for _ in range(3):
            limits.count("gesture", "somebody", 3, MINUTE)


def test_another_caller_another_gesture_and_another_stretch_count_apart(app):
    limits.count("gesture", "somebody", 1, MINUTE)
    limits.count("gesture", "somebody else", 1, MINUTE)
    limits.count("other", "somebody", 1, MINUTE)
    limits.count("gesture", "somebody", 2, timedelta(hours=1))
    with pytest.raises(TooMany):
        limits.count("gesture", "somebody", 1, MINUTE)


def test_who_tried_cannot_be_read_in_the_database(app):
    limits.count("gesture", "alice@example.org 203.0.113.7", 1, MINUTE)
    kept = db.session.scalars(select(Attempt)).one()
    assert "alice" not in f"{kept.kind} {kept.key}"
    assert len(kept.key) == 64


def test_forgetting_a_caller_starts_again_from_nothing(app):
    limits.count("gesture", "somebody", 1, MINUTE)
    limits.count("gesture", "somebody else", 1, MINUTE)
    limits.forget("gesture", "somebody")
    limits.count("gesture", "somebody", 1, MINUTE)
    with pytest.raises(TooMany):
        limits.count("gesture", "somebody else", 1, MINUTE)


def test_what_no_longer_counts_is_removed(app):
    with travel("2027-01-18 17:30:00+00:00", tick=False):
        limits.count("gesture", "somebody", 1, MINUTE)
        limits.count("gesture", "somebody else", 1, timedelta(hours=2))
    with travel("2027-01-18 18:30:00+00:00", tick=False):
        assert forget_what_ended() == 1
    assert tries() == 1


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("not an address", ""),
        (None, ""),
    ],
)
def test_a_home_is_counted_once(address, counted_as):
    assert limits.network(address) == counted_as


@pytest.fixture
def limited(monkeypatch):
    """Joining a group, at most once in ten minutes from one network; then the group is full."""

    def join(group, person, let_in_by=None):
        limits.count("join", pages.caller(), 1, 10 * MINUTE)
        db.session.add(Membership(group_id=group.id, person_id=person.id, joined_on=clock.today()))
        db.session.flush()
        raise operations.Refused("Ce groupe est complet.")

    monkeypatch.setattr(operations, "join_group", join)


def test_a_refused_gesture_is_counted_and_leaves_nothing_else(client_of, cast, limited):
    nora = client_of("nora")
    assert nora.post(JOIN).status_code == 409
    assert tries() == 1
    wanted = select(Membership).where(Membership.person_id == cast.nora.id)
    assert db.session.scalar(wanted) is None


def test_the_answer_says_when_to_come_back_and_keeps_what_was_typed(client_of, limited):
    with travel("2027-01-18 17:30:20+00:00", tick=False):
        nora = client_of("nora")
        nora.post(JOIN)
        answer = nora.post(JOIN, data={"word": "Bonjour à toutes et à tous 🌞", "password": "never-again"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
    assert "Vous pourrez recommencer à 18\u00a0h\u00a041." in soup(answer).main.get_text()
    assert "never-again" not in answer.text
    form = soup(answer).select_one("main form")
    assert form["action"] == JOIN
    assert form.find("input", attrs={"name": "word"})["value"] == "Bonjour à toutes et à tous 🌞"


def test_htmx_gets_a_sentence_beside_what_was_typed(client_of, limited):
    nora = client_of("nora")
    nora.post(JOIN)
    answer = nora.post(JOIN, headers=HX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (429, "#messages")
    assert "Vous pourrez recommencer" in answer.text


def test_a_page_may_be_counted_too(client_of, monkeypatch):
    def counted(*_, **__):
        limits.count("page", "somebody", 1, MINUTE)
        return []

    monkeypatch.setattr("workspace.groups.queries.all_groups", counted)
    alice = client_of("alice")
    assert alice.get("/groupes").status_code == 200
    answer = alice.get("/groupes")
    assert answer.status_code == 429
    assert "Vous pourrez recommencer" in answer.text


def test_counting_after_having_written_is_a_mistake_that_is_seen(app, cast):
    cast.jeunesse.purpose = "changed"
    db.session.flush()
    with pytest.raises(RuntimeError, match="before anything else is written"):
        keep_at_once(select(1))
    db.session.rollback()
    db.session.get(Group, cast.jeunesse.id).purpose = "changed"
    with pytest.raises(RuntimeError):
        limits.count("gesture", "somebody", 1, MINUTE)
    db.session.rollback()


def test_many_at_once_are_each_counted(tmp_path):
    """Eight threads on a database file, each holding a page's transaction open: none waits for another's page."""
    app = create_app(settings(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path / 'limits.sqlite'}"))
    with app.app_context():
        Base.metadata.create_all(db.engine)
    barrier, passed, refused = threading.Barrier(8), [], []

    def try_it():
        with app.app_context():
            barrier.wait()
            for _ in range(10):
                db.session.scalar(select(Group.id))
                try:
                    limits.count("gesture", "everybody", 30, MINUTE)
                    passed.append(1)
                except TooMany:
                    refused.append(1)
                db.session.rollback()

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(passed), len(refused)) == (30, 50)
    with app.app_context():
        db.engine.dispose()
