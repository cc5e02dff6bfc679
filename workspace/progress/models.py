"""What moved the project and its pact, kept beside what it is told from, so that no page reads the whole history.

A *top* is what things count for: a project, one of its items, a commitment of its pact, named by `top_of`. A thing
counts once for each top that it serves: an item, what the item stands under, its project, the commitments that name
one of these. `operations.py` rewrites the rows of a thing in the transaction that changes it; nothing else writes here.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workspace.database import Base

PROJECT, ITEM, COMMITMENT = "project", "item", "commitment"
KINDS = ("closed", "decision", "action", "point")  # an action comes twice: decided, then closed


def top_of(word: str, number: int | str) -> str:
    return f"{word}:{number}"


class Trace(Base):
    """A published thing beside a top that it moved. Points of minutes count for no commitment."""

    __tablename__ = "trace"
    __table_args__ = (
        UniqueConstraint("top", "kind", "thing_id"),
        Index("ix_trace_top_at_kind_outcome", "top", "at", "kind", "outcome"),
        Index("ix_trace_top_kind_at", "top", "kind", "at"),
        Index("ix_trace_top_visible_to_partners_at", "top", "visible_to_partners", "at"),
        Index("ix_trace_kind_thing_id", "kind", "thing_id"),
        Index("ix_trace_top_due_on", "top", "due_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    top: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(10))  # one of KINDS
    thing_id: Mapped[int]  # of the decision, the action or the point
    outcome: Mapped[str] = mapped_column(String(10))  # of an action decided: closed, open or dropped; else nothing
    due_on: Mapped[date | None]  # of an open action: it is late from the day after
    at: Mapped[datetime]
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    visible_to_partners: Mapped[bool]


class MonthTally(Base):
    """How many actions a project decided, dropped ones left out, and closed, month by month: its burn-up."""

    __tablename__ = "month_tally"
    __table_args__ = (UniqueConstraint("top", "month", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    top: Mapped[str] = mapped_column(String(24))  # a project's
    month: Mapped[str] = mapped_column(String(7))  # in Paris: 2026-11
    kind: Mapped[str] = mapped_column(String(10))  # action, closed
    number: Mapped[int]


class Tally(Base):
    """How many traces a top has of each kind and outcome, by group: what counts read instead of traces."""

    __tablename__ = "tally"
    __table_args__ = (UniqueConstraint("top", "group_id", "kind", "outcome"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    top: Mapped[str] = mapped_column(String(24))
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    kind: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
