"""A month of the agenda: its weeks, its meetings and holidays, what an address may get wrong."""

from datetime import date, datetime, timedelta

import pytest

from tests.cast import make_meeting
from workspace import clock
from workspace.database import db
from workspace.meetings.models import Answer, Attendance, MeetingState
from workspace.scheduling import months


def at(group, instant, state=MeetingState.CALLED, **others):
    meeting = make_meeting(group, state, **others)
    meeting.starts_at = clock.from_paris(datetime.fromisoformat(instant))
    meeting.ends_at = meeting.starts_at + timedelta(hours=2)
    db.session.commit()
    return meeting


def cell(page, day):
    return page.select_one(f'.month-grid time[datetime="{day}"]').find_parent("td")


def test_whole_weeks_monday_first(client_of):
    page = client_of("bob").page("/agenda?mois=2026-11")
    assert page.h1.get_text() == "Novembre 2026"
    assert [word.get_text() for word in page.select("th .weekday-long")][0] == "lundi"
    days = [time["datetime"] for time in page.select(".month-grid time")]
    assert (days[0], days[-1], len(days)) == ("2026-10-26", "2026-12-06", 42)


def test_each_meeting_stands_on_its_day_in_paris(client_of, cast):
    at(cast.jeunesse, "2026-11-17T00:30", title="Très tard")
    at(cast.communication, "2026-12-02T14:00", title="Débord")
    at(cast.communication, "2026-12-07T14:00", title="Plus loin")
    page = client_of("bob").page("/agenda?mois=2026-11")
    late = cell(page, "2026-11-17").select_one(".event")
    assert late.select_one(".event-words").get_text() == "0\u00a0h\u00a030 Jeunesse\u00a0: Très tard"
    assert late.select_one(".event-code").get_text() == "JEU"
    assert "outside" in cell(page, "2026-12-02")["class"]
    assert len(page.select(".event")) == 2
    assert [row.get_text() for row in page.select(".month-list h3 a")] == ["Très tard"]


@pytest.mark.public_holidays
def test_holidays_by_name(client_of):
    page = client_of("bob").page("/agenda?mois=2026-11")
    assert cell(page, "2026-11-11").select_one(".note").get_text() == "Armistice"
    assert "1er nov." in page.select_one(".month-list").get_text()
    january = client_of("bob").page("/agenda?mois=2027-01")
    assert cell(january, "2027-01-01").select_one(".note").get_text() == "Jour de l’an"


def test_today_is_marked(client_of):
    page = client_of("bob").page("/agenda", query_string={"mois": f"{clock.today():%Y-%m}"})
    assert cell(page, clock.today().isoformat())["aria-current"] == "date"
    assert len(page.select('[aria-current="date"]')) == 1


def test_the_ways_out_keep_the_group(client_of, cast):
    at(cast.jeunesse, "2026-11-17T14:00", title="Jeunes")
    at(cast.communication, "2026-11-18T14:00", title="Affiches")
    page = client_of("bob").page("/agenda?mois=2026-01&groupe=jeunesse")
    ways = [link["href"] for link in page.select('nav[aria-label="Mois"] a')]
    assert ways[0] == "/agenda?mois=2025-12&groupe=jeunesse"
    assert ways[2] == "/agenda?mois=2026-02&groupe=jeunesse"
    assert page.select_one(".sub-nav a")["href"] == "/agenda?groupe=jeunesse"
    page = client_of("bob").page("/agenda?mois=2026-11&groupe=jeunesse")
    assert page.h1.get_text() == "Novembre 2026\u00a0: Jeunesse"
    assert ["Jeunes" in event.get_text() for event in page.select(".event")] == [True]


def test_the_list_leads_to_the_present_month(client_of):
    page = client_of("bob").page("/agenda?groupe=jeunesse")
    assert page.select(".sub-nav a")[1]["href"] == f"/agenda?mois={clock.today():%Y-%m}&groupe=jeunesse"


@pytest.mark.parametrize(
    "text",
    ["", "abc", "2026-13", "2026-00", "2026-1", "0000-01", "9999-12", "1999-12", "2026-11-01", "٢٠٢٦-11", "-" * 99],
)
def test_a_month_that_does_not_exist_is_said(client_of, text):
    page = client_of("bob").page("/agenda", query_string={"mois": text})
    assert "Ce mois n’existe pas" in page.main.get_text()
    assert page.select('[aria-current="date"]')


def test_the_first_and_last_months_lead_no_further(client_of):
    for text, rel in (("2000-01", "next"), ("2100-12", "prev")):
        links = client_of("bob").page(f"/agenda?mois={text}").select('nav[aria-label="Mois"] [rel]')
        assert [link["rel"] for link in links] == [[rel]]


def test_a_group_that_does_not_exist_is_said(client_of):
    assert "Ce groupe n’existe pas" in client_of("bob").page("/agenda?mois=2026-11&groupe=rien").main.get_text()


def test_a_draft_is_its_leaders(client_of, cast):
    at(cast.jeunesse, "2026-11-17T14:00", MeetingState.DRAFT, title="En projet")
    at(cast.jeunesse, "2026-11-18T14:00", MeetingState.CANCELLED, title="Perdue")
    seen = {who: client_of(who).page("/agenda?mois=2026-11").main.get_text() for who in ("alice", "bob", "paul")}
    assert "brouillon" in seen["alice"]
    for who in ("bob", "paul"):
        assert "En projet" not in seen[who]
        assert "annulée" in seen[who]


def test_the_list_below_says_my_answer(client_of, cast):
    soon = make_meeting(cast.jeunesse, days=1)
    db.session.add(Attendance(meeting_id=soon.id, person_id=cast.bob.id, answer=Answer.REMOTE))
    db.session.commit()
    day = clock.in_paris(soon.starts_at)
    page = client_of("bob").page(f"/agenda?mois={day:%Y-%m}")
    assert "Vous venez à distance" in page.select_one(".month-list").get_text()


def test_an_empty_month_says_so(client_of):
    assert "Aucune réunion ce mois-ci" in client_of("bob").page("/agenda?mois=2026-11").main.get_text()


def test_it_takes_as_many_statements_for_five_meetings(client_of, cast):
    at(cast.jeunesse, "2026-11-17T14:00")
    few = len(client_of("bob").counted("/agenda?mois=2026-11"))
    for day in range(2, 6):
        at(cast.communication, f"2026-11-0{day}T14:00")
    assert len(client_of("bob").counted("/agenda?mois=2026-11")) == few <= 12


def test_months_follow_each_other():
    month = months.Month(date(2024, 12, 1))
    assert (month.previous.key, month.next.key) == ("2024-11", "2025-01")
    assert months.Month(date(2025, 1, 1)).next.key == "2025-02"
