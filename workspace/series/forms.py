"""What people type to make, change or cancel a series."""

from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, StopValidation

from workspace import clock
from workspace.forms import BaseForm, FormId, RequiredText, at_most, in_reach
from workspace.groups.models import Group
from workspace.meetings.forms import CancelForm, check_video_link
from workspace.meetings.models import Meeting
from workspace.scheduling.proposing import Habit
from workspace.series.operations import TOO_MANY, Change, Plan
from workspace.series.rules import MOST, RANKS, WEEKDAYS, Moment, Monthly, Weekly, days_of, moment

MOST_ADDED = 20
FOLLOWING, ALL = "following", "all"
SCOPES = {FOLLOWING: "Celle-ci et les suivantes", ALL: "Toutes celles à venir"}
OF_WEEK = [SelectChoice(str(rank), word) for rank, word in enumerate(WEEKDAYS)]


class NeededWhen:
    """A validator of a field that counts only beside one choice of another; elsewhere it says nothing."""

    def __init__(self, name: str, choice: str, message: str) -> None:
        self.name, self.choice, self.message = name, choice, message

    def __call__(self, form: Any, field: Any) -> None:
        if form[self.name].data != self.choice:
            field.errors, field.data = [], field.object_data
            raise StopValidation
        if field.data is None:
            field.errors = []
            raise StopValidation(self.message)


def _number(label: str, beside: tuple[str, str], most: int, message: str, default: int) -> IntegerField:
    return IntegerField(label, [NeededWhen(*beside, message), NumberRange(1, most, message)], default=default)


class HoursForm(BaseForm):
    """What meetings of a series share."""

    title = StringField("Titre", [RequiredText("Donnez un titre à ces réunions."), at_most(200)])
    begins = TimeField("De", [InputRequired("Dites à quelle heure elles commencent.")], default=time(18))
    ends = TimeField("À", [InputRequired("Dites à quelle heure elles se terminent.")], default=time(20))
    place = StringField("Lieu", [at_most(200)])
    video_link = StringField("Lien de visio", [at_most(500)])

    def validate_ends(self, field: TimeField) -> None:
        if field.data and self.begins.data and field.data <= self.begins.data:
            raise ValidationError("La fin doit venir après le début, le même jour.")

    def validate_video_link(self, field: StringField) -> None:
        check_video_link(field.data)


