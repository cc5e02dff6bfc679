"""Creating a meeting: a draft, with what was typed checked."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.browser import soup
from workspace import clock
from workspace.database import db
from workspace.groups.models import GroupState
from workspace.meetings.models import Meeting, MeetingState
from workspace.meetings.operations import create_meeting
from workspace.people.models import Room
from workspace.refusals import Refused

URL = "/groupes/jeunesse/reunions/nouvelle"

TWO_PLACES = (("alice", "CSC Les Acacias"), ("dora", "Mairie"))


def typed(days=10, hours=2, **others):
    start = clock.in_paris(clock.now() + timedelta(days=days)).replace(tzinfo=None)
    pattern = "%Y-%m-%dT%H:%M"
    when = {"starts_at": start.strftime(pattern), "ends_at": (start + timedelta(hours=hours)).strftime(pattern)}
    return when | {"title": "Préparer la journée", "place": "CSC Les Acacias"} | others


def meetings():
    return db.session.scalar(select(func.count()).select_from(Meeting))


def told(page):
    return [" ".join(one.get_text(" ").split()) for one in page.select("#messages .notice")]


def test_it_proposes_a_tuesday_in_two_weeks_from_18_to_20_and_the_centres_rooms(client_of, cast):
    db.session.add(Room(centre_id=cast.alice.centre_id, name="grande salle"))
    db.session.commit()
    page = client_of("alice").page(URL)
    day = (clock.monday_of(clock.today() + timedelta(days=14)) + timedelta(days=1)).isoformat()
    assert page.find(id="starts_at")["value"] == f"{day}T18:00"
    assert page.find(id="ends_at")["value"] == f"{day}T20:00"
    places = [option["value"] for option in page.select("#places option")]
    assert places[:2] == ["CSC Les Acacias", "CSC Les Acacias, grande salle"]


def test_it_opens_a_draft(client_of, cast):
    response = client_of("alice").post(URL, data=typed(video_link="https://visio.example.org/jeunesse"))
    meeting = db.session.scalar(select(Meeting))
    assert (response.status_code, response.location) == (303, f"/reunions/{meeting.id}")
    assert (meeting.state, meeting.group_id, meeting.created_by_id) == (
        MeetingState.DRAFT,
        cast.jeunesse.id,
        cast.alice.id,
    )
    assert meeting.video_link == "https://visio.example.org/jeunesse"


@pytest.mark.public_holidays
def test_a_draft_on_a_public_holiday_says_at_once_that_it_cannot_be_called(client_of, time_machine):
    time_machine.move_to(datetime(2027, 4, 1, 9, tzinfo=UTC), tick=False)
    alice, days = client_of("alice"), {"starts_at": "2027-05-06T18:00", "ends_at": "2027-05-06T20:00"}
    made = alice.post(URL, data=typed() | days).location
    assert told(alice.page(made)) == [
        "La réunion est créée, en brouillon.",
        "Cette date est impossible : la réunion ne pourra pas être convoquée. Jour férié : Ascension. Changer la date",
    ]
    assert told(alice.page(made)) == []
    changed = {"revision": 0, "title": "Un autre titre"} | days
    alice.post(f"{made}/modifier", data=changed)
    page = alice.page(made)
    assert "Jour férié : Ascension." in told(page)[1]
    assert page.select_one("#messages [role=alert] a")["href"] == f"{made}/deplacer"
    for day in days:
        changed[day] = changed[day].replace("05-06", "05-04")
    alice.post(f"{made}/modifier", data=changed | {"revision": db.session.scalar(select(Meeting.revision))})
    assert told(alice.page(made)) == ["La réunion est modifiée."]


def test_the_same_form_twice_makes_one_meeting(client_of):
    alice, data = client_of("alice"), typed()
    first, second = alice.post(URL, data=data), alice.post(URL, data=data)
    assert first.location == second.location
    assert meetings() == 1


def test_another_place_at_the_same_hour_is_another_meeting(client_of):
    places = [client_of(who).post(URL, data=typed(place=place)).location for who, place in TWO_PLACES for _ in "ab"]
    assert len(set(places)) == meetings() == 2


@pytest.mark.parametrize(
    ("slip", "field", "message"),
    [
        ({"title": "   "}, "title", "Donnez un titre à la réunion."),
        ({"title": "x" * 10_000}, "title", "200 caractères au plus."),
        ({"hours": 0}, "ends_at", "La fin doit venir après le début."),
        ({"hours": -1}, "ends_at", "La fin doit venir après le début."),
        ({"hours": 25}, "ends_at", "un jour au plus"),
        ({"days": -2}, "ends_at", "déjà passée"),
        ({"starts_at": ""}, "starts_at", "Dites quand la réunion commence."),
        ({"starts_at": "demain"}, "starts_at", "Cette date n’est pas lisible."),
        ({"starts_at": "2027-03-28T02:30"}, "starts_at", "Cette heure n’existe pas"),
        ({"starts_at": "0999-03-28T02:30"}, "starts_at", "Choisissez une année"),
        ({"video_link": "javascript:alert(1)"}, "video_link", "elle commence par https://"),
        ({"video_link": "visio.example.org"}, "video_link", "elle commence par https://"),
        ({"place": "x" * 201}, "place", "200 caractères au plus."),
    ],
)
def test_a_slip_is_said_beside_its_field_and_what_was_typed_stays(client_of, slip, field, message):
    numbers = {name: slip.pop(name) for name in list(slip) if name in ("hours", "days")}
    response = client_of("alice").post(URL, data=typed(**numbers, **{"place": "Salle bleue"} | slip))
    assert response.status_code == 422
    page = soup(response)
    assert message in page.find(id=f"{field}-error").get_text()
    assert page.find(id="title")["value"] == slip.get("title", "Préparer la journée").strip()
    assert meetings() == 0


def test_a_summer_meeting_is_kept_in_paris_time(client_of):
    year = clock.today().year + 1
    data = typed(starts_at=f"{year}-07-05T18:00", ends_at=f"{year}-07-05T20:00")
    client_of("alice").post(URL, data=data)
    starts_at = db.session.scalar(select(Meeting.starts_at))
    assert starts_at.hour == 16
    assert clock.in_paris(starts_at).isoformat() == f"{year}-07-05T18:00:00+02:00"


def test_a_closed_group_refuses(client_of, cast):
    cast.jeunesse.state = GroupState.CLOSED
    db.session.commit()
    alice = client_of("alice")
    assert alice.get(URL).status_code == 409
    assert "Ce groupe est clos" in alice.post(URL, data=typed()).text
    now = clock.now()
    with pytest.raises(Refused):
        create_meeting(cast.jeunesse, "Trop tard", now, now + timedelta(hours=1), cast.alice)
    assert meetings() == 0


def test_only_its_leads_and_the_federation_create(client_of):
    for who, expected in [("bob", 403), ("carl", 403), ("bea", 403), ("stan", 303), ("dora", 303)]:
        assert client_of(who).post(URL, data=typed(title=who)).status_code == expected, who
    assert client_of("alice").post("/groupes/communication/reunions/nouvelle", data=typed()).status_code == 403
    assert client_of("alice").get("/groupes/inconnu/reunions/nouvelle").status_code == 404
