"""Reads about the federal project."""

from sqlalchemy import select

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


def items_by_id(ids: list[int]) -> list[ProjectItem]:
    """The items of these ids that exist."""
    return list(db.session.scalars(select(ProjectItem).where(ProjectItem.id.in_(ids)).order_by(ProjectItem.position)))
