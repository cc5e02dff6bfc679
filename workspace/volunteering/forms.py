"""What volunteers type about their time."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

from wtforms import DateField, HiddenField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired

from workspace import clock
from workspace.forms import BaseForm, FormId, ThingField, at_most, in_reach
from workspace.meetings.forms import DurationField
from workspace.volunteering import queries
from workspace.volunteering.models import DECLARED, NAMES, Category, VolunteerTime
from workspace.volunteering.operations import Declared, version_of
from workspace.volunteering.queries import Line

LONGEST_NOTE = 300
HOW_LONG = "Écrivez une durée comme 45 min ou 1 h 30."


class TimeField(DurationField):
    """« 2 » is two hours for who gave them, and two minutes in an agenda: it is asked again."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        said = (valuelist[0] if valuelist else "").strip()
        if re.fullmatch(r"0?[1-9]|1[0-9]|2[0-4]", said):
            self.data = None
            raise ValueError(f"Des heures ou des minutes ? Écrivez {int(said)} h ou {int(said)} min.")
        super().process_formdata(valuelist)


class GivenField(TimeField):
    """Of a meeting where one was noted, none of it may have been given."""

    shortest = 0
    out_of_bounds = "Entre 0 minute et 24 heures."

    def _value(self) -> str:
        return super()._value() or ("0 min" if self.data == 0 else "")


class DeclaredField(TimeField):
    out_of_bounds = "Entre 1 minute et 24 heures."


def said(form: BaseForm, field: DurationField) -> None:
    """A validator: a length was written. What could not be read is told already."""
    if field.data is None and not field.process_errors:
        raise ValidationError(HOW_LONG)


class CorrectForm(BaseForm):
    minutes = GivenField("Temps donné", [said])
    reason = StringField("Pourquoi", [at_most(LONGEST_NOTE)])
    seen = HiddenField()

    @classmethod
    def of(cls, line: Line) -> "CorrectForm":
        return cls(data={"minutes": line.minutes, "reason": line.note, "seen": version_of(line)})


class DeclareForm(BaseForm):
    day = DateField("Jour", [InputRequired("Dites quel jour c’était."), in_reach])
    kind = SelectField("Nature", choices={one: NAMES[one] for one in DECLARED}, coerce=Category)
    minutes = DeclaredField("Temps donné", [said])
    group = ThingField("Pour quel groupe", nothing="Aucun en particulier")
    note = StringField("Précision", [at_most(LONGEST_NOTE)])
    form_id = FormId()
    revision = HiddenField()

    @classmethod
    def new(cls, person_id: int) -> "DeclareForm":
        form = cls(data={"day": clock.today(), "kind": DECLARED[0], "form_id": uuid4().hex})
        del form.revision
        form.group.offer(queries.groups_of(person_id))
        return form

    @classmethod
    def of(cls, time: VolunteerTime, person_id: int) -> "DeclareForm":
        plain = {name: getattr(time, name) for name in ("day", "kind", "minutes", "note", "revision")}
        form = cls(data=plain | {"group": time.group_id})
        del form.form_id
        groups = queries.groups_of(person_id)
        form.group.offer(groups if time.group is None or time.group in groups else [*groups, time.group])
        return form

    def validate_day(self, field: DateField) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError("Ce jour n’est pas encore venu.")

    def told(self) -> Declared:
        day: date = self.day.data
        return Declared(day, self.kind.data, self.minutes.data, self.group.data, self.note.data or "")
