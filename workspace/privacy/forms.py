"""What erasing one's data asks; the texts of the register."""

from typing import Any

from wtforms import IntegerField, PasswordField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from workspace.forms import BaseForm, RequiredText, at_most, begin_again, unix_lines
from workspace.french import fold
from workspace.people.models import Person
from workspace.people.operations import check_password
from workspace.privacy.register import TEXTS, Entry

WORD = "effacer"


class EraseForm(BaseForm):
    """The password, or, for an account that has none, a word to type."""

    password = PasswordField("Votre mot de passe", [at_most(1000)])
    word = StringField(f"Tapez le mot « {WORD} »".replace("« ", "«\u202f").replace(" »", "\u202f»"), [at_most(20)])

    @classmethod
    def asked_of(cls, person: Person) -> "EraseForm":
        form = cls()
        form.person = person
        del form["word" if person.password_hash else "password"]
        return form

    def validate_password(self, field: PasswordField) -> None:
        if check_password(self.person.email or "", field.data or "") is None:
            raise ValidationError("Ce n’est pas votre mot de passe.")

    def validate_word(self, field: StringField) -> None:
        if fold(field.data or "") != WORD:
            raise ValidationError(f"Tapez {WORD}, en toutes lettres.")


RELOAD = "Rechargez la page, puis recommencez."
LONGEST = 2000


def text_of(name: str, help: str) -> TextAreaField:
    asked = [RequiredText("Écrivez au moins une phrase."), at_most(LONGEST)]
    return TextAreaField(TEXTS[name], asked, filters=[unix_lines], description=help)


class ProcessingForm(BaseForm):
    """One entry of the register."""

    revision = IntegerField("Version", [InputRequired(RELOAD), NumberRange(0, 2**31 - 1, RELOAD)], widget=HiddenInput())
    purpose = text_of("purpose", "À quoi servent ces données.")
    people = text_of("people", "De qui elles parlent.")
    what = text_of("what", "Lesquelles, exactement.")
    basis = text_of("basis", "Ce qui permet de les garder : accord, contrat, intérêt légitime, obligation.")
    recipients = text_of("recipients", "Qui peut les lire, dedans et dehors.")

    @classmethod
    def about(cls, entry: Entry, texts: dict[str, str]) -> "ProcessingForm":
        return cls(data={"revision": entry.revision, **texts})

    @property
    def texts(self) -> dict[str, Any]:
        return {name: self[name].data or "" for name in TEXTS}

    def shows(self, entry: Entry) -> None:
        """The version that saving again replaces."""
        begin_again(self.revision, entry.revision)
