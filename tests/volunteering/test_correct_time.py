"""They came late or left early: whoever gave the time corrects it, and the annual report counts that."""

import pytest
from sqlalchemy import select

from tests.reports.scene import YEAR, grid, hold
from tests.volunteering.scene import HOURS, flat, lines, presence_of, totals
from workspace.database import db
from workspace.journal.models import Entry
from workspace.meetings.models import Meeting, MeetingState, Presence
from workspace.meetings.operations import record_presence
from workspace.people.models import Status
from workspace.privacy.retention import remove_names
from workspace.reports import annual, operations
from workspace.reports.models import Report

GROUPS = "Groupes de travail et temps collectifs"


@pytest.fixture
def given(cast):
    """Bob's presence at a meeting of two hours."""
    return presence_of(hold(cast, cast.jeunesse, (2, 3), [cast.bob, cast.nora]), cast.bob)


def place(given):
    return f"/mes-heures/reunions/{given.id}"


def save(client, given, **typed):
    seen = client.page(place(given)).select_one("[name=seen]")["value"]
    return client.post(place(given), data={"seen": seen, "reason": ""} | typed)


def meeting_of(given):
    return db.session.get(Meeting, given.meeting_id)


def kept(given):
    db.session.refresh(given, ["minutes_given", "minutes_reason"])
    return given.minutes_given, given.minutes_reason


def counted():
    return flat(grid(annual.content(YEAR, []), "Heures de bénévolat")[GROUPS]["Heures"])


@pytest.mark.parametrize(
    ("typed", "said", "report"),
    [
        ("45 min", "45 min", "2 h 45"),
        *((said, "1 h 30", "3 h 30") for said in ("1:30", "1h30", "1 h 30", "90 min", "1,5")),
        ("0", "0 h", "2 h"),
        ("24h", "24 h", "26 h"),
    ],
)
def test_corrected_here_is_counted_there(client_of, given, typed, said, report):
    bob = client_of("bob")
    assert save(bob, given, minutes=typed, reason="Le dernier train").location == HOURS
    (line,) = lines(bob.page(HOURS))
    assert said in line
    assert "Corrigé : Le dernier train (la réunion durait 2 h)" in line
    assert totals(bob.page(HOURS))["Ensemble"] == said
    assert counted() == report


def test_what_was_presented_before_says_that_facts_changed(client_of, cast, given):
    report = operations.present_year(YEAR, cast.bea)
    kept = report.content
    assert not operations.has_changed(report)
    save(client_of("bob"), given, minutes="1 h")
    assert operations.has_changed(report)
    assert db.session.get(Report, report.id).content == kept


def test_the_duration_of_the_meeting_is_put_back(client_of, given):
    bob = client_of("bob")
    assert not bob.page(place(given)).select(f"form[action='{place(given)}/duree']"), "nothing to put back"
    save(bob, given, minutes="1 h", reason="Le train")
    assert bob.page(place(given)).select(f"form[action='{place(given)}/duree']")
    for _ in range(2):
        assert bob.post(f"{place(given)}/duree").location == HOURS
    assert kept(given) == (None, "")
    assert journal() == ["volunteering/corrected", "volunteering/put-back"], "a line each, not two"


