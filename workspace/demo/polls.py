"""The demonstration's polls on dates: one that waits for answers, one that a meeting came of."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import select

from workspace import clock
from workspace.database import db
from workspace.demo import calendar, content
from workspace.groups.models import Group
from workspace.meetings.models import Answer, Attendance, Meeting, MeetingState
from workspace.people.models import Person
from workspace.polls import operations
from workspace.polls.models import DatePoll, PollOption, PollVote, PollVoter, Vote
from workspace.polls.operations import Wanted

VOTES = {"o": Vote.YES, "s": Vote.IF_NEEDED, "n": Vote.NO}
SAID = {Answer.YES: Vote.YES, Answer.REMOTE: Vote.YES, Answer.MAYBE: Vote.IF_NEEDED, Answer.NO: Vote.NO}


def add_polls(
    people: dict[str, Person], groups: dict[str, Group], place: Callable[[Any], str], members: Callable[[Group], Any]
) -> None:
    """`place` says in words where a date is; `members` who belongs to a group."""
    told = content.read("polls")
    _open(told["open"], people, groups, place)
    _closed(told["closed"], people, groups, members)


def _open(
    given: dict[str, Any], people: dict[str, Person], groups: dict[str, Group], place: Callable[[Any], str]
) -> None:
    today, opener = clock.today(), people[given["opener"]]
    dates = _dates(today, given["dates"])
    wanted = Wanted(
        given["title"],
        given["minutes"],
        place(given["place"]),
        today + timedelta(days=given["closes_in"]),
        frozenset(people[key].id for key in given["required"]),
        added=dates,
    )
    poll = operations.open_poll(groups[given["group"]], token_hex(16), wanted, opener)
    poll.created_at = clock.now() + timedelta(days=given["opened"])
    ids = dict(
        db.session.execute(select(PollOption.starts_at, PollOption.id).where(PollOption.poll_id == poll.id)).all()
    )
    options = [ids[one] for one in dates]
    for key, votes in given["votes"].items():
        operations.vote(operations.voter_of(poll, people[key]), _said(options, votes))
    for guest in given["guests"]:
        operations.invite(poll, guest["name"], guest["email"], opener)
        asked = select(PollVoter).where(PollVoter.poll_id == poll.id, PollVoter.email == guest["email"])
        operations.vote(db.session.scalars(asked).one(), _said(options, guest["votes"]))


def _dates(today: date, given: list[dict[str, Any]]) -> list[datetime]:
    """The first such weekday from so many days on, on which people do meet; each date once."""
    found: list[datetime] = []
    for one in given:
        day, hour = today + timedelta(days=one["in_days"]), time.fromisoformat(one["hour"])
        while True:
            day = calendar.open_day(day, one["weekday"], 7)
            at = clock.from_paris(datetime.combine(day, hour))
            if at not in found:
                break
            day += timedelta(days=1)
        found.append(at)
    return found


def _said(options: list[int], votes: str) -> dict[int, Vote]:
    return {option: VOTES[vote] for option, vote in zip(options, votes, strict=True) if vote in VOTES}


def _closed(
    given: dict[str, Any], people: dict[str, Person], groups: dict[str, Group], members: Callable[[Group], Any]
) -> None:
    """What a called meeting came of: its date was kept, and its answers are the votes."""
    group, opener = groups[given["group"]], people[given["opener"]]
    coming = (Meeting.group_id == group.id, Meeting.state == MeetingState.CALLED, Meeting.starts_at > clock.now())
    meeting = db.session.scalars(select(Meeting).where(*coming).order_by(Meeting.starts_at).limit(1)).first()
    if meeting is None:
        return
    opened = clock.now() + timedelta(days=given["opened"])
    closed = opened + timedelta(days=8)
    poll = DatePoll(
        form_id=token_hex(16),
        group=group,
        title=meeting.title,
        minutes=given["minutes"],
        place=meeting.place,
        closes_on=clock.in_paris(closed).date(),
        created_by_id=opener.id,
        created_at=opened,
        closed_at=closed,
        closed_by_id=opener.id,
        meeting_id=meeting.id,
    )
    others = [clock.days_later(meeting.starts_at, -days) for days in given["before"]]
    kept = PollOption(poll=poll, starts_at=meeting.starts_at)
    options = [PollOption(poll=poll, starts_at=one) for one in others]
    db.session.add_all([poll, kept, *options])
    answers = dict(
        db.session.execute(
            select(Attendance.person_id, Attendance.answer).where(Attendance.meeting_id == meeting.id)
        ).all()
    )
    required = {people[key].id for key in given["required"]}
    for rank, person in enumerate(members(group)):
        answer = answers.get(person.id)
        voter = PollVoter(poll=poll, person=person, is_required=person.id in required)
        db.session.add(voter)
        db.session.flush()
        if answer is None:
            continue
        voter.voted_at = opened + timedelta(hours=9 + 7 * rank)
        elsewhere = (Vote.NO, Vote.IF_NEEDED, Vote.NO, Vote.YES)  # the date that was kept suited more people
        said = [SAID[answer], *(elsewhere[(rank + one) % 4] for one in range(len(options)))]
        for option, vote in zip([kept, *options], said, strict=True):
            db.session.add(PollVote(voter_id=voter.id, option_id=option.id, vote=vote))
    db.session.flush()
