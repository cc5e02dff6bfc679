"""Opening a poll, answering it, changing it, closing it by a date or without.

Two who change the same poll at once wait for each other at its row.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from workspace import clock
from workspace.database import add_or_find, db
from workspace.groups import queries as groups
from workspace.groups.models import Group
from workspace.journal.operations import record
from workspace.meetings import operations as meetings
from workspace.meetings.models import Answer, Meeting, MeetingState
from workspace.people.models import Person
from workspace.polls import mails, queries
from workspace.polls.models import MOST_GUESTS, MOST_OPTIONS, DatePoll, PollOption, PollVote, PollVoter, Vote
from workspace.refusals import Refused
from workspace.scheduling import operations as scheduling
from workspace.substitutes import operations as substitutes
from workspace.versions import Stale

CLOSED = "Ce sondage est clos : il ne reçoit plus de réponse et ne se modifie plus."
OVER = "Le dernier jour pour répondre à ce sondage est passé."
NUMBER_OF_DATES = f"Un sondage propose entre une et {MOST_OPTIONS} dates."
TWICE = "Deux dates sont les mêmes : une seule suffit."
NOT_OF_THIS_POLL = "Ces dates ne sont plus celles du sondage : relisez-les, puis répondez de nouveau."
OF_THE_GROUP = "Cette personne est du groupe : elle répond déjà à ce sondage."
TOO_MANY_GUESTS = f"Un sondage s’ouvre à {MOST_GUESTS} personnes invitées au plus."
DATE_IS_OVER = "Cette date est passée : choisissez-en une autre."
CLOSED_BY_ANOTHER = "Seule la personne qui a clos ce sondage peut le rouvrir."
HAS_A_MEETING = "Une réunion est née de ce sondage : il ne se rouvre plus."
FORGOTTEN = "Les réponses à ce sondage sont effacées : ouvrez-en un autre."
LONGER = timedelta(days=7)  # to vote, for a poll reopened after its last day
SAID = {Vote.YES: Answer.YES, Vote.IF_NEEDED: Answer.MAYBE, Vote.NO: Answer.NO}


class LosesVotes(Exception):
    """A date to be removed has answers: whoever removes it says so first."""


@dataclass(frozen=True)
class Wanted:
    """A poll as somebody wants it."""

    title: str
    minutes: int
    place: str
    closes_on: date
    required: frozenset[int] = frozenset()  # ids of people
    changed: Mapping[int, tuple[datetime, str]] = field(default_factory=dict)  # options that stay: hour, place
    added: Sequence[datetime] = ()

    @property
    def dates(self) -> list[datetime]:
        return [*(starts_at for starts_at, _ in self.changed.values()), *self.added]


def open_poll(group: Group, form_id: str, wanted: Wanted, opener: Person, meeting: Meeting | None = None) -> DatePoll:
    """A poll of the group; everyone in it gets a letter, but whoever opens it. The same form makes one poll. The date
    kept will be that of `meeting`, if there is one already.

    Raises:
        Refused: the group is closed, or the dates are none, too many, or twice the same.
    """
    if known := queries.same_form(form_id):
        return known
    meetings.refuse_when_closed(group)
    _refuse_dates(wanted.dates)
    poll = DatePoll(
        form_id=form_id,
        group=group,
        title=wanted.title,
        minutes=wanted.minutes,
        place=wanted.place,
        closes_on=wanted.closes_on,
        created_by_id=opener.id,
        moves_id=meeting.id if meeting else None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(poll)
    except IntegrityError:  # the same form, at the same time
        return db.session.scalars(select(DatePoll).where(DatePoll.form_id == form_id)).one()
    people = groups.people_of(group)
    options = [PollOption(poll=poll, starts_at=starts_at) for starts_at in sorted(wanted.added)]
    voters = [PollVoter(poll=poll, person=one, is_required=one.id in wanted.required) for one in people]
    db.session.add_all([*options, *voters])
    db.session.flush()
    mails.opened(poll, options, [one for one in voters if one.person_id != opener.id], opener)
    record("polls/opened", poll, by=opener, title=poll.title)
    return poll


def vote(voter: PollVoter, said: Mapping[int, Vote]) -> None:
    """What somebody answers, by option id: it replaces what they answered before.

    Raises:
        Refused: the poll is closed or its last day is over, or a date is not one of its dates.
    """
    poll = voter.poll
    _take_alone(poll)
    refuse_late(poll)
    if said.keys() - {one.id for one in queries.options_of(poll)}:
        raise Refused(NOT_OF_THIS_POLL)
    db.session.execute(delete(PollVote).where(PollVote.voter_id == voter.id))
    db.session.add_all([PollVote(voter_id=voter.id, option_id=option_id, vote=one) for option_id, one in said.items()])
    voter.voted_at = clock.now() if said else None
    db.session.flush()


def voter_of(poll: DatePoll, person: Person) -> PollVoter:
    """The row of somebody of the group: made for those who came in after the poll opened."""
    if known := queries.voter_of(poll, person.id):
        return known
    of_both = select(PollVoter).where(PollVoter.poll_id == poll.id, PollVoter.person_id == person.id)
    return add_or_find(PollVoter(poll=poll, person=person), of_both)


def edit_poll(poll: DatePoll, revision: int, wanted: Wanted, may_lose_votes: bool = False) -> None:
    """Change a poll, written from its `revision`. A date that changes its hour or place keeps its answers.

    Raises:
        Stale: somebody wrote something else meanwhile; nothing is written.
        LosesVotes: a date that goes has answers, and that was not agreed to.
        Refused: the poll is closed, or the dates are none, too many, or twice the same.
    """
    _take_alone(poll)
    if poll.is_closed:
        raise Refused(CLOSED)
    options = {one.id: one for one in queries.options_of(poll)}
    if _is_already(poll, options.values(), wanted):
        _require(poll, wanted.required)
        return
    if poll.revision != revision or wanted.changed.keys() - options.keys():
        raise Stale
    _refuse_dates(wanted.dates)
    gone = options.keys() - wanted.changed.keys()
    if gone & queries.ids_with_votes(poll) and not may_lose_votes:
        raise LosesVotes
    poll.title, poll.minutes, poll.place, poll.closes_on = wanted.title, wanted.minutes, wanted.place, wanted.closes_on
    poll.revision = revision + 1
    for option_id, (starts_at, place) in wanted.changed.items():
        options[option_id].starts_at, options[option_id].place = starts_at, place
    db.session.add_all([PollOption(poll=poll, starts_at=starts_at) for starts_at in wanted.added])
    db.session.flush()
    db.session.execute(delete(PollOption).where(PollOption.id.in_(gone)))  # its votes go with it
    _forget_empty_answers(poll)
    _require(poll, wanted.required)
    record("polls/edited", poll, title=poll.title)


def invite(poll: DatePoll, name: str, email: str, inviter: Person) -> bool:
    """Ask somebody who is not of the group; False when that address was asked before.

    Raises:
        Refused: the poll is closed, has its fill of guests, or they are of the group.
    """
    _take_alone(poll)
    refuse_late(poll)
    voters = queries.voters_to_write_to(poll)
    if email in {one.address for one in voters if one.person_id}:
        raise Refused(OF_THE_GROUP)
    guests = [one for one in voters if one.person_id is None]
    if email in {one.email for one in guests}:
        return False
    if len(guests) >= MOST_GUESTS:
        raise Refused(TOO_MANY_GUESTS)
    guest = PollVoter(poll=poll, name=name, email=email)
    db.session.add(guest)
    db.session.flush()
    mails.opened(poll, queries.options_of(poll), [guest], inviter)
    record("polls/guest-invited", poll, by=inviter, title=poll.title)
    return True


def close_by_date(poll: DatePoll, option: PollOption, person: Person, call: bool) -> Meeting:
    """The meeting that comes of a poll, its answers set from the votes: called at once, or a draft. One that was there
    already goes to that date, and stays called if it was.

    Raises:
        Refused: the poll was closed otherwise, the date is over, or (called) the meeting cannot take place then.
    """
    _take_alone(poll)
    if poll.is_closed:
        known = queries.meeting_of(poll)
        if known is not None and known.starts_at == option.starts_at:
            return known
        raise Refused(CLOSED)
    if option.starts_at <= clock.now():
        raise Refused(DATE_IS_OVER)
    place, ends_at = option.place or poll.place, option.starts_at + poll.length
    meeting = queries.to_move(poll)
    if meeting:
        meetings.take_alone(meeting)
        scheduling.refuse_hard_move(meeting, option.starts_at, ends_at, place)
        said = (meeting.revision, meeting.title, option.starts_at, ends_at, place, meeting.video_link)
        meetings.edit_meeting(meeting, *said)
    else:
        meeting = meetings.create_meeting(poll.group, poll.title, option.starts_at, ends_at, person, place)
    results = queries.results_of(poll)
    _set_answers(meeting, option, results)
    if call and meeting.state is MeetingState.DRAFT:
        scheduling.refuse_hard_conflicts(meeting)
        meetings.call_meeting(meeting)
    _close(poll, person)
    poll.meeting_id = meeting.id
    mails.date_kept(poll, meeting, [one.voter for one in results.asked if one.voter and one.person is None])
    db.session.flush()
    record("polls/closed-by-date", poll, by=person, title=poll.title)
    return meeting


def close_without(poll: DatePoll, person: Person) -> None:
    """No date is kept: a meeting that was there stays where it is. Twice changes nothing."""
    _take_alone(poll)
    if poll.is_closed:
        return
    _close(poll, person)
    db.session.flush()
    record("polls/closed", poll, by=person, title=poll.title)


def reopen(poll: DatePoll, person: Person) -> None:
    """Votes are taken again, for a week more when its last day is over. Twice changes nothing.

    Raises:
        Refused: somebody else closed it, a meeting came of it, or its answers are erased.
    """
    _take_alone(poll)
    if not poll.is_closed:
        return
    if poll.closed_by_id != person.id:
        raise Refused(CLOSED_BY_ANOTHER)
    if poll.meeting_id is not None:
        raise Refused(HAS_A_MEETING)
    if poll.forgotten_at is not None:
        raise Refused(FORGOTTEN)
    meetings.refuse_when_closed(poll.group)
    poll.closed_at = poll.closed_by_id = None
    if poll.closes_on < clock.today():
        poll.closes_on = clock.today() + LONGER
    db.session.flush()
    record("polls/reopened", poll, by=person, title=poll.title)


def refuse_late(poll: DatePoll) -> None:
    """A poll that is closed, or whose last day is over, takes no vote (J4 A7)."""
    if poll.is_closed:
        raise Refused(CLOSED)
    if not poll.is_open:
        raise Refused(OVER)


def ask_again(poll: DatePoll, person: Person) -> int:
    """Write to those who said nothing, but whoever asks for it; how many. Once a day: the second time writes nothing.

    Raises:
        Refused: the poll is closed, or its last day is over.
    """
    _take_alone(poll)
    refuse_late(poll)
    silent = queries.results_of(poll).to_remind(person.id)
    if not silent or not _take_reminder(poll.id, clock.today(), timedelta(0)):
        return 0
    record("polls/asked-again", poll, by=person, title=poll.title)
    return _write_to(poll, silent)


# By the worker


def remind(poll_id: int, day: date) -> int:
    """Write to those who said nothing, unless they were written to lately; how many. Two workers at once: one of them
    does."""
    if not _take_reminder(poll_id, day, queries.REMINDED_BEFORE):
        return 0
    poll = db.session.get_one(DatePoll, poll_id)
    return _write_to(poll, queries.results_of(poll).to_remind())


def forget_old_answers() -> int:
    """Answers and guests go three months after the last date proposed (domain §3.5); how many polls."""
    ids = queries.ids_to_forget()
    db.session.execute(delete(PollVoter).where(PollVoter.poll_id.in_(ids)))  # votes go with them
    db.session.execute(update(DatePoll).where(DatePoll.id.in_(ids)).values(forgotten_at=clock.now()))
    return len(ids)


# Inside


def _take_reminder(poll_id: int, day: date, peace: timedelta) -> bool:
    """Whether it is for us to write to the silent that day: nobody did for so long."""
    mine = DatePoll.id == poll_id, queries.not_reminded_since(day - peace)
    taken = update(DatePoll).where(*mine).values(reminded_on=day).returning(DatePoll.id)
    return db.session.execute(taken).scalar_one_or_none() is not None


def _write_to(poll: DatePoll, silent: Sequence[queries.Asked]) -> int:
    voters = [one.voter or (one.person and voter_of(poll, one.person)) for one in silent]
    told = [one for one in voters if one]
    mails.reminder(poll, told)
    db.session.flush()
    return len(told)


def _take_alone(poll: DatePoll) -> None:
    columns = [column.key for column in DatePoll.__mapper__.column_attrs]
    db.session.refresh(poll, columns, with_for_update=True)


def _refuse_dates(dates: Sequence[datetime]) -> None:
    if not 1 <= len(dates) <= MOST_OPTIONS:
        raise Refused(NUMBER_OF_DATES)
    if len(set(dates)) < len(dates):
        raise Refused(TWICE)


def _is_already(poll: DatePoll, options: Collection[PollOption], wanted: Wanted) -> bool:
    """The same form posted twice changes nothing the second time."""
    here = (poll.title, poll.minutes, poll.place, poll.closes_on)
    dates = {one.id: (one.starts_at, one.place) for one in options}
    others = sorted(starts_at for option_id, (starts_at, _) in dates.items() if option_id not in wanted.changed)
    fits = all(dates.get(option_id) == date for option_id, date in wanted.changed.items())
    said = here == (wanted.title, wanted.minutes, wanted.place, wanted.closes_on)
    return said and fits and others == sorted(wanted.added)


def _require(poll: DatePoll, people: Collection[int]) -> None:
    """Who the meeting makes no sense without: people of the group only."""
    for person in groups.people_of(poll.group):
        wanted, known = person.id in people, queries.voter_of(poll, person.id)
        if wanted or known:
            (known or voter_of(poll, person)).is_required = wanted
    db.session.flush()


def _forget_empty_answers(poll: DatePoll) -> None:
    """Whoever answered only dates that are gone has answered nothing: they are asked again."""
    answered = select(PollVote.voter_id)
    silent = PollVoter.poll_id == poll.id, PollVoter.id.not_in(answered)
    db.session.execute(update(PollVoter).where(*silent).values(voted_at=None))


def _set_answers(meeting: Meeting, option: PollOption, results: queries.Results) -> None:
    """What was voted is answered, as each would by themselves; what was answered before was about another date."""
    for one in results.asked:
        said = one.votes.get(option.id)
        if one.person is None or one.voter is None or said is None:
            continue
        row = substitutes.answer(meeting, one.person, SAID[said])
        row.answered_at = one.voter.voted_at or row.answered_at
    db.session.flush()


def _close(poll: DatePoll, person: Person) -> None:
    poll.closed_at, poll.closed_by_id = clock.now(), person.id
