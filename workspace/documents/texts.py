"""The sentences of a document's data, wherever they stand in it."""

import json
import re
from collections.abc import Callable
from typing import Any, TextIO

KEPT = ("kind", "svg", "link", "color")  # not sentences
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # no file may hold them


def each_text(thing: Any, change: Callable[[str], str]) -> Any:
    """The same data, each of its sentences changed."""
    if isinstance(thing, dict):
        return {key: one if key in KEPT else each_text(one, change) for key, one in thing.items()}
    if isinstance(thing, list):
        return [each_text(one, change) for one in thing]
    return change(thing) if isinstance(thing, str) else thing


def asked_for(given: TextIO) -> Any:
    """The data of the document that a program is given to write."""
    return each_text(json.load(given), lambda text: CONTROL.sub("", text))
