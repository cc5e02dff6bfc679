"""What people type of a seat held outside, of who sits there, of a meeting there."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from workspace import clock
from workspace.forms import BaseForm, PersonField, RequiredText, ThingField, at_most, in_reach, unix_lines
from workspace.meetings.forms import ServingForm
from workspace.minutes import queries as minutes
from workspace.minutes.models import Decision
from workspace.pacts.forms import DayField
from workspace.people.models import Person
from workspace.representation.models import ExternalMandate, MandateReport, Seat
from workspace.representation.operations import Told

LONGEST = 5_000
NO_SUCH_DECISION = "Aucune décision publiée ne porte ce numéro. Exemple : 2026-14."
SEATS = {Seat.HOLDER: "Titulaire", Seat.SUBSTITUTE: "Suppléance"}


class MandateForm(ServingForm):
    revision = HiddenField()
    institution = ThingField("Institution", [RequiredText("Choisissez l’institution.")], "Choisir une institution")
    body = StringField("Instance où l’on siège", [RequiredText("Écrivez le nom de l’instance."), at_most(200)])
    purpose = TextAreaField("Ce que la fédération y défend", [at_most(LONGEST)], filters=[unix_lines])
    starts_on = DayField("Premier jour", [InputRequired("Donnez le premier jour."), in_reach])
    ends_on = DayField("Dernier jour", [Optional(), in_reach])
    next_on = DayField("Prochaine réunion de l’instance", [Optional(), in_reach])
    decision = StringField("Décision qui désigne", [at_most(20)])
    chosen: Decision | None = None

    @classmethod
    def of(cls, mandate: ExternalMandate) -> "MandateForm":
        told = {name: getattr(mandate, name) for name in ("body", "purpose", "starts_on", "ends_on", "next_on")}
        number = mandate.decision.number if mandate.decision else ""
        return cls(
            data=told | {"institution": mandate.institution_id, "decision": number, "revision": mandate.revision}
        )

    def validate_decision(self, field: Field) -> None:
        self.chosen = minutes.numbered(field.data) if field.data else None
        if field.data and self.chosen is None:
            raise ValidationError(NO_SUCH_DECISION)

    def typed(self) -> dict[str, Any]:
        told = {name: self[name].data for name in ("body", "starts_on", "ends_on", "next_on")}
        return told | {"purpose": self.purpose.data or "", "decision": self.chosen}


class EndForm(BaseForm):
    last_day = DayField("Dernier jour", [InputRequired("Donnez le dernier jour."), in_reach])
    reason = StringField("Pourquoi", [at_most(500)])


class EndSeatForm(BaseForm):
    last_day = DayField("Dernier jour", [InputRequired("Donnez le dernier jour."), in_reach])


class NameForm(BaseForm):
    person = PersonField("Qui", [RequiredText("Choisissez une personne.")])
    seat = RadioField("Place", choices=[SelectChoice(seat.value, words) for seat, words in SEATS.items()])
    starts_on = DayField("Premier jour", [InputRequired("Donnez le premier jour."), in_reach])
    ends_on = DayField("Dernier jour", [Optional(), in_reach])


class PutOffForm(BaseForm):
    announced = DayField(widget=HiddenInput())  # the day that it is about, as the page said it
    next_on = DayField("Nouvelle date", [Optional(), in_reach])


class ReportForm(BaseForm):
    revision = HiddenField()
    met_on = DayField("Réunion du", [InputRequired("Donnez le jour de la réunion."), in_reach])
    said = TextAreaField(
        "Ce qui s’est dit", [RequiredText("Écrivez ce qui s’est dit."), at_most(LONGEST)], filters=[unix_lines]
    )
    meaning = TextAreaField("Ce que cela change pour la fédération", [at_most(LONGEST)], filters=[unix_lines])
    there = SelectMultipleField("Qui y était", [Optional()], coerce=int)
    next_on = DayField("Prochaine réunion de l’instance", [Optional(), in_reach])
    to_board = BooleanField("À porter au conseil d’administration")
    open_to_network = BooleanField("Lisible par tout le réseau", default=True)
    people: dict[int, Person]

    @classmethod
    def new(cls, mandate: ExternalMandate) -> "ReportForm":
        """About the meeting that is awaited; whoever held the seat was there, until one says otherwise."""
        day = min(mandate.next_on or clock.today(), clock.today(), mandate.ends_on or date.max)
        told = {"met_on": day, "next_on": _coming(mandate)}
        return cls(data=told)._about(mandate, lambda: _sitting(mandate, day))

    @classmethod
    def of(cls, report: MandateReport, mandate: ExternalMandate, there: Sequence[Person]) -> "ReportForm":
        names = ("met_on", "said", "meaning", "open_to_network", "revision")
        told = {name: getattr(report, name) for name in names} | {"next_on": _coming(mandate)}
        form = cls(data=told | {"to_board": report.parked_point_id is not None})
        return form._about(mandate, lambda: [one.id for one in there], there)

    def _about(self, mandate: ExternalMandate, there: Any, others: Sequence[Person] = ()) -> "ReportForm":
        sat = [one.person for one in mandate.representatives]
        self.people = {person.id: person for person in [*sat, *others]}
        self.there.choices = [SelectChoice(str(id), person.name) for id, person in self.people.items()]
        if not self.is_submitted():
            self.there.data = there()
        return self

    def told(self) -> Told:
        return Told(
            self.met_on.data, self.said.data, self.meaning.data or "",
            [self.people[id] for id in self.there.data or []], self.open_to_network.data, self.next_on.data,
        )  # fmt: skip


def _coming(mandate: ExternalMandate) -> date | None:
    return mandate.next_on if mandate.next_on and mandate.next_on > clock.today() else None


def _sitting(mandate: ExternalMandate, day: date) -> list[int]:
    holder = mandate.sitting_on(day, Seat.HOLDER)
    return [holder.person_id] if holder else []
