"""What people type about pacts and those who sign them."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, DateField, FieldList, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from workspace.forms import TITLE, BaseForm, ProjectItemsField, RequiredText, ThingField, at_most, in_reach, unix_lines
from workspace.pacts.models import (
    Commitment,
    CommitmentKind,
    CommitmentState,
    CooperationPact,
    PactKind,
    Signatory,
    StatementKind,
)
from workspace.pacts.operations import Wording
from workspace.people.models import Centre, Institution
from workspace.project.models import FederalProject, ItemKind, ProjectItem

FEDERATION, EVERYONE = "federation", "everyone"  # parties that no signatory is
UNREADABLE = "Cette date n’est pas lisible. Exemple : 30/06/2027."
NEW = 2  # commitments that an amendment may add at once
LONGEST_TEXT = 1000


class DayField(DateField):
    """A day, by the browser's calendar; its refusal is French."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(UNREADABLE) from None


def words(label: str, message: str, most: int = LONGEST_TEXT) -> TextAreaField:
    return TextAreaField(label, [RequiredText(message), at_most(most)], filters=[unix_lines])


class PactForm(BaseForm):
    kind = SelectField("Nature", choices=PactKind.said())
    project_id = ThingField("Projet fédéral soutenu")
    centre_id = ThingField("Centre (pour un pacte local)", [Optional()], nothing="Aucun")
    name = StringField("Nom", [RequiredText("Écrivez son nom."), at_most(200)])
    qualifier = StringField("En quelques mots", [at_most(120)])
    signed_on = DayField("Jour de la signature", [InputRequired("Donnez le jour de la signature."), in_reach])
    ends_on = DayField("Dernier jour", [InputRequired("Donnez son dernier jour."), in_reach])

    def offer(self, projects: Sequence[FederalProject], centres: Sequence[Centre]) -> None:
        self.project_id.offer(projects, TITLE)
        self.centre_id.offer(centres)


class EditPactForm(BaseForm):
    revision = HiddenField()
    name = PactForm.name
    qualifier = PactForm.qualifier
    signed_on = PactForm.signed_on
    ends_on = PactForm.ends_on

    @classmethod
    def of(cls, pact: CooperationPact) -> Any:
        return cls(obj=pact)


def as_party(value: Any) -> tuple[str, int] | None:
    """« i3 » an institution, « c5 » a centre."""
    if not value:
        return None
    return value[0], int(value[1:])


class SignatoryForm(BaseForm):
    party = SelectField("Signataire", [RequiredText("Choisissez une institution ou un centre.")])
    signed_on = DayField("Signé le (si ce n’est pas le même jour que les autres)", [Optional(), in_reach])
    is_awaited = BooleanField("Sa signature est attendue")

    def offer(self, institutions: Sequence[Institution], centres: Sequence[Centre]) -> None:
        named = [SelectChoice(f"i{one.id}", one.name, optgroup="Institutions") for one in institutions]
        named += [SelectChoice(f"c{one.id}", one.name, optgroup="Centres") for one in centres]
        self.party.choices = [SelectChoice("", "Choisir"), *named]

    def typed(self) -> dict[str, Any]:
        what, number = as_party(self.party.data) or ("", 0)
        return {
            "institution_id": number if what == "i" else None,
            "centre_id": number if what == "c" else None,
            "signed_on": self.signed_on.data,
            "is_awaited": self.is_awaited.data,
        }


class SignatureForm(BaseForm):
    signed_on = DayField("Signé le (si ce n’est pas le même jour que les autres)", [Optional(), in_reach])
    is_awaited = BooleanField("Sa signature est attendue")


class CommitmentForm(BaseForm):
    """What a party promised; `revision` is the pact's."""

    revision = HiddenField()
    party = SelectField("Qui s’engage", [RequiredText("Choisissez qui s’engage.")])
    text = words("Engagement", "Écrivez ce qui est promis, tel que le document le dit.")
    kind = SelectField("Nature", choices=CommitmentKind.said())
    due_on = DayField("Échéance", [Optional(), in_reach])
    items = ProjectItemsField("Ce qu’il sert du projet fédéral")

    def offer(self, pact: CooperationPact, items: Sequence[ProjectItem]) -> None:
        """Items of the pact's project, in the order of reading: what follows a root hangs from it."""
        self.party.choices = parties(pact)
        self.items.offer(items)
        self.known = {item.id: item for item in items}
        self.branches: list[tuple[ProjectItem, list[ProjectItem]]] = []
        for item in items:
            if item.parent_id is None:
                self.branches.append((item, []))
            if item.kind is not ItemKind.ORIENTATION:
                self.branches[-1][1].append(item)

    @classmethod
    def of(cls, commitment: Commitment, item_ids: Sequence[int]) -> Any:
        party = commitment.signatory_id or (EVERYONE if commitment.is_shared else FEDERATION)
        told = {"items": list(item_ids), "party": str(party)}
        return cls(data=told | {name: getattr(commitment, name) for name in ("text", "kind", "due_on")}
                   | {"revision": commitment.pact.revision})  # fmt: skip

    def wording(self, pact: CooperationPact, commitment: Commitment | None = None) -> Wording:
        return Wording(commitment, self.text.data, CommitmentKind(self.kind.data), self.due_on.data,
                       *party_of(pact, self.party.data))  # fmt: skip


