"""What people type about agendas."""

from typing import Any

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from workspace.forms import BaseForm, RequiredText, at_most, unix_lines
from workspace.meetings.forms import STORABLE, DurationField
from workspace.meetings.models import PointKind


class ParkForm(BaseForm):
    title = StringField("Le point", [RequiredText("Dites de quoi vous voulez parler."), at_most(200)])
    kind = SelectField("Nature", choices=PointKind.said(), coerce=PointKind, default=PointKind.EXCHANGE)
    minutes = DurationField("Durée")
    text = TextAreaField("Pourquoi en parler", [at_most(5_000)], filters=[unix_lines])

    def typed(self) -> dict[str, Any]:
        return {name: self.data[name] or "" for name in ("title", "text")} | {
            "kind": self.kind.data,
            "minutes": self.minutes.data,
        }


class PlaceForm(BaseForm):
    meeting = IntegerField("Réunion", [InputRequired("Dites à quelle réunion."), STORABLE])


class DropForm(BaseForm):
    reason = StringField("Pourquoi", [at_most(500)])
