"""What people type to bring others into a group."""

from collections.abc import Sequence

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Optional

from workspace.forms import BaseForm, ThingField, at_most
from workspace.joining.forms import NO_CENTRE, STATUSES, JoinForm
from workspace.people.models import Person, Status

SOMEBODY_ELSE = "nouvelle"


class ListForm(BaseForm):
    """Addresses typed or pasted, or a file."""

    addresses = TextAreaField("Adresses e-mail", [at_most(60_000)])
    file = FileField("Ou un tableau : CSV, ODS ou XLSX")

    def validate_addresses(self, field: TextAreaField) -> None:
        if not field.data and not self.file.data:
            raise ValidationError("Écrivez au moins une adresse, ou choisissez un fichier.")


class SendForm(BaseForm):
    kept = HiddenField(validators=[InputRequired()])  # the list as it was shown, signed


class MemberForm(JoinForm):
    """Somebody without e-mail; or, when the name is known, who of those."""

    email = None
    centre = ThingField("Son centre social", nothing=NO_CENTRE)
    status = SelectField("Cette personne est", choices=STATUSES, coerce=Status, default=Status.VOLUNTEER)
    who = RadioField("Est-ce l’une de ces personnes ?", [Optional()], choices=[])

    def offer(self, namesakes: Sequence[Person]) -> None:
        """Say who has that name already: one of them is chosen, or somebody else."""
        self.known_people = {str(person.id): person for person in namesakes}
        said = {
            key: f"{one.name}, {one.centre.name if one.centre else 'sans centre'}"
            for key, one in self.known_people.items()
        }
        self.who.choices = {**said, SOMEBODY_ELSE: "Quelqu’un d’autre, du même nom"} if said else {}

    @property
    def chosen(self) -> Person | None:
        return self.known_people.get(self.who.data or "")
