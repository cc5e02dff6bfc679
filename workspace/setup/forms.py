"""What the first person types."""

import re

from wtforms import EmailField, Field, PasswordField, RadioField, StringField, ValidationError

from workspace.accounts.forms import LONGEST
from workspace.accounts.operations import SHORT
from workspace.forms import BaseForm, RequiredText, at_most
from workspace.people.forms import Name

FIRST_ACCOUNT = {"delegate": "Déléguée fédérale ou délégué fédéral", "staff": "Membre de l’équipe permanente"}


class FirstRunForm(BaseForm):
    token = StringField("Code d’ouverture", [RequiredText("Collez le code que la commande a écrit."), at_most(200)])
    name = StringField("Nom de la fédération", [RequiredText("Écrivez le nom de la fédération."), at_most(200)])
    short_name = StringField("Nom court", [RequiredText("Écrivez un nom court."), at_most(120)])
    first_name = StringField("Votre prénom", [RequiredText("Écrivez votre prénom."), at_most(80), Name()])
    last_name = StringField("Votre nom", [RequiredText("Écrivez votre nom."), at_most(80), Name()])
    email = EmailField("Votre adresse e-mail", [RequiredText("Écrivez votre adresse e-mail."), at_most(254)])
    role = RadioField("Vous êtes", choices=FIRST_ACCOUNT, default="delegate")
    password = PasswordField(
        "Votre mot de passe",
        [RequiredText("Choisissez un mot de passe."), at_most(LONGEST)],
        description=SHORT,
    )

    def validate_email(self, field: Field) -> None:
        if not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", field.data or ""):
            raise ValidationError("Écrivez une adresse e-mail entière, comme prenom@federation.example.org.")
