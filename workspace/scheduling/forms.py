"""What people type about the school calendar, and the dates proposed to a group."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import DateField, StringField, ValidationError
from wtforms.validators import InputRequired

from workspace.forms import BaseForm, ParisDateTimeField, RequiredText, at_most, in_reach
from workspace.meetings.forms import MeetingForm
from workspace.scheduling.proposing import Suggestion

LONGEST = timedelta(days=100)  # summer lasts some sixty days
OTHER = "other"
PROPOSED = re.compile("([^/]+)/([^/]+)")  # a proposal's key


class SchoolHolidayForm(BaseForm):
    name = StringField("Nom", [RequiredText("Donnez un nom à ces vacances : « Vacances d’hiver »."), at_most(80)])
    starts_on = DateField("Premier jour", [InputRequired("Dites quel est le premier jour sans école."), in_reach])
    ends_on = DateField("Dernier jour", [InputRequired("Dites quel est le dernier jour sans école.")])

    def validate_ends_on(self, field: DateField) -> None:
        if not (field.data and self.starts_on.data):
            return
        if field.data < self.starts_on.data:
            raise ValidationError("Le dernier jour ne vient pas avant le premier.")
        if field.data - self.starts_on.data > LONGEST:
            raise ValidationError("Des vacances durent cent jours au plus. Vérifiez les deux dates.")


class NewMeetingForm(MeetingForm):
    """The date is one of those proposed, or another: the two fields count for that choice only, and where none is made.

    A proposal says nothing that the fields could not: it is checked as they are, and a forged one is another date.
    """

    when = StringField("Date", default=OTHER)
    typed_beside: Sequence[Any] = ()

    @property
    def hours(self) -> tuple[ParisDateTimeField, ParisDateTimeField]:
        return self.starts_at, self.ends_at

    def validate(self, extra_validators: Any = None) -> bool:
        self._take_chosen()
        return super().validate(extra_validators)

    def _take_chosen(self) -> None:
        self.typed_beside = [one.raw_data for one in self.hours]
        chosen = PROPOSED.fullmatch(self.when.data or "")
        for one, text in zip(self.hours, chosen.groups() if chosen else (), strict=False):
            one.process(MultiDict({one.name: text}))

    def offer(self, suggested: Suggestion) -> None:
        """What the page shows: at first what is proposed; then what was chosen, and what was typed beside it."""
        if not self.is_submitted():
            self.when.data = suggested.best.key if suggested.best else OTHER
            self.starts_at.data, self.ends_at.data = suggested.usual or (None, None)
            self.place.data = suggested.habit.place
            return
        if not self.typed_beside:  # nothing is checked yet
            self._take_chosen()
        if self.when.data not in [one.key for one in suggested.proposals]:
            self.when.data = OTHER
        else:
            for one, text in zip(self.hours, self.typed_beside, strict=True):
                one.raw_data = text
