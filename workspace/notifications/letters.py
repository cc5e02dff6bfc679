"""What is said of letters on a screen."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from markupsafe import Markup, escape

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "accounts/sign-in-link": "Lien de connexion",
        "accounts/password-link": "Lien pour choisir un mot de passe",
        "accounts/address-link": "Confirmation d’une adresse",
        "accounts/address-asked": "Changement d’adresse demandé",
        "accounts/address-changed": "Changement d’adresse fait",
        "accounts/account-changed": "Changement d’un compte",
        "actions/action-entrusted": "Action confiée",
        "groups/member-joined": "Arrivée dans un groupe",
        "groups/message": "Message à un groupe",
        "joining/confirm": "Arrivée à confirmer",
        "joining/invitation": "Invitation dans un groupe",
        "joining/added": "Ajout à un groupe",
        "joining/request-received": "Demande pour entrer dans un groupe",
        "joining/request-accepted": "Demande acceptée",
        "joining/request-refused": "Demande refusée",
        "joining/member-removed": "Retrait d’un groupe",
        "joining/no-longer-invited": "Réunion retirée de l’agenda",
        "meetings/meeting-called": "Convocation à une réunion",
        "meetings/meeting-moved": "Réunion déplacée",
        "meetings/meetings-moved": "Réunions déplacées",
        "meetings/no-longer-called": "Votre groupe n’est plus invité à une réunion",
        "meetings/meeting-cancelled": "Réunion annulée",
        "substitutes/named": "Remplacement à une réunion",
        "substitutes/declined": "Remplacement refusé",
        "substitutes/withdrawn": "Remplacement annulé",
        "polls/poll-opened": "Sondage de dates",
        "polls/poll-reminder": "Rappel d’un sondage",
        "polls/date-kept": "Date retenue",
        "series/series-cancelled": "Réunions d’une série annulées",
        "events/event-opened": "Événement ouvert aux inscriptions",
        "events/to-confirm": "Inscription à confirmer",
        "events/registered": "Inscription à un événement",
        "events/waiting": "Liste d’attente d’un événement",
        "events/place-freed": "Place libérée",
        "events/event-changed": "Événement déplacé",
        "events/event-cancelled": "Événement annulé",
        "planning/semester-called": "Convocation aux réunions d’un semestre",
        "minutes/minutes-in-review": "Compte rendu à relire",
        "proposals/proposal-answered": "Réponse du conseil d’administration",
        "minutes/minutes-published": "Compte rendu publié",
        "minutes/minutes-followed": "Compte rendu d’un groupe suivi",
        "pacts/gap-reported": "Écart à un engagement du pacte",
        "pacts/gap-answered": "Réponse à un écart",
        "reports/holes": "Rapport annuel : ce qui manque",
        "privacy/inactive": "Compte inutilisé, bientôt effacé",
        "handover/named": "Passation : vous prenez la suite",
        "handover/prepared": "Passation préparée",
        "handover/undone": "Passation annulée",
        "handover/thanks": "Merci pour une co-animation",
        "handover/mandate-ended": "Fin d’une co-animation",
        "notifications/digest": "Résumé des avis",
        "followup/reminder": "Rappel",
        "notifications/trial": "Essai du courrier",
    }
)

# Asked for by somebody who does not belong to the group: without a choice, nobody gets them.
FOLLOWED = "minutes/minutes-followed"

# Their links open an account that does not exist yet: in the demonstration they may be read until they have served.
OF_NEWCOMERS = frozenset({"joining/confirm", "joining/invitation"})


def with_links(text: str, our_address: str) -> Markup:
    """Plain text as HTML, where the addresses of our own pages can be followed, and no others."""
    ours = re.compile(re.escape(str(escape(our_address))) + r"/(?:\S*[^\s.,;:!?)»])?")
    return Markup(ours.sub(r'<a href="\g<0>">\g<0></a>', str(escape(text))))  # noqa: S704 (escaped first)
