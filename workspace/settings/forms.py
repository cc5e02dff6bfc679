"""The sections of /reglages: one form each, whose fields bear the names of Federation's columns."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, EmailField, Field, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from workspace.forms import BaseForm, RequiredText, at_most, begin_again, unix_lines
from workspace.groups.palette import HUE_NAMES
from workspace.settings import images, rates, shares
from workspace.settings.models import Federation
from workspace.settings.queries import default_of, version_of


class Section(BaseForm):
    """A group of settings; the README says how to add a field."""

    title: ClassVar[str]
    intro: ClassVar[str] = ""
    seen = HiddenField()  # the version of these settings when the form was opened

    @property
    def fields(self) -> list[Field]:
        return [field for field in self if field.short_name not in ("seen", "csrf_token")]

    def shows(self, federation: Federation) -> None:
        """The version against which it will be compared."""
        begin_again(self.seen, version_of(federation, self.typed()))

    def typed(self) -> dict[str, Any]:
        return {field.short_name: field.data for field in self.fields}

    def differences(self, federation: Federation) -> list[tuple[str, str]]:
        """What is kept and differs from what was typed: the label of each field, and what is kept."""
        return [
            (field.label.text, said(field, getattr(federation, field.short_name)))
            for field in self.fields
            if field.data != getattr(federation, field.short_name)
        ]


def said(field: Field, value: Any) -> str:
    """A value in words."""
    if isinstance(field, BooleanField):
        return "Oui" if value else "Non"
    words = HUE_NAMES.get(value) if field.short_name == "hue" else value
    return "Rien d’écrit" if words in (None, "") else str(words)


def by_default(field: Field) -> str:
    """What a setting is until somebody changes it, in words; « » when it is empty."""
    default = default_of(field.short_name)
    return "" if default in (None, "") else said(field, default)


class IdentitySection(Section):
    title = "La fédération"
    intro = "Ces lignes se lisent sur la page publique, en tête des pages et au bas des courriers."

    name = StringField("Nom", [RequiredText("Écrivez le nom de la fédération."), at_most(200)])
    short_name = StringField(
        "Nom court", [RequiredText("Écrivez un nom court."), at_most(120)], description="En tête de chaque page."
    )
    department = StringField("Département", [at_most(120)], description="Par exemple : Hauts-de-Seine.")
    address = StringField("Adresse postale", [at_most(300)])
    email = EmailField("Adresse e-mail", [at_most(254)], description="Celle où l’on écrit à la fédération.")
    website = StringField("Site web", [at_most(200)], description="Par exemple : https://federation.example.org.")

    def validate_email(self, field: Field) -> None:
        if field.data and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", field.data):
            raise ValidationError("Écrivez une adresse e-mail entière, comme accueil@federation.example.org.")

    def validate_website(self, field: Field) -> None:
        if field.data and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", field.data):
            raise ValidationError("Écrivez une adresse qui commence par https://.")


class LooksSection(Section):
    title = "L’apparence"

    hue = RadioField(
        "Couleur de la fédération",
        choices=HUE_NAMES,
        description="Un trait en tête de chaque page. Toutes ces couleurs restent lisibles, de jour comme de nuit.",
    )
    footnote = TextAreaField(
        "Ligne de bas de page", [at_most(500)], filters=[unix_lines], description="Au bas de chaque page."
    )


class SchoolSection(Section):
    title = "Les vacances scolaires"

    school_zone = RadioField(
        "Zone",
        choices={"A": "Zone A", "B": "Zone B", "C": "Zone C"},
        description="L’agenda, le planning et les sondages préviennent des vacances de cette zone.",
    )


A_NUMBER = InputRequired("Écrivez un nombre.")


class PlanningSection(Section):
    title = "Le planning"
    intro = (
        "À partir de quand l’espace signale une date. Ces avis se gardent avec une raison ; une salle prise deux fois, "
        "une co-animation à deux endroits ou un jour férié restent impossibles."
    )

    busy_week = IntegerField(
        "Réunions par semaine",
        (A_NUMBER, NumberRange(1, 50, "De 1 à 50 réunions.")),
        description="Au-delà, tous groupes confondus, la semaine est dite chargée.",
    )
    people_shared = IntegerField(
        "Personnes attendues à deux endroits à la fois",
        (A_NUMBER, NumberRange(1, 100, "De 1 à 100 personnes.")),
        description="À partir de ce nombre, deux réunions en même temps sont signalées.",
    )
    too_soon_percent = IntegerField(
        "Trop tôt : en dessous de … % du rythme du groupe",
        (A_NUMBER, NumberRange(0, 100, "De 0 à 100 %%.")),
        description="50 : un groupe qui se réunit toutes les six semaines est prévenu à moins de trois.",
    )
    too_late_percent = IntegerField(
        "Trop tard : au-dessus de … % du rythme du groupe",
        (A_NUMBER, NumberRange(100, 1000, "De 100 à 1 000 %%.")),
        description="150 : le même groupe est prévenu à plus de neuf semaines.",
    )
    before_gathering_weeks = IntegerField(
        "Chaque groupe se réunit avant le groupement départemental : dans les … semaines",
        (A_NUMBER, NumberRange(0, 52, "De 0 à 52 semaines.")),
        description="0 : la fédération n’a pas cette règle.",
    )


class MinutesSection(Section):
    title = "Les comptes rendus"

    minutes_open_to_network = BooleanField(
        "Tous les membres lisent les comptes rendus publiés de tous les groupes",
        description="Sinon, chacun·e lit ceux de ses groupes ; le conseil d’administration et l’équipe, tous. "
        "Les brouillons ne s’ouvrent à personne de plus.",
    )
    review_days = IntegerField(
        "Jours de relecture",
        [InputRequired("Écrivez un nombre de jours."), NumberRange(1, 60, "De 1 à 60 jours.")],
        description="Après la clôture, les personnes présentes commentent. Ensuite, sans remarque en attente, "
        "le compte rendu est approuvé et se publie.",
    )


AS_A_SHARE = "Écrivez une part des membres, comme 1/2, « plus de la moitié » ou 40 %."
PROXIES = (A_NUMBER, NumberRange(0, 100, "De 0 à 100 pouvoirs."))


def a_share(form: Section, field: Field) -> None:
    if field.data and shares.read(field.data) is None:
        raise ValidationError(AS_A_SHARE)


class StatutesSection(Section):
    title = "Les statuts"
    intro = (
        "Ce que les statuts demandent au conseil d’administration et à l’assemblée générale. Rien n’apparaît dans "
        "leurs réunions tant que rien n’est écrit ici ; les groupes n’en ont jamais."
    )

    board_quorum = StringField(
        "Quorum du conseil d’administration",
        [at_most(30), a_share],
        description="Une part de ses membres : 1/2, un tiers, plus de la moitié, 40 %… Vide : pas de quorum.",
    )
    board_proxies = IntegerField(
        "Pouvoirs qu’une personne peut porter au conseil", PROXIES, description="0 : pas de pouvoir."
    )
    board_proxies_count = BooleanField("Au conseil, les pouvoirs comptent pour le quorum")
    assembly_quorum = StringField(
        "Quorum de l’assemblée générale", [at_most(30), a_share], description="De la même façon. Vide : pas de quorum."
    )
    assembly_proxies = IntegerField(
        "Pouvoirs qu’une personne peut porter à l’assemblée", PROXIES, description="0 : pas de pouvoir."
    )
    assembly_proxies_count = BooleanField("À l’assemblée, les pouvoirs comptent pour le quorum")


class VolunteeringSection(Section):
    title = "Le bénévolat"
    intro = (
        "Pour dire en euros, dans le rapport annuel, ce que vaut le temps donné. Rien n’y paraît tant qu’une instance "
        "n’a pas décidé d’un taux. Le temps de gouvernance n’est jamais compté."
    )

    volunteer_rate = StringField(
        "Taux horaire, en euros", [at_most(20)], description="Par exemple : 12,50. Vide : pas de valorisation."
    )
    volunteer_rate_vote = StringField(
        "Décision qui fixe ce taux",
        [at_most(200)],
        description="L’instance, et la date ou le numéro. Par exemple : conseil d’administration du 12 mars 2027.",
    )

    def validate_volunteer_rate(self, field: Field) -> None:
        if field.data and rates.read(field.data) is None:
            raise ValidationError("Écrivez un montant en euros, de 0,01 à 999,99, comme 12,50.")
        if not field.data and self.volunteer_rate_vote.data:
            raise ValidationError("Écrivez le taux que cette décision fixe.")

    def validate_volunteer_rate_vote(self, field: Field) -> None:
        if self.volunteer_rate.data and not field.data:
            raise ValidationError("Dites quelle instance a décidé de ce taux, et quand.")


MONTHS = (InputRequired("Écrivez un nombre de mois."), NumberRange(1, 240, "De 1 à 240 mois."))


class RetentionSection(Section):
    title = "La durée de conservation"
    intro = "En mois. Chaque nuit, ce qui a dépassé sa durée s’efface, avec une ligne dans le journal."

    keep_contacts_months = IntegerField(
        "Coordonnées des personnes parties",
        MONTHS,
        description="Sans groupe, ni mandat, ni demande, ni réunion, ni visite.",
    )
    keep_accounts_months = IntegerField(
        "Comptes que personne n’utilise",
        MONTHS,
        description="Un courrier prévient un mois avant. Un membre d’un groupe garde le sien.",
    )
    keep_names_months = IntegerField(
        "Noms dans les présences et les comptes rendus",
        MONTHS,
        description="Après la réunion. Ensuite, les présences se comptent encore, par centre et par statut.",
    )
    keep_letters_months = IntegerField("Courriers partis", MONTHS)
    keep_notices_months = IntegerField("Avis montrés dans l’espace", MONTHS)
    keep_journal_months = IntegerField("Lignes du journal", MONTHS)


class LegalSection(Section):
    title = "Les mentions légales"
    intro = "La loi demande ces lignes à tout site public. Elles se lisent au bas de chaque page."

    publication_director = StringField(
        "Direction de la publication", [at_most(200)], description="Le plus souvent, la présidence de la fédération."
    )
    host = TextAreaField(
        "Hébergement",
        [at_most(400)],
        filters=[unix_lines],
        description="Nom, adresse et téléphone de qui héberge la machine.",
    )


class SignInSection(Section):
    title = "La connexion"

    second_factor_required = BooleanField(
        "L’équipe, la délégation et la gestion technique se connectent avec la double vérification",
        description="Un code de leur téléphone, en plus du mot de passe. "
        "À leur prochaine page, l’espace le leur demande.",
    )


SECTIONS: dict[str, type[Section]] = {
    "federation": IdentitySection,
    "apparence": LooksSection,
    "vacances": SchoolSection,
    "planning": PlanningSection,
    "comptes-rendus": MinutesSection,
    "statuts": StatutesSection,
    "benevolat": VolunteeringSection,
    "conservation": RetentionSection,
    "mentions-legales": LegalSection,
    "connexion": SignInSection,
}


def all_sections(federation: Federation, sent: Section | None = None) -> dict[str, Section]:
    """Every section as it is kept, but the one that was `sent` and is shown again."""
    forms: Iterable[tuple[str, Section]] = (
        (name, kind(formdata=None, obj=federation, prefix=f"{name}-")) for name, kind in SECTIONS.items()
    )
    shown = {}
    for name, form in forms:
        form.shows(federation)
        shown[name] = sent if isinstance(sent, SECTIONS[name]) else form
    return shown


class LogoForm(BaseForm):
    logo = FileField("Logo", [FileRequired("Choisissez une image.")])

    def validate_logo(self, field: Field) -> None:
        self.content = field.data.stream.read(images.HEAVIEST + 1)
        field.data.close()
        if len(self.content) > images.HEAVIEST:
            raise ValidationError("Cette image pèse plus de 2 Mo. Choisissez-en une plus légère.")
