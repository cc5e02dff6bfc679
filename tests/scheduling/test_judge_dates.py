"""The frame that dates are judged in, from the database; conflicts kept with a reason; the school calendar."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.browser import counting
from tests.cast import make_meeting
from workspace import clock
from workspace.database import db
from workspace.groups.models import CoFacilitation
from workspace.meetings.models import Meeting, MeetingState
from workspace.meetings.queries import spot_named
from workspace.people.models import Room
from workspace.refusals import Refused
from workspace.scheduling import judging, operations
from workspace.scheduling.commands import holidays_of
from workspace.scheduling.conflicts import find_all
from workspace.scheduling.models import KeptConflict, SchoolHoliday
from workspace.settings.models import Federation


def placed(group, day, hours=(18, 20), **others):
    meeting = make_meeting(group, MeetingState.DRAFT)
    meeting.starts_at, meeting.ends_at = (
        clock.from_paris(datetime.fromisoformat(f"{day}T{hour:02}:00")) for hour in hours
    )
    for name, value in others.items():
        setattr(meeting, name, value)
    db.session.commit()
    return meeting


def kinds(meeting):
    return {one.kind for one in judging.conflicts_of(judging.slot_of(meeting))}


@pytest.fixture
def calendar(cast):
    operations.load_first_calendar()
    db.session.commit()


def test_j4_a1_zone_c_has_its_winter_holidays_and_zone_b_not_yet(cast, calendar):
    meeting = placed(cast.jeunesse, "2027-02-09")
    assert [" ".join(one.text.split()) for one in judging.conflicts_of(judging.slot_of(meeting))
            if one.kind == "school_holiday"] == ["Vacances d’hiver (zone C)"]  # fmt: skip
    db.session.get(Federation, 1).school_zone = "B"
    db.session.commit()
    assert "school_holiday" not in kinds(meeting)


def test_j4_a3_a_leader_in_two_places_keeps_the_meeting_from_being_called(cast, calendar):
    day = (clock.today() + timedelta(days=30)).isoformat()
    here, there = placed(cast.jeunesse, day), placed(cast.communication, day, (19, 21))
    db.session.add(CoFacilitation(group_id=cast.communication.id, person_id=cast.alice.id, starts_on=date(2020, 1, 1)))
    db.session.commit()
    with pytest.raises(Refused, match=r"Alice Arnaud co-anime Jeunesse et Communication"):
        operations.refuse_hard_conflicts(here)
    there.state = MeetingState.CANCELLED
    db.session.commit()
    operations.refuse_hard_conflicts(here)


def test_a_period_takes_as_many_statements_with_five_meetings_as_with_thirty(cast, calendar):
    first = date(2027, 1, 4)
    cast.jeunesse.every_weeks, counts = 6, []
    for number in (5, 30):
        for week in range(number):
            placed(cast.jeunesse, (first + timedelta(days=3 * week)).isoformat())
        with counting() as seen:
            frame = judging.frame(first, date(2027, 6, 30))
            found = find_all(frame, frame.slots)
        assert found
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 7


def test_the_place_says_which_room(cast):
    room = Room(centre_id=cast.alice.centre_id, name="grande salle")
    db.session.add(room)
    db.session.commit()
    assert spot_named("CSC Les Acacias, grande salle") == (cast.alice.centre_id, room.id)
    assert spot_named("CSC Les Acacias") == (cast.alice.centre_id, None)
    assert spot_named("Chez Nadia") == (None, None)


def test_an_edited_place_changes_the_room(client_of, cast):
    room = Room(centre_id=cast.alice.centre_id, name="grande salle")
    db.session.add(room)
    db.session.commit()
    client_of("alice").post(
        "/groupes/jeunesse/reunions/nouvelle",
        data={"title": "Bilan", "starts_at": "2099-01-06T18:00", "ends_at": "2099-01-06T20:00",
              "place": "CSC Les Acacias, grande salle"},
    )  # fmt: skip
    meeting = db.session.scalars(select(Meeting)).one()
    assert (meeting.centre_id, meeting.room_id) == (cast.alice.centre_id, room.id)
    client_of("alice").post(
        f"/reunions/{meeting.id}/modifier",
        data={"title": "Bilan", "starts_at": "2099-01-06T18:00", "ends_at": "2099-01-06T20:00", "place": "Ailleurs",
              "revision": meeting.revision},
    )  # fmt: skip
    db.session.refresh(meeting)
    assert (meeting.place, meeting.centre_id, meeting.room_id) == ("Ailleurs", None, None)


def test_j4_a4_a_soft_conflict_is_kept_with_its_reason_until_the_date_changes(cast, calendar):
    meeting = placed(cast.jeunesse, "2027-02-09")
    operations.keep_conflict(meeting, "school_holiday", "Les jeunes sont là.", cast.dora)
    operations.keep_conflict(meeting, "school_holiday", "Les jeunes l’ont demandé.", cast.dora)
    db.session.commit()
    assert judging.kept([meeting.id])[meeting.id]["school_holiday"].reason == "Les jeunes l’ont demandé."
    assert db.session.scalar(select(func.count()).select_from(KeptConflict)) == 1
    meeting.starts_at += timedelta(days=1)
    meeting.ends_at += timedelta(days=1)
    db.session.commit()
    assert judging.kept([meeting.id]) == {}


@pytest.mark.parametrize("kind", ["public_holiday", "room", "nonsense", "project"])
def test_only_a_soft_conflict_that_exists_is_kept(cast, calendar, kind):
    meeting = placed(cast.jeunesse, "2027-05-06")
    with pytest.raises(Refused, match="rien à garder"):
        operations.keep_conflict(meeting, kind, "Tant pis.", cast.dora)


def test_the_calendar_is_loaded_once_and_a_correction_by_hand_stays(cast, calendar):
    number = db.session.scalar(select(func.count()).select_from(SchoolHoliday))
    assert number > 100
    winter = db.session.scalars(
        select(SchoolHoliday).where(SchoolHoliday.zone == "C", SchoolHoliday.starts_on == date(2027, 2, 6))
    ).one()
    assert winter.ends_on == date(2027, 2, 21)
    winter.starts_on, winter.by_hand = date(2027, 2, 7), True
    summer = db.session.scalars(select(SchoolHoliday).order_by(SchoolHoliday.id).limit(1)).one()
    summer.name = "Autre nom"
    db.session.commit()
    assert operations.load_school_calendar(operations.shipped_calendar()) == 1
    assert (winter.starts_on, summer.name) == (date(2027, 2, 7), "Vacances d’été")
    assert db.session.scalar(select(func.count()).select_from(SchoolHoliday)) == number


def test_the_package_and_the_shipped_file_agree(cast):
    """Where both speak: the file came from the package."""
    shipped = {(row["starts_on"], row["ends_on"]) for row in operations.shipped_calendar() if row["zone"] == "C"}
    known = {(row["starts_on"], row["ends_on"]) for row in holidays_of("C") if row["starts_on"] >= date(2018, 9, 10)}
    assert shipped - {min(shipped)} == known
