"""Dates that suit a group, found in a frame made by hand (J4)."""

from datetime import date, datetime, time, timedelta

import pytest

from tests.scheduling.test_conflicts import BOARD, COMMUNICATION, GROUPS, JEUNESSE, NADIA, slot
from workspace import clock
from workspace.scheduling.conflicts import Frame, Holiday, KnownGroup
from workspace.scheduling.proposing import Habit, Met, Suggestion, best_dates, habit_of

TODAY, MONDAY = date(2027, 1, 4), date(2027, 1, 11)
WEEKLY = {**GROUPS, JEUNESSE: KnownGroup("Jeunesse")}
TUESDAY = Habit()
AFTER = [
    Holiday("Le reste de l’année", date(2027, 2, 1), date(2027, 12, 31))
]  # what is left out is then replaced by nothing
THREE = ["2027-01-12", "2027-01-19", "2027-01-26"]


def proposed(
    *slots, habit=TUESDAY, start=MONDAY, spot=(None, None), groups=WEEKLY, guest_ids=(), may_wait=False, **frame
):
    judged = Frame(slots, groups, **{"today": TODAY} | frame)
    return best_dates(judged, JEUNESSE, habit, start, spot, guest_ids, may_wait=may_wait)


def days(*slots, **others):
    """By date, as they are shown."""
    return sorted(one.slot.day.isoformat() for one in proposed(*slots, **others))


def met(day, begins="18:00", lasts=120, place=""):
    starts_at = clock.from_paris(datetime.fromisoformat(f"{day}T{begins}"))
    return Met(starts_at, starts_at + timedelta(minutes=lasts), place)


def test_without_history_a_tuesday_from_18_to_20_nowhere():
    assert habit_of([]) == Habit((1,), time(18), timedelta(hours=2), "", is_known=False)


def test_the_day_the_hour_and_the_length_that_came_most_often_and_the_last_place():
    habit = habit_of([
        met("2026-11-05", "18:00"), met("2026-10-01", "14:00", 150, "Mairie"),
        met("2026-09-03", "14:00", 150, "Ailleurs"),
        met("2026-07-07", "14:00", 150), met("2026-06-02", "14:00", 150), met("2026-05-08", "18:00"),
    ])  # fmt: skip
    assert habit == Habit((3, 1), time(14), timedelta(minutes=150), "Mairie", is_known=True)


def test_an_hour_is_that_of_a_french_wall_in_summer_and_in_winter():
    assert habit_of([met("2026-07-07"), met("2026-12-08")]).begins == time(18)


def test_a_day_that_came_once_among_many_is_no_habit_one_as_frequent_is():
    assert habit_of([met("2026-11-07"), met("2026-10-01"), met("2026-09-03")]).weekdays == (3,)
    assert habit_of([met("2026-11-05"), met("2026-10-06")]).weekdays == (3, 1)


def test_three_at_the_usual_hours_from_the_week_asked_for():
    found = proposed(habit=Habit((3,), time(14), timedelta(minutes=90), "Mairie"), spot=(7, 8))
    assert [one.key for one in found][0] == "2027-01-14T14:00/2027-01-14T15:30"
    assert [one.slot.day.day for one in found] == [14, 21, 28]
    assert (found[0].slot.place, found[0].slot.centre_id, found[0].slot.room_id) == ("Mairie", 7, 8)
    assert days(habit=Habit((3, 1))) == ["2027-01-12", "2027-01-14", "2027-01-19"]


@pytest.mark.public_holidays
def test_j4_a2_a_public_holiday_is_never_proposed():
    summer = [Holiday("L’été", date(2027, 5, 14), date(2027, 12, 31))]
    thursdays = {"habit": Habit((3,)), "start": date(2027, 5, 3), "today": date(2027, 4, 20), "school": summer}
    assert days(**thursdays) == ["2027-05-13"], "Ascension is on the 6th"