def parties(pact: CooperationPact) -> list[SelectChoice]:
    """Every party that may promise; nobody is chosen beforehand, so that none is by mistake."""
    named = [SelectChoice("", "Choisir"), SelectChoice(FEDERATION, "La fédération")]
    if len(pact.signatories) > 1:
        named.append(SelectChoice(EVERYONE, "Chaque signataire"))
    return named + [SelectChoice(str(one.id), one.name) for one in pact.signatories]


def party_of(pact: CooperationPact, value: str) -> tuple[Signatory | None, bool]:
    """The signatory, and whether it is all of them."""
    return next((one for one in pact.signatories if str(one.id) == value), None), value == EVERYONE


class ChangeForm(PlainForm):
    """One commitment in an amendment, as it is to read."""

    class Meta(BaseForm.Meta):
        pass

    text = TextAreaField("Texte", [at_most(LONGEST_TEXT)], filters=[unix_lines])
    kind = SelectField("Nature", choices=CommitmentKind.said())
    due_on = DayField("Échéance", [Optional(), in_reach])


class ReworkForm(ChangeForm):
    commitment_id = HiddenField()
    is_withdrawn = BooleanField("Retirer cet engagement")


class AdditionForm(ChangeForm):
    party = SelectField("Qui s’engage", validate_choice=False)


class AmendmentForm(BaseForm):
    revision = HiddenField()
    signed_on = DayField("Avenant signé le", [InputRequired("Donnez le jour de la signature."), in_reach])
    reason = words("Pourquoi", "Dites en une phrase ce qui change, et pourquoi.")
    ends_on = DayField("Dernier jour", [InputRequired("Donnez son dernier jour."), in_reach])
    reworked = FieldList(FormField(ReworkForm))
    added = FieldList(FormField(AdditionForm), min_entries=NEW)

    @classmethod
    def of(cls, pact: CooperationPact, commitments: Sequence[Commitment]) -> Any:
        told = [
            {"commitment_id": one.id, "text": one.text, "kind": one.kind, "due_on": one.due_on} for one in commitments
        ]
        form = cls(data={"revision": pact.revision, "ends_on": pact.ends_on, "reworked": told})
        for one in form.added:
            one.party.choices = parties(pact)
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """A new commitment has a party, and what is kept keeps words."""
        passes = super().validate(extra_validators)
        for one in self.reworked:
            if not (one.text.data or "").strip() and not one.is_withdrawn.data:
                one.text.errors = ["Écrivez l’engagement, ou cochez « Retirer cet engagement »."]
                passes = False
        for one in self.added:
            known = {choice.value for choice in one.party.choices}
            if (one.text.data or "").strip() and (not one.party.data or one.party.data not in known):
                one.party.errors = ["Choisissez qui s’engage."]
                passes = False
        for several in (self.reworked, self.added):  # what their lines say now: the top of the page asks the form
            several.errors = [one.errors for one in several if one.errors]
        return passes

    def wordings(self, pact: CooperationPact, commitments: Sequence[Commitment]) -> list[Wording]:
        known = {str(one.id): one for one in commitments}
        found = [
            Wording(known[one.commitment_id.data], one.text.data.strip(), CommitmentKind(one.kind.data),
                    one.due_on.data, is_withdrawn=one.is_withdrawn.data)
            for one in self.reworked
            if one.commitment_id.data in known
        ]  # fmt: skip
        for one in self.added:
            if (one.text.data or "").strip():
                kind = CommitmentKind(one.kind.data)
                party = party_of(pact, one.party.data)
                found.append(Wording(None, one.text.data.strip(), kind, one.due_on.data, *party))
        return found


SAID = {StatementKind.COMMENT: "Un commentaire", StatementKind.EVIDENCE: "Une preuve : ce qui a été fait, quand, où"}


class StatementForm(BaseForm):
    kind = SelectField("Vous ajoutez", choices=SAID)
    text = words("Texte", "Écrivez ce que vous voulez ajouter.", 2000)


class StateForm(BaseForm):
    state = SelectField(
        "Où en est-il ?",
        [RequiredText("Choisissez où il en est.")],
        choices={"": "Choisir", **CommitmentState.said()},
    )
    text = words("En une phrase", "Dites en une phrase ce qui permet de l’affirmer.", 300)


class GapForm(BaseForm):
    text = words("Ce qui ne sera pas fait comme prévu", "Dites ce qui ne sera pas fait comme prévu.", 2000)
    proposed = words("Ce que vous proposez", "Dites ce que vous proposez à la place, même si c’est peu.", 2000)


class AnswerForm(BaseForm):
    answer = words("Réponse", "Écrivez ce qui est convenu.", 2000)
