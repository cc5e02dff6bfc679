"""Pacts of cooperation: who signed, for how long, and what each promised."""

import enum
from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from workspace.database import Base, related
from workspace.people.models import Institution
from workspace.project.models import FederalProject, ProjectItem


class CommitmentKind(enum.StrEnum):
    MEANS = "means"
    FUNDING = "funding"
    PARTICIPATION = "participation"
    INFORMATION = "information"


class CooperationPact(Base):
    __tablename__ = "cooperation_pact"
    __table_args__ = (CheckConstraint("ends_on > signed_on", name="ends_after_signature"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("federal_project.id"), index=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    qualifier: Mapped[str] = mapped_column(String(120), default="")
    quote: Mapped[str] = mapped_column(Text, default="")  # what the source document says of it
    signed_on: Mapped[date]
    ends_on: Mapped[date]  # last day of the four years
    project: Mapped[FederalProject] = related()
    signatories: Mapped[list["Signatory"]] = related(order_by="Signatory.position")
    commitments: Mapped[list["Commitment"]] = related(order_by="Commitment.position")


class Signatory(Base):
    __tablename__ = "signatory"
    id: Mapped[int] = mapped_column(primary_key=True)
    pact_id: Mapped[int] = mapped_column(ForeignKey("cooperation_pact.id"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    position: Mapped[int]
    institution: Mapped[Institution] = related()


commitment_items = Table(
    "commitment_items",
    Base.metadata,
    Column("commitment_id", ForeignKey("commitment.id"), primary_key=True),
    Column("item_id", ForeignKey("project_item.id"), primary_key=True, index=True),
)


class Commitment(Base):
    """What a party of the pact promised; without signatory it is the federation's own word (reciprocity)."""

    __tablename__ = "commitment"
    id: Mapped[int] = mapped_column(primary_key=True)
    pact_id: Mapped[int] = mapped_column(ForeignKey("cooperation_pact.id"), index=True)
    signatory_id: Mapped[int | None] = mapped_column(ForeignKey("signatory.id"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    kind: Mapped[CommitmentKind]
    due_on: Mapped[date | None]
    pact: Mapped[CooperationPact] = related(overlaps="commitments")
    signatory: Mapped[Signatory | None] = related()
    items: Mapped[list[ProjectItem]] = related(secondary=commitment_items, order_by=ProjectItem.position)
