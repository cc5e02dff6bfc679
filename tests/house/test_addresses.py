"""Addresses that templates keep from one page to the next: those of the place that the space is served at."""

import pytest
from flask import render_template_string


@pytest.mark.parametrize("root", ["", "/espace", "/autre"])
def test_they_follow_the_place_where_the_space_is_served(app, root):
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
        said = render_template_string("{{ url_for('groups.show', slug='jeunesse') }} {{ icon('bell') }}")
    address, drawing = said.split(" ", 1)
    assert address == f"{root}/groupes/jeunesse"
    assert f'href="{root}/static/' in drawing
