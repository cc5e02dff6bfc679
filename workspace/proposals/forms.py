"""What the board answers."""

from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from workspace.forms import BaseForm, RequiredText, at_most, unix_lines
from workspace.minutes.models import BoardAnswer
from workspace.proposals.operations import WORDS


class AnswerForm(BaseForm):
    answer = RadioField(
        "Réponse du conseil d’administration",
        [InputRequired("Choisissez une réponse.")],
        choices=[SelectChoice(one.value, word.capitalize()) for one, word in WORDS.items()],
    )
    sentence = TextAreaField(
        "En une phrase", [RequiredText("Dites-le au groupe en une phrase."), at_most(1000)], filters=[unix_lines]
    )

    def chosen(self) -> BoardAnswer:
        return BoardAnswer(self.answer.data)
