"""What people type about the school calendar."""

from datetime import timedelta

from wtforms import DateField, StringField, ValidationError
from wtforms.validators import InputRequired

from workspace.forms import BaseForm, RequiredText, at_most, in_reach

LONGEST = timedelta(days=100)  # summer lasts some sixty days


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
