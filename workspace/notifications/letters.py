"""What is said of letters on a screen."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from markupsafe import Markup, escape

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "actions/action-entrusted": "Action confiée",
        "groups/member-joined": "Arrivée dans un groupe",
        "groups/message": "Message à un groupe",
        "meetings/meeting-called": "Convocation à une réunion",
        "meetings/meeting-moved": "Réunion déplacée",
        "meetings/meeting-cancelled": "Réunion annulée",
        "minutes/minutes-published": "Compte rendu publié",
        "followup/reminder": "Rappel",
        "notifications/trial": "Essai du courrier",
    }
)


def with_links(text: str, our_address: str) -> Markup:
    """Plain text as HTML, where the addresses of our own pages can be followed, and no others."""
    ours = re.compile(re.escape(str(escape(our_address))) + r"/(?:\S*[^\s.,;:!?)»])?")
    return Markup(ours.sub(r'<a href="\g<0>">\g<0></a>', str(escape(text))))  # noqa: S704 (escaped first)
