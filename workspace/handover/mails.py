"""Letters of a handover, and of the end of a mandate."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workspace.groups.mails import about_group
from workspace.groups.models import CoFacilitation
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


def thank(mandate: CoFacilitation, belongs: bool, is_today: bool) -> None:
    """To whoever leads no more. `belongs`: they stay in the group (J8 A2)."""
    about = replace(about_group(mandate.group), group_id=0)
    notify([mandate.person], "handover/thanks", about, always=True, mandate=mandate, belongs=belongs, is_today=is_today)


def leads_no_more(mandate: CoFacilitation, staying: Sequence[Person], is_today: bool) -> None:
    """To those who go on leading the group."""
    about, is_alone = about_group(mandate.group), len(staying) == 1
    notify(staying, "handover/mandate-ended", about, always=True, mandate=mandate, is_today=is_today, is_alone=is_alone)


def _about(handover: Handover) -> About:
    """The group's page, which says who leads it: the sheet no longer opens to who left. Of no group, since those who
    look after the federation hear of it too."""
    return replace(about_group(handover.group), group_id=0)
