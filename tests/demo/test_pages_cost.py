"""What every page asks of the database, on the demonstration and on one three times as long."""

import pytest

from benchmarks.pages import addresses, prepared, statements_of
from tests.journeys import demonstration
from workspace.database import db
from workspace.demo.growth import grow

MOST = 12
WHOLE_ARCHIVE = {"privacy.archive"}  # a download of everything that concerns somebody, room by room


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Statements of each page, by its endpoint, at each of the two sizes."""
    file = tmp_path_factory.mktemp("pages") / "pages.sqlite"
    demonstration.copied_to(file)
    app = prepared(file, 1)
    pages, missing = addresses(app)
    assert missing == [], "pages without an example: benchmarks/examples.py"
    short = {name: statements_of(page) for name, page in pages.items()}
    with app.app_context():
        grow(3, lambda step: None)
        db.session.commit()
    return short, {name: statements_of(page) for name, page in pages.items()}


def test_no_page_asks_more_than_twelve_statements(asked):
    found = {name: number for sizes in asked for name, number in sizes.items() if number > MOST}
    assert found.keys() == WHOLE_ARCHIVE


def test_each_page_asks_as_much_when_the_history_is_longer(asked):
    short, long = asked
    assert {name: (number, long[name]) for name, number in short.items() if long[name] != number} == {}
