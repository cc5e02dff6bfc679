"""The page that prepares a handover: one form for the mandate, one for each thing that changes hands."""

from typing import Any

from workspace.actions.models import ActionItem
from workspace.groups import queries as groups
from workspace.groups.models import CoFacilitation, Group
from workspace.handover import queries
from workspace.handover.forms import GivenForm, HandoverForm
from workspace.minutes.models import Minutes
from workspace.people.models import Person


class Preparation:
    def __init__(self, group: Group, mandate: CoFacilitation) -> None:
        self.group, self.mandate = group, mandate
        self.staff = queries.staff()
        self.form = HandoverForm.about(mandate)
        leading = groups.co_facilitations(group).get(group.id, [])
        self.others = [one for one in leading if one.id != mandate.person_id]
        members = groups.people_of(group)
        here = {one.id for one in leading}
        self.form.successors.offer([one for one in members if one.id not in here])
        # Whoever comes may publish; so may those who lead beside, and the staff team.
        self.publishers = self._unique([*self.form.successors.chosen(), *self.others, *self.staff])
        default = self.publishers[0] if self.publishers else None
        doers = self._unique([*members, *self.staff])
        self.actions: list[tuple[ActionItem, GivenForm]] = [
            (one, GivenForm.about(f"action-{one.id}", doers, default))
            for one in queries.open_actions(group, mandate.person)
        ]
        drafts = self._unique([*members, *self.staff])
        self.minutes: list[tuple[Minutes, GivenForm]] = [
            (one, GivenForm.about(f"minutes-{one.id}", [one for one in drafts if one.id != mandate.person_id], default))
            for one in queries.unpublished(group)
        ]

    @staticmethod
    def _unique(people: list[Person]) -> list[Person]:
        return list({person.id: person for person in people}.values())

    def is_complete(self) -> bool:
        """Each form says what is wrong in it; minutes go to somebody who will be able to publish them."""
        right = [self.form.validate(), *(form.validate() for _, form in [*self.actions, *self.minutes])]
        able = {person.id for person in self.publishers}
        for _, form in self.minutes:
            if form.to.data and form.to.data not in able:
                form.refused(form.to, "Choisissez qui prend la suite, qui co-anime déjà, ou l’équipe.")
                right.append(False)
        return all(right)

    @property
    def has_errors(self) -> bool:
        return bool(self.form.errors) or any(form.errors for _, form in [*self.actions, *self.minutes])

    def typed(self) -> dict[str, Any]:
        return self.form.typed() | {
            "keeper": self.publishers[0] if self.publishers else None,
            "actions_to": {action: form.chosen() for action, form in self.actions},
            "minutes_to": {one: form.chosen() for one, form in self.minutes},
        }
