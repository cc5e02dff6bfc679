"""What publishing may still ask."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from wtforms import DateField, HiddenField, RadioField, StringField, TimeField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from workspace import clock
from workspace.actions.models import ActionItem
from workspace.forms import BaseForm, PersonField, RequiredText, at_most, begin_again, in_reach
from workspace.groups.models import GroupState
from workspace.meetings.models import AgendaItem, Meeting
from workspace.people.models import Person


class ReviewForm(BaseForm):
    """When a decision comes back; empty: never."""

    review_on = DateField("À revoir le", [Optional(), in_reach])

    def validate_review_on(self, field: DateField) -> None:
        if field.data and field.data <= clock.today():
            raise ValidationError("Choisissez un jour à venir.")


class EndForm(BaseForm):
    """Which later decision ends this one, and how."""

    number = StringField("Par la décision numéro", [RequiredText("Écrivez le numéro de la décision."), at_most(20)])
    how = RadioField(
        "Cette décision est",
        [InputRequired("Choisissez.")],
        choices=[SelectChoice("replaced", "Remplacée"), SelectChoice("cancelled", "Annulée")],
    )


class MeetsOthers(BaseForm):
    """What several people may say at once: beside each field, hidden, `was_…` carries what the form showed."""

    kept: dict[str, Any]  # what was said of each field until now
    conflicts = False

    def meets_others(self) -> bool:
        """What somebody else said meanwhile is taken, where nothing was typed. False when both said something: the form
        starts anew from what is kept, so that overwriting is a choice."""
        for name, kept in self.kept.items():
            mine, shown = self[name], self[f"was_{name}"]
            said, seen = mine.data or None, shown.data or None
            if said == seen:
                begin_again(mine, kept)
            elif (kept or None) not in (said, seen):
                self.conflicts = True
            begin_again(shown, kept)
        return not self.conflicts


class PointEndForm(MeetsOthers):
    """Whether a meeting is done with a point, and what it comes to."""

    treated = RadioField(
        "Et maintenant ?",
        [Optional()],
        choices=[
            SelectChoice("oui", "Traité, il ne revient pas"),
            SelectChoice("non", "Revient à la prochaine séance"),
        ],
    )
    conclusion = StringField("Ce qu’on en retient, en une phrase", [at_most(1000)])
    was_treated, was_conclusion = HiddenField(), HiddenField()

    @classmethod
    def about(cls, point: AgendaItem, is_left: bool) -> "PointEndForm":
        """The form of one point among several on a page."""
        kept = {"treated": "non" if is_left else "oui", "conclusion": point.conclusion}
        form = cls(prefix=f"point-{point.id}", data=kept | {f"was_{name}": said for name, said in kept.items()})
        form.kept = kept
        if point.group.state is GroupState.CLOSED:
            form.treated.choices = [SelectChoice("oui", "Traité"), SelectChoice("non", "Pas traité")]
        return form

    def said(self) -> dict[str, Any]:
        """Untouched, what was written on the point goes on telling."""
        treated = {"oui": True, "non": False}.get(self.treated.data)
        return {"treated": treated, "conclusion": self.conclusion.data or ""}


class SittingEndForm(MeetsOthers):
    """When the sitting of a body really ended, for its formal record."""

    ended_at = TimeField("Séance levée à", [Optional()])
    was_ended_at = TimeField("", [Optional()], widget=HiddenInput())
    starts_at: datetime
    said_at: datetime | None

    @classmethod
    def about(cls, meeting: Meeting, said_at: datetime | None) -> "SittingEndForm":
        """As it was said, else the end that was planned, once it has come."""
        likely = clock.in_paris(said_at or min(meeting.ends_at, clock.now()))
        shown = time(likely.hour, likely.minute)
        form = cls(prefix="sitting", data={"ended_at": shown, "was_ended_at": shown})
        form.starts_at, form.said_at = meeting.starts_at, said_at
        form.kept = {"ended_at": shown} if said_at else {}
        return form

    @property
    def instant(self) -> datetime | None:
        """That hour of the day of the sitting, else of the night that follows; none the night when clocks skip it."""
        if self.ended_at.data is None:
            return None
        begins = clock.in_paris(self.starts_at)
        on = begins.date() + timedelta(days=self.ended_at.data <= begins.time())
        try:
            return clock.from_paris(datetime.combine(on, self.ended_at.data))
        except ValueError:
            return None

    def validate_ended_at(self, field: TimeField) -> None:
        if self.instant and self.instant > clock.now():
            raise ValidationError("Cette heure n’est pas encore passée.")


class MissingForm(BaseForm):
    """What an action lacks before it can be published: who, and for when."""

    owner = PersonField("Qui s’en charge")
    due_on = DateField("Pour le", [InputRequired("Dites pour quand.")])

    @classmethod
    def about(cls, action: ActionItem, people: Sequence[Person]) -> "MissingForm":
        """The form of one action among several on a page; what is already said of it is filled in."""
        said = {"owner": next((owner.id for owner in action.owners), None), "due_on": action.due_on}
        form = cls(prefix=f"action-{action.id}", data=said)
        form.people = {person.id: person for person in [*people, *action.owners]}
        form.owner.offer(form.people.values())
        return form

    def validate_owner(self, field: PersonField) -> None:
        if field.data is None:
            raise ValidationError("Dites qui s’en charge.")

    def chosen(self) -> Person:
        return self.people[self.owner.data]
