"""The page of a new meeting proposes dates (J4): chosen, or another one typed."""

from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from sqlalchemy import select

from tests.browser import counting, soup
from tests.cast import LONG_AGO, make_meeting
from tests.meetings.test_create_meeting import meetings, typed
from workspace import clock
from workspace.database import db
from workspace.groups.models import CoFacilitation, Membership
from workspace.meetings.models import Meeting, MeetingKind, MeetingState
from workspace.meetings.queries import spot_named
from workspace.people.models import Person, Room
from workspace.scheduling.models import SchoolHoliday

URL = "/groupes/jeunesse/reunions/nouvelle"
WEEK = f"{URL}?semaine=2027-01-11"
pytestmark = pytest.mark.usefixtures("january")


@pytest.fixture
def january():
    """Monday 4 January 2027, at eleven in Paris."""
    with time_machine.travel("2027-01-04T10:00:00Z", tick=False):
        yield


def on(group, day, begins="18:00", hours=2, **others):
    meeting = make_meeting(group, **others)
    meeting.starts_at = clock.from_paris(datetime.fromisoformat(f"{day}T{begins}"))
    meeting.ends_at = meeting.starts_at + timedelta(hours=hours)
    db.session.commit()
    return meeting


def radios(page):
    return {one["value"]: one.has_attr("checked") for one in page.select("input[name=when]")}


def words(page):
    return " ".join(page.find("fieldset").get_text(" ", strip=True).split())


def made():
    """When the only meeting is, on a French clock."""
    meeting = db.session.scalars(select(Meeting)).one()
    return [f"{clock.in_paris(one):%Y-%m-%d %H:%M}" for one in (meeting.starts_at, meeting.ends_at)]


def test_three_dates_and_another_the_best_is_chosen(client_of, cast):
    page = client_of("alice").page(WEEK)
    tuesdays = [f"2027-01-{day}T18:00/2027-01-{day}T20:00" for day in (12, 19, 26)]
    assert radios(page) == {tuesdays[0]: True, tuesdays[1]: False, tuesdays[2]: False, "other": False}
    assert "mardi 12 janvier, 18 h – 20 h 2 membres libres sur 2" in words(page)
    assert page.find(id="starts_at")["value"] == "2027-01-12T18:00"


def test_it_follows_the_habits_of_the_group_and_its_rhythm(client_of, cast):
    cast.jeunesse.every_weeks = 6
    for day in ("2026-11-05", "2026-12-17"):
        on(cast.jeunesse, day, "14:00", 1.5, state=MeetingState.HELD, place="Mairie")
    on(cast.jeunesse, "2027-01-13", state=MeetingState.DRAFT)
    page = client_of("alice").page(URL)
    best = page.select_one("[name=when][checked]")["value"]
    assert best == "2027-02-25T14:00/2027-02-25T15:30", "six weeks after the draft, on a Thursday"
    assert page.find(id="place")["value"] == "Mairie"


def test_a_group_that_is_planned_for_months_is_proposed_a_date_that_comes_soon(client_of, cast):
    cast.jeunesse.every_weeks = 6
    for day in ("2027-01-26", "2027-03-09", "2027-04-20", "2027-06-01"):
        on(cast.jeunesse, day, state=MeetingState.DRAFT)
    first, second, third, other = radios(client_of("alice").page(URL))
    assert [one[:10] for one in (first, second, third)] == ["2027-02-16", "2027-07-06", "2027-07-13"]
    assert "seulement" not in words(client_of("alice").page(URL)), "each keeps the rhythm"


def test_habits_are_those_of_the_last_eight_meetings_that_were_called(client_of, cast):
    for week in range(9):
        on(cast.jeunesse, date(2026, 3, 3) + timedelta(weeks=week), "10:00")
        on(cast.jeunesse, date(2026, 11, 2) + timedelta(days=week), "09:00", state=MeetingState.DRAFT)
        on(cast.jeunesse, date(2026, 11, 2) + timedelta(days=week), "09:00", state=MeetingState.CANCELLED)
        on(cast.jeunesse, date(2026, 11, 2) + timedelta(days=week), "09:00", 7, kind=MeetingKind.EVENT)
    for week in range(8):
        on(cast.jeunesse, date(2026, 6, 4) + timedelta(weeks=week), "14:00")
    page = client_of("alice").page(WEEK)
    assert [one[10:] for one in list(radios(page))[:3]] == [
        "T14:00/2027-01-14T16:00",
        "T14:00/2027-01-21T16:00",
        "T14:00/2027-01-28T16:00",
    ]


