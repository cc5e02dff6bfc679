"""Signs drawn once for all that say the same: what they say is always escaped once."""

from flask import render_template_string


def test_words_and_markup_of_the_same_letters_are_not_taken_for_one_another(app):
    with app.test_request_context():
        said = render_template_string("{{ state('done', '<i>') }} {{ state('done', '<i>'|safe) }}")
    assert said.count("&lt;i&gt;") == 1
    assert said.count("<i>") == 1
