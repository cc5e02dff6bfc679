"""What can be found, and by which words: kept beside what it is told from, so that no search reads the whole history.

`operations.py` rewrites the rows of a thing in the transaction that changes it; nothing else writes here.
"""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workspace.database import Base

LONGEST_STEM = 30


class Kind(enum.StrEnum):
    POINT = "point"  # of published minutes
    DECISION = "decision"
    ACTION = "action"
    MEETING = "meeting"
    GROUP = "group"
    ITEM = "item"  # of the federal project
    COMMITMENT = "commitment"
    INDICATOR = "indicator"  # of the observatory
    DOCUMENT = "document"  # of the library
    SEAT = "seat"  # of the federation, outside
    REPORT = "report"  # of a meeting there


class Findable(Base):
    """A published thing. Who may read it, the query says: see queries.found."""

    __tablename__ = "findable"
    __table_args__ = (UniqueConstraint("kind", "thing_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind]
    thing_id: Mapped[int]


class FindableWord(Base):
    """A stem (see words.py) that the thing says; `at` is the thing's, for the newest come first."""

    __tablename__ = "findable_word"
    __table_args__ = (Index("ix_findable_word_stem_at_findable_id", "stem", "at", "findable_id"),)
    findable_id: Mapped[int] = mapped_column(ForeignKey("findable.id", ondelete="CASCADE"), primary_key=True)
    stem: Mapped[str] = mapped_column(String(LONGEST_STEM), primary_key=True)
    at: Mapped[datetime]
