"""A poll of Jeunesse on three dates, two weeks away."""

from datetime import date, datetime, time, timedelta

from workspace import clock
from workspace.database import db
from workspace.polls import operations
from workspace.polls.models import Vote
from workspace.polls.operations import Wanted

FORM = "0123456789abcdef" * 2


def days(number=3, first=14):
    return [clock.today() + timedelta(days=first + one) for one in range(number)]


def at(day: date, hour=18):
    return clock.from_paris(datetime.combine(day, time(hour)))


def open_poll(cast, number=3, form_id=FORM, required=(), **others):
    said = {"title": "Quand relancer le groupe ?", "minutes": 120, "place": "CSC Les Acacias"} | others
    wanted = Wanted(
        **{"closes_on": clock.today() + timedelta(days=7)} | said,
        required=frozenset(one.id for one in required),
        added=[at(day) for day in days(number)],
    )
    poll = operations.open_poll(cast.jeunesse, form_id, wanted, cast.alice)
    db.session.commit()
    return poll


def answers(poll, options, *votes):
    """What a form carries: `answers(poll, options, "yes", "", "no")`."""
    return {f"vote-{option.id}": vote for option, vote in zip(options, votes, strict=False) if vote}


def say(poll, person, options, *votes):
    """The same, by the operation."""
    said = {option.id: Vote(vote) for option, vote in zip(options, votes, strict=False) if vote}
    operations.vote(operations.voter_of(poll, person), said)
    db.session.commit()
