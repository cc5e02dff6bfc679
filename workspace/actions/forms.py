"""What a list of actions is asked, read from its address."""

from typing import Any

from werkzeug.datastructures import MultiDict

from workspace.actions import queries
from workspace.actions.queries import Filters, Shown
from workspace.groups import queries as groups
from workspace.pages import small_number
from workspace.people.models import Person
from workspace.project import queries as project

ME = "moi"


class Asked:
    """The filters of an address and what they may be; what cannot be read is left out."""

    def __init__(self, args: MultiDict[str, str], me: Person) -> None:
        in_force = project.current()
        self.groups = groups.all_groups(with_closed=True)
        self.people = queries.people_in_charge()
        self.branches = project.tree(project.items_of(in_force.id)) if in_force else []
        chosen = args.get("personne", "")
        people = {str(person.id): person for person in self.people} | {ME: me}
        self.filters = Filters(
            group=next((group for group in self.groups if group.slug == args.get("groupe")), None),
            person=people.get(chosen),
            item=project.item(args.get("objet", type=small_number)) if args.get("objet") else None,
            meeting=queries.meeting_of_list(args.get("reunion", type=small_number)) if args.get("reunion") else None,
            shown=args.get("etat", Shown.OPEN, type=Shown),
            late=args.get("retard") == "1",
        )
        self.person = chosen if self.filters.person else ""

    @property
    def address(self) -> dict[str, Any]:
        """The query string that asks the same again."""
        asked = self.filters
        said = {
            "groupe": asked.group and asked.group.slug,
            "personne": self.person,
            "objet": asked.item and asked.item.id,
            "reunion": asked.meeting and asked.meeting.id,
            "etat": "" if asked.shown is Shown.OPEN else asked.shown.value,
            "retard": "1" if asked.late else "",
        }
        return {name: value for name, value in said.items() if value}
