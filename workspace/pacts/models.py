"""Pacts of cooperation: who signed, for how long, what each promised, what became of it.

Local pacts of a centre and the mutual charter of the federation and its centres are pacts too: same tables.
"""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from workspace import clock
from workspace.database import Base, related
from workspace.french import Worded
from workspace.people.models import Centre, Institution, Person
from workspace.project.models import FederalProject, ProjectItem


class PactKind(Worded):
    COOPERATION = "cooperation", "Pacte de coopération"  # of the federation and its institutions
    LOCAL = "local", "Pacte local d’un centre"  # of one centre
    CHARTER = "charter", "Charte d’engagement réciproque"  # of the federation and its centres, one signature each

    def word(self, pact: str, charter: str) -> str:
        """« du pacte » or « de la charte »: what a sentence needs."""
        return charter if self is PactKind.CHARTER else pact


class CommitmentKind(Worded):
    MEANS = "means", "Moyens"
    FUNDING = "funding", "Financement"
    PARTICIPATION = "participation", "Participation"
    INFORMATION = "information", "Information"


class CommitmentState(Worded):
    NOT_STARTED = "not_started", "À lancer"
    IN_PROGRESS = "in_progress", "En cours"
    KEPT = "kept", "Tenu"
    NOT_KEPT = "not_kept", "Non tenu"


class StatementKind(enum.StrEnum):
    STATE = "state"  # where it stands, with a sentence
    COMMENT = "comment"
    EVIDENCE = "evidence"
    GAP = "gap"  # what will not be done as promised, and what is proposed instead


class CooperationPact(Base):
    __tablename__ = "cooperation_pact"
    __table_args__ = (CheckConstraint("ends_on > signed_on", name="ends_after_signature"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("federal_project.id"), index=True)
    kind: Mapped[PactKind] = mapped_column(default=PactKind.COOPERATION)
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)  # whose local pact it is
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    qualifier: Mapped[str] = mapped_column(String(120), default="")
    quote: Mapped[str] = mapped_column(Text, default="")  # what the source document says of it
    signed_on: Mapped[date]
    ends_on: Mapped[date]  # its last day
    revision: Mapped[int] = mapped_column(default=0)  # raised with each change of it or of what is promised in it
    project: Mapped[FederalProject] = related()
    centre: Mapped[Centre | None] = related()
    signatories: Mapped[list["Signatory"]] = related(order_by="Signatory.position", back_populates="pact")
    commitments: Mapped[list["Commitment"]] = related(order_by="Commitment.position", back_populates="pact")

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        return (
            joinedload(CooperationPact.project),
            joinedload(CooperationPact.centre),
            *with_parties(selectinload(CooperationPact.signatories)),
        )

    @property
    def pact(self) -> "CooperationPact":
        """Rules ask any thing for its pact."""
        return self

    @property
    def institution_ids(self) -> set[int]:
        return {one.institution_id for one in self.signatories if one.institution_id}