def test_a_room_that_is_taken_is_not_proposed(client_of, cast):
    db.session.add(Room(centre_id=cast.alice.centre_id, name="grande salle"))
    hall = {"place": "CSC Les Acacias, grande salle"}
    on(cast.jeunesse, "2026-12-15", **hall)
    spot = dict(zip(("centre_id", "room_id"), spot_named(hall["place"]), strict=True))
    for day in ("2027-01-12", "2027-01-19", "2027-01-26"):
        on(cast.communication, day, **hall, **spot)
    db.session.add(SchoolHoliday(zone="C", name="Ensuite", starts_on=date(2027, 2, 3), ends_on=date(2027, 12, 31)))
    db.session.commit()
    assert list(radios(client_of("alice").page(WEEK))) == ["2027-02-02T18:00/2027-02-02T20:00", "other"]


def test_without_rhythm_or_week_from_a_fortnight_on(client_of, cast):
    on(cast.jeunesse, "2027-06-08")
    page = client_of("alice").page(URL)
    assert list(radios(page))[0].startswith("2027-01-19")
    assert "Un mardi soir, faute d’habitudes" in words(client_of("dora").page("/groupes/team/reunions/nouvelle"))


def test_who_has_another_meeting_is_named_and_what_stands_against_is_said(client_of, cast):
    for who in (cast.alice, cast.bob):
        db.session.add(Membership(group_id=cast.communication.id, person_id=who.id, joined_on=LONG_AGO))
    for week in range(10):
        on(cast.communication, date(2027, 1, 12) + timedelta(weeks=week))
    said = words(client_of("alice").page(WEEK))
    assert "0 membre libre sur 2 : Alice A. et Bob B. ont une autre réunion" in said
    assert "Alice Arnaud est attendu·e au même moment par Communication" in said
    assert "personnes sont aussi attendues" not in said, "their names say it"


@pytest.mark.public_holidays
def test_j4_a2_neither_a_public_holiday_nor_the_school_ones(client_of, cast):
    on(cast.jeunesse, "2026-12-17")
    asked = f"{URL}?semaine=2027-05-03"
    assert [one[:10] for one in radios(client_of("alice").page(asked))][:2] == ["2027-05-13", "2027-05-20"]
    db.session.add(SchoolHoliday(zone="C", name="Pont", starts_on=date(2027, 5, 7), ends_on=date(2027, 5, 16)))
    db.session.commit()
    assert list(radios(client_of("alice").page(asked)))[0].startswith("2027-05-20")


def test_no_date_left_leaves_the_fields_and_says_so(client_of, cast):
    db.session.add(SchoolHoliday(zone="C", name="Longues", starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31)))
    db.session.commit()
    page = client_of("alice").page(WEEK)
    assert radios(page) == {}
    assert "Aucune date ne convient dans les dix semaines qui viennent : choisissez la vôtre." in words(page)
    assert page.find(id="starts_at")["value"] == "2027-01-12T18:00"
    assert client_of("alice").post(WEEK, data=typed()).status_code == 303


@pytest.mark.parametrize("week", ["2020-01-06", "2100-12-31", "demain", "2027-02-30", "2027-01-11%00"])
def test_any_week_answers(client_of, week):
    assert client_of("alice").get(f"{URL}?semaine={week}").status_code == 200


