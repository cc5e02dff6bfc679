"""Digests: what was not read, once, each morning or each Monday, whatever the worker and the clocks do."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.cast import make_cast
from workspace import clock
from workspace.database import db
from workspace.followup import mails
from workspace.followup.commands import write_digests
from workspace.groups import operations as groups
from workspace.groups.models import Membership
from workspace.notifications.models import Notice, Pace
from workspace.notifications.operations import choose_pace, mark_all_read
from workspace.notifications.telling import next_digest
from workspace.post import Letter

MESSAGE = "groups/message"


def paris(text):
    return clock.from_paris(datetime.fromisoformat(text))


@pytest.fixture
def at(app, time_machine):
    """Put the clock at an hour of Paris, and let the worker pass if asked."""

    def move(text, works=True):
        time_machine.move_to(paris(text), tick=False)
        if works:
            with app.app_context():
                return write_digests()
        return None

    return move


@pytest.fixture
def tell(app, cast):
    """Alice writes to the group."""
    numbers = iter(range(1000))

    def write(subject):
        with app.test_request_context():
            groups.write_to_group(cast.jeunesse, cast.alice, subject, "Texte", f"f{next(numbers)}")
        db.session.commit()

    return write


@pytest.fixture
def daily(cast):
    choose_pace(cast.bob.id, MESSAGE, cast.jeunesse.id, Pace.DAILY)
    db.session.commit()


@pytest.fixture
def weekly(cast):
    choose_pace(cast.bob.id, MESSAGE, cast.jeunesse.id, Pace.WEEKLY)
    db.session.commit()


def digests():
    """The words of each digest, in order."""
    found = select(Letter.text).where(Letter.kind == "notifications/digest").order_by(Letter.id)
    return [
        [word for word in ("Un", "Deux", "Trois") if f"\u00a0: {word}" in text] for text in db.session.scalars(found)
    ]


def test_each_morning_what_is_new_in_one_letter(at, tell, daily):
    at("2026-11-17T10:00")
    tell("Un")
    tell("Deux")
    assert at("2026-11-17T23:59") == 0
    assert at("2026-11-18T06:59") == 0
    assert at("2026-11-18T07:00") == 1
    assert digests() == [["Un", "Deux"]]
    assert at("2026-11-18T07:01") == 0
    assert at("2026-11-19T07:00") == 0
    tell("Trois")
    assert at("2026-11-20T07:00") == 1
    assert digests() == [["Un", "Deux"], ["Trois"]]


def test_each_monday_week_after_week(at, tell, weekly):
    """A weekly digest that leaves once and never again is the classic defect of windows."""
    sent = []
    day = datetime.fromisoformat("2026-11-03T09:00")  # a Tuesday
    at(day.isoformat(), works=False)
    for number in range(35):
        if number % 7 == 0:
            tell("Un")
        day += timedelta(days=1)
        if at(day.replace(hour=7).isoformat()):
            sent.append(day.date())
        at(day.isoformat())
    assert [one.isoformat() for one in sent] == [
        "2026-11-09", "2026-11-16", "2026-11-23", "2026-11-30", "2026-12-07",
    ]  # fmt: skip
    assert digests() == [["Un"]] * 5


def test_what_was_read_is_not_told(at, tell, daily, cast):
    at("2026-11-17T10:00")
    tell("Un")
    mark_all_read(cast.bob.id)
    tell("Deux")
    assert at("2026-11-18T07:00") == 1
    assert digests() == [["Deux"]]


def test_when_all_was_read_nothing_leaves(at, tell, daily, cast):
    at("2026-11-17T10:00")
    tell("Un")
    mark_all_read(cast.bob.id)
    assert at("2026-11-18T07:00") == 0
    assert at("2026-11-19T07:00") == 0


@pytest.mark.parametrize("pace", ["daily", "weekly"])
def test_a_worker_that_slept_two_days_tells_all_once(at, tell, cast, pace):
    choose_pace(cast.bob.id, MESSAGE, cast.jeunesse.id, Pace(pace))
    at("2026-11-14T10:00", works=False)  # a Saturday
    tell("Un")
    at("2026-11-15T10:00", works=False)
    tell("Deux")
    assert at("2026-11-17T15:00") == 1  # it slept through Sunday's and Monday's mornings
    assert digests() == [["Un", "Deux"]]
    assert at("2026-11-17T15:01") == at("2026-11-18T07:00") == at("2026-11-23T07:00") == 0
    tell("Trois")
    assert at("2026-11-30T07:00") == 1
    assert digests()[1:] == [["Trois"]]


@pytest.mark.parametrize("sunday", ["2026-10-25", "2027-03-28"])
def test_the_clock_change_neither_skips_nor_repeats(at, tell, cast, sunday):
    choose_pace(cast.bob.id, MESSAGE, cast.jeunesse.id, Pace.DAILY)
    day = datetime.fromisoformat(sunday) - timedelta(days=2)
    sent = []
    at(day.replace(hour=12).isoformat())
    tell("Un")
    instant, end = clock.now(), clock.now() + timedelta(days=4)
    while instant < end:
        instant += timedelta(minutes=30)
        here = clock.in_paris(instant)
        at(here.replace(tzinfo=None).isoformat(), works=False)
        if write_digests():
            sent.append(here.strftime("%a %H:%M"))
            tell("Deux")
    assert sent == ["Sat 07:00", "Sun 07:00", "Mon 07:00", "Tue 07:00"]


WEDNESDAY, FRIDAY, SATURDAY, DAY = 2, 4, 5, timedelta(days=1)


def reads(who, day, week):
    """Whether they open all their notices, at one in the afternoon: Nora every other week."""
    return day.weekday() in (WEDNESDAY, SATURDAY) if who == "Bob" else day.weekday() == FRIDAY and week % 2 == 0


def to_be_told(first, weeks):
    """What each digest says, worked out without a clock: (who, the morning) -> the numbers of the messages."""
    told = {}
    for number in range(weeks * 7):
        day = first + number * DAY
        for who in ("Bob", "Nora"):
            morning = day + (1 if who == "Bob" else 7 - day.weekday()) * DAY
            meanwhile = [day + ahead * DAY for ahead in range((morning - day).days)]
            if not any(reads(who, one, number // 7) for one in meanwhile):
                told.setdefault((who, morning.replace(hour=7)), []).append(number)
    return told


@pytest.mark.parametrize("sunday", ["2026-10-25", "2027-03-28"])
def test_weeks_around_a_clock_change_tell_all_that_is_unread_once(app, tell, cast, time_machine, sunday):
    """A message each noon, for five weeks; Bob hears of them each morning, Nora on Mondays. The worker passes at every
    hour that goes by: twice at two in October, never in March."""
    weeks, first = 5, datetime.fromisoformat(sunday) - 20 * DAY  # a Monday
    time_machine.move_to(paris(first.isoformat()), tick=False)
    with app.test_request_context():
        groups.join_group(cast.jeunesse, cast.nora)
    for person, pace in ((cast.bob, Pace.DAILY), (cast.nora, Pace.WEEKLY)):
        choose_pace(person.id, MESSAGE, cast.jeunesse.id, pace)
    instant, ends, told, known = clock.now(), paris((first + 35.5 * DAY).isoformat()), {}, set()
    while instant < ends:
        time_machine.move_to(instant, tick=False)
        here = clock.in_paris(instant).replace(tzinfo=None)
        number = (here - first).days
        if here.hour == 12:
            tell(f"Message {number}.")
        for person in (cast.bob, cast.nora):
            if here.hour == 13 and reads(person.first_name, here, number // 7):
                mark_all_read(person.id)
                db.session.commit()
        write_digests()
        for letter in db.session.scalars(select(Letter).where(Letter.kind == "notifications/digest")):
            if letter.id not in known:
                known.add(letter.id)
                numbers = [int(one) for one in re.findall(r"Message (\d+)\.", letter.text)]
                told[letter.recipient.split()[0], here] = numbers
        instant += timedelta(hours=1)
    assert len(known) == len(told)
    assert told == to_be_told(first, weeks)


@pytest.mark.parametrize(
    ("now", "pace", "due"),
    [
        ("2026-11-17T06:59", Pace.DAILY, "2026-11-17T07:00"),
        ("2026-11-17T07:00", Pace.DAILY, "2026-11-18T07:00"),
        ("2026-11-16T06:59", Pace.WEEKLY, "2026-11-16T07:00"),
        ("2026-11-16T07:00", Pace.WEEKLY, "2026-11-23T07:00"),
        ("2026-11-22T23:59", Pace.WEEKLY, "2026-11-23T07:00"),
        ("2026-10-24T12:00", Pace.DAILY, "2026-10-25T07:00"),
        ("2027-03-27T12:00", Pace.WEEKLY, "2027-03-29T07:00"),
        ("2026-12-31T12:00", Pace.WEEKLY, "2027-01-04T07:00"),
    ],
)
def test_the_instant_from_which_a_digest_tells_it(now, pace, due):
    assert next_digest(pace, paris(now)) == paris(due)
    assert next_digest(pace, paris(now)).tzinfo is UTC


def test_what_is_no_longer_theirs_to_see_is_not_told(at, tell, daily, cast):
    at("2026-11-17T10:00")
    tell("Un")
    db.session.execute(update(Membership).where(Membership.person_id == cast.bob.id).values(left_on=clock.today()))
    db.session.commit()
    assert at("2026-11-18T07:00") == 0
    assert digests() == []


def test_a_choice_changed_meanwhile_is_followed(at, tell, weekly, cast):
    at("2026-11-17T10:00")
    tell("Un")
    choose_pace(cast.bob.id, MESSAGE, cast.jeunesse.id, Pace.DAILY)
    db.session.commit()
    assert at("2026-11-18T07:00") == 1
    tell("Deux")
    choose_pace(cast.bob.id, MESSAGE, cast.jeunesse.id, Pace.NEVER)
    db.session.commit()
    assert at("2026-11-30T07:00") == 0


def test_a_letter_that_cannot_be_written_is_written_at_the_next_round(at, tell, daily, monkeypatch):
    at("2026-11-17T10:00")
    tell("Un")
    written = mails.digest
    monkeypatch.setattr(mails, "digest", lambda *_: 1 / 0)
    assert at("2026-11-18T07:00") == 0
    monkeypatch.setattr(mails, "digest", written)
    assert at("2026-11-18T07:01") == 1


def test_its_first_line_is_the_first_thing(at, tell, daily):
    at("2026-11-17T10:00")
    tell("Un")
    at("2026-11-18T07:00")
    letter = db.session.scalars(select(Letter).where(Letter.kind == "notifications/digest")).one()
    first, address, *_ = letter.text.splitlines()
    assert "Un" in first
    assert address == "http://localhost/groupes/jeunesse"


def test_two_workers_at_once_write_one(product, at_once, time_machine):
    time_machine.move_to("2026-11-18 10:00:00+00:00", tick=True)
    with product.app_context():
        cast = make_cast()
        told = {"thing": "group", "thing_id": cast.jeunesse.id, "path": "/groupes/jeunesse", "kind": MESSAGE}
        due = {"group_id": cast.jeunesse.id, "subject": "Un", "due_at": clock.now() - timedelta(hours=1)}
        db.session.add(Notice(person_id=cast.bob.id, **told, **due))
        db.session.commit()
    done = at_once(write_digests, times=3)
    assert sorted(done.answers) == [0, 0, 1]
