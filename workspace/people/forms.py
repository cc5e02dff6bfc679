"""Signing in, and what a name is wherever one is typed."""

from typing import Any

from wtforms import BooleanField, EmailField, PasswordField, StringField, ValidationError

from workspace.forms import BaseForm, RequiredText, at_most
from workspace.people.models import is_name


class Name:
    """A first or a last name."""

    def __call__(self, form: Any, field: StringField) -> None:
        if field.data and not is_name(field.data):
            raise ValidationError("Écrivez un nom, sans adresse ni numéro.")


class SignInForm(BaseForm):
    email = EmailField("Adresse e-mail", [RequiredText("Écrivez votre adresse e-mail."), at_most(254)])
    password = PasswordField("Mot de passe", [RequiredText("Écrivez votre mot de passe."), at_most(1000)])
    remember = BooleanField("Se souvenir de moi sur cet appareil")
