"""When the demonstration's meetings take place, whatever the day it is loaded."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from workspace import clock
from workspace.database import db
from workspace.demo import calendar
from workspace.meetings.models import Meeting
from workspace.scheduling import judging
from workspace.scheduling.conflicts import find_all

FORTNIGHT = timedelta(weeks=2)


def to_come(today, off=(), taken=None):
    return calendar.to_come(today, today - timedelta(days=3), 4, 1, FORTNIGHT, taken or Counter(), off)


@pytest.mark.parametrize("month", range(1, 13))
def test_after_holidays_the_rhythm_goes_on_from_the_first_meeting(month):
    today = date(2027, month, 4)
    found = to_come(today, off={today + timedelta(days=number) for number in range(30)})
    assert found[0] >= today + timedelta(days=30)
    assert all(after - before >= FORTNIGHT for before, after in zip(found, found[1:], strict=False))


def test_a_meeting_put_off_for_a_full_week_puts_off_those_after():
    first = to_come(date(2027, 3, 1))[0]
    put_off = to_come(date(2027, 3, 1), taken=Counter({clock.monday_of(first): calendar.FULL_WEEK}))
    assert put_off[:2] == [first + timedelta(weeks=1), first + timedelta(weeks=3)]


def test_nobody_leads_two_meetings_at_once(demonstration_of_any_day):
    """Only a public holiday makes a date impossible: a monthly series meets it, and says so."""
    today = clock.today()
    frame = judging.frame(today, today + timedelta(days=400))
    told = find_all(frame, [one for one in frame.slots if one.day >= today])
    torn = [one.text for found in told.values() for one in found if one.kind in ("leader", "room", "member")]
    assert torn == []


def test_a_day_of_all_groups_is_kept_free_of_any_other(demonstration_of_any_day):
    days = [clock.in_paris(one).date() for one in db.session.scalars(select(Meeting.starts_at))]
    saturdays = Counter(day for day in days if day.weekday() == 5 and day >= clock.today())
    assert set(saturdays.values()) == {1}
