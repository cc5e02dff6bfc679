"""Letters about pacts. A gap is told without delay: nobody can refuse those (domain §3.4, art. 7)."""

from collections.abc import Sequence

from workspace import clock
from workspace.groups import queries as groups
from workspace.notifications.telling import About, notify
from workspace.pacts import queries
from workspace.pacts.models import Commitment, Statement
from workspace.people.models import Person
from workspace.post import public_path


def gap_reported(commitment: Commitment, gap: Statement, author: Person) -> None:
    """To those whose word it is, or to every signatory when it is the federation's; and to those who steer."""
    told = [one for one in _concerned(commitment) if one.id != author.id]
    notify(told, "pacts/gap-reported", _about(commitment), always=True, commitment=commitment, gap=gap, author=author)


def gap_answered(gap: Statement, author: Person) -> None:
    """To all that were told of the gap."""
    told = [one for one in _concerned(gap.commitment) if one.id != author.id]
    about = _about(gap.commitment)
    notify(told, "pacts/gap-answered", about, always=True, commitment=gap.commitment, gap=gap, author=author)


def _concerned(commitment: Commitment) -> Sequence[Person]:
    """Each once, though a person may represent several institutions."""
    institutions = commitment.institution_ids or commitment.pact.institution_ids
    represented = queries.people_of(institutions, clock.today())
    people = {one.id: one for group in represented.values() for one in group}
    return list((people | {one.id: one for one in groups.steering(clock.today())}).values())


def _about(commitment: Commitment) -> About:
    return About("commitment", commitment.id, 0, public_path("commitments.show", id=commitment.id))
