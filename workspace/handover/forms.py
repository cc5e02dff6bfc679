"""What handing over asks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, DateField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from workspace import clock
from workspace.actions.forms import PeopleField
from workspace.forms import LATEST, BaseForm, PersonField, at_most, unix_lines
from workspace.french import calendar_day
from workspace.groups.models import CoFacilitation
from workspace.people.models import Person


class GivenForm(BaseForm):
    """To whom one thing goes."""

    to = PersonField("Confier à")

    @classmethod
    def about(cls, prefix: str, people: Sequence[Person], default: Person | None) -> "GivenForm":
        form = cls(prefix=prefix, data={"to": default.id if default else None})
        form.people = {person.id: person for person in people}
        form.to.offer(people)
        return form

    def validate_to(self, field: PersonField) -> None:
        if field.data is None:
            raise ValidationError("Dites à qui.")

    def chosen(self) -> Person:
        return self.people[self.to.data]


class HandoverForm(BaseForm):
    ends_on = DateField("Dernier jour de co-animation", [InputRequired("Dites quel sera le dernier jour.")])
    successors = PeopleField("Qui prend la suite")
    vacancy = BooleanField("Poste à pourvoir : personne pour l’instant")
    words = TextAreaField("Un mot pour la suite", [at_most(2000)], filters=[unix_lines])

    @classmethod
    def about(cls, mandate: CoFacilitation) -> "HandoverForm":
        form = cls()
        form.known_end = mandate.ends_on
        return form

    def validate_ends_on(self, field: DateField) -> None:
        if field.data and not clock.today() <= field.data <= date(LATEST, 12, 31):
            raise ValidationError("Choisissez aujourd’hui ou un jour à venir.")
        if field.data and self.known_end and field.data > self.known_end:
            raise ValidationError(
                f"Ce mandat se termine le {calendar_day(self.known_end)} : choisissez ce jour, ou un jour d’avant."
            )

    def validate_successors(self, field: PeopleField) -> None:
        if bool(field.data) == bool(self.vacancy.data):
            raise ValidationError("Cochez qui prend la suite, ou bien « Poste à pourvoir ».")

    def typed(self) -> dict[str, Any]:
        return {
            "ends_on": self.ends_on.data,
            "successors": self.successors.chosen(),
            "words": self.words.data or "",
        }
