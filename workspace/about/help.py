"""The help: one file per role in help/, in the order of their names. A gesture is five lines at most.

To tell of a new screen, add a gesture to the file of each role that has it. `link` is the page where it begins: an
endpoint without arguments.
"""

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

FILES = Path(__file__).parent / "help"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Link(Strict):
    endpoint: str
    words: str


class Gesture(Strict):
    title: str
    lines: list[str] = Field(min_length=1, max_length=5)
    link: Link | None = None


class Role(Strict):
    slug: str
    name: str
    intro: str
    gestures: list[Gesture] = Field(min_length=1)


@cache
def roles() -> tuple[Role, ...]:
    told = (yaml.load(file.read_text(), yaml.CSafeLoader) for file in sorted(FILES.glob("*.yaml")))
    return tuple(Role.model_validate(role) for role in told)