class Signatory(Base):
    """An institution, or a centre, that signed a pact; a charter waits for the signature of some."""

    __tablename__ = "signatory"
    __table_args__ = (
        CheckConstraint("(institution_id IS NULL) <> (centre_id IS NULL)", name="one_party"),
        UniqueConstraint("pact_id", "institution_id"),
        UniqueConstraint("pact_id", "centre_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    pact_id: Mapped[int] = mapped_column(ForeignKey("cooperation_pact.id"), index=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    position: Mapped[int]
    signed_on: Mapped[date | None]  # when it is not the day of the pact
    is_awaited: Mapped[bool] = mapped_column(default=False)  # named in it, has not signed yet
    pact: Mapped[CooperationPact] = related(back_populates="signatories")
    institution: Mapped[Institution | None] = related()
    centre: Mapped[Centre | None] = related()

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        whole = joinedload(Signatory.pact)
        return (
            joinedload(Signatory.institution),
            joinedload(Signatory.centre),
            whole.joinedload(CooperationPact.project),
            whole.selectinload(CooperationPact.signatories),
        )

    @property
    def party(self) -> Any:
        """The institution or the centre."""
        return self.institution or self.centre

    @property
    def name(self) -> str:
        return str(self.party.name)

    @property
    def detail(self) -> str:
        """What stands under its name: an acronym, or a town."""
        return self.institution.acronym if self.institution else self.centre.town if self.centre else ""


def with_parties(of: Any) -> tuple[ORMOption, ...]:
    """Options that read the signatories of something with their institutions and centres."""
    return of.joinedload(Signatory.institution), of.joinedload(Signatory.centre)


commitment_items = Table(
    "commitment_items",
    Base.metadata,
    Column("commitment_id", ForeignKey("commitment.id"), primary_key=True),
    Column("item_id", ForeignKey("project_item.id"), primary_key=True, index=True),
)


class Commitment(Base):
    """What a party of the pact promised: a signatory, all of them (`is_shared`), else the federation (reciprocity)."""

    __tablename__ = "commitment"
    __table_args__ = (CheckConstraint("NOT is_shared OR signatory_id IS NULL", name="one_party"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    pact_id: Mapped[int] = mapped_column(ForeignKey("cooperation_pact.id"), index=True)
    signatory_id: Mapped[int | None] = mapped_column(ForeignKey("signatory.id"))
    is_shared: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    kind: Mapped[CommitmentKind]
    due_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]  # by an amendment signed that day
    # As last said (statements keep all that was said), so that a pact's page reads one row a commitment.
    state: Mapped[CommitmentState | None]
    state_said: Mapped[str] = mapped_column(String(300), default="")
    state_at: Mapped[datetime | None]
    open_gaps: Mapped[int] = mapped_column(default=0)
    pact: Mapped[CooperationPact] = related(back_populates="commitments")
    signatory: Mapped[Signatory | None] = related()
    items: Mapped[list[ProjectItem]] = related(secondary=commitment_items, order_by=ProjectItem.position)

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        whole = joinedload(Commitment.pact)
        return (
            whole.joinedload(CooperationPact.project),
            *with_parties(whole.selectinload(CooperationPact.signatories)),
            *with_parties(joinedload(Commitment.signatory)),
        )

    @property
    def commitment(self) -> "Commitment":
        """Rules ask any thing for its commitment."""
        return self

    @property
    def institution_ids(self) -> set[int]:
        """Whose word it is."""
        if self.is_shared:
            return self.pact.institution_ids
        return {self.signatory.institution_id} if self.signatory and self.signatory.institution_id else set()

    @property
    def party_name(self) -> str:
        """Of the signatory, loaded; « La fédération » without one."""
        if self.is_shared:
            return "Chaque signataire"
        return self.signatory.name if self.signatory else "La fédération"


class Statement(Base):
    """Something said of a commitment, by somebody, on a day: never changed, only answered when it is a gap."""

    __tablename__ = "commitment_statement"
    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), index=True)
    kind: Mapped[StatementKind]
    state: Mapped[CommitmentState | None]  # of a statement of that kind
    text: Mapped[str] = mapped_column(Text)
    proposed: Mapped[str] = mapped_column(Text, default="")  # of a gap: what its author proposes instead
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    answered_at: Mapped[datetime | None]
    commitment: Mapped[Commitment] = related()
    person: Mapped[Person | None] = related(foreign_keys=[person_id])
    answered_by: Mapped[Person | None] = related(foreign_keys=[answered_by_id])

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        whole = joinedload(Statement.commitment)
        pact = whole.joinedload(Commitment.pact)
        return (
            *with_parties(pact.selectinload(CooperationPact.signatories)),
            *with_parties(whole.joinedload(Commitment.signatory)),
        )

    @property
    def pact(self) -> CooperationPact:
        return self.commitment.pact


class Amendment(Base):
    """What the parties changed together, on a day: the text before it stays readable (« avenant »)."""

    __tablename__ = "amendment"
    __table_args__ = (UniqueConstraint("pact_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    pact_id: Mapped[int] = mapped_column(ForeignKey("cooperation_pact.id"))
    number: Mapped[int]  # 1 for the first one of the pact
    signed_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    ended_on: Mapped[date | None]  # the pact's last day before, when this one moves it
    ends_on: Mapped[date | None]  # and after
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    pact: Mapped[CooperationPact] = related()
    recorded_by: Mapped[Person | None] = related()
    changes: Mapped[list["CommitmentChange"]] = related(order_by="CommitmentChange.id", back_populates="amendment")

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        whole = joinedload(Amendment.pact)
        return (
            whole.joinedload(CooperationPact.project),
            *with_parties(whole.selectinload(CooperationPact.signatories)),
        )


class Change(enum.StrEnum):
    ADDED = "added"
    REWORDED = "reworded"
    WITHDRAWN = "withdrawn"


class CommitmentChange(Base):
    """What an amendment did to one commitment; `…_before` is empty for one that it added."""

    __tablename__ = "commitment_change"
    __table_args__ = (UniqueConstraint("amendment_id", "commitment_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"))
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), index=True)
    what: Mapped[Change]
    text_before: Mapped[str] = mapped_column(Text, default="")
    text_after: Mapped[str] = mapped_column(Text, default="")
    kind_before: Mapped[CommitmentKind | None]
    kind_after: Mapped[CommitmentKind | None]
    due_before: Mapped[date | None]
    due_after: Mapped[date | None]
    amendment: Mapped[Amendment] = related(back_populates="changes")
    commitment: Mapped[Commitment] = related()
