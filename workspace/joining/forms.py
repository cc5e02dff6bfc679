"""What people type to come into a group, and what is answered to them."""

from collections.abc import Iterable
from typing import Any

from wtforms import EmailField, SelectField, StringField, TextAreaField
from wtforms.validators import Email

from workspace.forms import BaseForm, RequiredText, ThingField, at_most
from workspace.groups.models import GroupKind
from workspace.joining.models import Origin, PendingArrival
from workspace.people.forms import Name
from workspace.people.models import Centre, Status

STATUSES = {Status.VOLUNTEER: "Bénévole", Status.EMPLOYEE: "Salarié·e d’un centre", Status.RESIDENT: "Habitant·e"}
NO_CENTRE = "Aucun de cette liste"
BAD_ADDRESS = "Cette adresse n’est pas complète. Exemple : prenom.nom@exemple.fr."


def lower(text: str | None) -> str | None:
    return text and text.lower()


class JoinForm(BaseForm):
    """The public form: five fields and no more (J1 A2)."""

    first_name = StringField("Prénom", [RequiredText("Écrivez votre prénom."), at_most(80), Name()])
    last_name = StringField("Nom", [RequiredText("Écrivez votre nom."), at_most(80), Name()])
    email = EmailField(
        "Adresse e-mail",
        [RequiredText("Écrivez votre adresse e-mail."), at_most(254), Email(BAD_ADDRESS)],
        filters=[lower],
    )
    centre = ThingField("Votre centre social", nothing=NO_CENTRE)
    status = SelectField("Vous êtes", choices=STATUSES, coerce=Status, default=Status.VOLUNTEER)

    def __init__(self, centres: Iterable[Centre], **options: Any) -> None:
        super().__init__(**options)
        self.known = {centre.id: centre for centre in centres}
        self.centre.offer(self.known.values())

    def typed(self) -> dict[str, Any]:
        return {
            "first_name": self.first_name.data,
            "last_name": self.last_name.data,
            **({"email": self.email.data} if self.email else {}),
            "status": self.status.data,
            "centre": self.known.get(self.centre.data),
        }


class ArrivalForm(BaseForm):
    """What whoever invited left unsaid: the name, the centre and the status."""

    first_name = JoinForm.first_name
    last_name = JoinForm.last_name
    centre = JoinForm.centre
    status = SelectField("Vous êtes", choices=STATUSES | {Status.EMPLOYEE: "Salarié·e"}, coerce=Status)

    @classmethod
    def of(cls, arrival: PendingArrival, centres: Iterable[Centre]) -> "ArrivalForm | None":
        """None when all is known. Whoever comes for an institution has no centre."""
        form = cls(data={"status": arrival.status})
        if arrival.name:
            del form.first_name, form.last_name
        if arrival.centre_id or arrival.origin is Origin.FORM or arrival.group.kind is GroupKind.PARTNER_COMMITTEE:
            del form.centre, form.status
        else:
            form.centre.offer(centres)
        return form if form.data else None


class RefusalForm(BaseForm):
    reason = TextAreaField(
        "Pourquoi", [RequiredText("Dites pourquoi en une phrase : la personne la lira."), at_most(500)]
    )


class RemovalForm(BaseForm):
    reason = TextAreaField("Motif", [RequiredText("Dites pourquoi : la personne le lira."), at_most(500)])
