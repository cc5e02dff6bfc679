"""A co-facilitator proposes dates to the group: ticked in a month, each with what it costs."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.browser import counting, soup
from tests.cast import make_meeting
from tests.polls.scene import FORM, at, days
from workspace import clock
from workspace.database import db
from workspace.meetings.models import MeetingState
from workspace.polls.models import DatePoll, PollOption, PollVoter
from workspace.post import Letter
from workspace.scheduling.models import SchoolHoliday

URL = "/groupes/jeunesse/sondages/nouveau"


def typed(**others):
    return {
        "form_id": FORM, "title": "Quand relancer le groupe ?", "hour": "18:00", "minutes": "120", "open": "1",
        "place": "CSC Les Acacias", "closes_on": (clock.today() + timedelta(days=7)).isoformat(),
        "day": [day.isoformat() for day in days()],
    } | others  # fmt: skip


def words(page):
    return " ".join(page.get_text(" ", strip=True).split())


def test_it_opens_with_its_dates_and_everyone_else_gets_a_letter(client_of, cast):
    alice = client_of("alice")
    answer = alice.post(URL, data=typed(required=[str(cast.alice.id)]))
    poll = db.session.query(DatePoll).one()
    assert answer.status_code == 303
    assert answer.location.endswith(f"/sondages/{poll.id}")
    assert [one.starts_at for one in db.session.query(PollOption).order_by(PollOption.id)] == [
        at(one) for one in days()
    ]
    assert {one.person_id: one.is_required for one in db.session.query(PollVoter)} == {
        cast.alice.id: True,
        cast.bob.id: False,
    }
    assert "les membres du groupe sont prévenus" in words(alice.page(answer.location))
    letter = db.session.query(Letter).one()
    assert (letter.kind, letter.address) == ("polls/poll-opened", "bob@example.org")
    assert "/sondages/repondre/" in letter.text


def test_the_same_form_opens_one_poll(client_of):
    first, second = (client_of("alice").post(URL, data=typed()) for _ in range(2))
    assert first.location == second.location
    assert db.session.query(DatePoll).count() == 1
    assert db.session.query(Letter).count() == 1


def test_two_hours_a_day_make_two_dates_a_day(client_of):
    client_of("alice").post(URL, data=typed(other_hour="10:30"))
    assert db.session.query(PollOption).count() == 6


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": []}, "Choisissez au moins une date"),
        ({"title": ""}, "Donnez un titre"),
        ({"form_id": FORM + "0"}, "Rechargez la page"),
        ({"title": "x" * 10_000}, "200 caractères au plus"),
        ({"place": "🙂" * 10_000}, "200 caractères au plus"),
        ({"minutes": "0"}, "choix"),
        ({"hour": "25:00"}, "heure"),
        ({"day": ["2026-02-30"]}, "n’existe pas"),
        ({"day": ["x" * 10_000]}, "n’existe pas"),
        ({"closes_on": "2020-01-01"}, "Ce jour est passé"),
        ({"closes_on": "2099-01-01"}, "six mois au plus"),
        ({"form_id": "x"}, "Rechargez la page"),
        ({"form_id": "g" * 32}, "Rechargez la page"),
        ({"form_id": "a" * 33}, "Rechargez la page"),
        ({"required": ["999999"]}, "choix"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_opens(client_of, wrong, said):
    answer = client_of("alice").post(URL, data=typed(**wrong))
    assert answer.status_code == 422
    assert db.session.query(DatePoll).count() == 0
    if said not in ("choix", "heure") and "form_id" not in wrong:
        assert said in words(soup(answer))


def test_a_thousand_dates_are_refused_and_the_rest_is_kept(client_of):
    many = [(clock.today() + timedelta(days=1 + one)).isoformat() for one in range(500)]
    answer = client_of("alice").post(URL, data=typed(day=many * 2))
    assert answer.status_code == 422
    assert "30 dates au plus" in words(soup(answer))
    assert soup(answer).find("input", {"name": "title"})["value"] == "Quand relancer le groupe ?"


def test_thirty_one_dates_made_by_two_hours_are_refused(client_of):
    answer = client_of("alice").post(URL, data=typed(day=[one.isoformat() for one in days(16)], other_hour="10:00"))
    assert answer.status_code == 422
    assert "30 dates au plus" in words(soup(answer))


@time_machine.travel("2027-03-01T10:00:00Z", tick=False)
def test_an_hour_that_the_clock_change_night_skips_is_refused(client_of):
    answer = client_of("alice").post(URL, data=typed(day=["2027-03-28"], hour="02:30", closes_on="2027-03-08"))
    assert answer.status_code == 422
    assert "les horloges avancent cette nuit-là" in words(soup(answer))
    assert db.session.query(DatePoll).count() == 0


def test_turning_the_month_keeps_what_was_picked_and_writes_nothing(client_of):
    picked = days(1, first=3)[0].isoformat()
    data = typed(day=[picked], turn=(clock.today() + timedelta(days=95)).strftime("%Y-%m"))
    del data["open"]
    answer = client_of("alice").post(URL, data=data)
    assert answer.status_code == 200
    assert soup(answer).find("input", {"name": "day", "value": picked}).has_attr("checked")
    assert db.session.query(DatePoll).count() == 0


@pytest.mark.public_holidays
@time_machine.travel("2027-01-10T10:00:00Z", tick=False)
def test_each_date_says_what_stands_against_it(client_of, cast):
    db.session.add(SchoolHoliday(zone="C", name="Vacances d’hiver", starts_on=days(1, 24)[0], ends_on=days(1, 40)[0]))
    make_meeting(cast.jeunesse, days=24, hours=7)
    data = typed(day=[days(1, 24)[0].isoformat(), "2027-05-06"], look="1", turn="2027-02")
    del data["open"]
    text = words(soup(client_of("alice").post(URL, data=data)))
    assert "Vacances d’hiver (zone C)" in text
    assert "Ascension" in text
    assert "Impossible : Jeunesse se réunit déjà au même moment" in text


def test_members_do_not_open_polls_and_a_closed_group_neither(client_of, cast):
    assert client_of("bob").get(URL).status_code == 403
    cast.jeunesse.state = "closed"
    db.session.commit()
    assert client_of("alice").post(URL, data=typed()).status_code == 409


def test_the_statements_of_the_picker_do_not_grow_with_its_dates(client_of):
    client = client_of("alice")
    few = len(client.counted(URL))
    assert few <= 12
    for number in (2, 12):
        data = typed(day=[one.isoformat() for one in days(number)], look="1")
        del data["open"]
        with counting() as statements:
            client.post(URL, data=data)
        few = few if number == 12 else len(statements)
        assert len(statements) == few


def test_an_address_brings_days_an_hour_a_length_and_a_place(client_of):
    first, last = days(2)
    asked = f"{URL}?day={last}&day={first}&hour=14:30&minutes=90&place=Mairie"
    page = client_of("alice").page(asked)
    assert [one["value"] for one in page.select("input[name=day][checked]")] == [str(first), str(last)]
    assert [page.find(id=name)["value"] for name in ("hour", "place")] == ["14:30", "Mairie"]
    assert page.select_one("#minutes option[selected]")["value"] == "90"
    assert page.find("input", {"name": "month"})["value"] == f"{first:%Y-%m}", "where they are"
    assert "2 dates choisies" in words(page)
    assert len(client_of("alice").counted(asked)) <= 12
    assert db.session.query(DatePoll).count() == 0


def test_a_length_that_is_not_among_ours_is_kept_from_the_address_to_the_meeting(client_of, cast):
    alice, day = client_of("alice"), days(1)[0]
    page = alice.page(f"{URL}?day={day}&minutes=105")
    chosen = page.select_one("#minutes option[selected]")
    assert (chosen["value"], " ".join(chosen.get_text().split())) == ("105", "1 h 45")
    looks = {name: value for name, value in typed(minutes="105", look="1").items() if name != "open"}
    assert soup(alice.post(URL, data=looks)).select_one("#minutes option[selected]")["value"] == "105"
    assert alice.post(URL, data=typed(minutes="105")).status_code == 303
    assert db.session.query(DatePoll).one().minutes == 105


@pytest.mark.parametrize(
    "bad",
    ["day=2020-01-01", "day=2026-02-30", "day=9999-12-31", f"day={'x' * 5000}", "hour=25:00", "hour=14", "hour=٠٩:٣٠",
     "minutes=4", "minutes=1441", f"minutes={'9' * 5000}", "minutes=-1", "place=%00", "day=&hour=&minutes=&place="],
)  # fmt: skip
def test_what_an_address_gets_wrong_is_left_out(client_of, bad):
    page = client_of("alice").page(f"{URL}?{bad}")
    assert page.select("input[name=day][checked]") == []
    assert [page.find(id=name).get("value", "") for name in ("hour", "place")] == ["18:00", ""]
    assert page.select_one("#minutes option[selected]")["value"] == "120"
    assert page.select(".notice-danger, .invalid-feedback") == []


def test_an_address_picks_thirty_days_at_most_and_a_place_of_two_hundred_characters(client_of):
    many = "&".join(f"day={one}" for one in days(40))
    page = client_of("alice").page(f"{URL}?{many}&place={'x' * 300}")
    assert len(page.select("input[name=day][checked]")) == 30
    assert page.find(id="place")["value"] == "x" * 200


def test_a_day_of_the_address_that_was_unticked_does_not_come_back(client_of):
    first, last = days(2)
    answer = client_of("alice").post(f"{URL}?day={first}", data=typed(day=[str(last)], title=""))
    assert [one["value"] for one in soup(answer).select("input[name=day][checked]")] == [str(last)]


def test_it_begins_as_the_group_meets_most_often(client_of, cast):
    met = make_meeting(cast.jeunesse, MeetingState.HELD, place="CSC Le Phare")
    met.starts_at = datetime(2026, 11, 12, 8, 30, tzinfo=UTC)
    met.ends_at = met.starts_at + timedelta(minutes=150)
    db.session.commit()
    page = client_of("alice").page(URL)
    assert [page.find(id=name)["value"] for name in ("hour", "place")] == ["09:30", "CSC Le Phare"]
    assert page.select_one("#minutes option[selected]")["value"] == "150"
