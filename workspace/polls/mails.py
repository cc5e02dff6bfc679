"""Letters about polls: each carries a link that answers for its reader, without a password."""

from collections.abc import Sequence
from typing import Any

from workspace import links
from workspace.meetings.models import Meeting
from workspace.notifications.telling import About, notify
from workspace.people.models import Person
from workspace.polls.models import DatePoll, PollOption, PollVoter
from workspace.post import letter, public_path, public_url

LINK = "poll-vote"


def token_of(voter: PollVoter) -> str:
    """What a link says: void once the letters' address is another."""
    return links.sign(LINK, voter=voter.id, address=links.mark_of(voter.address))


def opened(poll: DatePoll, options: Sequence[PollOption], voters: Sequence[PollVoter], opener: Person) -> None:
    """Which dates suit you?"""
    _write("polls/poll-opened", poll, voters, options=options, opener=opener)


def reminder(poll: DatePoll, voters: Sequence[PollVoter]) -> None:
    """To those who said nothing yet."""
    _write("polls/poll-reminder", poll, voters)


def date_kept(poll: DatePoll, meeting: Meeting, guests: Sequence[PollVoter]) -> None:
    """The date is known. Members hear of it by the call of the meeting, guests by this."""
    _write("polls/date-kept", poll, guests, meeting=meeting)


def _write(kind: str, poll: DatePoll, voters: Sequence[PollVoter], **context: Any) -> None:
    """People of the group are told at the pace each chose; guests get a letter."""
    members = {one.person: one for one in voters if one.person}
    about = About("date_poll", poll.id, poll.group.id, public_path("polls.show", id=poll.id))

    def own(person: Person) -> dict[str, Any]:
        return {"link": _link(members[person]), "is_guest": False}

    notify(members, kind, about, each=own, poll=poll, **context)
    for guest in voters:
        if guest.email:
            letter(kind, guest.email, guest.name, poll=poll, link=_link(guest), is_guest=True, **context)


def _link(voter: PollVoter) -> str:
    return public_url("polls.answer", token=token_of(voter))