def test_nor_a_day_of_the_school_holidays():
    winter = [Holiday("Vacances d’hiver", date(2027, 1, 12), date(2027, 1, 19))]
    assert days(school=winter) == ["2027-01-26", "2027-02-02", "2027-02-09"]


def test_nor_when_who_leads_is_elsewhere_or_the_room_is_taken():
    leads = {JEUNESSE: [NADIA], COMMUNICATION: [NADIA]}
    assert days(slot(THREE[0], group=COMMUNICATION), leaders=leads, school=AFTER) == THREE[1:]
    booked = slot(THREE[1], group=COMMUNICATION, room_id=4, centre_id=2)
    assert days(booked, spot=(2, 4), school=AFTER) == [THREE[0], THREE[2]]
    assert days(booked, spot=(2, 5), school=AFTER) == THREE


def test_nor_a_week_when_the_group_meets_already():
    assert days(slot("2027-01-14"), slot("2027-01-29")) == ["2027-01-19", "2027-02-02", "2027-02-09"]


def test_from_tomorrow_on_and_once_members_may_be_called_in_time():
    assert days(start=TODAY, today=date(2027, 1, 11)) == THREE
    assert days(start=MONDAY, today=date(2027, 1, 12))[0] == THREE[1], "never today"
    board = {JEUNESSE: KnownGroup("Jeunesse", notice_days=15)}
    assert days(groups=board, school=AFTER) == THREE[1:], "the 19th is fifteen days after the 4th"
    sixteen = {JEUNESSE: KnownGroup("Jeunesse", notice_days=16)}
    assert days(groups=sixteen, school=AFTER) == THREE[2:]


def test_no_more_than_ten_weeks_away_and_maybe_none():
    long = [Holiday("Longues vacances", MONDAY, MONDAY + timedelta(weeks=10, days=-1))]
    assert days(school=long) == []
    assert days(school=[Holiday("Un peu moins", MONDAY, date(2027, 3, 15))]) == ["2027-03-16"]


def test_where_most_are_free_then_what_least_stands_against():
    members = {JEUNESSE: frozenset({1, 2, 3}), COMMUNICATION: frozenset({3, 4})}
    elsewhere = [slot(day, group=COMMUNICATION) for day in THREE]
    found = proposed(*elsewhere, members=members)
    assert [one.slot.day.isoformat() for one in found] == ["2027-02-02", "2027-02-09", "2027-02-16"]
    assert all(one.expected == {1, 2, 3} and not one.taken for one in found)
    every = [
        slot(day.isoformat(), group=COMMUNICATION)
        for day in (date(2027, 1, 12) + timedelta(weeks=n) for n in range(10))
    ]
    assert {one.taken for one in proposed(*every, members=members)} == {frozenset({3})}
    held = [slot(day, group=COMMUNICATION, is_held=True) for day in THREE]
    assert days(*held, members=members) == THREE, "what is over keeps nobody"
    busy = [slot("2027-01-13", group=COMMUNICATION)] * 3
    assert days(*busy) == [*THREE[1:], "2027-02-02"]
    one_after = slot("2027-01-12", (20, 22), COMMUNICATION)
    assert days(one_after, members=members) == THREE, "one after the other"


def test_then_the_nearest_to_the_rhythm():
    rhythm = {JEUNESSE: KnownGroup("Jeunesse", every_weeks=6)}
    found = proposed(slot("2026-12-29"), groups=rhythm)
    assert found[0].slot.day == date(2027, 2, 9), "six weeks after"
    assert days(slot("2026-12-29"), groups=rhythm) == ["2027-02-02", "2027-02-09", "2027-02-16"]
    event = slot("2027-01-09", is_event=True)
    assert proposed(slot("2026-12-29"), event, groups=rhythm)[0].slot.day == date(2027, 2, 9), "an event breaks none"


