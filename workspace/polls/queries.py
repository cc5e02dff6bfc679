"""Reads about polls: what each date gathers, who is silent, which polls somebody may know of."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, load_only

from workspace import clock
from workspace.database import db, prepared
from workspace.groups import queries as groups
from workspace.groups.models import Group
from workspace.groups.queries import Standing
from workspace.meetings.models import OPEN_TO_CHANGE, Meeting
from workspace.people.models import NAMES, Centre, Person
from workspace.polls.models import DatePoll, PollOption, PollVote, PollVoter, Vote

REMEMBERED = timedelta(days=91)  # answers, after the last date proposed (domain §3.5)
REMINDED_BEFORE = timedelta(days=2)  # the last day to vote; and how long the silent are left in peace by the worker
MOST_LISTED = 100
NO_VOTE: Mapping[int, Vote] = {}


@dataclass(frozen=True)
class Asked:
    """Somebody whose answer counts, and what they answered, by option id."""

    person: Person | None
    voter: PollVoter | None
    leads: bool = False
    votes: Mapping[int, Vote] = field(default_factory=dict)

    @cached_property
    def name(self) -> str:
        return self.person.short_name if self.person else self.voter.name if self.voter else ""

    @property
    def is_required(self) -> bool:
        return self.voter is not None and self.voter.is_required

    @property
    def is_silent(self) -> bool:
        return not self.votes

    @property
    def address(self) -> str:
        """Where they are written to; empty for whoever has none."""
        return (self.person.email or "") if self.person else self.voter.address if self.voter else ""


@dataclass(frozen=True)
class Tally:
    """What one date gathers."""

    option: PollOption
    asked: Sequence[Asked]

    @cached_property
    def _by_vote(self) -> Mapping[Vote | None, list[Asked]]:
        """Everyone is gone through once: a page asks a dozen times how many said what."""
        said: dict[Vote | None, list[Asked]] = defaultdict(list)
        for one in self.asked:
            said[one.votes.get(self.option.id)].append(one)
        return said

    def of(self, vote: Vote, required: bool = False) -> list[Asked]:
        """Who answered this; with `required`, of the required people only."""
        said = self._by_vote.get(vote, [])
        return [one for one in said if one.is_required] if required else said

    @property
    def unanswered(self) -> list[Asked]:
        return self._by_vote.get(None, [])

    @property
    def rank(self) -> tuple[int, int, int, int, int, datetime]:
        """Least is best: required people first, then everyone, then the soonest."""
        return (
            len(self.of(Vote.NO, required=True)),
            -len(self.of(Vote.YES, required=True)),
            -len(self.of(Vote.IF_NEEDED, required=True)),
            -len(self.of(Vote.YES)),
            -len(self.of(Vote.IF_NEEDED)),
            self.option.starts_at,
        )


@dataclass(frozen=True)
class Results:
    """A poll as it stands."""

    tallies: Sequence[Tally]  # in the order of dates
    asked: Sequence[Asked]  # required people first

    @cached_property
    def best_first(self) -> list[Tally]:
        return sorted(self.tallies, key=lambda one: one.rank)

    @property
    def best(self) -> Tally | None:
        """None while nobody said yes or if need be to any date."""
        first = self.best_first[0] if self.tallies else None
        return first if first and (first.of(Vote.YES) or first.of(Vote.IF_NEEDED)) else None

    @cached_property
    def silent(self) -> list[Asked]:
        return [one for one in self.asked if one.is_silent]

    def to_remind(self, but: int | None = None) -> list[Asked]:
        """The silent who can be written to, but one person: whoever asks for it knows that they have not answered."""
        return [one for one in self.silent if one.address and not (one.person and one.person.id == but)]

    def votes_of(self, person_id: int) -> Mapping[int, Vote]:
        return next((one.votes for one in self.asked if one.person and one.person.id == person_id), NO_VOTE)

    def tally_of(self, option_id: int) -> Tally | None:
        return next((one for one in self.tallies if one.option.id == option_id), None)


def results_of(poll: DatePoll) -> Results:
    """Three statements, whatever the number of people and dates."""
    votes: dict[int, dict[int, Vote]] = {}
    options: dict[int, PollOption] = {}
    for option, voter_id, vote in db.session.execute(*_votes(poll.id)):
        options[option.id] = option
        if voter_id is not None:
            votes.setdefault(voter_id, {})[option.id] = vote
    asked = [*_of_the_group(poll, votes), *_guests(poll, votes)]
    asked.sort(key=lambda one: not one.is_required)
    return Results([Tally(option, asked) for option in options.values()], asked)


@prepared
def _votes(poll_id: int) -> Select[PollOption, int, Vote]:
    return (
        select(PollOption, PollVote.voter_id, PollVote.vote)
        .outerjoin(PollVote, PollVote.option_id == PollOption.id)
        .where(PollOption.poll_id == poll_id)
        .order_by(PollOption.starts_at, PollOption.id)
    )


def _of_the_group(poll: DatePoll, votes: Mapping[int, Mapping[int, Vote]]) -> list[Asked]:
    """Who belongs to the group or leads it today: whoever left no longer counts."""
    rows = db.session.execute(*_voters(poll.id, poll.group_id, clock.today()))
    return [Asked(person, voter, bool(led), votes.get(voter.id, {}) if voter else {}) for person, voter, led in rows]


@prepared
def _voters(poll_id: int, group_id: int, day: date) -> Select[Person, PollVoter, bool]:
    belongs, leads = groups.ties(group_id, day)
    written_to = load_only(*NAMES, Person.email, Person.centre_id)
    return (
        select(Person, PollVoter, leads)
        .outerjoin(PollVoter, and_(PollVoter.person_id == Person.id, PollVoter.poll_id == poll_id))
        .where(or_(belongs, leads), Person.erased_at.is_(None))
        .options(written_to, joinedload(Person.centre).load_only(Centre.name))
        .order_by(Person.search_name, Person.id)
    )


def _guests(poll: DatePoll, votes: Mapping[int, Mapping[int, Vote]]) -> list[Asked]:
    return [Asked(None, one, False, votes.get(one.id, {})) for one in db.session.scalars(*_guests_of(poll.id))]


@prepared
def _guests_of(poll_id: int) -> Select[PollVoter]:
    query = select(PollVoter).where(PollVoter.poll_id == poll_id, PollVoter.person_id.is_(None))
    return query.order_by(PollVoter.id)


def options_of(poll: DatePoll) -> Sequence[PollOption]:
    """In the order of dates."""
    return db.session.scalars(*_options_of(poll.id)).all()


@prepared
def _options_of(poll_id: int) -> Select[PollOption]:
    return select(PollOption).where(PollOption.poll_id == poll_id).order_by(PollOption.starts_at, PollOption.id)


def ids_with_votes(poll: DatePoll) -> set[int]:
    """Of the options that somebody answered."""
    query = select(PollVote.option_id).join(PollOption, PollOption.id == PollVote.option_id)
    return set(db.session.scalars(query.where(PollOption.poll_id == poll.id)))


def voter_by_id(voter_id: int) -> PollVoter | None:
    """With the poll, its group and the person."""
    return db.session.scalar(
        select(PollVoter)
        .where(PollVoter.id == voter_id)
        .options(joinedload(PollVoter.poll), joinedload(PollVoter.person))
    )


def voter_of(poll: DatePoll, person_id: int) -> PollVoter | None:
    return db.session.scalar(
        select(PollVoter)
        .where(PollVoter.poll_id == poll.id, PollVoter.person_id == person_id)
        .options(joinedload(PollVoter.poll), joinedload(PollVoter.person))
    )


def votes_of(voter: PollVoter) -> dict[int, Vote]:
    """By option id."""
    rows = db.session.execute(select(PollVote.option_id, PollVote.vote).where(PollVote.voter_id == voter.id))
    return {row[0]: row[1] for row in rows}


def voters_to_write_to(poll: DatePoll) -> Sequence[PollVoter]:
    """Everyone asked, with their address."""
    query = select(PollVoter).where(PollVoter.poll_id == poll.id).options(joinedload(PollVoter.person))
    return db.session.scalars(query.order_by(PollVoter.id)).all()


def ids_required(poll: DatePoll) -> Sequence[int | None]:
    """Of the people that the meeting makes no sense without."""
    return db.session.scalars(*_ids_required(poll.id)).all()


@prepared
def _ids_required(poll_id: int) -> Select[int | None]:
    required = PollVoter.is_required, PollVoter.person_id.is_not(None)
    return select(PollVoter.person_id).where(PollVoter.poll_id == poll_id, *required).order_by(PollVoter.id)


def is_still_asked(voter: PollVoter) -> bool:
    """A guest, or somebody who still belongs to the group or leads it."""
    if voter.person_id is None:
        return True
    belongs, leads = groups.ties(voter.poll.group_id, clock.today())
    return db.session.scalar(select(Person.id).where(Person.id == voter.person_id, or_(belongs, leads))) is not None


def to_move(poll: DatePoll) -> Meeting | None:
    """The meeting that it looks for another date for; none once that cannot be moved."""
    return movable(poll.group, poll.moves_id)


def movable(group: Group, meeting_id: int | None) -> Meeting | None:
    """A meeting of the group to come, which a poll may look for another date for."""
    meeting = db.session.get(Meeting, meeting_id) if meeting_id else None
    if meeting is None or meeting.group_id != group.id or meeting.is_event or meeting.has_started:
        return None
    return meeting if meeting.state in OPEN_TO_CHANGE else None


def meeting_of(poll: DatePoll) -> Meeting | None:
    """The one that came of it."""
    return db.session.get(Meeting, poll.meeting_id) if poll.meeting_id else None


# Which polls somebody may know of: what Can.SEE_POLL says, in SQL


def _in_sight(group_ids: Collection[int], *, sees_all: bool) -> ColumnElement[bool]:
    return true() if sees_all else DatePoll.group_id.in_(group_ids)


def open_ones(group_ids: Collection[int], *, sees_all: bool) -> Select[DatePoll]:
    """Polls that nobody closed yet, soonest to end first, of these groups or of all."""
    query = select(DatePoll).where(DatePoll.closed_at.is_(None), _in_sight(group_ids, sees_all=sees_all))
    return query.order_by(DatePoll.closes_on, DatePoll.id)


def in_progress(standing: Standing, group: Group | None = None) -> Sequence[DatePoll]:
    """The same that a person may know of, read: a hundred at most, for a list."""
    asked = standing.group_ids | standing.led_ids, group.id if group else 0
    return db.session.scalars(*_in_progress(*asked, sees_all=standing.steers, of_one=group is not None)).all()


@prepared
def _in_progress(group_ids: Collection[int], group_id: int, *, sees_all: bool, of_one: bool) -> Select[DatePoll]:
    query = open_ones(group_ids, sees_all=sees_all).limit(MOST_LISTED)
    return query.where(DatePoll.group_id == group_id) if of_one else query


def to_vote(person_id: int, group_ids: Collection[int]) -> Sequence[DatePoll]:
    """Open polls of these groups that the person has not answered."""
    return db.session.scalars(*_to_vote(person_id, group_ids, clock.today())).all()


@prepared
def _to_vote(person_id: int, group_ids: Collection[int], day: date) -> Select[DatePoll]:
    mine = select(PollVoter.poll_id).where(PollVoter.person_id == person_id, PollVoter.voted_at.is_not(None))
    query = select(DatePoll).where(
        DatePoll.closed_at.is_(None),
        DatePoll.closes_on >= day,
        DatePoll.group_id.in_(group_ids),
        DatePoll.id.not_in(mine),
    )
    return query.order_by(DatePoll.closes_on, DatePoll.id)


def polls_between(standing: Standing, first: date, last: date, group: Group | None = None) -> Sequence[PollOption]:
    """Dates that open polls propose from the day `first` to the day `last` included, each with its poll and group."""
    since, until = clock.start_of(first), clock.start_of(last + timedelta(days=1))
    asked = since, until, standing.group_ids | standing.led_ids, group.id if group else 0
    return db.session.scalars(*_between(*asked, sees_all=standing.steers, of_one=group is not None)).all()


@prepared
def _between(
    since: datetime, until: datetime, group_ids: Collection[int], group_id: int, *, sees_all: bool, of_one: bool
) -> Select[PollOption]:
    query = (
        select(PollOption)
        .join(PollOption.poll)
        .where(DatePoll.closed_at.is_(None), PollOption.starts_at >= since, PollOption.starts_at < until)
        .where(_in_sight(group_ids, sees_all=sees_all))
        .options(contains_eager(PollOption.poll).joinedload(DatePoll.group))
        .order_by(PollOption.starts_at, PollOption.id)
    )
    return query.where(DatePoll.group_id == group_id) if of_one else query


def same_form(form_id: str) -> DatePoll | None:
    return db.session.scalar(select(DatePoll).where(DatePoll.form_id == form_id))


# What the worker looks for


def not_reminded_since(day: date) -> ColumnElement[bool]:
    """Polls whose silent were written to neither that day nor after it."""
    return or_(DatePoll.reminded_on.is_(None), DatePoll.reminded_on < day)


def ids_to_remind(day: date) -> Sequence[int]:
    """Open polls whose last day is near and whose silent were not written to lately; never those just opened."""
    query = select(DatePoll.id).where(
        DatePoll.closed_at.is_(None),
        not_reminded_since(day - REMINDED_BEFORE),
        DatePoll.closes_on >= day,
        DatePoll.closes_on <= day + REMINDED_BEFORE,
        DatePoll.created_at < clock.start_of(day),
    )
    return db.session.scalars(query.order_by(DatePoll.id)).all()


def ids_to_forget() -> Sequence[int]:
    """Polls whose last date is long over and whose answers are still kept."""
    last = select(func.max(PollOption.starts_at)).where(PollOption.poll_id == DatePoll.id).scalar_subquery()
    query = select(DatePoll.id).where(DatePoll.forgotten_at.is_(None), last < clock.now() - REMEMBERED)
    return db.session.scalars(query).all()
