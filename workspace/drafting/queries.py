"""Reads for whoever writes the project."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from workspace.actions.models import action_items
from workspace.agendas.models import parked_point_items
from workspace.database import db
from workspace.groups.models import Group
from workspace.library.models import document_items
from workspace.meetings.models import agenda_item_items
from workspace.minutes.models import decision_items
from workspace.pacts.models import commitment_items
from workspace.project.models import (
    ElaborationStage,
    FederalProject,
    GroupLink,
    ItemVersion,
    LinkState,
    ProjectItem,
    ProjectState,
)
from workspace.representation.models import external_mandate_items
from workspace.reviews.models import ProgressReview, ReviewProposal
from workspace.versions import digest_of

HOLDS: dict[str, Any] = {  # what keeps an item from being erased
    "point": agenda_item_items.c.item_id,
    "waiting": parked_point_items.c.item_id,
    "decision": decision_items.c.item_id,
    "action": action_items.c.item_id,
    "commitment": commitment_items.c.item_id,
    "document": document_items.c.item_id,
    "seat": external_mandate_items.c.item_id,
    "group": GroupLink.item_id,
    "review": ProgressReview.item_id,
    "proposal": ReviewProposal.item_id,
    "below": ProjectItem.parent_id,
}

FACTS = ("title", "starts_on", "ends_on", "source", "adopted_on", "adopted_by", "intro")  # of a project


def holding(item: ProjectItem) -> dict[str, int]:
    """How many things of each kind hold the item, in one statement; empty when it may be erased."""
    counts = [select(func.count()).where(column == item.id).scalar_subquery() for column in HOLDS.values()]
    row = db.session.execute(select(*counts)).one()
    return {name: number for name, number in zip(HOLDS, row, strict=True) if number}


def stages_of(project: FederalProject) -> Sequence[ElaborationStage]:
    return db.session.scalars(
        select(ElaborationStage).where(ElaborationStage.project_id == project.id).order_by(ElaborationStage.position)
    ).all()


def mark_of_facts(project: FederalProject) -> str:
    """Tells a form that is out of date: what is said of the whole project."""
    return digest_of(*(getattr(project, name) for name in FACTS))


def mark_of(stages: Sequence[ElaborationStage]) -> str:
    """Tells a form that is out of date: each writing of the stages makes new rows, whose ids are never used again."""
    return ",".join(str(one.id) for one in stages)


def versions_of(item: ProjectItem) -> Select[ItemVersion]:
    """What it said before, the latest first."""
    return (
        select(ItemVersion)
        .where(ItemVersion.item_id == item.id)
        .options(joinedload(ItemVersion.person))
        .order_by(ItemVersion.id.desc())
    )


def proposed_links() -> Sequence[GroupLink]:
    """Links of the project in force that wait for the board, in the project's order."""
    return db.session.scalars(
        select(GroupLink)
        .join(GroupLink.item)
        .join(ProjectItem.project)
        .join(GroupLink.group)
        .where(GroupLink.state == LinkState.PROPOSED, FederalProject.state == ProjectState.CURRENT)
        .options(joinedload(GroupLink.item), joinedload(GroupLink.group))
        .order_by(ProjectItem.position, Group.position, GroupLink.id)
    ).all()


def siblings_of(item: ProjectItem) -> Sequence[ProjectItem]:
    """The items of the same kind under the same holder, in their order."""
    same = (ProjectItem.project_id == item.project_id, ProjectItem.kind == item.kind)
    under = ProjectItem.parent_id == item.parent_id if item.parent_id else ProjectItem.parent_id.is_(None)
    return db.session.scalars(select(ProjectItem).where(*same, under).order_by(ProjectItem.position)).all()
