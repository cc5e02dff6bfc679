"""Coming in, and what proves who one is."""

from wtforms import BooleanField, EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import Email, InputRequired

from workspace.accounts.operations import SHORT
from workspace.forms import BaseForm, RequiredText, at_most

LONGEST = 200  # letters of a password: more only costs time


class AskLinkForm(BaseForm):
    email = EmailField("Adresse e-mail", [RequiredText("Écrivez votre adresse e-mail."), at_most(254)])


class UseLinkForm(BaseForm):
    remember = BooleanField("Se souvenir de moi sur cet appareil")


class CodeForm(BaseForm):
    one_time_code = StringField("Code", [RequiredText("Écrivez le code."), at_most(40)])


class NewPasswordForm(BaseForm):
    password = PasswordField(
        "Nouveau mot de passe", [RequiredText("Écrivez un mot de passe."), at_most(LONGEST)], description=SHORT
    )


class WithPassword(BaseForm):
    """A gesture that asks the password in use, of those who have one."""

    current = PasswordField("Mot de passe actuel", [at_most(1000)])


class ChangePasswordForm(WithPassword, NewPasswordForm):
    pass


class ChangeAddressForm(WithPassword):
    email = EmailField(
        "Nouvelle adresse e-mail",
        [
            RequiredText("Écrivez la nouvelle adresse."),
            at_most(254),
            Email("Cette adresse n’a pas la forme attendue. Exemple\u00a0: prenom.nom@exemple.fr."),
        ],
    )


class SecondFactorForm(WithPassword):
    secret = HiddenField()
    one_time_code = StringField("Code affiché par le téléphone", [RequiredText("Écrivez le code."), at_most(40)])


class FreeForm(BaseForm):
    is_known = BooleanField(
        "J’ai reconnu la personne, de vive voix ou en face : ce n’est pas un courriel qui me le demande",
        [InputRequired("Parlez d’abord à la personne : quelqu’un d’autre peut se faire passer pour elle.")],
    )
