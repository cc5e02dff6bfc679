"""What agendas are made from: what waits for a meeting of the group, and the group's own model of an agenda."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from workspace import clock
from workspace.database import Base, related
from workspace.groups.models import Group
from workspace.meetings.models import AgendaItem, PointKind
from workspace.people.models import Person
from workspace.project.models import ProjectItem, items_served

parked_point_items = items_served("parked_point_items", "parked_point_id", "parked_point.id")


class ParkedPoint(Base):
    """A point that waits for a meeting of its group: somebody proposed it, or a meeting ended before it.

    Placed, it points at the point it became: one that is taken off the agenda again waits again.
    """

    __tablename__ = "parked_point"
    __table_args__ = (Index("ix_parked_point_group_id_created_at", "group_id", "created_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[PointKind] = mapped_column(default=PointKind.EXCHANGE)
    minutes: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="")  # Markdown
    why: Mapped[str] = mapped_column(String(200), default="")  # a sentence, when something else made it come
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    # The untreated point that it comes back from.
    from_point_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    placed_point_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    dropped_at: Mapped[datetime | None]
    dropped_reason: Mapped[str] = mapped_column(String(500), default="")
    group: Mapped[Group] = related(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]
    proposed_by: Mapped[Person | None] = related()
    from_point: Mapped[AgendaItem | None] = related(foreign_keys=from_point_id)
    items: Mapped[list[ProjectItem]] = related(secondary=parked_point_items, order_by=ProjectItem.position)

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        """What placing it copies comes along, and what says why it waits."""
        return (
            selectinload(ParkedPoint.items),
            joinedload(ParkedPoint.proposed_by),
            joinedload(ParkedPoint.from_point).joinedload(AgendaItem.meeting),
        )

    @property
    def is_waiting(self) -> bool:
        return self.placed_point_id is None and self.dropped_at is None


class ModelPoint(Base):
    """A point of the agenda that the group begins with every time."""

    __tablename__ = "model_point"
    __table_args__ = (UniqueConstraint("group_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[PointKind]
    minutes: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="")
