"""Reading and calling a series: each meeting says its rank and leads to the others."""

import re

from sqlalchemy import select

from tests.cast import make_meeting
from tests.series.scene import make_series
from workspace.database import db
from workspace.meetings.models import MeetingState
from workspace.post import Letter


def test_the_meeting_and_the_group_say_the_rank_and_lead_to_the_others(client_of, cast):
    rows = make_series(cast.jeunesse)
    bob = client_of("bob")
    page = bob.get(f"/reunions/{rows[2].id}").text
    assert "3e réunion d’une série de 4" in page
    assert f'href="/series/{rows[0].series_id}"' in page
    group = bob.get("/groupes/jeunesse").text
    assert [f"{rank} réunion d’une série de 4" in group for rank in ("1re", "2e", "3e", "4e")] == [True] * 4


def test_a_cancelled_one_no_longer_counts(client_of, cast):
    rows = make_series(cast.jeunesse)
    rows[0].state = MeetingState.CANCELLED
    db.session.commit()
    bob = client_of("bob")
    assert "2e réunion d’une série de 3" in bob.get(f"/reunions/{rows[2].id}").text
    assert "D’une série de réunions" in bob.get(f"/reunions/{rows[0].id}").text


def test_a_meeting_alone_says_nothing_of_it(client_of, cast):
    assert "série" not in client_of("bob").get(f"/reunions/{make_meeting(cast.jeunesse).id}").text


def test_its_page_shows_drafts_to_those_who_lead_only(client_of, cast):
    rows = make_series(cast.jeunesse)
    rows[3].state = MeetingState.DRAFT
    db.session.commit()
    address = f"/series/{rows[0].series_id}"
    assert "4\N{NO-BREAK SPACE}réunions" in client_of("alice").get(address).text
    assert "3\N{NO-BREAK SPACE}réunions" in client_of("bob").get(address).text
    assert client_of("carl").get(address).status_code == 200


def test_its_drafts_are_called_by_one_letter_a_person(client_of, cast):
    rows = make_series(cast.jeunesse, state=MeetingState.DRAFT)
    address = f"/series/{rows[0].series_id}/convocation"
    alice = client_of("alice")
    seen = re.search(r'name="seen" value="([^"]*)"', alice.get(address).text)[1]
    assert alice.post(address, data={"seen": "x"}).status_code == 409
    assert alice.post(address, data={"seen": seen}).status_code == 303
    told = db.session.scalars(select(Letter).order_by(Letter.address)).all()
    assert [one.address for one in told] == ["alice@example.org", "bob@example.org"]
    assert told[0].calendar.count("BEGIN:VEVENT") == 4
    for one in rows:
        db.session.refresh(one)
    assert {one.state for one in rows} == {MeetingState.CALLED}


def test_its_page_takes_as_many_statements_for_two_as_for_thirty(client_of, cast):
    two, thirty = make_series(cast.jeunesse, 2), make_series(cast.jeunesse, 30, first_in=8)
    bob = client_of("bob")
    few, many = (len(bob.counted(f"/series/{rows[0].series_id}")) for rows in (two, thirty))
    assert few == many <= 12
