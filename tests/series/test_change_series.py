"""Changing a series: this one and the following, or all those to come; members are told once."""

import re
from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import select

from tests.cast import make_meeting
from tests.series.scene import make_series
from workspace import clock
from workspace.database import db
from workspace.meetings import operations as meetings
from workspace.meetings.models import Answer, Attendance, MeetingState
from workspace.post import Letter
from workspace.substitutes import operations as substitutes


@pytest.fixture(autouse=True)
def in_october(time_machine):
    """The clocks go back on the 25th: the series crosses it."""
    time_machine.move_to("2026-10-06 10:00:00+00:00", tick=False)


def form(browser, meeting):
    return re.search(r'name="seen" value="([^"]*)"', browser.get(f"/reunions/{meeting.id}/serie/modifier").text)[1]


def change(browser, meeting, seen=None, **asked):
    seen = form(browser, meeting) if seen is None else seen
    same = {"title": meeting.title, "begins": "18:00", "ends": "20:00", "weekday": "", "place": meeting.place,
            "video_link": "", "scope": "following", "seen": seen}  # fmt: skip
    return browser.post(f"/reunions/{meeting.id}/serie/modifier", data=same | asked)


def hours(rows):
    for one in rows:
        db.session.refresh(one)
    return [clock.in_paris(one.starts_at).strftime("%d/%m %H:%M") for one in rows]


def letters(kind="meetings/meetings-moved"):
    return db.session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.address)).all()


def text_of(letter):
    return letter.text.replace("\N{NO-BREAK SPACE}", " ")


def test_this_one_and_the_following_move_and_the_others_stay(client_of, cast):
    rows = make_series(cast.jeunesse)
    assert change(client_of("alice"), rows[1], begins="17:30").status_code == 303
    assert hours(rows) == ["13/10 18:00", "20/10 17:30", "27/10 17:30", "03/11 17:30"]  # across the clock change
    assert [one.sequence for one in rows] == [0, 1, 1, 1]


def test_all_those_to_come_move_to_another_day_of_their_week_and_held_ones_stay(client_of, cast):
    held = make_series(cast.jeunesse, 1, MeetingState.HELD, first_in=-7)[0]
    rows = make_series(cast.jeunesse)
    held.series_id = rows[0].series_id
    db.session.commit()
    assert change(client_of("alice"), rows[2], scope="all", weekday="3").status_code == 303
    assert hours([held, *rows]) == ["29/09 18:00", "15/10 18:00", "22/10 18:00", "29/10 18:00", "05/11 18:00"]


def test_each_member_gets_one_letter_with_old_and_new_dates_and_a_file(client_of, cast):
    rows = make_series(cast.jeunesse)
    change(client_of("alice"), rows[1], begins="17:30")
    told = letters()
    assert [one.address for one in told] == ["alice@example.org", "bob@example.org"]
    assert text_of(told[0]).count("Maintenant :") == 3
    assert "Avant : mardi 27 octobre 2026, de 18" in text_of(told[0])
    assert told[0].calendar_method == ""
    events = icalendar.Calendar.from_ical(told[0].calendar).walk("VEVENT")
    assert {(str(one["UID"]), one["SEQUENCE"]) for one in events} == {(one.uid, 1) for one in rows[1:]}


def test_each_new_date_is_confirmed_without_a_password(client_of, visitor, cast):
    rows = make_series(cast.jeunesse)
    change(client_of("alice"), rows[1], begins="17:30")
    told = letters()[1]
    links = [re.findall(r"http://localhost(/reponse/[\w.-]+)", text) for text in (told.text, told.html)]
    assert links[0] == links[1]
    assert len(links[0]) == 3
    assert visitor.post(links[0][2], data={"answer": "no"}).status_code == 303
    [answered] = db.session.query(Attendance)
    assert (answered.person_id, answered.meeting_id, answered.answer) == (cast.bob.id, rows[3].id, Answer.NO)


def test_changes_in_a_burst_make_one_letter_from_what_is_still_believed(client_of, cast):
    rows, alice = make_series(cast.jeunesse), client_of("alice")
    change(alice, rows[2], begins="17:30")
    change(alice, rows[1], begins="17:00")
    assert [one.address for one in letters()] == ["alice@example.org", "bob@example.org"]
    text = text_of(letters()[0])
    assert text.count("Maintenant :") == text.count("de 17 h à") == 3
    assert len(re.findall("Avant : .*, de 18 h à", text)) == 3  # of 17 h 30 nobody heard


def test_what_comes_back_to_where_it_was_is_not_told(client_of, cast):
    rows, alice = make_series(cast.jeunesse), client_of("alice")
    change(alice, rows[0], begins="17:30")
    change(alice, rows[0], begins="18:00")
    assert letters() == []


def test_a_move_of_one_on_its_way_is_taken_into_the_letter_of_the_series(client_of, cast, app):
    rows = make_series(cast.jeunesse)
    later = rows[1].starts_at + timedelta(hours=1)
    with app.test_request_context():
        meetings.edit_meeting(rows[1], 0, rows[1].title, later, later + timedelta(hours=2), rows[1].place, "")
    db.session.commit()
    change(client_of("alice"), rows[0], begins="17:30")
    assert letters("meetings/meeting-moved") == []
    assert "Avant : mardi 20 octobre 2026, de 18 h à" in text_of(letters()[0])


def exception(meeting):
    """At 14 h, at the town hall."""
    meeting.starts_at -= timedelta(hours=4)
    meeting.ends_at -= timedelta(hours=4)
    meeting.place = "Mairie"
    db.session.commit()


