"""Who comes instead."""

from workspace.forms import BaseForm
from workspace.meetings.forms import PersonField


class SubstituteForm(BaseForm):
    person = PersonField("Qui vient à votre place", nothing="Personne")
