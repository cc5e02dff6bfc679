"""Reads about the federal project."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from workspace.database import db, prepared
from workspace.groups.models import Group, GroupKind
from workspace.project.models import WITH_ITS_PLACE, FederalProject, GroupLink, ItemKind, ProjectItem, ProjectState


def current() -> FederalProject | None:
    """The project in force."""
    return db.session.scalars(*_current()).first()


@prepared
def _current() -> Select[FederalProject]:
    in_force = FederalProject.state == ProjectState.CURRENT
    return select(FederalProject).where(in_force).order_by(FederalProject.id.desc())


def roots_of_year(year: int) -> Sequence[ProjectItem]:
    """Orientations and standing objectives of the project in force in a year, else of the latest that began before its
    end; one in the making tells nothing.
    """
    return db.session.scalars(*_roots_at(date(year, 12, 31))).all()


@prepared
def _roots_at(day: date) -> Select[ProjectItem]:
    began = (FederalProject.state != ProjectState.DRAFTING, FederalProject.starts_on <= day)
    latest = (FederalProject.starts_on.desc(), FederalProject.id.desc())
    then = select(FederalProject.id).where(*began).order_by(*latest).limit(1).scalar_subquery()
    roots = select(ProjectItem).where(ProjectItem.project_id == then, ProjectItem.parent_id.is_(None))
    return roots.order_by(ProjectItem.position, ProjectItem.id)


def all_projects() -> Sequence[FederalProject]:
    """Every project with the stages of its making, the latest first."""
    return db.session.scalars(*_all_projects()).unique().all()


@prepared
def _all_projects() -> Select[FederalProject]:
    query = select(FederalProject).options(joinedload(FederalProject.stages))
    return query.order_by(FederalProject.starts_on.desc(), FederalProject.id.desc())


def to_show(projects: Sequence[FederalProject], asked: int | None) -> FederalProject | None:
    """The project asked for, else the one in force, else the latest that began."""
    ranks = {ProjectState.CURRENT: 1, ProjectState.PAST: 2, ProjectState.DRAFTING: 3}
    return min(projects, key=lambda one: 0 if one.id == asked else ranks[one.state], default=None)


@dataclass(frozen=True)
class Branch:
    """An item and what stands under it, in the order of reading."""

    item: ProjectItem
    objectives: list["Branch"] = field(default_factory=list)
    actions: list["Branch"] = field(default_factory=list)


def items_of(project_id: int) -> Sequence[ProjectItem]:
    """All items of a project in the order of reading; with them at hand, `item.parent` asks nothing more."""
    return db.session.scalars(*_items_of(project_id)).all()


@prepared
def _items_of(project_id: int) -> Select[ProjectItem]:
    return (
        select(ProjectItem)
        .join(ProjectItem.project)
        .where(ProjectItem.project_id == project_id)
        .options(contains_eager(ProjectItem.project))
        .order_by(ProjectItem.position, ProjectItem.id)
    )


def alive(items: Sequence[ProjectItem]) -> list[ProjectItem]:
    """Those that people still work for, of all items of a project: neither archived nor under a line that is."""
    by_id: dict[int | None, ProjectItem] = {item.id: item for item in items}  # asking each for its parent costs more

    def is_alive(item: ProjectItem | None) -> bool:
        return item is None or (item.archived_at is None and is_alive(by_id.get(item.parent_id)))

    return [item for item in items if is_alive(item)]


def is_in_force(item: ProjectItem) -> bool:
    """Whether people still work for it: alive, and of the project in force. Its project and parents are at hand."""
    is_alive = not any(one.archived_at for one in (item, *_above(item)))
    return is_alive and item.project.state is ProjectState.CURRENT


def tree(items: Sequence[ProjectItem]) -> list[Branch]:
    """Standing objectives and orientations, each with what it holds; what is archived is left out."""
    roots = [branch for branch in _branches(items).values() if branch.item.parent_id is None]
    return [branch for branch in roots if branch.item.archived_at is None]


def tree_in_force() -> list[Branch]:
    """Of the project in force: what a list may be asked about."""
    return tree(_in_force())


def _branches(items: Sequence[ProjectItem]) -> dict[int, Branch]:
    branches = {item.id: Branch(item) for item in items}
    for branch in branches.values():
        if branch.item.parent_id and branch.item.archived_at is None:
            holder = branches[branch.item.parent_id]
            (holder.actions if branch.item.kind is ItemKind.ACTION else holder.objectives).append(branch)
    return branches


@dataclass(frozen=True)
class Surroundings:
    """An item in its project: what it stands under, the root first, and what stands under it."""

    above: list[ProjectItem]
    branch: Branch

    @property
    def ids(self) -> list[int]:
        below = [self.branch, *self.branch.objectives, *self.branch.actions]
        below += [action for objective in self.branch.objectives for action in objective.actions]
        return [item.id for item in self.above] + [branch.item.id for branch in below]


def surroundings(item: ProjectItem) -> Surroundings:
    branches = _branches(items_of(item.project_id))
    return Surroundings(_above(item), branches[item.id])


def root_of(item: ProjectItem) -> ProjectItem:
    """What an item stands under in the end; itself at the root. Its parents are at hand."""
    return root_of(item.parent) if item.parent else item


def _above(item: ProjectItem) -> list[ProjectItem]:
    return [*_above(item.parent), item.parent] if item.parent else []


def items_to_serve() -> list[ProjectItem]:
    """Objectives and actions of the current project, in the order of reading: what a thing may serve."""
    return [item for item in _in_force() if item.kind is not ItemKind.ORIENTATION]


def roots_in_force() -> list[ProjectItem]:
    """Orientations and standing objectives of the current project, in the order of reading."""
    return _in_force(roots_only=True)


def _in_force(*, roots_only: bool = False) -> list[ProjectItem]:
    """What may be worked for, in the order of reading."""
    return alive(db.session.scalars(*_items_in_force(roots_only=roots_only)).all())


@prepared
def _items_in_force(*, roots_only: bool) -> Select[ProjectItem]:
    items = select(ProjectItem).join(ProjectItem.project).where(FederalProject.state == ProjectState.CURRENT)
    items = items.where(ProjectItem.parent_id.is_(None)) if roots_only else items
    return items.order_by(ProjectItem.project_id, ProjectItem.position, ProjectItem.id)


def item(item_id: int | None) -> ProjectItem | None:
    """An item with its place in the tree."""
    return db.session.scalars(*_item(item_id)).first() if item_id is not None else None


@prepared
def _item(item_id: int) -> Select[ProjectItem]:
    return select(ProjectItem).where(ProjectItem.id == item_id).options(WITH_ITS_PLACE, joinedload(ProjectItem.project))


def items_by_id(item_ids: Collection[int]) -> Sequence[ProjectItem]:
    """Items in the order of reading."""
    query = select(ProjectItem).where(ProjectItem.id.in_(item_ids))
    return db.session.scalars(query.order_by(ProjectItem.project_id, ProjectItem.position)).all()


def ids_under(item_id: int) -> Select[int]:
    """The ids of an item and of all that stands under it, as a subquery: the tree has three levels at most."""
    parent = aliased(ProjectItem)
    return (
        select(ProjectItem.id)
        .outerjoin(parent, parent.id == ProjectItem.parent_id)
        .where(or_(ProjectItem.id == item_id, ProjectItem.parent_id == item_id, parent.parent_id == item_id))
    )


def ids_from(items: Collection[ProjectItem]) -> set[int]:
    """The ids of some items and of all that they stand under, read with them: what they serve by serving these."""
    return {one.id for item in items for one in _up_from(item)}


def _up_from(item: ProjectItem | None) -> list[ProjectItem]:
    return [item, *_up_from(item.parent)] if item else []


def groups_beside(item: ProjectItem) -> list[tuple[Group, GroupLink | None]]:
    """Every group in the order of lists, closed ones too, each with its link to an item when it works for it."""
    return [(group, link) for group, link in db.session.execute(*_groups_beside(item.id))]


@prepared
def _groups_beside(item_id: int) -> Select[Group, GroupLink]:
    link = and_(GroupLink.group_id == Group.id, GroupLink.item_id == item_id)
    order = (Group.kind != GroupKind.WORKING_GROUP, Group.position, Group.id)
    return select(Group, GroupLink).outerjoin(GroupLink, link).order_by(*order)


def items_served_by(group: Group) -> list[ProjectItem]:
    """What a group works for, in the order of reading."""
    return list(
        db.session.scalars(
            select(ProjectItem)
            .join(GroupLink, GroupLink.item_id == ProjectItem.id)
            .where(GroupLink.group_id == group.id)
            .order_by(ProjectItem.project_id, ProjectItem.position, ProjectItem.id)
        )
    )


def branches_to_serve() -> list[tuple[ProjectItem, list[ProjectItem]]]:
    """The tree of the project in force, root by root: a group may serve any of it, orientations too."""
    branches: list[tuple[ProjectItem, list[ProjectItem]]] = []
    for item in _in_force():  # depth first: what follows a root hangs from it
        if item.parent_id is None:
            branches.append((item, []))
        branches[-1][1].append(item)
    return branches
