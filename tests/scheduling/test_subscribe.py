"""Calendars to subscribe to, as an independent reader reads them (J2 A1)."""

from datetime import datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from sqlalchemy import select

from tests.cast import make_meeting
from workspace import clock
from workspace.database import db
from workspace.meetings.models import MeetingState
from workspace.meetings.operations import cancel_meeting, edit_meeting
from workspace.scheduling import operations, queries
from workspace.scheduling.models import FeedKey


def at(meeting, day, hours=(18, 20)):
    meeting.starts_at, meeting.ends_at = (
        clock.from_paris(datetime.fromisoformat(f"{day}T{hour:02}:00")) for hour in hours
    )
    db.session.commit()
    return meeting


def address(person):
    made = operations.make_feed_key(person)
    db.session.commit()
    return f"/calendriers/{made.key}.ics"


def events(response):
    assert response.status_code == 200
    assert response.mimetype == "text/calendar"
    return {str(one["uid"]): one for one in icalendar.Calendar.from_ical(response.text).walk("VEVENT")}


def test_j2_a1_only_my_groups_and_a_cancelled_meeting_says_so(visitor, cast):
    mine, gone, other = (make_meeting(group, days=days) for group, days in
                         [(cast.jeunesse, 10), (cast.jeunesse, 20), (cast.communication, 10)])  # fmt: skip
    draft = make_meeting(cast.jeunesse, MeetingState.DRAFT)
    cancel_meeting(gone, "Salle fermée.")
    db.session.commit()
    found = events(visitor.get(address(cast.bob)))
    assert set(found) == {mine.uid, gone.uid}
    assert (found[mine.uid]["status"], found[gone.uid]["status"]) == ("CONFIRMED", "CANCELLED")
    assert found[gone.uid]["summary"].startswith("Annulée\u00a0: Jeunesse\u00a0: ")  # for calendars that hide the state
    assert "Dites si vous venez" not in found[gone.uid]["description"]
    assert "Dites si vous venez" in found[mine.uid]["description"]
    assert found[gone.uid]["sequence"] == 1
    assert {other.uid, draft.uid}.isdisjoint(found)


def test_a_meeting_that_is_over_asks_nobody_whether_they_come(visitor, cast):
    over = make_meeting(cast.jeunesse, days=-3)
    feed = address(cast.bob)
    said = events(visitor.get(feed))[over.uid]["description"]
    assert said == f"Cette réunion est passée\u00a0: http://localhost/reunions/{over.id}"


@pytest.mark.parametrize(("day", "offset"), [("2027-07-13", 2), ("2027-01-12", 1)])
def test_j2_a1_hours_are_those_of_paris_in_july_and_in_january(visitor, cast, day, offset):
    """Read by a library of its own, which follows the VTIMEZONE of the file."""
    meeting = at(make_meeting(cast.jeunesse), day)
    text = visitor.get(address(cast.bob)).text
    year, month, on = (int(part) for part in day.split("-"))
    (read,) = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).at((year, month, on))
    starts, ends = read["dtstart"].dt, read["dtend"].dt
    assert "TZID:Europe/Paris" in text
    assert starts.utcoffset() == timedelta(hours=offset)
    assert (starts, ends, str(read["uid"])) == (meeting.starts_at, meeting.ends_at, meeting.uid)
    assert starts.hour == 18


def test_every_meeting_is_read_as_it_is_kept(visitor, cast):
    kept = [at(make_meeting(cast.jeunesse, title=f"Séance {day}"), f"2027-{day}")
            for day in ("01-12", "03-28", "07-13", "10-31")]  # fmt: skip
    calendar = icalendar.Calendar.from_ical(visitor.get(address(cast.alice)).text)
    read = recurring_ical_events.of(calendar).between((2027, 1, 1), (2027, 12, 31))
    assert [
        (str(one["uid"]), one["dtstart"].dt, one["dtend"].dt) for one in sorted(read, key=lambda e: e["dtstart"].dt)
    ] == [(meeting.uid, meeting.starts_at, meeting.ends_at) for meeting in kept]


