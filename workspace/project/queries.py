"""Reads about the federal project."""

from collections.abc import Collection

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased, joinedload

from workspace.database import db
from workspace.project.models import FederalProject, ItemKind, ProjectItem, ProjectState


def current() -> FederalProject | None:
    """The project in force."""
    return db.session.scalar(
        select(FederalProject).where(FederalProject.state == ProjectState.CURRENT).order_by(FederalProject.id.desc())
    )


def items_to_serve() -> list[ProjectItem]:
    """Objectives and actions of the current project, in the order of reading: what a thing may serve."""
    return list(
        db.session.scalars(
            select(ProjectItem)
            .join(ProjectItem.project)
            .where(FederalProject.state == ProjectState.CURRENT, ProjectItem.kind != ItemKind.ORIENTATION)
            .order_by(ProjectItem.project_id, ProjectItem.position)
        )
    )


def item(item_id: int | None) -> ProjectItem | None:
    """An item with its place in the tree."""
    return db.session.scalar(
        select(ProjectItem)
        .where(ProjectItem.id == item_id)
        .options(joinedload(ProjectItem.parent).joinedload(ProjectItem.parent), joinedload(ProjectItem.project))
    )


def ids_under(item_id: int) -> Select[int]:
    """The ids of an item and of all that stands under it, as a subquery: the tree has three levels at most."""
    parent = aliased(ProjectItem)
    return (
        select(ProjectItem.id)
        .outerjoin(parent, parent.id == ProjectItem.parent_id)
        .where(or_(ProjectItem.id == item_id, ProjectItem.parent_id == item_id, parent.parent_id == item_id))
    )


def ids_above(item_ids: Collection[int]) -> set[int]:
    """The ids of some items and of all that they stand under: what they serve by serving these."""
    parent = aliased(ProjectItem)
    rows = db.session.execute(
        select(ProjectItem.id, ProjectItem.parent_id, parent.parent_id)
        .outerjoin(parent, parent.id == ProjectItem.parent_id)
        .where(ProjectItem.id.in_(item_ids))
    )
    return {item_id for row in rows for item_id in row if item_id is not None}


def items_by_id(ids: list[int]) -> list[ProjectItem]:
    """The items of these ids that exist."""
    return list(db.session.scalars(select(ProjectItem).where(ProjectItem.id.in_(ids)).order_by(ProjectItem.position)))