class SeriesForm(HoursForm):
    second_place = StringField("Deuxième lieu", [at_most(200)])
    third_place = StringField("Troisième lieu", [at_most(200)])
    fourth_place = StringField("Quatrième lieu", [at_most(200)])
    first = DateField("À partir du", [InputRequired("Dites à partir de quel jour."), in_reach])
    rhythm = RadioField(
        "Rythme", choices={"weeks": "Le même jour de la semaine", "month": "Un jour de chaque mois"}, default="weeks"
    )
    weeks = _number(
        "Toutes les … semaines", ("rhythm", "weeks"), 52, "Dites toutes les combien de semaines, de 1 à 52.", 2
    )
    rank = SelectField(
        "Lequel", choices=[SelectChoice(str(one), word) for one, word in RANKS.items()], coerce=int, default=1
    )
    weekday = SelectField("Jour", choices=OF_WEEK, coerce=int, default=1)
    months = _number("Tous les … mois", ("rhythm", "month"), 12, "Dites tous les combien de mois, de 1 à 12.", 1)
    ending = RadioField(
        "Fin", choices={"number": "Après un nombre de réunions", "until": "À une date"}, default="number"
    )
    number = _number("Nombre de réunions", ("ending", "number"), MOST, TOO_MANY, 8)
    until = DateField("Jusqu’au", [NeededWhen("ending", "until", "Dites jusqu’à quel jour."), in_reach])
    skips_school = BooleanField("Laisser de côté les vacances scolaires", default=True)
    added = DateField("Ajouter une date", [Optional(), in_reach])
    extra = SelectMultipleField("Dates ajoutées", coerce=str, validate_choice=False)
    ticked = SelectMultipleField("Dates", coerce=str, validate_choice=False)
    seen = HiddenField()
    form_id = FormId()
    step = HiddenField()  # the button pressed

    @classmethod
    def proposed(cls, group: Group, habit: Habit, week: date | None, until: date | None) -> "SeriesForm":
        """At the group's own rhythm, usual day and hours, from the week asked for, else after a fortnight; until the
        last day asked for, if one is. Its place is for whoever plans: centres take turns."""
        monday = week or clock.monday_of(clock.today()) + timedelta(days=14)
        said = {"first": monday + timedelta(days=habit.weekdays[0]), "weeks": group.every_weeks or 2}
        said |= {"form_id": uuid4().hex, "begins": habit.begins, "ends": habit.ends}
        return cls(data=said | ({"ending": "until", "until": until} if until else {}))

    @property
    def rule(self) -> Weekly | Monthly:
        if self.rhythm.data == "weeks":
            return Weekly(self.first.data, self.weeks.data)
        return Monthly(self.first.data, self.months.data, self.rank.data, self.weekday.data)

    @property
    def plan(self) -> Plan:
        return Plan(self.title.data, self.place.data or "", self.video_link.data or "")

    @property
    def others(self) -> list[StringField]:
        return [self.second_place, self.third_place, self.fourth_place]

    @property
    def places(self) -> list[str]:
        """Where the meetings take turns: one at least, maybe nowhere yet."""
        return [text for one in (self.place, *self.others) if (text := one.data)] or [""]

    def moments(self) -> list[Moment]:
        """The dates of the rule and those added, in order."""
        until = self.until.data if self.ending.data == "until" else None
        number = self.number.data if self.ending.data == "number" else None
        days = {*days_of(self.rule, number, until), *self.added_days}
        return [moment(day, self.begins.data, self.ends.data) for day in sorted(days)]

    @property
    def added_days(self) -> list[date]:
        """Those that were added before, and the one that is."""
        days = {day for text in (self.extra.data or [])[:MOST_ADDED] if (day := _day(text))}
        return sorted(days | ({self.added.data} if self.added.data and not self.added.errors else set()))

    def validate_first(self, field: DateField) -> None:
        if field.data and field.data < clock.today():
            raise ValidationError("Ce jour est déjà passé.")

    def validate_until(self, field: DateField) -> None:
        if self.first.data and field.data < self.first.data:
            raise ValidationError("La fin doit venir après le premier jour.")
        if self._reads_rule():
            number = len(days_of(self.rule, until=field.data))
            if number > MOST:
                raise ValidationError(f"Jusqu’à ce jour, cela fait plus de {MOST} réunions. {TOO_MANY}")
            if not number:
                raise ValidationError("Aucune date ne tombe d’ici là.")

    def validate_added(self, field: DateField) -> None:
        if not field.data:
            return
        if field.data < clock.today():
            raise ValidationError("Ce jour est déjà passé.")
        if len(self.extra.data or []) >= MOST_ADDED:
            raise ValidationError(f"{MOST_ADDED} dates ajoutées au plus.")

    def _reads_rule(self) -> bool:
        every = self.weeks.data if self.rhythm.data == "weeks" else self.months.data
        given = (self.first.data, self.rank.data, self.weekday.data)
        return None not in given and every is not None and 0 < every <= 52


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


class ChangeForm(HoursForm):
    scope = RadioField("Quelles réunions", choices=SCOPES, default=FOLLOWING)
    weekday = SelectField("Jour de la semaine", choices=[SelectChoice("", "Le même"), *OF_WEEK])
    seen = HiddenField()

    @classmethod
    def of(cls, meeting: Meeting) -> "ChangeForm":
        begins, ends = _hours_of(meeting)
        same = {name: getattr(meeting, name) for name in ("title", "place", "video_link")}
        return cls(data={"begins": begins, "ends": ends, **same, "scope": FOLLOWING, "weekday": ""})

    def change_of(self, meeting: Meeting) -> Change:
        """Only what is no longer as the meeting that it was opened on has it: the others keep their exceptions."""
        words = {name: self[name].data or "" for name in ("title", "place", "video_link")}
        hours = (self.begins.data, self.ends.data)
        return Change(
            hours=None if hours == _hours_of(meeting) else hours,
            weekday=int(self.weekday.data) if self.weekday.data else None,
            **{name: said for name, said in words.items() if said != getattr(meeting, name)},
        )


def _hours_of(meeting: Meeting) -> tuple[time, time]:
    """To the minute, as a form shows them."""
    begins, ends = (clock.in_paris(one) for one in (meeting.starts_at, meeting.ends_at))
    return time(begins.hour, begins.minute), time(ends.hour, ends.minute)


class CancelSeriesForm(CancelForm):
    scope = RadioField("Quelles réunions", choices=SCOPES, default=FOLLOWING)
    seen = HiddenField()
