"""What people type while a meeting runs."""

from typing import Any

from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional

from workspace.forms import RELOAD, BaseForm, RequiredText, at_most
from workspace.meetings.forms import STORABLE
from workspace.meetings.models import VoteKind
from workspace.people.models import Status

VOTES = NumberRange(0, 10_000, "Écrivez un nombre entre 0 et 10 000.")
STATUSES = {Status.VOLUNTEER: "Bénévole", Status.EMPLOYEE: "Salarié·e", Status.RESIDENT: "Habitant·e"}


class VoteForm(BaseForm):
    question = StringField("Ce qui est mis au vote", [RequiredText("Écrivez ce qui est mis au vote."), at_most(300)])
    kind = RadioField(
        "Comment",
        choices={VoteKind.COUNT: "En comptant les voix", VoteKind.CONSENT: "Par consentement"},
        coerce=VoteKind,
        default=VoteKind.COUNT,
    )
    pro = IntegerField("Pour", [Optional(), VOTES])
    con = IntegerField("Contre, ou objections", [Optional(), VOTES])
    abstained = IntegerField("Abstentions", [Optional(), VOTES])

    def validate_kind(self, field: RadioField) -> None:
        if field.data is VoteKind.COUNT and not (self.pro.data or self.con.data or self.abstained.data):
            raise ValidationError("Écrivez au moins une voix.")

    def typed(self) -> dict[str, Any]:
        consents = self.kind.data is VoteKind.CONSENT
        return {
            "question": self.question.data,
            "kind": self.kind.data,
            "pro": 0 if consents else self.pro.data or 0,
            "con": self.con.data or 0,
            "abstained": 0 if consents else self.abstained.data or 0,
        }


class WelcomeForm(BaseForm):
    first_name = StringField("Prénom", [RequiredText("Écrivez son prénom."), at_most(80)])
    last_name = StringField("Nom", [RequiredText("Écrivez son nom."), at_most(80)])
    status = SelectField("Statut", choices=STATUSES, coerce=Status, default=Status.RESIDENT)


class LineForm(BaseForm):
    line = TextAreaField("Ligne", [InputRequired(RELOAD), at_most(2000)])
    revision = IntegerField("Version", [InputRequired(RELOAD), STORABLE])