def test_as_long_as_the_meeting_is_no_correction(client_of, given):
    save(client_of("bob"), given, minutes="2 h", reason="Rien")
    assert kept(given) == (None, "")
    assert journal() == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"minutes": ""}, "Écrivez une durée comme 45 min ou 1 h 30."),
        ({"minutes": "un peu"}, "Écrivez une durée"),
        ({"minutes": "-1"}, "Écrivez une durée"),
        ({"minutes": "25 h"}, "Entre 0 minute et 24 heures."),
        ({"minutes": "24 h 01"}, "Entre 0 minute et 24 heures."),
        ({"minutes": "9" * 10_000}, "Écrivez une durée"),
        ({"minutes": "1 h", "reason": "x" * 10_000}, "300 caractères au plus"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(client_of, given, typed, said):
    answer = save(client_of("bob"), given, **typed)
    assert answer.status_code == 422
    assert said in flat(answer.text)
    assert f'value="{typed["minutes"]}"' in answer.text, "what was typed is kept"
    assert kept(given) == (None, "")


def test_a_form_opened_before_another_correction_is_refused(client_of, given):
    bob = client_of("bob")
    old = bob.page(place(given)).select_one("[name=seen]")["value"]
    save(bob, given, minutes="1 h")
    answer = bob.post(place(given), data={"seen": old, "minutes": "30 min", "reason": ""})
    assert answer.status_code == 409
    assert "il est de 1 h" in flat(answer.text)
    assert kept(given) == (60, "")
    assert bob.post(place(given), data={"seen": old, "minutes": "1 h", "reason": ""}).status_code == 303, "said twice"
    assert journal() == ["volunteering/corrected"]
    assert save(bob, given, minutes="30 min").status_code == 303


def test_only_ones_own(client_of, given):
    for who in ("alice", "dora", "nora", "tess"):
        for answer in (client_of(who).get(place(given)), client_of(who).post(place(given), data={"minutes": "0"})):
            assert answer.status_code == 403, who
        assert client_of(who).post(f"{place(given)}/duree").status_code == 403
    assert client_of("bob").get("/mes-heures/reunions/999999").status_code == 404
    assert client_of("").post(place(given)).status_code == 401


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.CALLED])
def test_a_meeting_that_does_not_count_any_more_takes_its_correction_along(client_of, given, state):
    bob = client_of("bob")
    save(bob, given, minutes="1 h")
    meeting_of(given).state = state
    db.session.commit()
    assert lines(bob.page(HOURS)) == []
    for answer in (bob.get(place(given)), bob.post(place(given), data={"minutes": "2 h"})):
        assert answer.status_code == 409
        assert "ne compte pas, ou ne compte plus" in answer.text


def test_noted_absent_after_a_correction_counts_nothing_until_noted_there_again(client_of, cast, given):
    bob = client_of("bob")
    save(bob, given, minutes="1 h")
    record_presence(meeting_of(given), cast.bob.id, Presence.ABSENT)
    db.session.commit()
    assert lines(bob.page(HOURS)) == []
    assert counted() == "2 h", "Nora's alone"
    assert bob.post(f"{place(given)}/duree").status_code == 409
    record_presence(meeting_of(given), cast.bob.id, Presence.PRESENT)
    db.session.commit()
    assert counted() == "3 h", "as he had said"


def test_a_meeting_whose_hours_change_keeps_what_was_corrected(client_of, cast, given):
    save(client_of("bob"), given, minutes="1 h")
    meeting = meeting_of(given)
    meeting.ends_at = meeting.starts_at.replace(hour=21)
    db.session.commit()
    assert counted() == "5 h", "Nora's four, Bob's one"


def test_without_names_the_correction_counts_and_its_reason_is_gone(client_of, given, time_machine):
    save(client_of("bob"), given, minutes="1 h", reason="Le train de Bob")
    time_machine.move_to(f"{YEAR + 9}-01-02 10:00:00+00:00", tick=False)
    assert remove_names(given.meeting_id)
    assert counted() == "3 h"
    assert kept(given) == (60, "")


def test_whoever_was_at_work_that_day_corrects_nothing(client_of, cast):
    row = presence_of(hold(cast, cast.jeunesse, (2, 3), [cast.alice]), cast.alice)
    assert client_of("alice").get(place(row)).status_code == 409
    cast.paul.status = Status.VOLUNTEER
    row = presence_of(hold(cast, cast.committee, (2, 3), [cast.paul]), cast.paul)
    assert client_of("paul").post(place(row), data={"minutes": "1 h"}).status_code == 409


def journal():
    asked = select(Entry.kind).where(Entry.kind.startswith("volunteering/")).order_by(Entry.id)
    return db.session.scalars(asked).all()
