"""What every form draws, and says of what an operation objects."""

import pytest
from markupsafe import Markup
from wtforms import StringField, TextAreaField
from wtforms.widgets import Input, html_params

from workspace.forms import BaseForm, ThingField, at_most, html_attributes, status_of
from workspace.refusals import Refused
from workspace.versions import Stale

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


def test_no_browser_cuts_a_long_text_in_silence_who_wrote_it_is_told_by_how_much(app):
    class Answering(BaseForm):
        title = StringField("Titre", [at_most(10)])
        text = TextAreaField("Réponse", [at_most(500)])

    with app.test_request_context(method="POST", data={"text": "é" * 1200}):
        form = Answering()
        assert "maxlength" not in form.text(rows=3)
        assert 'maxlength="10"' in form.title()
        assert not form.validate()
        assert form.text.errors == ["500 caractères au plus. Raccourcissez ce texte, qui en compte 1\u202f200."]
        assert "é" * 1200 in form.text()


@pytest.fixture
def named(app):
    class Named(BaseForm):
        name, code = StringField("Nom"), StringField("Code")

    with app.test_request_context(method="POST"):
        yield Named()


@pytest.mark.parametrize(("about", "said"), [("code", "code"), ("name", "name"), ("", "name"), ("other", "name")])
def test_a_refusal_is_said_beside_what_it_is_about(named, about, said):
    with named.objections(beside=named.name):
        raise Refused("Non.", about=about)
    assert named.errors == {said: ["Non."]}
    assert status_of(named) == 422


def test_a_refusal_about_nothing_that_the_form_asks_goes_its_way(named):
    with pytest.raises(Refused), named.objections():
        raise Refused("Non.", about="other")
    assert named.errors == {}


def test_overtaken_is_said_by_the_form_and_by_the_status(named):
    assert (named.stale, status_of(named)) == (False, 422)
    with named.objections():
        raise Stale
    assert (named.stale, status_of(named), named.errors) == (True, 409, {})


def test_any_other_failure_goes_its_way(named):
    with pytest.raises(ValueError, match="else"), named.objections(beside=named.name):
        raise ValueError("something else")
