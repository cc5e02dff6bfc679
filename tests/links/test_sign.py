"""A link says what was signed, to the purpose it was made for, and not for ever."""

from datetime import timedelta

import pytest

from workspace import links

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def in_application(app):
    with app.app_context():
        yield


def test_says_what_was_signed():
    assert links.read("poll", links.sign("poll", poll=12, address="é@example.org"), DAY) == {
        "poll": 12,
        "address": "é@example.org",
    }


def test_is_of_no_use_elsewhere():
    assert links.read("answer", links.sign("poll", poll=12), DAY) is None


def test_cannot_be_altered():
    text = links.sign("poll", poll=12)
    last = text[-2]  # the last one of all carries bits that nobody reads
    assert links.read("poll", text[:-2] + ("A" if last != "A" else "B") + text[-1], DAY) is None
    assert links.read("poll", "", DAY) is None


def test_ends(time_machine):
    time_machine.move_to("2026-07-01T10:00:00+00:00")
    text = links.sign("poll", poll=12)
    time_machine.move_to("2026-07-02T09:59:00+00:00")
    assert links.read("poll", text, DAY) == {"poll": 12}
    time_machine.move_to("2026-07-02T10:01:00+00:00")
    assert links.read("poll", text, DAY) is None
