"""What the directory is asked, and what people type about a person."""

import re
from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, Field, HiddenField, RadioField, SelectField, StringField, TelField
from wtforms.validators import Optional, ValidationError

from workspace import clock
from workspace.directory.operations import FIELDS, version_of
from workspace.directory.queries import Filters
from workspace.forms import BaseForm, RequiredText, ThingField, at_most, words_asked
from workspace.groups.models import Group
from workspace.mandates.forms import in_reach, readable
from workspace.people.forms import Name
from workspace.people.models import LEADS_AS, Centre, Person, Status

STATUSES = {Status.VOLUNTEER: "bénévole", Status.EMPLOYEE: "salarié·e", Status.RESIDENT: "habitant·e"}
LONGEST_NAME = 100


def asked(args: MultiDict[str, str], groups: Sequence[Group], centres: Sequence[Centre]) -> Filters:
    """The filters of an address; what cannot be read is left out."""
    return Filters(
        name=words_asked(args, "nom", LONGEST_NAME),
        group=next((group for group in groups if group.slug == args.get("groupe")), None),
        centre=next((centre for centre in centres if str(centre.id) == args.get("centre")), None),
        status=args.get("statut", type=Status),
    )


class ProfileForm(BaseForm):
    first_name = StringField("Prénom", [RequiredText("Écrivez un prénom."), at_most(80), Name()])
    last_name = StringField("Nom", [RequiredText("Écrivez un nom."), at_most(80), Name()])
    address_form = RadioField("Pour la co-animation, on écrit", choices=LEADS_AS)
    status = SelectField("Statut", choices={status: words.capitalize() for status, words in STATUSES.items()})
    centre_id = ThingField("Centre", nothing="Aucun : la fédération")
    phone = TelField("Téléphone", [at_most(30)])
    shares_contacts = BooleanField("Tous les membres du réseau voient mon adresse et mon téléphone")
    photo_consent = BooleanField("J’accepte d’apparaître sur les photos de la fédération")
    seen = HiddenField()

    @classmethod
    def of(cls, person: Person, centres: Sequence[Centre]) -> "ProfileForm":
        form = cls(obj=person, data={"photo_consent": person.photo_consent_on is not None, "seen": version_of(person)})
        form.centre_id.offer(centres)
        return form

    def typed(self) -> dict[str, Any]:
        return {name: self[name].data for name in (*FIELDS, "photo_consent")}

    def validate_phone(self, field: Field) -> None:
        if field.data and not re.fullmatch(r"\+?[\d .()/-]{6,}", field.data):
            raise ValidationError("Écrivez un numéro, comme 06 12 34 56 78.")


class MinorForm(BaseForm):
    is_minor = BooleanField("Cette personne est mineure")
    agreed_on = DateField("Autorisation parentale reçue le", [Optional(), in_reach])

    def validate_agreed_on(self, field: Field) -> None:
        readable(field)
        if field.data and field.data > clock.today():
            raise ValidationError("Choisissez un jour passé : celui où l’autorisation est arrivée.")
