"""The demonstration's texts: written one by one, and French."""

import re
from collections import Counter

import pytest

from tests.house.test_templates import LOOSE, STRAIGHT
from workspace.demo import content


def meetings():
    for slug in content.with_meetings():
        told = content.read(f"meetings/{slug}")
        yield from [*told["past"], *told["future"]]


def texts():
    """Every sentence that a page may show: titles, notes by paragraph, decisions, actions, comments, reasons, files."""
    for meeting in meetings():
        yield meeting["title"]
        for point in meeting["points"]:
            yield from (line for line in point.get("notes", "").splitlines() if len(line) > 40)
            yield from (decision["text"] for decision in point.get("decisions", []))
            yield from (action["title"] for action in point.get("actions", []))
    written = content.read("actions")
    yield from (action["title"] for action in written["between"])
    for action in [*written["follow"], *written["between"]]:
        yield from (
            told[words] for told in [*action["told"], action] for words in ("comment", "reason") if words in told
        )
    shared = content.read("library")["documents"]
    yield from (one[words] for one in shared for words in ("title", "summary"))
    for file in [*content.read("files")["files"], *(one for one in shared if "name" in one)]:
        yield file["name"]
        yield from (line for line in file.get("lines", []) if line)


def test_no_text_is_said_twice():
    said = Counter(texts())
    assert [text for text, times in said.items() if times > 1] == []


def test_the_typography_is_french():
    assert [text for text in texts() if LOOSE.search(text) or STRAIGHT.search(text)] == []


@pytest.mark.parametrize("word", ["tâche", "deadline", "workflow", "ticket"])
def test_words_that_we_avoid(word):
    assert [text for text in texts() if re.search(rf"\b{word}s?\b", text, re.IGNORECASE)] == []


def test_every_commitment_says_that_it_is_an_example():
    assert {given["text"][-9:] for given in content.read("pact")["commitments"]} == {"(exemple)"}


def test_every_indicator_says_that_it_is_an_example():
    told = content.read("observatory")
    assert {given["label"][-9:] for given in told["indicators"]} == {told["source"][-9:]} == {"(exemple)"}
