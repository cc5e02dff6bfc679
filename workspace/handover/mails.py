"""Letters of a handover."""

from collections.abc import Iterable
from dataclasses import replace

from workspace.groups.mails import about_group
from workspace.handover.models import Handover
from workspace.notifications.telling import About, notify
from workspace.people.models import Person


def prepared(handover: Handover, successors: Iterable[Person], told: Iterable[Person]) -> None:
    """To those who come, and those who leave or look after the federation: thanks, dates, the sheet."""
    successors = list(successors)
    others = [person for person in told if person not in successors]
    notify(successors, "handover/named", _about(handover), always=True, handover=handover)
    notify(others, "handover/prepared", _about(handover), always=True, handover=handover, successors=successors)


def undone(handover: Handover, people: Iterable[Person]) -> None:
    notify(people, "handover/undone", _about(handover), always=True, handover=handover)


def _about(handover: Handover) -> About:
    """The group's page, which says who leads it: the sheet no longer opens to who left. Of no group, since those who
    look after the federation hear of it too."""
    return replace(about_group(handover.group), group_id=0)
