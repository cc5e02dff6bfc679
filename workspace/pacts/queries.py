"""Reads about pacts."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workspace.database import db
from workspace.pacts.models import Commitment, Signatory, commitment_items
from workspace.project import queries as project


def commitments_serving(item_ids: Collection[int]) -> Sequence[Commitment]:
    """The commitments that serve some items or what these stand under, with their party."""
    if not item_ids:
        return []
    concerned = select(commitment_items.c.commitment_id).where(
        commitment_items.c.item_id.in_(project.ids_above(item_ids))
    )
    return db.session.scalars(
        select(Commitment)
        .where(Commitment.id.in_(concerned))
        .options(joinedload(Commitment.signatory).joinedload(Signatory.institution))
        .order_by(Commitment.pact_id, Commitment.position, Commitment.id)
    ).all()
