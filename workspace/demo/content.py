"""The demonstration's texts, read from the YAML files beside."""

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "content"


def read(name: str) -> Any:
    """One file, by its path without ending: "people", "meetings/jeunesse"."""
    return yaml.load((FOLDER / f"{name}.yaml").read_text(), Loader=yaml.CSafeLoader)


def with_meetings() -> list[str]:
    """The slugs of the groups and bodies that have meetings."""
    return sorted(file.stem for file in (FOLDER / "meetings").glob("*.yaml"))
