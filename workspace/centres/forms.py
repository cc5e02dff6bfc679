"""What people type about centres, rooms and institutions."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, StringField

from workspace.centres.operations import version_of
from workspace.forms import BaseForm, RequiredText, ThingField, at_most
from workspace.people.models import Centre, Institution, Room


class NamedForm(BaseForm):
    """Something that has a name, and the version of it that the form was opened with."""

    seen = HiddenField()

    @classmethod
    def of(cls, thing: Centre | Institution | Room | None) -> Any:
        return cls(obj=thing, data={"seen": version_of(thing)} if thing else {})

    def typed(self) -> dict[str, Any]:
        return {field.short_name: field.data for field in self if field.short_name not in ("seen", "csrf_token")}


class CentreForm(NamedForm):
    name = StringField("Nom", [RequiredText("Écrivez le nom du centre."), at_most(120)])
    town = StringField("Ville", [at_most(120)])
    is_member = BooleanField("Adhérent de la fédération", default=True)


class InstitutionForm(NamedForm):
    name = StringField("Nom", [RequiredText("Écrivez le nom de l’institution."), at_most(200)])
    acronym = StringField("Sigle", [at_most(30)])


class RoomForm(NamedForm):
    name = StringField("Nom de la salle", [RequiredText("Écrivez le nom de la salle."), at_most(120)])
    is_closed = BooleanField("Cette salle n’accueille plus de réunions")


class NewRoomForm(BaseForm):
    name = StringField("Nom de la salle", [RequiredText("Écrivez le nom de la salle."), at_most(120)])


class MergeForm(BaseForm):
    kept = ThingField("Centre à garder", [RequiredText("Choisissez le centre à garder.")], nothing="Choisir un centre")

    def offer(self, centres: Sequence[Centre]) -> None:
        self.kept.offer(centres, lambda one: f"{one.name}, {one.town}" if one.town else one.name)