def test_a_cancelled_meeting_stays_ninety_days(visitor, cast, time_machine):
    time_machine.move_to("2027-01-04T10:00:00+00:00")
    meeting = at(make_meeting(cast.jeunesse), "2027-01-12")
    cancel_meeting(meeting, "Neige.")
    where = address(cast.bob)
    time_machine.move_to("2027-04-04T09:00:00+00:00")
    assert meeting.uid in events(visitor.get(where))
    time_machine.move_to("2027-04-04T11:00:00+00:00")
    assert meeting.uid not in events(visitor.get(where))


def test_moved_it_keeps_its_uid_and_raises_its_sequence(visitor, cast):
    meeting = make_meeting(cast.jeunesse)
    where = address(cast.bob)
    before = visitor.get(where)
    later = meeting.starts_at + timedelta(days=1)
    edit_meeting(meeting, meeting.revision, meeting.title, later, later + timedelta(hours=2), meeting.place, "")
    db.session.commit()
    after = visitor.get(where)
    assert events(before)[meeting.uid]["sequence"] + 1 == events(after)[meeting.uid]["sequence"]
    assert after.headers["ETag"] != before.headers["ETag"]


def test_unchanged_it_answers_304(visitor, cast):
    make_meeting(cast.jeunesse)
    where = address(cast.bob)
    first = visitor.get(where)
    again = visitor.get(where, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("where", ["/agenda.ics", "/groupes/jeunesse/agenda.ics"])
def test_public_feeds_tell_dates_and_places_only(visitor, cast, where):
    meeting = make_meeting(cast.jeunesse)
    meeting.video_link = "https://visio.example.org/secret"
    make_meeting(cast.communication)
    make_meeting(cast.jeunesse, MeetingState.DRAFT)
    db.session.commit()
    response = visitor.get(where)
    assert len(events(response)) == (1 if "jeunesse" in where else 2)
    assert "secret" not in response.text
    assert "secret" in visitor.get(address(cast.bob)).text


def test_a_forged_or_renewed_address_answers_nothing(visitor, client_of, cast):
    old = address(cast.bob)
    assert visitor.get("/calendriers/nothing.ics").status_code == 404
    client_of("bob").post("/mon-calendrier/renouveler")
    assert visitor.get(old).status_code == 404
    assert visitor.get(address(cast.bob)).status_code == 200


def test_the_page_makes_the_address_once_and_gives_it(client_of, cast):
    bob = client_of("bob")
    assert bob.page("/mon-calendrier").find(id="address") is None
    bob.post("/mon-calendrier")
    bob.post("/mon-calendrier")
    (made,) = db.session.scalars(select(FeedKey)).all()
    page = bob.page("/mon-calendrier")
    assert page.find(id="address")["value"] == f"http://localhost/calendriers/{made.key}.ics"
    assert page.find("a", string="S’abonner")["href"] == f"webcal://localhost/calendriers/{made.key}.ics"


def test_who_left_a_group_no_longer_gets_its_dates(visitor, client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    where = address(cast.bob)
    assert meeting.uid in events(visitor.get(where))
    client_of("bob").post("/groupes/jeunesse/quitter")
    assert events(visitor.get(where)) == {}


def test_asked_too_often_it_says_when_to_come_back(visitor, cast):
    answers = [visitor.get("/agenda.ics").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]


def test_a_feed_reads_the_same_number_of_statements_at_two_sizes(visitor, cast):
    where, counts = address(cast.bob), []
    for _ in range(2):
        for days in (3, 6, 9, 12):
            make_meeting(cast.jeunesse, days=days)
        counts.append(len(visitor.counted(where)))
    assert counts[0] == counts[1] <= 12


def test_old_meetings_are_left_out(visitor, cast):
    make_meeting(cast.jeunesse, MeetingState.HELD, days=-200)
    recent = make_meeting(cast.jeunesse, MeetingState.HELD, days=-100)
    assert set(events(visitor.get(address(cast.bob)))) == {recent.uid}
    assert [meeting.id for meeting in queries.for_feed([cast.jeunesse.id])] == [recent.id]
