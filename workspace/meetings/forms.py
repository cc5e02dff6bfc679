"""What people type about meetings."""

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from workspace import clock
from workspace.database import numbers_in
from workspace.forms import (
    LATEST,
    RELOAD,
    BaseForm,
    ParisDateTimeField,
    PersonField,
    ProjectItemsField,
    RequiredText,
    at_most,
    unix_lines,
)
from workspace.french import duration, minutes_typed
from workspace.groups.models import Group
from workspace.meetings.models import LONGEST_NOTES, AgendaItem, Answer, Meeting, PointKind, Presence
from workspace.people.models import Names, Person
from workspace.project.models import ProjectItem

LONGEST = timedelta(hours=24)
STORABLE = NumberRange(0, 2**31 - 1, RELOAD)  # what any database holds
PRESENCES = {"": "Pas encore notée", **Presence.said()}
ANSWERS = {
    Answer.YES: "Je viens",
    Answer.REMOTE: "À distance",
    Answer.MAYBE: "Peut-être",
    Answer.NO: "Je ne viens pas",
}

Branches = Sequence[tuple[ProjectItem | None, Sequence[ProjectItem]]]


def check_video_link(link: str | None) -> None:
    """Raises:
    ValidationError: it is not a whole address.
    """
    if link and not re.match(r"https?://[^\s/]", link, re.IGNORECASE):
        raise ValidationError("Collez l’adresse entière de la visio : elle commence par https://.")


class MeetingForm(BaseForm):
    title = StringField("Titre", [RequiredText("Donnez un titre à la réunion."), at_most(200)])
    starts_at = ParisDateTimeField("Début", [InputRequired("Dites quand la réunion commence.")])
    ends_at = ParisDateTimeField("Fin", [InputRequired("Dites quand la réunion se termine.")])
    place = StringField("Lieu", [at_most(200)])
    video_link = StringField("Lien de visio", [at_most(500)])

    def typed(self) -> dict[str, Any]:
        words = {name: self.data[name] or "" for name in ("title", "place", "video_link")}
        return words | {"starts_at": self.starts_at.data, "ends_at": self.ends_at.data}

    def validate_ends_at(self, field: ParisDateTimeField) -> None:
        if not (field.data and self.starts_at.data):
            return
        if field.data <= self.starts_at.data:
            raise ValidationError("La fin doit venir après le début.")
        if field.data - self.starts_at.data > LONGEST:
            raise ValidationError("Une réunion dure un jour au plus. Vérifiez les deux dates.")
        if field.data <= clock.now() and field.data != field.object_data:  # past dates are kept, not chosen
            raise ValidationError("Cette réunion serait déjà passée. Vérifiez les deux dates.")

    def validate_video_link(self, field: StringField) -> None:
        check_video_link(field.data)


class EditMeetingForm(MeetingForm):
    revision = IntegerField("Version", [InputRequired(RELOAD), STORABLE])


class CancelForm(BaseForm):
    reason = TextAreaField("Motif", [RequiredText("Dites pourquoi la réunion n’a pas lieu."), at_most(500)])


class GuestsForm(BaseForm):
    """Groups ticked among those offered, and those that were when the form was opened: only what changed is done."""

    guests = SelectMultipleField("Groupes invités", coerce=int, choices=[])
    known = HiddenField()
    groups: Sequence[Group] = ()

    def offer(self, groups: Sequence[Group], invited: Collection[int] = ()) -> "GuestsForm":
        self.groups = groups
        self.guests.choices = [SelectChoice(str(one.id), one.name) for one in groups]
        if not self.is_submitted():
            self.guests.data = sorted(invited)
            self.known.data = " ".join(str(one) for one in sorted(invited))
        return self

    @property
    def were(self) -> set[int]:
        return set(numbers_in((self.known.data or "")[:500].split()))

    @property
    def added(self) -> list[Group]:
        return [one for one in self.groups if one.id in set(self.guests.data or []) - self.were]

    @property
    def removed(self) -> set[int]:
        return self.were - set(self.guests.data or [])


class NoteTakerForm(BaseForm):
    person = PersonField("Qui prend les notes", nothing="La co-animation elle-même")


class DurationField(StringField):
    """A length as people say it: « 15 », « 45 min », « 1h30 », « 1,5 ». `data` is a number of minutes."""

    shortest = 1
    out_of_bounds = "Un point dure entre 1 minute et 24 heures."

    def process_formdata(self, valuelist: list[str]) -> None:
        said = (valuelist[0] if valuelist else "").strip()
        self.data = minutes_typed(said)
        if not said:
            return
        if self.data is None:
            raise ValueError("Écrivez une durée comme 15, 45 min ou 1 h 30.")
        if not self.shortest <= self.data <= LONGEST // timedelta(minutes=1):
            raise ValueError(self.out_of_bounds)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else duration(self.data)


