"""What publishing may still ask."""

from collections.abc import Sequence

from wtforms import DateField, ValidationError
from wtforms.validators import InputRequired

from workspace.actions.models import ActionItem
from workspace.forms import BaseForm, PersonField
from workspace.people.models import Person


class MissingForm(BaseForm):
    """What an action lacks before it can be published: who, and for when."""

    owner = PersonField("Qui s’en charge")
    due_on = DateField("Pour le", [InputRequired("Dites pour quand.")])

    @classmethod
    def about(cls, action: ActionItem, people: Sequence[Person]) -> "MissingForm":
        """The form of one action among several on a page; what is already said of it is filled in."""
        said = {"owner": next((owner.id for owner in action.owners), None), "due_on": action.due_on}
        form = cls(prefix=f"action-{action.id}", data=said)
        form.people = {person.id: person for person in [*people, *action.owners]}
        form.owner.offer(form.people.values())
        return form

    def validate_owner(self, field: PersonField) -> None:
        if field.data is None:
            raise ValidationError("Dites qui s’en charge.")

    def chosen(self) -> Person:
        return self.people[self.owner.data]
