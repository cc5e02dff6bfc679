"""Letters of a handover."""

from collections.abc import Iterable

from workspace.handover.models import Handover
from workspace.people.models import Person
from workspace.post import letter


def prepared(handover: Handover, successors: Iterable[Person], told: Iterable[Person]) -> None:
    """To those who come, and those who leave or look after the federation: thanks, dates, the sheet."""
    successors = list(successors)
    for person in successors:
        if person.email:
            letter("handover/named", person.email, person.name, handover=handover)
    for person in told:
        if person.email and person not in successors:
            letter("handover/prepared", person.email, person.name, handover=handover, successors=successors)


def undone(handover: Handover, people: Iterable[Person]) -> None:
    for person in people:
        if person.email:
            letter("handover/undone", person.email, person.name, handover=handover)
