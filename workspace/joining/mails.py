"""Letters of those who come into a group, and of those who go."""

from collections.abc import Iterable
from dataclasses import replace

from workspace import links
from workspace.groups import queries as groups
from workspace.groups.mails import about_group
from workspace.groups.models import Group, Membership
from workspace.joining.models import JoinRequest, PendingArrival
from workspace.joining.queries import NO_LONGER_INVITED
from workspace.meetings.mails import tell, withdraw_moves
from workspace.meetings.models import Meeting
from workspace.notifications.telling import About, notify
from workspace.people import queries as everyone
from workspace.people.models import Person
from workspace.post import letter, public_path, public_url

LINK = "arrival"  # the purpose that signs these links


def confirm(arrival: PendingArrival, is_known: bool) -> None:
    """One button to press, whether or not an account has the address; the letter alone says which."""
    letter(
        "joining/confirm",
        arrival.email,
        "" if is_known else arrival.name,
        secret=True,
        group=arrival.group,
        is_known=is_known,
        link=link_of(arrival),
    )


def invite(arrival: PendingArrival, group: Group, by: Person) -> None:
    """Somebody who leads the group, or the federation, invites."""
    name = arrival.person.name if arrival.person else arrival.name
    letter("joining/invitation", arrival.email, name, secret=True, group=group, inviter=by, link=link_of(arrival))


def link_of(arrival: PendingArrival) -> str:
    """The address that the button of the letter opens."""
    return public_url("joining.arrive", token=links.sign(LINK, id=arrival.id, email=arrival.email))


def added(group: Group, newcomer: Person, by: Person) -> None:
    """Somebody added a person who has an address: they hear of it, and may leave."""
    notify([newcomer], "joining/added", about_group(group), always=True, group=group, adder=by)


def request_received(request: JoinRequest, people: Iterable[Person]) -> None:
    """Each of those who may answer. Those who lead the group choose how they hear of it; the federation, which
    answers for a group without anybody, is always told."""
    people = list(people)
    path = public_path("joining.show_request", id=request.id)
    leaders = groups.co_facilitations(request.group).get(request.group.id, [])
    about = replace(about_group(request.group), path=path)
    theirs = [person for person in people if person in leaders]
    others = [person for person in people if person not in leaders]
    kind, centre = "joining/request-received", everyone.centre_of(request.person)
    notify(theirs, kind, about, asked=request, centre=centre)
    notify(others, kind, _of_no_group(about), always=True, asked=request, centre=centre)


def request_accepted(request: JoinRequest, by: Person) -> None:
    about = about_group(request.group)
    notify([request.person], "joining/request-accepted", about, always=True, asked=request, by=by)


def request_refused(request: JoinRequest, by: Person) -> None:
    """With the sentence that says why."""
    about = _of_no_group(about_group(request.group))
    notify([request.person], "joining/request-refused", about, always=True, asked=request, by=by)


def member_removed(belonging: Membership, by: Person) -> None:
    """With the reason."""
    about = _of_no_group(about_group(belonging.group))
    notify([belonging.person], "joining/member-removed", about, always=True, belonging=belonging, by=by)


def _of_no_group(about: About) -> About:
    """For those who do not belong to it: a notice of a group is shown to its own."""
    return replace(about, group_id=0)


def no_longer_invited(meeting: Meeting, person: Person) -> None:
    """Takes one meeting out of the diary of somebody who left its group."""
    withdraw_moves(meeting, [person])
    tell(NO_LONGER_INVITED, meeting, [person], always=True, each=lambda _: {}, is_withdrawn=True)