@pytest.mark.parametrize(
    ("asked", "kept", "number"),
    [
        ({"title": "Bilan"}, ("27/10 14:00", "Mairie"), 0),
        ({"weekday": "3"}, ("29/10 14:00", "Mairie"), 4),
        ({"place": "Ailleurs"}, ("27/10 14:00", "Ailleurs"), 4),
        ({"begins": "17:00"}, ("27/10 17:00", "Mairie"), 4),  # asked of all: hours go together
    ],
    ids=str,
)
def test_a_meeting_that_differs_keeps_what_is_not_changed(client_of, cast, asked, kept, number):
    rows = make_series(cast.jeunesse)
    exception(rows[2])
    assert change(client_of("alice"), rows[0], scope="all", **asked).status_code == 303
    assert (hours(rows)[2], rows[2].place) == kept
    assert {one.title for one in rows} == {asked.get("title", "Préparer la journée")}
    texts = [text_of(one) for one in letters()]
    assert [one.count("Maintenant :") for one in texts] == [number] * (2 if number else 0)


def test_opened_on_the_one_that_differs_the_others_keep_theirs(client_of, cast):
    rows = make_series(cast.jeunesse)
    exception(rows[0])
    said = {"begins": "14:00", "ends": "16:00", "place": "Mairie", "title": "Bilan"}
    assert change(client_of("alice"), rows[0], **said).status_code == 303
    assert hours(rows) == ["13/10 14:00", "20/10 18:00", "27/10 18:00", "03/11 18:00"]
    assert {one.title for one in rows} == {"Bilan"}


def test_whoever_comes_instead_of_a_member_is_told_of_their_meeting_alone(client_of, cast, app):
    rows = make_series(cast.jeunesse)
    with app.test_request_context():
        substitutes.name_substitute(rows[1], cast.bob, cast.bea.id)
    db.session.commit()
    change(client_of("alice"), rows[0], begins="17:30")
    (told,) = [one for one in letters("meetings/meeting-moved") if one.address == "bea@example.org"]
    assert "Maintenant : mardi 20 octobre 2026, de 17 h 30" in text_of(told).replace("\u202f", " ")


def test_one_cancelled_while_the_letter_waits_is_no_longer_in_it(client_of, cast):
    rows, alice = make_series(cast.jeunesse), client_of("alice")
    change(alice, rows[0], begins="17:30")
    assert alice.post(f"/reunions/{rows[1].id}/annulation", data={"reason": "Neige"}).status_code == 303
    assert [text_of(one).count("Maintenant :") for one in letters()] == [3, 3]
    assert rows[1].uid not in letters()[0].calendar
    assert [one.address for one in letters("meetings/meeting-cancelled")] == ["alice@example.org", "bob@example.org"]


def test_drafts_change_without_a_letter(client_of, cast):
    rows = make_series(cast.jeunesse, state=MeetingState.DRAFT)
    assert change(client_of("alice"), rows[0], begins="17:30").status_code == 303
    assert letters() == []
    assert hours(rows)[0] == "13/10 17:30"


def test_the_same_form_posted_twice_changes_and_tells_once(client_of, cast):
    rows, alice = make_series(cast.jeunesse), client_of("alice")
    seen = form(alice, rows[0])
    assert [change(alice, rows[0], seen, begins="17:30").status_code for _ in range(2)] == [303, 303]
    assert len(letters()) == 2
    db.session.refresh(rows[0])
    assert rows[0].revision == 1


def test_of_two_who_change_at_once_the_second_is_told(client_of, cast):
    rows, alice = make_series(cast.jeunesse), client_of("alice")
    seen = form(alice, rows[0])
    change(client_of("dora"), rows[3], title="Bilan")
    answer = change(alice, rows[0], seen, begins="17:30")
    assert answer.status_code == 409
    assert "Quelqu’un a changé une réunion de la série" in answer.text
    assert 'value="17:30' in answer.text  # what was typed is kept
    assert hours(rows)[0] == "13/10 18:00"


def test_a_called_one_does_not_go_where_it_cannot_be_held_and_none_moves(client_of, cast):
    rows = make_series(cast.jeunesse)
    other = rows[2].starts_at - timedelta(hours=3)
    make_meeting(cast.jeunesse, days=0, hours=(other - clock.now()) / timedelta(hours=1), title="Autre")
    answer = change(client_of("alice"), rows[0], begins="15:30", ends="17:30")
    assert answer.status_code == 422
    assert "La réunion du mardi 27 octobre 2026 ne peut pas avoir lieu là. Jeunesse se réunit déjà" in answer.text
    assert hours(rows)[0] == "13/10 18:00"


def test_an_hour_that_one_of_the_nights_does_not_have_is_refused(client_of, cast, time_machine):
    time_machine.move_to("2027-03-10 10:00:00+00:00", tick=False)
    rows = make_series(cast.jeunesse, first_in=11, state=MeetingState.DRAFT)  # Sundays, the 28th among them
    answer = change(client_of("alice"), rows[0], begins="02:30", ends="04:00")
    assert answer.status_code == 422
    assert "les horloges avancent cette nuit-là" in answer.text


@pytest.mark.parametrize("asked", [{"title": ""}, {"begins": "x"}, {"ends": "17:00"}, {"weekday": "9"}, {"scope": "x"}])
def test_what_cannot_be_is_refused(client_of, cast, asked):
    rows = make_series(cast.jeunesse)
    assert change(client_of("alice"), rows[0], **asked).status_code == 422
    assert hours(rows)[0] == "13/10 18:00"


def test_a_meeting_that_came_alone_has_no_series(client_of, cast):
    alone = make_meeting(cast.jeunesse)
    assert client_of("alice").get(f"/reunions/{alone.id}/serie/modifier").status_code == 409
