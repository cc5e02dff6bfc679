"""The register of processing (RGPD, article 30): what the product does, in the federation's words if it wrote some."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from workspace.claims import keep_once
from workspace.database import db
from workspace.french import count, french
from workspace.journal.operations import record
from workspace.privacy.models import Processing
from workspace.settings import queries as settings
from workspace.versions import Stale

TEXTS = {  # what the federation may write, and how each is called
    "purpose": "Pourquoi",
    "people": "Les personnes",
    "what": "Les données",
    "basis": "La base légale",
    "recipients": "Qui les reçoit",
}


@dataclass(frozen=True)
class Entry:
    """A processing as it is shown. `default` is what the product says of it, `texts` what the page says."""

    key: str
    title: str
    default: dict[str, str]
    texts: dict[str, str]
    kept: list[str]
    revision: int  # 0 until somebody writes

    @property
    def is_the_federations(self) -> bool:
        return self.texts != self.default


def entries(session_days: int) -> list[Entry]:
    """The whole register; how long things are kept comes from the settings of today."""
    written = {row.key: row for row in db.session.scalars(select(Processing))}
    words = durations() | {"session_days": str(session_days)}
    return [_entry(told, written.get(told["key"]), words) for told in _told()]


def entry(key: str, session_days: int) -> Entry | None:
    return next((one for one in entries(session_days) if one.key == key), None)


def durations() -> dict[str, str]:
    """Each period that the federation set, in words: « 3 ans », « 18 mois »."""
    federation = settings.federation()
    names = [column.name for column in federation.__table__.columns if column.name.startswith("keep_")]
    return {name: _months(getattr(federation, name)) for name in names}


def _months(number: int) -> str:
    return count(number // 12, "an") if number % 12 == 0 else count(number, "mois", "mois")


def _entry(told: dict[str, Any], row: Processing | None, words: dict[str, str]) -> Entry:
    default = {name: french(told[name]) for name in TEXTS}
    mine = {name: getattr(row, name) for name in TEXTS} if row else {}
    texts = {name: mine.get(name) or default[name] for name in TEXTS}
    kept = [french(line).format(**words) for line in told["kept"]]
    return Entry(told["key"], french(told["title"]), default, texts, kept, row.revision if row else 0)


@cache
def _told() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("files").joinpath("register.yaml").read_text("utf-8")
    )
    return told


def write(shown: Entry, revision: int, texts: dict[str, str]) -> None:
    """Keep the federation's words; those of the product are not copied, and follow it when it changes.

    Raises:
        Stale: the entry is not at that revision any more, and says something else.
    """
    keep_once(Processing, key=shown.key, revision=0)
    row = db.session.scalars(
        select(Processing)
        .where(Processing.key == shown.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    mine = {name: texts[name] if texts[name] != shown.default[name] else None for name in TEXTS}
    if {name: getattr(row, name) for name in TEXTS} == mine:
        return
    if row.revision != revision:
        raise Stale
    for name, text in mine.items():
        setattr(row, name, text)
    row.revision += 1
    db.session.flush()
    record("privacy/register-written", row, processing=shown.title)
