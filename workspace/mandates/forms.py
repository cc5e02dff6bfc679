"""What people type about a mandate."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import DateField, Field, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from workspace import clock
from workspace.forms import BaseForm, PersonField, RequiredText, ThingField, at_most, in_reach
from workspace.groups.models import Group, Membership
from workspace.mandates.operations import starts_on, version_of
from workspace.mandates.queries import ROLES, Held, last_day_of
from workspace.people.models import Institution, Role

UNREADABLE = "Cette date n’est pas lisible. Exemple : 2027-01-18."


class DatesForm(BaseForm):
    """The end of a mandate, and the office of a seat."""

    last_day = DateField("Dernier jour", [Optional(), in_reach])
    office = StringField("Fonction", [at_most(60)])
    seen = HiddenField()

    @classmethod
    def to_edit(cls, held: Held) -> "DatesForm":
        kept = {"last_day": last_day_of(held), "seen": version_of(held)}
        form = cls(data=kept | {"office": getattr(held, "office", "")})
        form.first_day = starts_on(held)
        if not isinstance(held, Membership):
            del form.office
        return form

    def typed(self) -> dict[str, Any]:
        return {"last_day": self.last_day.data, "office": self.office.data if "office" in self else None}

    def validate_last_day(self, field: Field) -> None:
        readable(field)
        if field.data and field.data < self.first_day:
            raise ValidationError("Le dernier jour vient après le premier.")
        if field.data and field.data < clock.today():
            raise ValidationError("Ce jour est passé. Pour arrêter les droits maintenant, mettez fin au mandat.")


def readable(field: Field) -> None:
    """What cannot be read is said with an example: WTForms gives none."""
    if field.process_errors:
        field.process_errors = [UNREADABLE]


class GiveForm(BaseForm):
    person = PersonField("À qui", [RequiredText("Choisissez une personne.")])
    what = SelectField("Quel mandat", [RequiredText("Choisissez un mandat.")])
    institution = ThingField("Institution", nothing="Aucune")
    office = StringField("Fonction", [at_most(60)])
    first_day = DateField("Premier jour", [RequiredText("Choisissez un premier jour."), in_reach])
    last_day = DateField("Dernier jour", [Optional(), in_reach])

    def offer(self, groups: list[Group], institutions: Iterable[Institution]) -> None:
        bodies = [group for group in groups if not group.is_working_group]
        self.what.choices = [
            SelectChoice("", "Choisir un mandat"),
            *(SelectChoice(role.value, words, optgroup="Fédération") for role, words in ROLES.items()),
            *(SelectChoice(f"siege-{body.id}", body.name, optgroup="Siège dans une instance") for body in bodies),
            *(SelectChoice(f"co-animation-{group.id}", group.name, optgroup="Co-animation") for group in groups),
        ]
        self.institution.offer(institutions)

    def validate_institution(self, field: Field) -> None:
        if self.what.data == Role.PARTNER.value and not field.data:
            raise ValidationError("Choisissez l’institution que cette personne représente.")

    def validate_first_day(self, field: Field) -> None:
        readable(field)

    def validate_last_day(self, field: Field) -> None:
        readable(field)
        first: date | None = self.first_day.data
        if field.data and first and field.data < first:
            raise ValidationError("Le dernier jour vient après le premier.")
