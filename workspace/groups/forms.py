"""What people type about groups."""

import re
from typing import Any

from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from workspace.forms import RELOAD, BaseForm, FormId, RequiredText, at_most, begin_again, unix_lines
from workspace.french import fold
from workspace.groups.models import Group, GroupKind, JoiningRule
from workspace.groups.palette import HUE_NAMES, HUES, ICON_NAMES, ICONS, free_among
from workspace.meetings.forms import Branches, ServingForm
from workspace.project.models import ProjectItem

JOINING_RULES = {
    JoiningRule.OPEN: "Ouvert : chacun·e rejoint d’un geste",
    JoiningRule.ON_REQUEST: "Sur demande",
    JoiningRule.BY_INVITATION: "Sur invitation",
}


class GroupForm(ServingForm):
    """A group as the federation describes it; `about` leaves to each person the fields they may fill."""

    kind = SelectField("Sorte", choices=GroupKind.said(), coerce=GroupKind, default=GroupKind.WORKING_GROUP)
    name = StringField("Nom", [RequiredText("Donnez un nom au groupe."), at_most(120)])
    short_name = StringField("Nom court", [RequiredText("Donnez un nom court."), at_most(40)])
    code = StringField("Code", [RequiredText("Choisissez un code.")], filters=[lambda text: text and text.upper()])
    purpose = TextAreaField("Ce que fait le groupe", [at_most(400)], filters=[unix_lines])
    rhythm = StringField("Rythme", [at_most(120)])
    notice_days = IntegerField(
        "Délai de convocation, en jours", [Optional(), NumberRange(1, 90, "De 1 à 90 jours, ou rien.")]
    )
    every_weeks = IntegerField(
        "Une réunion toutes les … semaines", [Optional(), NumberRange(1, 52, "De 1 à 52 semaines.")]
    )
    welcome = TextAreaField("Mot d’accueil", [at_most(2000)], filters=[unix_lines])
    joining_rule = SelectField("Comment on y entre", choices=JOINING_RULES, coerce=JoiningRule)
    hue = RadioField("Couleur", choices=HUE_NAMES)
    icon = RadioField("Icône", choices=ICON_NAMES)
    revision = IntegerField("Version", [InputRequired(RELOAD), NumberRange(0, 2**31 - 1, RELOAD)], widget=HiddenInput())

    FIELDS = (
        "kind", "name", "short_name", "code", "purpose", "rhythm", "every_weeks", "notice_days", "welcome",
        "joining_rule", "hue", "icon",
    )  # fmt: skip
    OF_THE_FEDERATION = ("name", "short_name", "code", "notice_days", "joining_rule", "hue", "icon")

    @classmethod
    def to_create(cls, groups: list[Group], branches: Branches) -> "GroupForm":
        form = cls(
            data={
                "hue": free_among(HUES, {group.hue for group in groups}),
                "icon": free_among(ICONS, {group.icon for group in groups}),
            }
        )
        del form.revision
        form.offer_items(branches)
        return form

    @classmethod
    def to_edit(cls, group: Group, manages: bool, branches: Branches, served: list[ProjectItem]) -> "GroupForm":
        form = cls(obj=group)
        left_alone = ["kind"] if manages else ["kind", *cls.OF_THE_FEDERATION]
        if not group.is_working_group:
            left_alone.append("joining_rule")  # places in a body are given
        else:
            left_alone.append("notice_days")  # the statutes speak of bodies
        for name in left_alone:
            if name in form:
                del form[name]
        form.offer_items(branches, served)
        return form

    def typed(self) -> dict[str, Any]:
        return {name: self[name].data for name in self.FIELDS if name in self}

    def differences(self, group: Group, served: list[ProjectItem]) -> list[tuple[str, str]]:
        """What is kept and differs from what was typed: the label of each field, and what is kept."""
        kept = [
            (self[name].label.text, self._said(name, getattr(group, name)))
            for name, typed in self.typed().items()
            if typed != getattr(group, name)
        ]
        if {item.id for item in served} != set(self.items.data or []):
            kept.append((self.items.label.text, ", ".join(item.code for item in served) or "Rien de coché"))
        return kept

    def against(self, group: Group, served: list[ProjectItem]) -> list[tuple[str, str]]:
        """The same, when the form is out of date: sent again, what was typed replaces what is kept."""
        begin_again(self.revision, group.revision)
        return self.differences(group, served)

    def _said(self, name: str, value: Any) -> str:
        words: dict[Any, str] = {**JOINING_RULES, **HUE_NAMES, **ICON_NAMES}
        return (words[value] if name in ("joining_rule", "hue", "icon") else str(value or "")) or "Rien d’écrit"

    def validate_name(self, field: StringField) -> None:
        if not re.search("[a-z0-9]", fold(field.data or "")):
            raise ValidationError("Écrivez un nom avec des lettres.")

    def validate_code(self, field: StringField) -> None:
        if not re.fullmatch("[A-Z]{2,6}", field.data or ""):
            raise ValidationError("De deux à six lettres sans accent, comme JEU.")


class StateForm(BaseForm):
    """What becomes of a group; a closing says why."""

    closing_note = TextAreaField(
        "Note de clôture", [RequiredText("Dites pourquoi le groupe se clôt."), at_most(2000)], filters=[unix_lines]
    )


class MessageForm(BaseForm):
    subject = StringField("Objet", [RequiredText("Donnez un objet au message."), at_most(150)])
    text = TextAreaField("Message", [RequiredText("Écrivez votre message."), at_most(10_000)], filters=[unix_lines])
    form_id = FormId()  # a form sent twice leaves once
