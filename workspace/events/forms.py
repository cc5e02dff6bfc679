"""What people type about an event, and to register."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, cast

from wtforms import (
    BooleanField,
    EmailField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Email, InputRequired, NumberRange, Optional

from workspace import clock
from workspace.events.models import Event, EventType
from workspace.events.operations import Details
from workspace.forms import BaseForm, ParisDateTimeField, RequiredText, ThingField, at_most, unix_lines
from workspace.joining.forms import BAD_ADDRESS, NO_CENTRE, Name, lower
from workspace.meetings.forms import EditMeetingForm, MeetingForm
from workspace.people.models import Centre

TYPES = {
    EventType.STUDY_DAY: "Journée d’étude",
    EventType.HIGHLIGHT: "Temps fort",
    EventType.TRAINING: "Formation",
}
MOST_PLACES = 10_000


def _places(label: str) -> IntegerField:
    return IntegerField(label, [Optional(), NumberRange(1, MOST_PLACES, f"Entre 1 et {MOST_PLACES}, ou rien.")])


class EventForm(MeetingForm):
    type = SelectField("Sorte", choices=TYPES, coerce=EventType, default=EventType.STUDY_DAY)
    description = TextAreaField("Présentation", [at_most(10_000)], filters=[unix_lines])
    register_by = ParisDateTimeField("Inscriptions jusqu’au", [InputRequired("Dites jusqu’à quand on s’inscrit.")])
    capacity = _places("Nombre de places")
    per_centre = _places("Places par centre, au plus")
    is_public = BooleanField("Ouvrir à tout le monde")

    @classmethod
    def proposed_event(cls) -> "EventForm":
        """In two months, for a day; registrations until a week before."""
        day = clock.in_paris(clock.now() + timedelta(days=60)).date()
        starts_at, ends_at = (clock.from_paris(datetime.combine(day, time(hour))) for hour in (9, 17))
        return cls(data={"starts_at": starts_at, "ends_at": ends_at, "register_by": clock.days_later(starts_at, -7)})

    @property
    def details(self) -> Details:
        return Details(
            self.type.data, self.description.data or "", self.is_public.data, cast(datetime, self.register_by.data),
            self.capacity.data, self.per_centre.data,
        )  # fmt: skip

    def validate_register_by(self, field: ParisDateTimeField) -> None:
        if field.data and self.starts_at.data and field.data > self.starts_at.data:
            raise ValidationError("Les inscriptions se closent avant le début.")

    def validate_per_centre(self, field: IntegerField) -> None:
        if field.data and self.capacity.data and field.data > self.capacity.data:
            raise ValidationError("Un centre n’a pas plus de places qu’il n’y en a en tout.")


class EditEventForm(EventForm, EditMeetingForm):
    @classmethod
    def of(cls, event: Event) -> "EditEventForm":
        meeting = event.meeting
        names = ("title", "starts_at", "ends_at", "place", "video_link", "revision")
        own = ("type", "description", "register_by", "capacity", "per_centre", "is_public")
        given = {name: getattr(meeting, name) for name in names} | {name: getattr(event, name) for name in own}
        return cls(data=given)


class GuestForm(BaseForm):
    """Somebody from outside: nothing is kept before they follow the link of their letter."""

    name = StringField("Prénom et nom", [RequiredText("Écrivez votre prénom et votre nom."), at_most(120), Name()])
    email = EmailField(
        "Adresse e-mail",
        [RequiredText("Écrivez votre adresse e-mail."), at_most(254), Email(BAD_ADDRESS)],
        filters=[lower],
    )
    centre = ThingField("Votre centre social", nothing=NO_CENTRE)

    def __init__(self, centres: Iterable[Centre], **options: Any) -> None:
        super().__init__(**options)
        self.centre.offer(centres)


class CameForm(BaseForm):
    """Who is ticked, and who was when the list was shown: only what changed is noted."""

    came = SelectMultipleField("Présences", coerce=int, validate_choice=False)
    known = SelectMultipleField("Déjà notées", coerce=int, validate_choice=False)

    @property
    def changed(self) -> dict[int, bool]:
        """Who came after all, or did not, by the id of their registration."""
        came, known = set(self.came.data or []), set(self.known.data or [])
        return {one: one in came for one in came ^ known}
