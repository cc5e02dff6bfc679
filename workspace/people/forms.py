"""Signing in."""

from wtforms import BooleanField, EmailField, PasswordField

from workspace.forms import BaseForm, RequiredText, at_most


class SignInForm(BaseForm):
    email = EmailField("Adresse e-mail", [RequiredText("Écrivez votre adresse e-mail."), at_most(254)])
    password = PasswordField("Mot de passe", [RequiredText("Écrivez votre mot de passe."), at_most(1000)])
    remember = BooleanField("Se souvenir de moi sur cet appareil")
