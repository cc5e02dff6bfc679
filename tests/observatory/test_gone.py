"""Somebody else removes an indicator or a measure while one writes."""

import pytest
from sqlalchemy import select

from tests.observatory.scene import make_measure
from workspace.database import db
from workspace.journal.models import Entry
from workspace.observatory import operations
from workspace.refusals import Refused


@pytest.fixture
def gone(cast):
    """An indicator with its measure, which somebody else removes while one writes."""
    measure = make_measure()
    operations.remove_indicator(measure.indicator)
    return measure


def test_what_somebody_removed_meanwhile_is_told(gone):
    typed = {name: getattr(gone, name) for name in operations.MEASURE_FIELDS}
    for act in (
        lambda: operations.edit_indicator(gone.indicator, "", [], label="Autre"),
        lambda: operations.add_measure(gone.indicator, **typed),
        lambda: operations.edit_measure(gone, "", **typed),
    ):
        with pytest.raises(Refused, match="n’est plus là"):
            act()


def test_removed_twice_is_once(gone):
    operations.remove_indicator(gone.indicator)
    operations.remove_measure(gone)
    assert [one.kind for one in db.session.scalars(select(Entry))].count("observatory/removed") == 1
