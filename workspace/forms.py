"""What every form shares: French messages, Paris dates, pickers of people and project items."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from operator import attrgetter
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateTimeLocalField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, Regexp, StopValidation
from wtforms.widgets import Input, Select
from wtforms.widgets.core import clean_key

from workspace import clock
from workspace.database import numbers_in
from workspace.french import UNSEEN, number
from workspace.project.models import ProjectItem
from workspace.refusals import Refused
from workspace.versions import Stale

EARLIEST, LATEST = 2000, 2100  # a year typed outside of these is a slip of the finger
RELOAD = "Rechargez la page, puis réessayez."

BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")  # ends of lines, each program's own
BULLET = re.compile("^[ \t\u00a0]*[\ue000-\uf8ff][ \t\u00a0]*", re.MULTILINE)  # a letter of the font Symbol
HARD_SPACES = re.compile("^((?:[ \t]*(?:[-*+>]|#{1,6}|\\d{1,9}[.)]))?)[ \u00a0\u202f]*[\u00a0\u202f]", re.MULTILINE)


def clean(text: str | None) -> str | None:
    """Trim, and drop what nobody sees."""
    return UNSEEN.sub("", text).strip() if type(text) is str else text  # a word of an enum stays one


def on_one_line(text: str | None) -> str | None:
    """A filter of the fields that hold one line: the breaks that a browser lets through are spaces."""
    return BREAKS.sub(" ", text) if type(text) is str else text


def unix_lines(text: str | None) -> str | None:
    """A filter: ends of lines and bullets as Markdown has them, whatever the browser or Word sent; a hard space would
    hide from it the mark that it follows."""
    return text and HARD_SPACES.sub(r"\1 ", BULLET.sub("- ", BREAKS.sub("\n", text)))


def html_attributes(**given: Any) -> str:
    """HTML attributes as `wtforms.widgets.html_params` writes them: it formats each through Markup, which costs a third
    of the page of a long form."""
    said = []
    for name, value in sorted(given.items()):
        if value is True:
            said.append(clean_key(name))
        elif value is not False:
            text = str(escape(value)).replace('"', "&quot;")
            said.append(f'{clean_key(name)}="{text}"')
    return " ".join(said)


Input.html_params = staticmethod(html_attributes)


class BaseForm(FlaskForm):
    class Meta:
        locales = ["fr"]

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Every field is trimmed, whoever wrote it. A browser cuts what is pasted at `maxlength` and says nothing:
            a long text comes whole, to be refused aloud.
            """
            kind = unbound_field.field_class
            if issubclass(kind, TextAreaField):
                options["render_kw"] = {**unbound_field.kwargs.get("render_kw", {}), "maxlength": False}
            if not issubclass(kind, FieldList | FormField):  # those hold fields
                long = issubclass(kind, TextAreaField | HiddenField)
                options["filters"] = [clean, *([] if long else [on_one_line]), *unbound_field.kwargs.get("filters", ())]
            return unbound_field.bind(form=form, **options)

    # Somebody changed meanwhile what it shows: nothing was written, what was typed is still in it.
    stale = False

    @property
    def data(self) -> dict[str, Any]:
        """What was typed, without the token against forgery: trials do without it, an operation knows nothing of it."""
        return {name: value for name, value in super().data.items() if name != "csrf_token"}

    def refused(self, field: Field, message: str) -> None:
        """Say beside a field why an operation refused it."""
        field.errors = [*field.errors, message]

    def objections(self, beside: Field | None = None) -> "Objections":
        """Around an operation and the answer that follows it: what the operation objects is said by the form.

        Somebody else's change by `stale`; a refusal beside the field that bears the name of what it is `about`, else
        beside this one. Without a field it goes its way.
        """
        return Objections(self, beside)


@dataclass(frozen=True)
class Objections:
    """See `BaseForm.objections`."""

    form: BaseForm
    beside: Field | None

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, Stale):
            self.form.stale = True
            return True
        if isinstance(error, Refused):
            field = self.form._fields.get(error.about, self.beside)
            if field is not None:
                self.form.refused(field, error.message)
                return True
        return False


def number_seen(field: Field) -> int:
    """What a form was opened with, as a hidden field carried it back; -1, which is nobody's, without one."""
    return next(iter(numbers_in(map(str, (field.raw_data or [])[:1]))), -1)


def begin_again(field: Field, seen: int | str | time) -> None:
    """After a conflict a form starts anew from what is kept, so that overwriting is a choice."""
    field.data, field.raw_data = seen, None


def status_of(form: BaseForm) -> int:
    """Of the page of a form: seen, refused, or overtaken by somebody else's change."""
    return 409 if form.stale else 422 if form.is_submitted() else 200


