"""What erasing one's data asks."""

from wtforms import PasswordField, StringField, ValidationError

from workspace.forms import BaseForm, at_most
from workspace.people.models import Person, fold
from workspace.people.operations import check_password

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
