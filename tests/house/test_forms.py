"""What every form draws."""

import pytest
from markupsafe import Markup
from wtforms.widgets import Input, html_params

from workspace.forms import BaseForm, ThingField, html_attributes

VALUES = [True, False, None, 3, "", "l’été à 18 h 30", "\"'&<>", Markup("\"'&amp;")]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("name", ["class_", "data_saves_to", "aria_described_by", "x_y", "value"])
def test_attributes_are_written_as_the_library_writes_them(name, value):
    given = {"type": "text", name: value, "id": "a"}
    assert html_attributes(**given) == html_params(**given)


def test_fields_are_drawn_with_them():
    assert Input.html_params is html_attributes


def test_one_chooses_among_nothing_as_among_many(app):
    """A pact asks which project it supports: an installation that just opened has none."""

    class Choosing(BaseForm):
        thing = ThingField("Laquelle")

    with app.test_request_context():
        form = Choosing()
        form.thing.offer([])
        assert form.thing() == '<select id="thing" name="thing"></select>'
