"""The daily letter."""

from workspace.followup.queries import Due
from workspace.people.models import Person
from workspace.post import letter


def reminder(person: Person, due: Due) -> None:
    """One letter for all that awaits a person, the first thing to do in its first line."""
    letter("followup/reminder", person.email or "", person.name, due=due, first=due.steps[0])
