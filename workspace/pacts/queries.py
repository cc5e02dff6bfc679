"""Reads about pacts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from workspace import clock
from workspace.database import db
from workspace.pacts.models import Commitment, CooperationPact, Signatory, commitment_items
from workspace.project import queries as project


def of_project(project_id: int) -> CooperationPact | None:
    """The pact that supports a project; the latest signed when there are several."""
    return db.session.scalar(
        select(CooperationPact)
        .where(CooperationPact.project_id == project_id)
        .order_by(CooperationPact.signed_on.desc(), CooperationPact.id.desc())
        .limit(1)
    )


def whole(pact_id: int) -> CooperationPact:
    """A pact with its project, its signatories and what each party promised."""
    return db.session.scalars(
        select(CooperationPact)
        .where(CooperationPact.id == pact_id)
        .options(
            joinedload(CooperationPact.project),
            selectinload(CooperationPact.signatories).joinedload(Signatory.institution),
            selectinload(CooperationPact.commitments).selectinload(Commitment.items),
        )
    ).one()


def promises(pact: CooperationPact) -> dict[int | None, list[Commitment]]:
    """What each party promised, by signatory id, in their order; under None, the federation."""
    said: dict[int | None, list[Commitment]] = {signatory.id: [] for signatory in pact.signatories} | {None: []}
    for commitment in pact.commitments:
        said[commitment.signatory_id].append(commitment)
    return said


@dataclass(frozen=True)
class Milestone:
    on: date
    name: str  # adopted, signed, ended
    place: str  # past, next, future


def milestones(pact: CooperationPact) -> list[Milestone]:
    """The dates that are known, in order; the first one to come is the next."""
    dates = [(pact.project.adopted_on, "adopted"), (pact.signed_on, "signed"), (pact.ends_on, "ended")]
    known = sorted((on, name) for on, name in dates if on)
    coming = next((on for on, _ in known if on >= clock.today()), None)
    return [
        Milestone(on, name, "next" if on == coming else "past" if on < clock.today() else "future")
        for on, name in known
    ]


def commitments_serving(item_ids: Collection[int]) -> Sequence[Commitment]:
    """The commitments that serve some items or what these stand under, with their party."""
    return db.session.scalars(_naming(project.ids_above(item_ids))).all() if item_ids else []


def commitments_naming(item_ids: Collection[int]) -> Sequence[Commitment]:
    """The commitments that name one of the items, with their party and all that they name."""
    return db.session.scalars(_naming(item_ids).options(selectinload(Commitment.items))).all()


def _naming(item_ids: Collection[int]) -> Select[Commitment]:
    named = select(commitment_items.c.commitment_id).where(commitment_items.c.item_id.in_(item_ids))
    return (
        select(Commitment)
        .where(Commitment.id.in_(named))
        .options(joinedload(Commitment.signatory).joinedload(Signatory.institution))
        .order_by(Commitment.pact_id, Commitment.position, Commitment.id)
    )
