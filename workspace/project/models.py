"""The federal project: a tree of orientations, objectives and actions of the project, word for word."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column
from sqlalchemy.orm.interfaces import ORMOption

from workspace import clock
from workspace.database import Base, related
from workspace.groups.models import Group
from workspace.people.models import Person


class ProjectState(enum.StrEnum):
    DRAFTING = "drafting"
    CURRENT = "current"
    PAST = "past"


class ItemKind(enum.StrEnum):
    ORIENTATION = "orientation"
    OBJECTIVE = "objective"
    ACTION = "action"  # « en actions »: an action of the project, not an ActionItem


class LinkState(enum.StrEnum):
    PROPOSED = "proposed"
    VALIDATED = "validated"


class FederalProject(Base):
    __tablename__ = "federal_project"
    __table_args__ = (CheckConstraint("ends_on > starts_on", name="ends_after_start"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)  # the id in the file it came from
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[ProjectState] = mapped_column(default=ProjectState.CURRENT)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    adopted_on: Mapped[date | None]
    adopted_by: Mapped[str] = mapped_column(String(120), default="")
    intro: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(300), default="")  # the document its texts are quoted from

    stages: Mapped[list["ElaborationStage"]] = related(order_by="ElaborationStage.position")


class ElaborationStage(Base):
    """A step in the making of a project, in its own words; dated once its day is known."""

    __tablename__ = "elaboration_stage"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("federal_project.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    held_on: Mapped[date | None]


class ProjectItem(Base):
    """An orientation, an objective or an action of the project.

    An orientation holds objectives and actions, an objective may hold actions, a standing objective has no
    parent, nothing stands under an action (domain §0).
    """

    __tablename__ = "project_item"
    __table_args__ = (UniqueConstraint("project_id", "key"), UniqueConstraint("project_id", "code"))
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("federal_project.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("project_item.id"), index=True)
    key: Mapped[str] = mapped_column(String(80))
    kind: Mapped[ItemKind]
    position: Mapped[int]  # in the whole project, depth first: the order of reading
    code: Mapped[str] = mapped_column(String(12))  # « 3 », « 3.1 » (objective), « 3.A » (action), « 1.2.A »
    text: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    own_words: Mapped[str] = mapped_column(Text, default="")  # the federation's, apart from the text quoted
    archived_at: Mapped[datetime | None]  # no longer worked for; what moved it stays
    revision: Mapped[int] = mapped_column(default=0)  # raised with each change: tells a form that is out of date
    project: Mapped[FederalProject] = related()
    parent: Mapped["ProjectItem | None"] = related(remote_side=id)


# With an item, all that it stands under: two levels at most (domain §0).
WITH_ITS_PLACE = joinedload(ProjectItem.parent).joinedload(ProjectItem.parent)


def items_served(table: str, column: str, by: str) -> Table:
    """Which items of the project a thing serves: the rows go with the thing, and hold the item."""
    return Table(
        table,
        Base.metadata,
        Column(column, ForeignKey(by, ondelete="CASCADE"), primary_key=True),
        Column("item_id", ForeignKey("project_item.id"), primary_key=True, index=True),
    )


class ItemVersion(Base):
    """What an item said before somebody changed it."""

    __tablename__ = "item_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("project_item.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    own_words: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(default=clock.now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # who changed it
    person: Mapped[Person | None] = related()


class GroupLink(Base):
    """A group works for an item; proposed until the board validates it."""

    __tablename__ = "group_link"
    __table_args__ = (UniqueConstraint("group_id", "item_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("project_item.id"), index=True)
    state: Mapped[LinkState] = mapped_column(default=LinkState.PROPOSED)
    group: Mapped[Group] = related()
    item: Mapped[ProjectItem] = related()

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        return joinedload(GroupLink.group), joinedload(GroupLink.item)
