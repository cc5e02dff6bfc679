"""What the recount after each test (tests/recounts.py) notices: a write of what it reads, however it is written."""

import pytest
from sqlalchemy import insert, text, update

from tests import recounts
from tests.browser import counting
from tests.cast import make_meeting
from workspace.database import Base, db
from workspace.groups.models import Group
from workspace.meetings.models import AgendaItem
from workspace.people.operations import sign_in
from workspace.post import Letter

EVERYTHING = frozenset(Base.metadata.tables)


def written(gesture):
    with counting() as heard:
        gesture()
        db.session.flush()
    return frozenset().union(*map(recounts.written_by, heard))


@pytest.fixture
def point(cast):
    point = make_meeting(cast.jeunesse).points[0]
    db.session.commit()
    return point


def by_the_session(point):
    point.title = "Autre"


def by_its_bulk_update(point):
    db.session.execute(update(AgendaItem).values(title="Autre"))


def by_a_statement(point):
    db.session.connection().execute(update(AgendaItem.__table__).values(title="Autre"))


def by_many_at_once(point):
    row = {"meeting_id": point.meeting_id, "title": "Autre"}
    db.session.execute(insert(AgendaItem), [row | {"position": number} for number in (7, 8)])


def by_words(point):
    db.session.execute(text("update agenda_item set title = 'Autre'"))


def by_words_past_sqlalchemy(point):
    db.session.connection().exec_driver_sql("\n  UPDATE agenda_item SET title = 'Autre'")


def by_a_query_of_its_own(point):
    db.session.execute(
        text("WITH one AS (SELECT id FROM agenda_item) UPDATE agenda_item SET title = 'Autre' WHERE id IN one")
        if db.engine.dialect.name == "sqlite"
        else text("WITH one AS (SELECT 1) UPDATE agenda_item SET title = 'Autre'")
    )


WAYS = [
    by_the_session,
    by_its_bulk_update,
    by_a_statement,
    by_many_at_once,
    by_words,
    by_words_past_sqlalchemy,
    by_a_query_of_its_own,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_write_is_noticed_however_it_is_made(undone, point, way):
    scene = undone.begin_nested()
    assert "agenda_item" in written(lambda: way(point))
    db.session.rollback()
    scene.rollback()


def test_what_the_database_takes_with_a_deleted_row_is_noticed():
    found = recounts.written_by("DELETE FROM meeting WHERE meeting.id = ?")
    assert {"meeting", "event", "registration"} <= found
    assert found < EVERYTHING


@pytest.mark.parametrize(
    "statement",
    ["VACUUM", "INSERT OR IGNORE INTO tally (top) VALUES ('')", "UPDATE elsewhere.tally SET number = 1", ""],
)
def test_what_is_not_understood_wrote_everything(statement):
    assert recounts.written_by(statement) == EVERYTHING


def test_a_page_that_is_read_leaves_nothing_to_recount(cast, client_of):
    alice = client_of("alice")
    assert written(lambda: alice.page("/groupes/jeunesse")) <= {"sign_in", "person"}


def test_a_fault_is_said_of_what_was_written(undone, cast):
    scene = undone.begin_nested()
    with counting() as heard:
        db.session.execute(update(Group.__table__).values(purpose="Autre"))
    assert recounts.differences(heard)["search"] == {"group": {group.id for group in cast.groups.values()}}
    db.session.rollback()
    scene.rollback()


def test_signing_in_and_letters_leave_nothing_to_recount(cast):
    def gesture():
        sign_in(cast.alice)
        db.session.add(Letter(kind="a/b", address="a@example.org", subject="", text="", html="", message_id=""))

    found = written(gesture)
    assert {"sign_in", "letter"} <= found
    assert not found & (recounts.read_by("progress") | recounts.read_by("search"))


def test_recounts_read_what_they_are_told_from():
    """Heard from their own statements: facts, and what is kept beside them."""
    assert {"decision", "action_items", "minutes", "trace", "tally"} <= recounts.read_by("progress")
    assert {"agenda_item", "mandate_report", "library_tag", "findable_word"} <= recounts.read_by("search")
