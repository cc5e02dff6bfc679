"""What people type on the planner."""

from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TimeField, ValidationError
from wtforms.validators import InputRequired

from workspace import clock
from workspace.forms import EARLIEST, LATEST, RELOAD, BaseForm, RequiredText, at_most, in_reach
from workspace.meetings.forms import STORABLE
from workspace.meetings.models import Meeting
from workspace.scheduling.conflicts import SOFT


class CallForm(BaseForm):
    """Before a round of letters leaves: `seen` is the version of what was shown."""

    seen = HiddenField()


class KindForm(BaseForm):
    kind = SelectField("Point", choices=SOFT)


class KeepForm(KindForm):
    reason = StringField("Pourquoi garder cette date", [RequiredText("Dites pourquoi en une phrase."), at_most(300)])


class MoveForm(BaseForm):
    """A day and an hour on a French clock; `starts_at` is the instant they make, once they make one; `seen` is the
    version of what was said against it."""

    day = DateField("Jour", [InputRequired("Choisissez un jour."), in_reach])
    hour = TimeField("Heure", [InputRequired("Choisissez une heure.")])
    revision = IntegerField("Version", [InputRequired(RELOAD), STORABLE])
    seen = HiddenField()
    suite = HiddenField()

    @classmethod
    def of(cls, meeting: Meeting, monday: date | None) -> "MoveForm":
        """As the meeting stands, or on the same weekday of the week of a Monday."""
        begins = clock.in_paris(meeting.starts_at)
        day = monday + timedelta(days=begins.weekday()) if monday else begins.date()
        form = cls(data={"day": day, "hour": begins.time()})
        form.length = meeting.ends_at - meeting.starts_at
        return form

    @property
    def starts_at(self) -> Any:
        """A datetime; None while what is typed makes none."""
        day, hour = self.day.data, self.hour.data
        if not (isinstance(day, date) and isinstance(hour, time)) or not EARLIEST <= day.year <= LATEST:
            return None
        try:
            return clock.from_paris(datetime.combine(day, hour))
        except ValueError:
            return None

    def validate_day(self, field: DateField) -> None:
        if self.starts_at and self.starts_at + self.length <= clock.now():
            raise ValidationError("Ce jour est déjà passé. Choisissez-en un autre.")

    def validate_hour(self, field: TimeField) -> None:
        if field.data and self.day.data and EARLIEST <= self.day.data.year <= LATEST and not self.starts_at:
            raise ValidationError("Cette heure n’existe pas : les horloges avancent cette nuit-là.")