RHYTHM = {**GROUPS, JEUNESSE: KnownGroup("Jeunesse", every_weeks=6)}
PLANNED = [slot("2027-01-12"), slot("2027-02-23"), slot("2027-04-06")]


def test_a_group_planned_for_months_is_proposed_what_keeps_its_rhythm_then_what_comes_after():
    """Three weeks from those around it, then from six weeks after the last one on."""
    found = proposed(*PLANNED, groups=RHYTHM, may_wait=True)
    assert [one.slot.day.isoformat() for one in found] == ["2027-02-02", "2027-03-16", "2027-05-18"]
    assert not any(one.conflicts for one in found)
    asked = proposed(*PLANNED, groups=RHYTHM)
    assert [one.slot.day.isoformat() for one in asked] == ["2027-02-02", "2027-03-16"], "a week was asked for"


def test_where_nothing_keeps_the_rhythm_dates_are_proposed_all_the_same():
    tight = [slot(f"2027-{day}") for day in ("01-12", "02-09", "03-09", "04-06")]
    found = proposed(*tight, groups=RHYTHM)
    assert len(found) == 3
    assert all(one.is_too_soon for one in found)
    after = proposed(*tight, groups=RHYTHM, may_wait=True)
    assert [one.slot.day.isoformat() for one in after] == ["2027-05-18", "2027-05-11", "2027-05-25"]
    weekly = {**GROUPS, JEUNESSE: KnownGroup("Jeunesse", every_weeks=None)}
    assert days(*tight, groups=weekly, may_wait=True) == THREE[1:] + ["2027-02-02"], "it keeps to no rhythm"


def test_members_of_groups_invited_are_counted_and_so_is_who_leads_them():
    members = {JEUNESSE: frozenset({1, 2}), COMMUNICATION: frozenset({2, 3}), BOARD: frozenset({3, 4})}
    elsewhere = slot(THREE[0], group=BOARD)
    frame = {"members": members, "school": AFTER, "guest_ids": [COMMUNICATION]}
    found = {one.slot.day.isoformat(): one for one in proposed(elsewhere, **frame)}
    assert (found[THREE[0]].expected, found[THREE[0]].taken) == ({1, 2, 3}, {3})
    leads = {COMMUNICATION: [NADIA], BOARD: [NADIA]}
    assert days(elsewhere, **frame, leaders=leads) == THREE[1:]


@pytest.mark.parametrize(("hour", "exists"), [(time(2, 30), False), (time(3), True)])
def test_an_hour_that_clocks_skip_is_not_proposed(hour, exists):
    sundays = {"habit": Habit((6,), hour), "start": date(2027, 3, 22)}
    assert (date(2027, 3, 28) in [one.slot.day for one in proposed(**sundays)]) == exists


def test_who_is_free_is_said_with_the_names_of_the_others():
    everyone, names = (
        {JEUNESSE: frozenset(range(6))},
        {4: "Lucie A.", 1: "Karim T.", 2: "Inès C.", 3: "Paul D.", 0: "Zoé B."},
    )

    def said(*taken):
        others = {COMMUNICATION: frozenset(taken)}
        (one, *_) = proposed(
            *(slot(THREE[0], group=COMMUNICATION),), members=everyone | others,
            school=[Holiday("Après", date(2027, 1, 13), date(2027, 12, 31))],
        )  # fmt: skip
        return " ".join(Suggestion(Habit(), MONDAY, [one], one, names).who_is_free(one).split())

    assert said() == "6 membres libres sur 6"
    assert said(4) == "5 membres libres sur 6 : Lucie A. a une autre réunion"
    assert said(1, 4) == "4 membres libres sur 6 : Lucie A. et Karim T. ont une autre réunion"
    assert said(0, 1, 2, 3, 4) == "1 membre libre sur 6 : Lucie A., Karim T., Inès C. et 2 autres ont une autre réunion"
    (nobody, *_) = proposed()
    assert Suggestion(Habit(), MONDAY).who_is_free(nobody) == ""