class ServingForm(BaseForm):
    """A form whose thing serves objectives and actions of the project."""

    items = ProjectItemsField("Sert le projet fédéral")
    branches: Branches = ()

    def offer_items(self, branches: Branches, chosen: Sequence[ProjectItem] = ()) -> None:
        """What may be served, and what is while nothing was posted."""
        offered = {item.id: item for _, items in branches for item in items}
        others = [item for item in chosen if item.id not in offered]  # of a project that is over
        self.branches = [*branches, *([(None, others)] if others else [])]
        self.known = offered | {item.id: item for item in others}
        self.items.offer(self.known.values())
        if self.items.raw_data is None:
            self.items.data = [item.id for item in chosen]

    def served(self) -> list[ProjectItem]:
        return [item for item in self.known.values() if item.id in (self.items.data or [])]


class PointForm(ServingForm):
    title = StringField("Titre du point", [RequiredText("Donnez un titre à ce point."), at_most(200)])
    kind = SelectField("Nature", choices=PointKind.said(), coerce=PointKind)
    minutes = DurationField("Durée")
    carrier = PersonField("Porté par", nothing="Personne en particulier")
    text = TextAreaField("Ce qu’il faut en savoir", [at_most(20_000)], filters=[unix_lines])

    @classmethod
    def to_edit(
        cls, point: AgendaItem | None, branches: Branches, people: Sequence[Names] = (), **others: Any
    ) -> "PointForm":
        """`people` may carry the point; whoever carries it already may go on."""
        said = {"carrier": point.carried_by_id} if point else {"kind": PointKind.EXCHANGE}
        form = cls(obj=point, data=said, **others)
        form.offer_items(branches, point.items if point else ())
        carriers = {person.id: person for person in people}
        if point and point.carried_by:
            carriers.setdefault(point.carried_by.id, point.carried_by)
        form.carrier.offer(carriers.values())
        return form

    def typed(self) -> dict[str, Any]:
        return {
            "title": self.title.data,
            "kind": self.kind.data,
            "minutes": self.minutes.data,
            "items": self.served(),
            "text": self.text.data or "",
            "carried_by_id": self.carrier.data,
        }


class EditPointForm(PointForm):
    seen = HiddenField()  # the version that the form was opened on


class NotesForm(BaseForm):
    notes = TextAreaField("Notes", [at_most(LONGEST_NOTES)], filters=[unix_lines])
    revision = IntegerField("Version", [InputRequired(RELOAD), STORABLE])
    ticked = HiddenField()  # the boxes as they were shown: only what the writer changed moves an action
    base = HiddenField(filters=[unix_lines])  # the text that the writer began from
    next = HiddenField()
    # Once somebody else saved meanwhile: the button pressed, the writer's own text, what was shown to be edited, and
    # what was edited before another button was pressed.
    keep = HiddenField()
    mine = HiddenField(filters=[unix_lines])
    shown = HiddenField()
    draft = HiddenField(filters=[unix_lines])

    @property
    def ticked_before(self) -> set[int]:
        return set(numbers_in((self.ticked.data or "").split()))


class DecisionForm(ServingForm):
    text = TextAreaField("Décision", [RequiredText("Écrivez ce qui est décidé."), at_most(2000)])


class ActionForm(ServingForm):
    title = StringField("Action", [RequiredText("Écrivez ce qui est à faire."), at_most(200)])
    owner = PersonField("Qui")
    due_on = DateField("Pour le", [Optional()])

    def about(self, meeting: Meeting, people: Sequence[Person]) -> None:
        """Who may be asked, and the day it is asked."""
        self.asked_on = clock.in_paris(meeting.starts_at).date()
        self.people = {person.id: person for person in people}
        self.owner.offer(people)

    def typed(self) -> dict[str, Any]:
        return {
            "title": self.title.data,
            "owners": [self.people[self.owner.data]] if self.owner.data else [],
            "due_on": self.due_on.data,
            "items": self.served(),
        }

    def validate_due_on(self, field: DateField) -> None:
        if field.data and not self.asked_on <= field.data <= date(LATEST, 12, 31):
            raise ValidationError("Choisissez un jour qui vient après la réunion.")


class AnswerForm(BaseForm):
    answer = SelectField("Réponse", choices=ANSWERS, coerce=Answer)


class PresenceForm(BaseForm):
    """An empty presence takes the tick back."""

    person = IntegerField("Personne", [InputRequired("Dites de qui il s’agit."), STORABLE])
    presence = SelectField(
        "Présence",
        choices=PRESENCES,
        coerce=lambda value: Presence(value) if value else None,
        default="",
    )
