"""Making a series: its dates are shown with what they cost, then those that stay ticked become drafts."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.browser import counting, soup
from tests.cast import make_meeting
from tests.series.scene import make_series
from workspace import clock
from workspace.database import db
from workspace.meetings.models import Meeting, MeetingState, Series
from workspace.people.models import Centre
from workspace.post import Letter
from workspace.scheduling.models import SchoolHoliday

ADDRESS = "/groupes/jeunesse/series/nouvelle"
FORM = "a" * 32
RULE = {
    "title": "Réunion du groupe", "begins": "18:00", "ends": "20:00", "place": "", "video_link": "",
    "first": "2027-01-12", "rhythm": "weeks", "weeks": "2", "months": "1", "rank": "2", "weekday": "1",
    "ending": "number", "number": "4", "until": "", "form_id": FORM,
}  # fmt: skip


@pytest.fixture(autouse=True)
def in_november(time_machine):
    time_machine.move_to("2026-11-17 10:00:00+00:00", tick=False)


def show(browser, **asked):
    return browser.post(ADDRESS, data=RULE | {"step": "show"} | asked)


def hidden(answer, name):
    return re.search(rf'name="{name}" value="([^"]*)"', answer.text)[1]


def ticked(answer):
    return re.findall(r'name="ticked" value="([^"]*)" checked', answer.text)


def make(browser, shown, **asked):
    chosen = {"seen": hidden(shown, "seen"), "ticked": ticked(shown), "step": "make"}
    return browser.post(ADDRESS, data=RULE | chosen | asked)


def days_made():
    made = db.session.scalars(select(Meeting).where(Meeting.series_id.is_not(None)).order_by(Meeting.starts_at))
    return [clock.in_paris(one.starts_at).strftime("%d/%m %H:%M") for one in made]


def test_nothing_is_made_before_the_dates_are_seen(client_of, cast):
    shown = show(client_of("alice"))
    assert shown.status_code == 200
    assert ticked(shown) == ["2027-01-12", "2027-01-26", "2027-02-09", "2027-02-23"]
    assert days_made() == []
    assert make(client_of("alice"), shown, seen="").status_code == 422  # « Créer » without having seen
    assert days_made() == []


def test_what_is_ticked_becomes_drafts_with_their_own_uid_and_writes_to_nobody(client_of, cast):
    alice = client_of("alice")
    made = make(alice, show(alice), ticked=["2027-01-12", "2027-02-09"])
    assert made.status_code == 303
    assert days_made() == ["12/01 18:00", "09/02 18:00"]
    rows = db.session.scalars(select(Meeting)).all()
    assert len({one.uid for one in rows}) == 2
    assert {one.state for one in rows} == {MeetingState.DRAFT}
    assert db.session.scalar(select(func.count(Letter.id))) == 0
    assert db.session.scalar(select(Series.rule)) == "le mardi, toutes les 2 semaines"


def test_the_hour_stays_at_18_h_in_january_and_in_july(client_of, cast):
    alice = client_of("alice")
    make(alice, show(alice, weeks="26", number="2"), weeks="26", number="2")
    assert days_made() == ["12/01 18:00", "13/07 18:00"]
    starts = sorted(db.session.scalars(select(Meeting.starts_at)))
    assert [one.hour for one in starts] == [17, 16]


def test_the_same_form_posted_twice_makes_one_series(client_of, cast):
    alice = client_of("alice")
    shown = show(alice)
    first, second = make(alice, shown), make(alice, shown)
    assert (second.status_code, second.location) == (303, first.location)
    assert len(days_made()) == 4


def test_hard_dates_are_never_ticked_and_holidays_are_said(client_of, cast):
    db.session.add(
        SchoolHoliday(zone="C", name="Vacances d’hiver", starts_on=date(2027, 2, 6), ends_on=date(2027, 2, 21))
    )
    when = clock.from_paris(datetime(2027, 1, 26, 19))  # noqa: DTZ001
    make_meeting(cast.jeunesse, title="Ailleurs", days=0, hours=(when - clock.now()) / timedelta(hours=1))
    alice = client_of("alice")
    shown = show(alice, number="10", skips_school="y")
    assert "2027-01-26" not in ticked(shown)  # the group meets already
    assert "Jeunesse se réunit déjà au même moment" in shown.text
    assert "Vacances d’hiver (zone\N{NO-BREAK SPACE}C)" in shown.text
    assert "2027-02-09" not in ticked(shown)


def test_school_holidays_are_ticked_when_they_are_not_left_out(client_of, cast):
    db.session.add(
        SchoolHoliday(zone="C", name="Vacances d’hiver", starts_on=date(2027, 2, 6), ends_on=date(2027, 2, 21))
    )
    db.session.commit()
    alice = client_of("alice")
    assert "2027-02-09" in ticked(show(alice))
    assert "2027-02-09" not in ticked(show(alice, skips_school="y"))


@pytest.mark.public_holidays
def test_a_public_holiday_is_never_ticked(client_of, cast):
    shown = show(client_of("alice"), first="2027-05-06", number="1")
    assert ticked(shown) == []
    assert "Jour férié\N{NO-BREAK SPACE}: Ascension" in shown.text


def test_a_date_is_added_at_the_same_hours_and_stays_when_shown_again(client_of, cast):
    alice = client_of("alice")
    shown = show(alice, added="2027-01-20")
    assert "2027-01-20" in ticked(shown)
    made = make(alice, shown, extra=["2027-01-20"])
    assert made.status_code == 303
    assert "20/01 18:00" in days_made()


def test_a_rule_changed_after_the_dates_were_seen_is_shown_again(client_of, cast):
    alice = client_of("alice")
    answer = make(alice, show(alice), weeks="3")
    assert answer.status_code == 422
    assert "relisez-les" in answer.text
    assert days_made() == []


def test_ticks_are_kept_when_the_dates_are_shown_again(client_of, cast):
    alice = client_of("alice")
    shown = show(alice)
    again = show(alice, seen=hidden(shown, "seen"), ticked=["2027-01-12"], number="5")
    assert ticked(again) == ["2027-01-12", "2027-03-09"]  # the fifth is new


def test_a_series_of_ten_thousand_dates_is_refused_beside_its_field(client_of, cast):
    for number in ("10000", "101", "0", "-3", "1e9", "9" * 60):
        answer = show(client_of("alice"), number=number)
        assert answer.status_code == 422, number
        assert 'id="number-error"' in answer.text
    answer = show(client_of("alice"), ending="until", until="2099-12-31", weeks="1")
    assert answer.status_code == 422
    assert "plus de 100 réunions" in answer.text


def test_an_hour_that_does_not_exist_cannot_be_ticked(client_of, cast):
    shown = show(client_of("alice"), first="2027-03-28", begins="02:30", ends="04:00", weeks="1", number="2")
    assert "les horloges avancent cette nuit-là" in shown.text
    assert ticked(shown) == ["2027-04-04"]
    night = {"first": "2027-03-28", "begins": "02:30", "ends": "04:00", "weeks": "1", "number": "2"}
    make(client_of("alice"), shown, **night, ticked=["2027-03-28", "2027-04-04"])
    assert days_made() == ["04/04 02:30"]


@pytest.mark.parametrize(
    "asked",
    [
        {"title": ""}, {"title": "x" * 10_000}, {"first": "2020-01-01"}, {"first": "demain"}, {"begins": "25:00"},
        {"begins": "20:00", "ends": "18:00"}, {"weeks": ""}, {"weeks": "0"}, {"rhythm": "jour"},
        {"rhythm": "month", "months": ""}, {"rank": "5", "rhythm": "month"}, {"ending": "until", "until": ""},
        {"ending": "until", "until": "2026-12-01"}, {"ending": "number", "number": ""}, {"form_id": "x"},
        {"added": "2020-01-01"}, {"extra": ["2027-01-01"] * 21, "added": "2027-01-20"}, {"guests": ["999999"]},
        {"video_link": "javascript:alert(1)"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(client_of, cast, asked):
    answer = show(client_of("alice"), **asked)
    assert answer.status_code == 422
    if "title" not in asked:
        assert 'value="Réunion du groupe"' in answer.text
    assert days_made() == []


def test_nothing_ticked_is_said(client_of, cast):
    alice = client_of("alice")
    answer = make(alice, show(alice), ticked=[])
    assert answer.status_code == 422
    assert "Cochez au moins une date" in answer.text


def test_words_that_are_no_dates_tick_nothing(client_of, cast):
    alice = client_of("alice")
    answer = make(alice, show(alice), ticked=["2027-01-12", "x", "9999-99-99", "🙂"], extra=["x", "2027-13-45"])
    assert answer.status_code == 303
    assert days_made() == ["12/01 18:00"]


def test_each_meeting_invites_the_guests(client_of, cast):
    alice, guests = client_of("alice"), {"guests": [cast.communication.id]}
    assert make(alice, show(alice, **guests), **guests).status_code == 303
    assert {one.group_names for one in db.session.scalars(select(Meeting))} == {"Jeunesse et Communication"}


def test_it_takes_as_many_statements_for_three_dates_as_for_sixty(client_of, cast):
    alice = client_of("alice")
    with counting() as few:
        show(alice, number="3")
    with counting() as many:
        show(alice, number="60", weeks="1")
    assert len(many) == len(few) <= 14


def test_a_double_click_on_the_call_calls_once(client_of, cast):
    rows, alice = make_series(cast.jeunesse, state=MeetingState.DRAFT), client_of("alice")
    address = f"/series/{rows[0].series_id}/convocation"
    shown = hidden(alice.get(address), "seen")
    assert [alice.post(address, data={"seen": shown}).status_code for _ in "ab"] == [303, 303]
    assert len(db.session.scalars(select(Letter)).all()) == 2
    assert alice.post(address, data={"seen": "x"}).status_code == 409


PLACES = {"place": "CSC Le Phare", "second_place": "En visio", "third_place": "CSC Les Acacias"}


def places_made():
    made = select(Meeting).where(Meeting.series_id.is_not(None)).order_by(Meeting.starts_at)
    return [one.place for one in db.session.scalars(made)]


def test_places_take_turns_and_a_date_left_out_takes_nobody_s(client_of, cast):
    """Of 12 and 26 January, 9 and 23 February 2027, 9 February is of the holidays."""
    here = db.session.query(Centre).filter_by(name="CSC Les Acacias").one()
    holiday = SchoolHoliday(zone="C", name="Vacances d’hiver", starts_on=date(2027, 2, 6), ends_on=date(2027, 2, 21))
    db.session.add(holiday)
    db.session.commit()
    alice = client_of("alice")
    shown = show(alice, **PLACES, skips_school="y")
    assert ticked(shown) == ["2027-01-12", "2027-01-26", "2027-02-23"]
    make(alice, shown, **PLACES, skips_school="y")
    assert places_made() == ["CSC Le Phare", "En visio", "CSC Les Acacias"]
    assert db.session.scalars(select(Meeting.centre_id).order_by(Meeting.starts_at)).all()[-1] == here.id


def test_each_date_says_whose_turn_it_is(client_of, cast):
    page = soup(show(client_of("alice"), **PLACES))
    said = [row.select_one(".form-check-label .text-s") for row in page.select(".series-preview li")]
    assert [one.get_text() for one in said] == [*PLACES.values(), "CSC Le Phare"]
    alone = soup(show(client_of("alice"), place="CSC Le Phare"))
    assert not alone.select(".series-preview .form-check-label .text-s")


def test_a_place_changed_after_the_dates_were_seen_is_shown_again(client_of, cast):
    alice = client_of("alice")
    again = make(alice, show(alice, **PLACES), **PLACES | {"third_place": "Ailleurs"})
    assert again.status_code == 422
    assert places_made() == []


def test_a_place_too_long_is_said_beside_its_field(client_of, cast):
    answer = show(client_of("alice"), **PLACES | {"fourth_place": "é" * 10_000})
    assert answer.status_code == 422
    assert soup(answer).find(id="fourth_place-error")


def test_it_begins_at_the_usual_day_and_hours_of_the_group(client_of, cast):
    def proposed(address):
        page = client_of("alice").page(address)
        return [page.find(id=name)["value"] for name in ("first", "begins", "ends", "place")]

    assert proposed(ADDRESS) == ["2026-12-01", "18:00", "20:00", ""]  # it never met
    met = datetime(2026, 11, 12, 9, tzinfo=UTC)  # a Thursday, ten o’clock in Paris
    meeting = make_meeting(cast.jeunesse, MeetingState.HELD)
    meeting.starts_at, meeting.ends_at = met, met + timedelta(minutes=150)
    db.session.commit()
    assert proposed(ADDRESS) == ["2026-12-03", "10:00", "12:30", ""]
    assert proposed(f"{ADDRESS}?semaine=2027-03-01") == ["2027-03-04", "10:00", "12:30", ""]
