"""A decision comes back on its day; a later one replaces or cancels it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.agendas.models import ParkedPoint
from workspace.agendas.operations import drop_parked
from workspace.approval.commands import approve_when_due
from workspace.database import db
from workspace.french import calendar_day
from workspace.groups.models import GroupState
from workspace.journal.models import Entry
from workspace.meetings.models import MeetingState
from workspace.minutes import operations, queries
from workspace.minutes.models import Decision, DecisionEnd


@pytest.fixture
def two(cast):
    """A decision and a later one of Jeunesse, published."""
    for _ in range(2):
        operations.publish(queries.of_meeting(make_held_meeting(cast)), cast.alice)
    db.session.commit()
    return db.session.scalars(select(Decision).order_by(Decision.id)).all()


def test_a_later_decision_replaces_it_and_both_pages_say_so(client_of, cast, two):
    old, new = (one.number for one in two)
    alice, data = client_of("alice"), {"number": two[1].number, "how": "replaced"}
    for _ in range(2):
        assert alice.post(f"/decisions/{old}/fin", data=data).status_code == 303
    assert "Remplacée" in client_of("carl").get(f"/decisions/{old}").text
    assert "Remplace la" in client_of("carl").get(f"/decisions/{new}").text
    for url in (
        "/decisions",
        f"/reunions/{two[0].meeting_id}/compte-rendu",
        f"/reunions/{two[1].meeting_id}/compte-rendu",
    ):
        words = client_of("alice").page(url).main.get_text(" ", strip=True)
        assert (f"Remplacée par la décision {new}" in words) is (url == "/decisions" or str(two[0].meeting_id) in url)
        assert (f"Remplace la décision {old}" in words) is (url == "/decisions" or str(two[1].meeting_id) in url)
    refused = alice.post(f"/decisions/{new}/fin", data={"number": old, "how": "cancelled"})
    assert refused.status_code == 422, "they do not end each other"


@pytest.mark.parametrize("number", ["", "1900-99", "x" * 10_000, "the same"])
def test_what_does_not_end_it_is_said_beside_the_number(client_of, cast, two, number):
    old = two[0].number
    data = {"number": old if number == "the same" else number, "how": "cancelled"}
    response = client_of("alice").post(f"/decisions/{old}/fin", data=data)
    assert response.status_code == 422
    assert "invalid-feedback" in response.text
    db.session.expire_all()
    assert two[0].ended_as is not DecisionEnd.CANCELLED


def publish_in(cast, group):
    meeting = make_held_meeting(cast, group)
    operations.publish(queries.of_meeting(meeting), cast.alice)
    db.session.commit()
    return queries.decisions_of_meeting(meeting.id)[0]


def end(client, decision, by, how):
    return client.post(f"/decisions/{decision.number}/fin", data={"number": by.number, "how": how})


def test_cancelled_once_it_is_ended_by_no_other(client_of, cast, two):
    old, new = two
    alice, third = client_of("alice"), publish_in(cast, cast.jeunesse)
    assert end(alice, old, new, "cancelled").status_code == 303
    refused = end(alice, old, third, "replaced")
    assert (refused.status_code, "déjà remplacée ou annulée" in refused.text) == (422, True)
    old_page = alice.post(f"/decisions/{old.number}/revoir", data={"review_on": "2099-01-05"})
    db.session.refresh(old)
    assert (old_page.status_code, old.review_on) == (409, None), "it is over: it does not come back"
    kinds = select(Entry.kind).where(Entry.kind.startswith("minutes/decision-"))
    assert db.session.scalars(kinds).all() == ["minutes/decision-cancelled"]
    assert f"Annulée par la décision {new.number}" in alice.page("/decisions").main.get_text(" ", strip=True)


def test_only_a_later_decision_of_its_group_ends_it(client_of, cast, two):
    old, new = two
    for decision, by in ((new, old), (old, publish_in(cast, cast.communication))):
        assert end(client_of("alice"), decision, by, "replaced").status_code == 422
        db.session.refresh(decision)
        assert decision.ended_by_id is None


def test_on_its_day_it_waits_for_the_next_agenda_once(client_of, cast, two, time_machine):
    time_machine.move_to("2026-11-30 09:00:00+00:00", tick=False)
    day = clock.today() + timedelta(days=5)
    path = f"/decisions/{two[0].number}/revoir"
    for wrong in ("2026-02-31", "2020-01-01"):
        assert client_of("alice").post(path, data={"review_on": wrong}).status_code == 422
    assert client_of("alice").post(path, data={"review_on": day.isoformat()}).status_code == 303
    told = client_of("alice").page("/groupes/jeunesse/journal").main.get_text()
    assert f"a fixé quand revoir la décision {two[0].number}\u00a0: {calendar_day(day)}" in told
    approve_when_due()
    assert db.session.scalars(select(ParkedPoint)).all() == []
    time_machine.shift(timedelta(days=5))
    approve_when_due()
    approve_when_due()
    assert not operations.bring_back(two[0].id, clock.today()), "another worker has done it"
    parked = db.session.scalars(select(ParkedPoint)).all()
    assert [one.title for one in parked] == [f"Revoir la décision {two[0].number}"]
    draft = make_meeting(cast.jeunesse, MeetingState.DRAFT)
    why = f"Décidé à la réunion du {calendar_day(two[0].meeting.starts_at)}, à revoir le {calendar_day(day)}."
    assert why in client_of("alice").get(f"/reunions/{draft.id}/preparation").text
    assert "elle est revenue" in client_of("alice").get(f"/decisions/{two[0].number}").text
    later = (day + timedelta(days=90)).isoformat()
    client_of("alice").post(path, data={"review_on": later})
    drop_parked(parked[0])
    db.session.commit()
    time_machine.shift(timedelta(days=90))
    approve_when_due()
    assert len(db.session.scalars(select(ParkedPoint)).all()) == 2, "given another day, it comes back then"


def test_it_does_not_come_back_before_a_closed_group(cast, two):
    two[0].review_on = clock.today()
    db.session.flush()
    assert queries.ids_to_bring_back(clock.today()) == [two[0].id]
    cast.jeunesse.state = GroupState.CLOSED
    db.session.flush()
    assert not queries.ids_to_bring_back(clock.today())


def test_the_register_is_searched_without_accents(client_of, cast, two):
    assert "se réunit" in client_of("carl").get("/decisions?q=RESEAU+reunit").text
    assert "se réunit" not in client_of("carl").get("/decisions?q=introuvable").text
