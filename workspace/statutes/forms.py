"""Who gives a proxy to whom."""

from collections.abc import Sequence

from wtforms.validators import InputRequired

from workspace.forms import BaseForm, PersonField
from workspace.people.models import Person


class ProxyForm(BaseForm):
    giver = PersonField("Qui donne pouvoir", [InputRequired("Choisissez qui donne pouvoir.")])
    holder = PersonField("À qui", [InputRequired("Choisissez qui porte ce pouvoir.")])

    def offer(self, people: Sequence[Person]) -> None:
        self.giver.offer(people)
        self.holder.offer(people)