def test_with_groups_ticked_dates_are_looked_at_again_and_nothing_is_written(client_of, cast):
    for week in range(10):
        on(cast.board, date(2027, 1, 12) + timedelta(weeks=week))
    db.session.add(Membership(group_id=cast.board.id, person_id=cast.carl.id, joined_on=LONG_AGO))
    db.session.commit()
    alice = client_of("alice")
    assert "2 membres libres sur 2" in words(alice.page(WEEK))
    chosen = "2027-01-19T18:00/2027-01-19T20:00"
    data = {"title": "Ensemble", "when": chosen, "guests": [cast.communication.id], "known": "", "step": "show"}
    answer = alice.post(WEEK, data=data)
    page = soup(answer)
    assert (answer.status_code, meetings()) == (200, 10), "nothing is written"
    assert "2 membres libres sur 3 : Carl C. a une autre réunion" in words(page)
    assert [value for value, is_checked in radios(page).items() if is_checked] == [chosen]
    assert page.find(id="title")["value"] == "Ensemble"
    assert not page.select(".notice-danger, .invalid-feedback")
    typed_hours = {"when": "other", "starts_at": "2027-06-01T10:00", "ends_at": "", "guests": [], "step": "show"}
    assert soup(alice.post(WEEK, data=typed_hours)).find(id="starts_at")["value"] == "2027-06-01T10:00"
    link = page.find("button", string="Revoir les dates avec ces groupes")
    assert page.select_one(f"#{link['formaction'].partition('#')[2]} input[name=when]")
    assert not page.select_one("form.meeting-form button").get("name"), "the Enter key creates"


def test_a_group_without_members_nor_history(client_of, cast):
    db.session.query(Membership).delete()
    db.session.query(CoFacilitation).delete()
    db.session.commit()
    page = client_of("dora").page(WEEK)
    assert len(radios(page)) == 4
    assert "libre" not in words(page)


def test_another_date_of_this_week_begins_with_one_that_is_to_come(client_of, cast):
    on(cast.jeunesse, "2026-12-14")
    asked = f"{URL}?semaine=2027-01-04"
    assert client_of("alice").page(asked).find(id="starts_at")["value"] == "2027-01-11T18:00", "today is a Monday"


def test_a_chosen_date_is_taken_whatever_the_fields_say(client_of):
    data = typed(when="2027-01-19T18:00/2027-01-19T20:00", starts_at="", ends_at="demain")
    assert client_of("alice").post(WEEK, data=data).status_code == 303
    assert made() == ["2027-01-19 18:00", "2027-01-19 20:00"]


@pytest.mark.parametrize("when", [{"when": "other"}, {"when": ""}, {}, {"when": "n’importe quoi"}])
def test_another_date_is_what_the_fields_say(client_of, when):
    data = typed(starts_at="2027-02-01T09:00", ends_at="2027-02-01T10:30") | when
    assert client_of("alice").post(URL, data=data).status_code == 303
    assert made() == ["2027-02-01 09:00", "2027-02-01 10:30"]


def test_a_date_that_is_not_among_those_proposed_is_another_date(client_of):
    client_of("alice").post(URL, data=typed(when="2027-07-05T10:00/2027-07-05T12:00"))
    assert made() == ["2027-07-05 10:00", "2027-07-05 12:00"]


@pytest.mark.parametrize(
    ("when", "field", "message"),
    [
        ("2027-01-19T18:00/2027-01-19T17:00", "ends_at", "La fin doit venir après le début."),
        ("2027-01-19T18:00/2027-01-21T17:00", "ends_at", "un jour au plus"),
        ("2026-01-20T18:00/2026-01-20T20:00", "ends_at", "déjà passée"),
        ("2027-03-28T02:30/2027-03-28T04:00", "starts_at", "Cette heure n’existe pas"),
        ("9999-01-19T18:00/9999-01-19T20:00", "starts_at", "Choisissez une année"),
        ("demain/après-demain", "starts_at", "Cette date n’est pas lisible."),
        ("x" * 50_000 + "/🙂", "starts_at", "Cette date n’est pas lisible."),
        ("other", "starts_at", "Dites quand la réunion commence."),
        ("", "starts_at", "Dites quand la réunion commence."),
    ],
)
def test_what_is_no_date_is_said_beside_the_fields_of_another(client_of, when, field, message):
    answer = client_of("alice").post(WEEK, data={"title": "Essai", "when": when, "starts_at": "", "ends_at": ""})
    assert (answer.status_code, meetings()) == (422, 0)
    page = soup(answer)
    assert message in page.find(id=f"{field}-error").get_text()
    assert [value for value, is_checked in radios(page).items() if is_checked] == ["other"]
    assert page.find(id="title")["value"] == "Essai"


