"""Letters of those who come into a group, and of those who go."""

from collections.abc import Iterable

from workspace import links
from workspace.groups.models import Group, Membership
from workspace.joining.models import JoinRequest, PendingArrival
from workspace.meetings import calendar
from workspace.meetings.models import Meeting
from workspace.people.models import Person
from workspace.post import letter, public_url, sender
from workspace.settings import queries as settings

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
    letter(
        "joining/invitation", arrival.email, arrival.name, secret=True, group=group, inviter=by, link=link_of(arrival)
    )


def link_of(arrival: PendingArrival) -> str:
    """The address that the button of the letter opens."""
    return public_url("joining.arrive", token=links.sign(LINK, id=arrival.id, email=arrival.email))


def added(group: Group, newcomer: Person, by: Person) -> None:
    """Somebody added a person who has an address: they hear of it, and may leave."""
    if newcomer.email:
        letter("joining/added", newcomer.email, newcomer.name, group=group, adder=by)


def request_received(request: JoinRequest, people: Iterable[Person]) -> None:
    """Each of those who may answer."""
    for person in people:
        if person.email:
            letter("joining/request-received", person.email, person.name, asked=request)


def request_accepted(request: JoinRequest, by: Person) -> None:
    if request.person.email:
        letter("joining/request-accepted", request.person.email, request.person.name, asked=request, by=by)


def request_refused(request: JoinRequest, by: Person) -> None:
    """With the sentence that says why."""
    if request.person.email:
        letter("joining/request-refused", request.person.email, request.person.name, asked=request, by=by)


def member_removed(belonging: Membership, by: Person) -> None:
    """With the reason."""
    if belonging.person.email:
        letter("joining/member-removed", belonging.person.email, belonging.person.name, belonging=belonging, by=by)


def no_longer_invited(meeting: Meeting, person: Person) -> None:
    """Takes one meeting out of the diary of somebody who left its group."""
    if person.email:
        federation = settings.federation()
        organiser = (federation.name, federation.email or sender())
        page = public_url("meetings.show", id=meeting.id)
        told, method = calendar.invitation(meeting, person, organiser, page, is_withdrawn=True)
        letter(
            "joining/no-longer-invited",
            person.email,
            person.name,
            calendar=told,
            calendar_method=method,
            meeting=meeting,
        )
