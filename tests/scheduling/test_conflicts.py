"""What a date costs, in sentences: alone, in a frame made by hand (J4)."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from workspace import clock
from workspace.scheduling.conflicts import SOFT, Frame, Holiday, KnownGroup, Leader, Slot, Thresholds, find

JEUNESSE, COMMUNICATION, BOARD = 1, 2, 3
NADIA = Leader(10, "Nadia Benali", date(2020, 1, 1), None)
GROUPS = {
    JEUNESSE: KnownGroup("Jeunesse", every_weeks=6),
    COMMUNICATION: KnownGroup("Communication"),
    BOARD: KnownGroup("Conseil d’administration", is_working=False),
}


def slot(day, hours=(18, 20), group=JEUNESSE, **others):
    starts, ends = (clock.from_paris(datetime.fromisoformat(f"{day}T{hour:02}:00")) for hour in hours)
    return Slot(frozenset({group}), "Séance", starts, ends, **others)


def said(kind, looked_at, *others, **frame):
    found = find(Frame(slots=[looked_at, *others], groups=GROUPS, **frame), looked_at)
    return [" ".join(one.text.split()) for one in found if one.kind == kind]


def kinds(looked_at, *others, **frame):
    return [one.kind for one in find(Frame(slots=[looked_at, *others], groups=GROUPS, **frame), looked_at)]


def test_j4_a1_school_holiday_of_the_zone():
    winter = [Holiday("Vacances d’hiver", date(2027, 2, 6), date(2027, 2, 21))]
    assert said("school_holiday", slot("2027-02-09"), school=winter, zone="C") == ["Vacances d’hiver (zone C)"]
    assert said("school_holiday", slot("2027-02-21"), school=winter, zone="C") == ["Vacances d’hiver (zone C)"]
    assert said("school_holiday", slot("2027-02-22"), school=winter, zone="C") == []


@pytest.mark.public_holidays
def test_j4_a2_public_holiday_is_hard():
    looked_at = slot("2027-05-06")
    (conflict,) = find(Frame([looked_at], GROUPS), looked_at)
    assert (conflict.is_hard, " ".join(conflict.text.split())) == (True, "Jour férié : Ascension")


def test_j4_a3_a_common_co_facilitator_is_named_with_both_groups():
    here, there = slot("2027-01-12"), slot("2027-01-12", (19, 21), COMMUNICATION)
    leaders = {JEUNESSE: [NADIA], COMMUNICATION: [NADIA]}
    (text,) = said("leader", here, there, leaders=leaders)
    assert "Nadia Benali" in text
    assert "Jeunesse et Communication" in text
    assert "19 h à 21 h" in text


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        ("2027-01-12", None, 1),
        ("2027-01-13", None, 0),
        ("2026-01-01", "2027-01-11", 0),
        ("2026-01-01", "2027-01-12", 1),
    ],
)
def test_only_who_leads_that_day(first, last, number):
    dated = Leader(10, "Nadia", date.fromisoformat(first), last and date.fromisoformat(last))
    here, there = slot("2027-01-12"), slot("2027-01-12", group=COMMUNICATION)
    assert len(said("leader", here, there, leaders={JEUNESSE: [NADIA], COMMUNICATION: [dated]})) == number


def test_a_group_that_meets_already_is_said_so_once():
    here, there = slot("2027-01-12"), slot("2027-01-12", (19, 21), meeting_id=7)
    people = {"leaders": {JEUNESSE: [NADIA]}, "members": {JEUNESSE: frozenset({1, 2, 10})}}
    (found,) = find(Frame([there], GROUPS, **people), here)
    assert (found.text, found.is_hard, found.other_id) == (
        "Jeunesse se réunit déjà au même moment (19 h à 21 h).", True, 7,
    )  # fmt: skip
    nobody_leads = {"members": {JEUNESSE: frozenset({1, 2})}}
    assert said("people", here, there, **nobody_leads) == ["Jeunesse se réunit déjà au même moment (19 h à 21 h)."]
    both = replace(here, group_ids=frozenset({JEUNESSE, COMMUNICATION}))
    leaders = {JEUNESSE: [NADIA], COMMUNICATION: [NADIA]}
    assert said("leader", both, replace(both, meeting_id=8), leaders=leaders) == [
        "Jeunesse et Communication se réunissent déjà au même moment (18 h à 20 h)."
    ]


def test_one_after_the_other_is_no_conflict():
    here, there = slot("2027-01-12", (18, 20)), slot("2027-01-12", (20, 22), COMMUNICATION)
    assert said("leader", here, there, leaders={JEUNESSE: [NADIA], COMMUNICATION: [NADIA]}) == []


def test_a_room_in_two_meetings_is_hard_the_same_centre_is_not():
    here = slot("2027-01-12", room_id=4, centre_id=2, place="CSC Les Acacias, grande salle")
    there = slot("2027-01-12", group=COMMUNICATION, room_id=4, centre_id=2)
    assert said("room", here, there) == [
        "La salle (CSC Les Acacias, grande salle) est déjà prise par Communication (18 h à 20 h)."
    ]
    assert said("room", here, slot("2027-01-12", group=COMMUNICATION, room_id=5, centre_id=2)) == []


def test_who_leads_one_and_is_expected_at_the_other():
    here, there = slot("2027-01-12"), slot("2027-01-12", group=COMMUNICATION)
    people = {"leaders": {JEUNESSE: [NADIA]}, "members": {COMMUNICATION: frozenset({10})}}
    assert said("member", here, there, **people) == [
        "Nadia Benali est attendu·e au même moment par Communication (18 h à 20 h)."
    ]
    assert kinds(there, here, **people) == ["member"]
    assert kinds(here, there, leaders={JEUNESSE: [NADIA]}) == kinds(there, here, leaders={JEUNESSE: [NADIA]}) == []


def test_shared_members_from_so_many_on():
    here, there = slot("2027-01-12"), slot("2027-01-12", group=COMMUNICATION)
    members = {JEUNESSE: frozenset({1, 2, 3}), COMMUNICATION: frozenset({2, 3, 4})}
    assert said("people", here, there, members=members) == [
        "2 personnes sont aussi attendues par Communication au même moment (18 h à 20 h)."
    ]
    assert said("people", here, there, members=members, thresholds=Thresholds(people_shared=3)) == []


def test_more_than_three_meetings_in_the_week():
    week = [slot(f"2027-01-{day}", group=COMMUNICATION) for day in (12, 13, 14, 17)]
    assert said("busy_week", slot("2027-01-11"), *week[:2]) == []
    assert said("busy_week", slot("2027-01-11"), *week[:3]) == ["4 réunions cette semaine-là, tous groupes confondus."]
    assert said("busy_week", slot("2027-01-18"), *week) == []
    assert said("busy_week", slot("2027-01-11"), *week[:3], thresholds=Thresholds(busy_week=4)) == []


def test_the_same_centre_twice_in_a_row():
    before, here = slot("2027-01-12", centre_id=2), slot("2027-02-23", centre_id=2)
    assert said("same_centre", here, before) == [
        "Le même centre accueille déjà la réunion précédente du groupe, le mardi 12 janvier."
    ]
    assert said("same_centre", here, before, slot("2027-02-02", centre_id=3)) == []
    assert said("same_centre", before, here) == [], "said of the later one"


def test_the_rhythm_of_the_group():
    first = slot("2027-01-04")
    assert said("too_soon", slot("2027-01-18"), first) == [
        "2 semaines seulement après la réunion du lundi 4 janvier ; "
        "le rythme du groupe : une réunion toutes les 6 semaines."
    ]
    assert said("too_soon", slot("2027-01-04"), first)[0].startswith("Le même jour qu’une autre ; le rythme")
    assert said("too_late", slot("2027-03-15"), first)[0].startswith("10 semaines après la réunion du lundi 4 janvier")
    assert kinds(slot("2027-02-15"), first) == []
    assert kinds(slot("2027-02-15"), first, slot("2027-03-29")) == [], "the one after is not the one before"
    assert said("too_soon", slot("2027-02-15"), first, slot("2027-02-22"))[0].startswith(
        "1 semaine seulement avant celle du lundi 22 février"
    )
    easy = Thresholds(too_soon=30, too_late=200)
    assert kinds(slot("2027-01-18"), first, thresholds=easy) == kinds(slot("2027-03-15"), first, thresholds=easy) == []
    assert kinds(slot("2027-01-18", group=COMMUNICATION), slot("2027-01-12", group=COMMUNICATION)) == []


def test_an_event_breaks_no_rhythm():
    here, event = slot("2027-01-18"), slot("2027-01-23", is_event=True)
    assert kinds(here, event) == kinds(event, here) == []
    before = slot("2026-12-14")
    assert said("too_soon", here, slot("2027-01-09", is_event=True), before) == [], "five weeks after the one before"


def test_outside_the_project():
    life = (date(2026, 1, 1), date(2029, 12, 31))
    assert said("project", slot("2030-01-08"), project=life) == [
        "Hors de la vie du projet fédéral, qui va du 1er janvier 2026 au 31 décembre 2029."
    ]
    assert said("project", slot("2029-12-31"), project=life) == []


def test_each_group_meets_before_the_gathering():
    gathering = slot("2027-06-12", group=BOARD, gathers=True)
    assert said("gathering", gathering, slot("2027-05-18")) == [
        "Chaque groupe se réunit dans les 8 semaines qui précèdent le groupement départemental ; "
        "pas encore : Communication."
    ]
    assert said("gathering", gathering, slot("2027-05-18"), slot("2027-06-01", group=COMMUNICATION)) == []
    assert said("gathering", slot("2027-06-12", group=BOARD), slot("2027-05-18")) == []
    (sentence,) = said("gathering", gathering, slot("2027-06-08"), thresholds=Thresholds(before_gathering=1))
    assert sentence.startswith("Chaque groupe se réunit dans la semaine qui précède le groupement")
    assert said("gathering", gathering, thresholds=Thresholds(before_gathering=0)) == []


def test_a_meeting_is_not_in_its_own_way():
    """Moved, it is judged at its new date against the others, not against itself."""
    here = slot("2027-01-12", meeting_id=7, room_id=4)
    moved = slot("2027-01-12", (19, 21), meeting_id=7, room_id=4)
    assert find(Frame([here], GROUPS, leaders={JEUNESSE: [NADIA]}), moved) == []


@pytest.mark.public_holidays
def test_hard_ones_come_first_and_the_others_can_be_kept():
    winter = [Holiday("Vacances de printemps", date(2027, 4, 24), date(2027, 5, 9))]
    found = find(Frame([], GROUPS, school=winter, zone="C"), slot("2027-05-06"))
    assert [one.kind for one in found] == ["public_holiday", "school_holiday"]
    assert [one.kind in SOFT for one in found] == [False, True]


@pytest.mark.public_holidays
def test_the_hour_counts_in_paris():
    assert kinds(slot("2027-05-06", (0, 1))) == ["public_holiday"]


BODY = {BOARD: KnownGroup("Assemblée générale", is_working=False, notice_days=15)}


@pytest.mark.parametrize(
    ("today", "called_on", "words"),
    [
        (date(2027, 1, 10), None, "Les membres doivent être convoqués 15 jours avant ; il en reste 9."),
        (date(2027, 1, 4), None, None),  # the fifteenth day before: it may still be called
        (date(2027, 1, 18), date(2027, 1, 10), "Les membres doivent être convoqués 15 jours avant ; ils l’ont été 9."),
        (date(2027, 1, 18), date(2027, 1, 4), None),
        (date(2027, 1, 20), None, None),  # it is over
    ],
)
def test_a_body_called_later_than_its_statutes_ask_is_said(today, called_on, words):
    looked_at = slot("2027-01-19", group=BOARD, called_on=called_on)
    found = [one for one in find(Frame([looked_at], BODY, today=today), looked_at) if one.kind == "notice"]
    assert [" ".join(one.text.split()) for one in found] == ([words] if words else [])
    assert not any(one.is_hard for one in found)


def test_a_group_without_such_a_rule_may_be_called_the_day_before():
    looked_at = slot("2027-01-19")
    assert said("notice", looked_at, today=date(2027, 1, 18)) == []
