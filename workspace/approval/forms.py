"""What is said of minutes in review, and corrections of what is published."""

from wtforms import Field, IntegerField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from workspace.forms import BaseForm, RequiredText, at_most, unix_lines
from workspace.meetings.models import LONGEST_NOTES


class CommentForm(BaseForm):
    text = TextAreaField(
        "Votre remarque", [RequiredText("Écrivez votre remarque."), at_most(2000)], filters=[unix_lines]
    )
    passage = TextAreaField("Passage à remplacer", [at_most(2000)], filters=[unix_lines])
    proposed = TextAreaField("Par", [at_most(2000)], filters=[unix_lines])

    def __init__(self, notes: str) -> None:
        super().__init__()
        self.notes = notes

    @property
    def texts(self) -> tuple[Field, Field, Field]:
        return self.text, self.passage, self.proposed

    def typed(self) -> tuple[str, str, str]:
        text, passage, proposed = (field.data or "" for field in self.texts)
        return text, passage, proposed

    def validate_passage(self, field: Field) -> None:
        if field.data and field.data not in self.notes:
            raise ValidationError("Ce passage n’est pas dans les notes. Copiez-le tel qu’il y est écrit.")
        if self.proposed.data and not field.data:
            raise ValidationError("Copiez ici le passage que votre texte remplace.")


class AnswerForm(BaseForm):
    answer = TextAreaField(
        "Votre réponse", [RequiredText("Dites pourquoi le texte reste ainsi."), at_most(1000)], filters=[unix_lines]
    )


class CorrectionForm(BaseForm):
    notes = TextAreaField("Texte corrigé", [at_most(LONGEST_NOTES)], filters=[unix_lines])
    reason = StringField("Raison de la correction", [RequiredText("Dites pourquoi ce texte change."), at_most(500)])
    seen = IntegerField("Révision", [InputRequired()], widget=HiddenInput())

    def __init__(self, notes: str, revision: int) -> None:
        super().__init__(data={"notes": notes, "seen": revision})
        self.before, self.revision = notes, revision

    def validate_notes(self, field: Field) -> None:
        if field.data == self.before and self.seen.data == self.revision:
            raise ValidationError("Rien n’a changé dans ce texte.")