def test_a_refused_form_keeps_the_date_chosen_the_place_and_what_was_typed_beside(client_of):
    chosen = "2027-01-19T18:00/2027-01-19T20:00"
    data = {"when": chosen, "starts_at": "2027-06-01T10:00", "ends_at": "plus tard", "place": "Mairie"}
    answer = client_of("alice").post(WEEK, data=data)
    page = soup(answer)
    assert answer.status_code == 422
    assert [value for value, is_checked in radios(page).items() if is_checked] == [chosen]
    kept = [page.find(id=name)["value"] for name in ("starts_at", "ends_at", "place")]
    assert kept == ["2027-06-01T10:00", "plus tard", "Mairie"]
    assert page.find(id="title-error")
    assert page.find(id="ends_at-error") is None, "it does not count"
    form = page.select_one("form.meeting-form")
    assert form["action"] == WEEK, "the same dates are proposed again"


def test_a_chosen_date_that_is_proposed_no_more_stays_as_another_date(client_of, cast):
    on(cast.jeunesse, "2027-01-20", state=MeetingState.DRAFT)
    answer = client_of("alice").post(WEEK, data={"when": "2027-01-19T18:00/2027-01-19T20:00"})
    page = soup(answer)
    assert [value for value, is_checked in radios(page).items() if is_checked] == ["other"]
    assert page.find(id="starts_at")["value"] == "2027-01-19T18:00"
    assert page.find(id="ends_at")["value"] == "2027-01-19T20:00"


def test_the_same_date_chosen_twice_makes_one_meeting(client_of):
    alice, data = client_of("alice"), {"title": "Essai", "when": "2027-01-19T18:00/2027-01-19T20:00"}
    first, second = alice.post(WEEK, data=data), alice.post(WEEK, data=data)
    assert first.location == second.location
    assert meetings() == 1


def test_the_group_may_be_asked_about_the_same_dates(client_of, cast):
    on(cast.jeunesse, "2026-12-17", "14:30", 1.5, place="CSC Les Acacias")
    alice = client_of("alice")
    link = alice.page(WEEK).find("a", string="Demander l’avis du groupe (sondage)")["href"]
    assert parse_qs(urlsplit(link).query) == {
        "day": ["2027-01-14", "2027-01-21", "2027-01-28"], "hour": ["14:30"], "minutes": ["90"],
        "place": ["CSC Les Acacias"],
    }  # fmt: skip
    poll = alice.page(link)
    assert [one["value"] for one in poll.select("input[name=day][checked]")] == [
        "2027-01-14",
        "2027-01-21",
        "2027-01-28",
    ]
    assert [poll.find(id=name)["value"] for name in ("hour", "place")] == ["14:30", "CSC Les Acacias"]
    assert poll.select_one("#minutes option[selected]")["value"] == "90"
    assert "Les jours proposés" in poll.get_text()


def test_the_statements_do_not_grow_with_meetings_and_people(client_of, cast):
    counts = []
    for _ in range(2):
        for number in range(8):
            other = Person(first_name=f"Zoé {number}", last_name="Zola")
            db.session.add(other)
            db.session.flush()
            for group in (cast.jeunesse, cast.communication):
                db.session.add(Membership(group_id=group.id, person_id=other.id, joined_on=LONG_AGO))
        for week in range(10):
            on(cast.communication, date(2027, 1, 12) + timedelta(weeks=week))
            on(cast.jeunesse, date(2026, 6, 2) + timedelta(weeks=week))
        cast.jeunesse.every_weeks = 6
        db.session.commit()
        alice = client_of("alice")
        counts += [len(one.counted(URL)) for one in (alice, client_of("dora"))]
        with counting() as statements:
            assert alice.post(URL, data={"when": "other"}).status_code == 422
        counts.append(len(statements))
    assert "autres ont une autre réunion" in words(alice.page(URL)), "names are read too"
    assert counts[:3] == counts[3:]
    assert max(counts) <= 12
