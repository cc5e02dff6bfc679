"""What people type of a review."""

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired

from workspace.forms import BaseForm, RequiredText, ThingField, at_most, unix_lines
from workspace.french import day
from workspace.reviews.models import LONGEST_SENTENCE, ReviewState, Said
from workspace.reviews.operations import Words


class OpenForm(BaseForm):
    meeting_id = ThingField("Réunion du conseil", nothing="Hors réunion")

    def offer(self, meetings: Iterable[Any]) -> None:
        self.meeting_id.offer(meetings, lambda one: f"{one.title}, {day(one.starts_at)}")


class ReviewForm(BaseForm):
    """`seen` is what the sitting said of the item when the form was opened."""

    seen = HiddenField()
    state = RadioField(
        "État",
        [InputRequired("Choisissez un état.")],
        choices=ReviewState.said(),
    )
    text = TextAreaField(
        "En une phrase",
        [RequiredText("Dites en une phrase ce qui permet de l’affirmer."), at_most(LONGEST_SENTENCE)],
        filters=[unix_lines],
    )
    difficulty = TextAreaField("En difficulté ? Dites pourquoi", [at_most(LONGEST_SENTENCE)], filters=[unix_lines])

    @classmethod
    def of(cls, said: Said | None, seen: int) -> Any:
        told = {"state": said.state.value, "text": said.text, "difficulty": said.difficulty} if said else {}
        return cls(data=told | {"seen": seen})

    @property
    def words(self) -> Words:
        return Words(ReviewState(self.state.data), self.text.data, self.difficulty.data or "")


class CloseForm(BaseForm):
    summary = TextAreaField(
        "Point d’étape",
        [RequiredText("Dites en quelques phrases où en est le projet."), at_most(2000)],
        filters=[unix_lines],
    )
