"""The dates that a rule gives, and their hours on a French wall."""

from datetime import UTC, date, datetime, time

import pytest

from workspace import clock
from workspace.series.rules import LAST, MOST, NO_SUCH_HOUR, TWICE, Monthly, Weekly, days_of, moment


@pytest.fixture(autouse=True)
def in_november(time_machine):
    time_machine.move_to("2026-11-17 10:00:00+00:00", tick=False)


def test_every_two_weeks_by_number():
    days = days_of(Weekly(date(2027, 1, 12), 2), number=4)
    assert days == [date(2027, 1, 12), date(2027, 1, 26), date(2027, 2, 9), date(2027, 2, 23)]


def test_the_last_day_is_included_when_it_ends_by_a_date():
    rule = Weekly(date(2027, 1, 12), 1)
    assert days_of(rule, until=date(2027, 1, 26))[-1] == date(2027, 1, 26)
    assert days_of(rule, until=date(2027, 1, 25))[-1] == date(2027, 1, 19)


def test_the_second_tuesday_of_each_month_across_a_year():
    days = days_of(Monthly(date(2026, 11, 20), 1, 2, 1), number=3)
    assert days == [date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 9)]  # November's is before the first day


def test_the_first_day_itself_counts():
    assert days_of(Monthly(date(2026, 12, 8), 1, 2, 1), number=1) == [date(2026, 12, 8)]


def test_the_last_friday_every_three_months():
    days = days_of(Monthly(date(2026, 12, 1), 3, LAST, 4), number=4)
    assert days == [date(2026, 12, 25), date(2027, 3, 26), date(2027, 6, 25), date(2027, 9, 24)]


def test_a_rule_never_gives_more_than_one_beyond_what_a_series_holds():
    assert len(days_of(Weekly(date(2027, 1, 12), 1), until=date(2100, 12, 31))) == MOST + 1
    assert len(days_of(Weekly(date(2027, 1, 12), 1), number=10_000)) == MOST + 1


def test_a_rule_that_meets_the_end_of_time_stops():
    assert days_of(Monthly(date(9998, 12, 1), 12, 1, 0), number=50) == [date(9998, 12, 7)]


def test_the_hour_stays_on_the_wall_in_july_and_in_january():
    winter, summer = (moment(day, time(18), time(20)) for day in (date(2027, 1, 12), date(2027, 7, 13)))
    assert winter.starts_at == datetime(2027, 1, 12, 17, tzinfo=UTC)
    assert summer.starts_at == datetime(2027, 7, 13, 16, tzinfo=UTC)
    assert {clock.in_paris(one.starts_at).hour for one in (winter, summer)} == {18}


def test_an_hour_that_the_clocks_skip_is_refused():
    skipped = moment(date(2027, 3, 28), time(2, 30), time(4))
    assert (skipped.trouble, skipped.starts_at) == (NO_SUCH_HOUR, None)


def test_an_hour_that_happens_twice_is_the_first_of_the_two_and_says_so():
    twice = moment(date(2027, 10, 31), time(2, 30), time(4))
    assert (twice.note, twice.starts_at) == (TWICE, datetime(2027, 10, 31, 0, 30, tzinfo=UTC))
    assert moment(date(2027, 10, 30), time(2, 30), time(4)).note == ""


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Weekly(date(2027, 1, 12), 1), "chaque mardi"),
        (Weekly(date(2027, 1, 12), 2), "le mardi, toutes les 2 semaines"),
        (Monthly(date(2027, 1, 12), 1, 1, 0), "le 1er lundi du mois"),
        (Monthly(date(2027, 1, 12), 2, LAST, 4), "le dernier vendredi du mois, tous les 2\N{NO-BREAK SPACE}mois"),
    ],
)
def test_a_rule_is_said_in_words(rule, words):
    assert rule.words == words
