"""The agenda: coming then past meetings by month, of all groups or of one."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.cast import make_meeting
from workspace import clock
from workspace.access import Can, may, standing_of
from workspace.database import db
from workspace.groups.models import GroupState
from workspace.meetings.models import Answer, Attendance, Meeting, MeetingState
from workspace.scheduling import queries


def titles(browser, address="/agenda", part="main"):
    return [row.h3.get_text() for row in browser.page(address).select(f"{part} .meeting-row")]


def test_coming_ones_soonest_first_then_past_ones_newest_first(client_of, cast):
    for days in (40, 5, -5, -40):
        make_meeting(cast.jeunesse, MeetingState.HELD if days < 0 else MeetingState.CALLED, days=days, title=f"J{days}")
    assert titles(client_of("carl")) == ["J5", "J40", "J-5", "J-40"]


def test_a_month_is_that_of_paris(client_of, cast):
    year = clock.today().year + 1
    for instant in ("01-31T23:30", "02-01T00:30"):
        meeting = make_meeting(cast.jeunesse)
        meeting.starts_at = clock.from_paris(datetime.fromisoformat(f"{year}-{instant}"))
        meeting.ends_at = meeting.starts_at + timedelta(hours=1)
    db.session.commit()
    months = [month.get_text() for month in client_of("bob").page("/agenda").select(".month-name")]
    assert months == [f"Janvier {year}", f"Février {year}"]


def test_a_group_alone(client_of, cast):
    make_meeting(cast.jeunesse, title="Jeunes")
    make_meeting(cast.communication, title="Affiches")
    page = client_of("bob").page("/agenda?groupe=jeunesse")
    assert page.h1.get_text() == "Agenda\u00a0: Jeunesse"
    assert titles(client_of("bob"), "/agenda?groupe=jeunesse") == ["Jeunes"]
    chosen = page.select('nav[aria-label="Agenda d’un groupe"] [aria-current]')
    assert [link.get_text() for link in chosen] == ["Jeunesse"]


@pytest.mark.parametrize("slug", ["inconnu", "Jeunesse'--", "x" * 500])
def test_an_unknown_group_is_said_and_all_are_shown(client_of, cast, slug):
    make_meeting(cast.jeunesse, title="Jeunes")
    page = client_of("bob").page("/agenda", query_string={"groupe": slug})
    assert "Ce groupe n’existe pas" in page.main.get_text()
    assert page.select(".meeting-row")


def test_each_meeting_says_its_state_and_my_answer(client_of, cast):
    make_meeting(cast.jeunesse, days=1)
    answered = make_meeting(cast.jeunesse, days=2)
    make_meeting(cast.jeunesse, MeetingState.CANCELLED, days=3)
    make_meeting(cast.communication, days=4)
    db.session.add(Attendance(meeting_id=answered.id, person_id=cast.bob.id, answer=Answer.REMOTE))
    db.session.commit()
    rows = [row.get_text(" ", strip=True) for row in client_of("bob").page("/agenda").select(".meeting-row")]
    assert "Vous êtes invité·e" in rows[0]
    assert "Vous venez à distance" in rows[1]
    assert "Annulée" in rows[2]
    assert "invité" not in rows[3]


def test_only_title_date_and_place_are_said(client_of, cast):
    make_meeting(cast.jeunesse, video_link="https://visio.example.org/abc")
    for who in ("paul", "carl"):
        html = client_of(who).get("/agenda").text
        assert "Préparer la journée" in html
        assert "CSC Les Acacias" in html
        assert "visio.example.org" not in html
        assert "Point 1" not in html


@pytest.mark.parametrize("who", ["nora", "carl", "bob", "alice", "bea", "stan", "dora", "paul"])
def test_the_filter_says_what_may_says(app, client_of, cast, who):
    for group in (cast.jeunesse, cast.communication, cast.committee):
        for state in MeetingState:
            make_meeting(group, state, title=f"{group.slug} {state}")
            make_meeting(group, state, days=-3, title=f"{group.slug} {state} passée")
    person = cast.people[who]
    with app.test_request_context():
        everything = db.session.scalars(select(Meeting)).all()
        allowed = {meeting.title for meeting in everything if may(person, Can.SEE_MEETING, meeting)}
        standing = standing_of(person)
        shown = {meeting.title for meeting, _ in queries.coming(standing, person.id)}
        shown |= {meeting.title for meeting in db.session.scalars(queries.past(standing))}
    assert shown == allowed
    assert set(titles(client_of(who))) == allowed


def test_past_ones_come_by_pages(client_of, cast):
    for days in range(1, 28):
        make_meeting(cast.jeunesse, MeetingState.HELD, days=-days)
    make_meeting(cast.jeunesse, title="À venir")
    assert len(titles(client_of("bob"))) == 26
    second = client_of("bob").page("/agenda").select_one('a[rel="next"]')["href"]
    assert len(titles(client_of("bob"), second)) == 2
    assert "À venir" not in titles(client_of("bob"), second)
    for odd in ("0", "-1", "abc", "9" * 30):
        assert client_of("bob").get(f"/agenda?page={odd}").status_code == 200, odd


def test_a_closed_group_keeps_its_past(client_of, cast):
    make_meeting(cast.jeunesse, MeetingState.HELD, days=-3, title="Avant")
    cast.jeunesse.state = GroupState.CLOSED
    db.session.commit()
    assert titles(client_of("bob")) == ["Avant"]


def test_an_empty_agenda_says_what_will_come(client_of):
    assert "Aucune réunion à venir." in client_of("bob").page("/agenda").main.get_text()


def test_a_technical_account_has_no_agenda(client_of):
    assert client_of("tess").get("/agenda").status_code == 403


def test_it_takes_as_many_statements_for_five_meetings(client_of, cast):
    make_meeting(cast.jeunesse)
    few = len(client_of("bob").counted("/agenda"))
    for days in (1, 2, -1, -2):
        make_meeting(cast.jeunesse, days=days)
    assert len(client_of("bob").counted("/agenda")) == few <= 12