def words_asked(args: MultiDict[str, str], name: str, most: int) -> str:
    """What a list is asked to hold, as its address says it."""
    return (clean(args.get(name)) or "")[:most]


class FormId(HiddenField):
    """Tells a form sent twice from two forms: what it makes is made once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validators=[Regexp(r"[0-9a-f]{32}\Z", message=RELOAD)], **options)


class RequiredText:
    """Something must be typed; the browser is told too. Of nothing, nothing else is said."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data:
            raise StopValidation(self.message)


def in_reach(form: Any, field: Field) -> None:
    """A validator of days."""
    if field.data and not EARLIEST <= field.data.year <= LATEST:
        raise ValidationError(f"Choisissez une année entre {EARLIEST} et {LATEST}.")


class AtMost(Length):
    """So many characters, and how many there are: who must cut wants to know how much."""

    def __call__(self, form: Any, field: Field) -> None:
        there = len(field.data or "")
        if there > self.max:
            raise ValidationError(
                f"{number(self.max)} caractères au plus. Raccourcissez ce texte, qui en compte {number(there)}."
            )


def at_most(most: int) -> AtMost:
    return AtMost(max=most)


class ParisDateTimeField(DateTimeLocalField):
    """A time typed on a French clock; `data` is an aware UTC instant."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        for pattern in ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"):
            try:
                wall_clock = datetime.strptime(valuelist[0].strip(), pattern)  # noqa: DTZ007 - Paris time, made aware below
            except ValueError:
                continue
            self.data = self._instant(wall_clock)
            return
        self.data = None
        raise ValueError("Cette date n’est pas lisible. Exemple : 2027-01-18T18:30.")

    def _instant(self, wall_clock: datetime) -> datetime:
        if not EARLIEST <= wall_clock.year <= LATEST:
            raise ValueError(f"Choisissez une année entre {EARLIEST} et {LATEST}.")
        try:
            return clock.from_paris(wall_clock)
        except ValueError:
            raise ValueError("Cette heure n’existe pas : les horloges avancent cette nuit-là.") from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return clock.in_paris(self.data).strftime("%Y-%m-%dT%H:%M") if self.data else ""


def as_id(value: Any) -> int | None:
    """The id a choice carries; « » is no choice. Anything else is not among the choices."""
    return int(value) if value not in (None, "", "None") else None


NOBODY = "Choisir une personne"
NAME, TITLE = attrgetter("name"), attrgetter("title")  # what a choice is called


class SelectOfNames(Select):
    """As WTForms draws it, for names by id: it asks of each choice all that one may be, which costs more than the rest
    of the page where one chooses among hundreds of people.
    """

    def __call__(self, field: SelectField, **given: Any) -> Markup:
        flags = {name: getattr(field.flags, name) for name in self.validation_attrs}
        attributes = {"id": field.id} | {name: value for name, value in flags.items() if value is not None} | given
        chosen = str(field.data) if field.data is not None else ""
        # Escaped in one call, around what no name holds (forms drop it, PostgreSQL refuses it): one call a name costs
        # more than the rest of this.
        names = str(escape("\0".join(field.choices.values()))).split("\0") if field.choices else []
        options = [
            f'<option {"selected " if value == chosen else ""}value="{value}">{name}</option>'
            for value, name in zip(field.choices, names, strict=True)
        ]
        return Markup(f"<select {html_attributes(name=field.name, **attributes)}>{''.join(options)}</select>")  # noqa: S704


class ThingField(SelectField):
    """One thing by its id, among those given to `offer`; `nothing` is how no choice is said, where it may be."""

    widget = SelectOfNames()

    def __init__(self, label: str, validators: Sequence[Any] = (), nothing: str = "", **options: Any) -> None:
        self.none = {"": nothing} if nothing else {}
        super().__init__(label, validators, coerce=as_id, choices=self.none, **options)

    def offer(self, things: Iterable[Any], called: Callable[[Any], str] = NAME) -> None:
        self.choices = self.none | {str(thing.id): called(thing) for thing in things}


class PersonField(ThingField):
    def __init__(self, label: str, validators: Sequence[Any] = (), nothing: str = NOBODY, **options: Any) -> None:
        super().__init__(label, validators, nothing, **options)


class ProjectItemsField(SelectMultipleField):
    """Objectives and actions of the project that a thing serves, among those given to `offer`."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, [Optional()], coerce=int, choices=[], **options)

    def offer(self, items: Iterable[ProjectItem]) -> None:
        self.choices = [SelectChoice(str(item.id), f"{item.code} {item.text}") for item in items]
