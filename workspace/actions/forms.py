"""What a list of actions is asked, read from its address; what people type about an action."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired

from workspace import clock
from workspace.actions import operations, queries
from workspace.actions.models import ActionItem, ActionState
from workspace.actions.queries import Filters, Shown
from workspace.forms import LATEST, BaseForm, RequiredText, at_most, unix_lines, words_asked
from workspace.groups import queries as groups
from workspace.meetings.forms import ServingForm
from workspace.pages import small_number
from workspace.people.models import Person, Reached
from workspace.project import queries as project

ME = "moi"
LONGEST_SEARCH = 100


class Asked:
    """The filters of an address and what they may be; what cannot be read is left out."""

    def __init__(self, args: MultiDict[str, str], me: Person) -> None:
        self.groups = groups.all_groups(with_closed=True)
        self.people = queries.people_in_charge()
        self.branches = project.tree_in_force()
        chosen = args.get("personne", "")
        people = {str(person.id): person for person in self.people} | {ME: me}
        person = people.get(chosen)
        self.filters = Filters(
            group=next((group for group in self.groups if group.slug == args.get("groupe")), None),
            person=person,
            is_mine=person is not None and person.id == me.id,
            item=project.item(args.get("objet", type=small_number)) if args.get("objet") else None,
            meeting=queries.meeting_of_list(args.get("reunion", type=small_number)) if args.get("reunion") else None,
            shown=args.get("etat", Shown.OPEN, type=Shown),
            late=args.get("retard") == "1",
            text=words_asked(args, "texte", LONGEST_SEARCH),
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
            "texte": asked.text,
        }
        return {name: value for name, value in said.items() if value}


class PeopleField(SelectMultipleField):
    """Boxes to tick: people among those given to `offer`."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, coerce=int, choices=[], **options)

    def offer(self, people: Sequence[Person | Reached]) -> None:
        self.people = {person.id: person for person in people}
        self.choices = [(person.id, person.name) for person in people]

    def pre_validate(self, form: Any) -> None:
        if any(chosen not in self.people for chosen in self.data or []):
            raise ValidationError("Une personne cochée ne fait plus partie de cette liste. Vérifiez votre choix.")

    def chosen(self) -> list[Any]:
        return [person for person in self.people.values() if person.id in (self.data or [])]


SOMEBODY = DataRequired("Cochez au moins une personne.")


class FutureDay(DateField):
    """Today or later, on this side of a slip of the finger."""

    def pre_validate(self, form: Any) -> None:
        if self.data and not clock.today() <= self.data <= date(LATEST, 12, 31):
            raise ValidationError("Choisissez aujourd’hui ou un jour à venir.")


class NewActionForm(ServingForm):
    """An action decided between two meetings."""

    title = StringField("Ce qu’il y a à faire", [RequiredText("Écrivez ce qui est à faire."), at_most(200)])
    owners = PeopleField("En charge", validators=[SOMEBODY])
    due_on = FutureDay("Pour le", [DataRequired("Dites pour quel jour.")])

    def typed(self) -> dict[str, Any]:
        return {
            "title": self.title.data,
            "owners": self.owners.chosen(),
            "due_on": self.due_on.data,
            "items": self.served(),
        }


class OwnersForm(BaseForm):
    owners = PeopleField("En charge", validators=[SOMEBODY])

    @classmethod
    def of(cls, action: ActionItem, people: Sequence[Person | Reached]) -> "OwnersForm":
        """Those in charge today stay in the list, even when they left the group."""
        form = cls(data={"owners": [owner.id for owner in action.owners]})
        known = {person.id: person for person in [*people, *action.owners]}
        form.owners.offer(sorted(known.values(), key=lambda person: (person.search_name, person.id)))
        return form


class StateForm(BaseForm):
    """Where an action stands, and a comment that goes with it or comes alone; why, when it is dropped."""

    seen = HiddenField()  # where it stood on the page: whoever leaves it so says nothing of it
    state = SelectField("Où en est-elle ?", choices=list(ActionState), coerce=ActionState)
    note = TextAreaField("Un mot, si c’est utile", [at_most(2000)], filters=[unix_lines])
    reason = TextAreaField("Raison", [at_most(500)], filters=[unix_lines], id="why-drop")

    def validate_reason(self, field: TextAreaField) -> None:
        if self.changes and self.state.data is ActionState.DROPPED and not field.data:
            raise ValidationError(operations.WHY_DROP)

    @property
    def changes(self) -> bool:
        return bool(self.state.data != self.seen.data)


class DueDateForm(BaseForm):
    due_on = FutureDay("Nouvelle date", [DataRequired("Dites pour quel jour.")])
    reason = TextAreaField("Raison", [at_most(500)], filters=[unix_lines], id="why-move")
    before: date | None = None

    def validate_reason(self, field: TextAreaField) -> None:
        if self.before and self.due_on.data != self.before and not field.data:
            raise ValidationError(operations.WHY_MOVE)


class CommentForm(BaseForm):
    text = TextAreaField(
        "Votre commentaire", [RequiredText("Écrivez votre commentaire."), at_most(2000)], filters=[unix_lines]
    )
