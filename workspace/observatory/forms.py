"""What people type about indicators, their measures, and files of them."""

from collections.abc import Callable
from typing import Any

from flask_wtf.file import FileField
from wtforms import Field, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from workspace.forms import BaseForm, RequiredText, at_most, begin_again, unix_lines
from workspace.french import figure
from workspace.meetings.forms import Branches, ServingForm
from workspace.observatory import words
from workspace.observatory.models import LONGEST, Indicator, Measure
from workspace.observatory.operations import INDICATOR_FIELDS, MEASURE_FIELDS, version_of
from workspace.observatory.reading import MOST_BYTES, wrong_base

CODE = "Écrivez un code, court et sans accent : il ne change plus jamais."


def line(label: str, name: str, needed: str = "") -> StringField:
    return StringField(label, [*([RequiredText(needed)] if needed else []), at_most(LONGEST[name])])


def text(label: str, name: str) -> TextAreaField:
    return TextAreaField(label, [at_most(LONGEST[name])], filters=[unix_lines])


class ReadField(StringField):
    """A text read by `words`: `data` is what it says, the field shows what was typed."""

    def __init__(
        self, label: str, read: Callable[[str], Any], show: Callable[[Any], str] = str, **options: Any
    ) -> None:
        self.read, self.show = read, show
        super().__init__(label, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = self.read((valuelist[0] if valuelist else "").strip())

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)


class SeenForm(BaseForm):
    """It carries the version of the thing that it was opened with."""

    seen = HiddenField()

    def open_again(self, thing: Indicator | Measure) -> None:
        """After a conflict, from what is kept, so that overwriting is a choice."""
        begin_again(self.seen, version_of(thing))


class IndicatorForm(ServingForm, SeenForm):
    label = line("Indicateur", "label", "Écrivez ce qui est mesuré.")
    code = line("Code", "code", CODE)
    theme = line("Thème", "theme", "Écrivez un thème : gouvernance, finances…")
    subtheme = line("Sous-thème", "subtheme")
    unit = line("Unité", "unit")
    description = text("Description", "description")

    @classmethod
    def of(cls, indicator: Indicator | None, branches: Branches) -> "IndicatorForm":
        form = cls(obj=indicator, data={"seen": version_of(indicator)} if indicator else {})
        if indicator:
            del form.code  # files know it by that
        form.offer_items(branches, indicator.items if indicator else ())
        return form

    def typed(self) -> dict[str, Any]:
        return {name: self[name].data or "" for name in INDICATOR_FIELDS if name in self}


class MeasureForm(SeenForm):
    years = ReadField("Année", words.to_years, lambda said: words.years(*said))
    territory = ReadField("Territoire", words.to_territory, words.in_file)
    value = ReadField("Valeur", words.to_number, figure)
    qualifier = line("Qualificatif", "qualifier")
    wording = line("En mots", "wording")
    base_n = ReadField("Réponses", words.to_count)
    base_total = ReadField("Interrogés", words.to_count)
    base_unit = line("Unité de la base", "base_unit")
    base_note = line("Note sur la base", "base_note")
    source = line("Source", "source", "Écrivez le titre du document : un nombre sans source ne se vérifie pas.")
    page = line("Page", "page")
    quote = text("Citation", "quote")
    note = text("Note", "note")

    @classmethod
    def of(cls, measure: Measure | None) -> "MeasureForm":
        if measure is None:
            return cls(data={"territory": "", "base_unit": "centres"})
        return cls(obj=measure, data={"years": (measure.first_year, measure.year), "seen": version_of(measure)})

    def validate_territory(self, field: Field) -> None:
        at_most(LONGEST["territory"])(self, field)

    def validate_base_n(self, field: Field) -> None:
        if wrong := wrong_base(field.data, self.base_total.data):
            raise ValidationError(wrong)

    def typed(self) -> dict[str, Any]:
        said = {name: self[name].data for name in MEASURE_FIELDS if name in self}
        texts = {name: said[name] or "" for name in said if name in LONGEST}
        return said | texts | dict(zip(("first_year", "year"), self.years.data, strict=True))


class FileForm(BaseForm):
    file = FileField("Fichier CSV", render_kw={"accept": ".csv,text/csv"})

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError("Choisissez un fichier.")
        with field.data.stream as stream:
            self.content = stream.read(MOST_BYTES + 1)


class ConfirmForm(BaseForm):
    kept = HiddenField(validators=[InputRequired()])  # the file as it was shown, signed
