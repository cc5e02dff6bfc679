"""Reads about the federation itself."""

from workspace.database import db
from workspace.settings.models import Federation

UNNAMED = "Fédération de centres sociaux"


def federation() -> Federation:
    """The federation served; before anything is imported, one without a name of its own."""
    found = db.session.get(Federation, 1)
    return found or Federation(
        id=1, name=UNNAMED, short_name=UNNAMED, department="", address="", email="", website="", footnote=""
    )
