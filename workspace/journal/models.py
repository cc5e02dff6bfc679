"""The lines of the journal."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workspace import clock
from workspace.database import Base

LONGEST_FACT = 200


class Entry(Base):
    """One gesture. It keeps ids and keys; names and sentences are those of the day it is read (domain §0)."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        Index("ix_journal_entry_group_id_at", "group_id", "at"),
        Index("ix_journal_entry_thing_thing_id", "thing", "thing_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    # Who did it; nobody when the worker or a command did.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(60))  # a key of sentences.SENTENCES
    thing: Mapped[str] = mapped_column(String(40), default="")  # the table of the object…
    thing_id: Mapped[int | None]  # … and its id there, which may be gone
    group_id: Mapped[int | None]  # the group whose leaders may read the line; groups come later in the house
    told: Mapped[str] = mapped_column(Text, default="{}")  # JSON: {"facts": {word: text}, "people": {word: person id}}

    @property
    def facts(self) -> dict[str, str]:
        return self._part("facts")

    @property
    def people(self) -> dict[str, int]:
        """Who the sentence names, besides the person who acted."""
        return self._part("people")

    def _part(self, name: str) -> dict[str, Any]:
        part: dict[str, Any] = json.loads(self.told).get(name, {})
        return part
