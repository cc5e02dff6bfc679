"""Handovers: who stops leading a group, when, and who takes what over."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column
from sqlalchemy.orm.interfaces import ORMOption

from workspace import clock
from workspace.database import Base, related
from workspace.groups.models import CoFacilitation, Group
from workspace.people.models import Person


class Handover(Base):
    """The end of a mandate, prepared; undone, it stays with the instant of that."""

    __tablename__ = "handover"
    __table_args__ = (
        Index(
            "uq_handover_current",
            "mandate_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    # A mandate that never was goes, and its handovers with it; so does what says who was to lead by it.
    mandate_id: Mapped[int] = mapped_column(ForeignKey("co_facilitation.id", ondelete="CASCADE"))
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    ends_on: Mapped[date | None]  # the end that the mandate got; the federation may have moved it since
    ends_before: Mapped[date | None]  # the one it had before: undoing gives it back
    # Who gets what would still be open on the last day; nobody when the group has nothing to publish.
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(Text, default="")  # from the one who leaves to those who come
    prepared_at: Mapped[datetime] = mapped_column(default=clock.now)
    undone_at: Mapped[datetime | None]
    mandate: Mapped[CoFacilitation] = related(lazy="joined", innerjoin=True)
    group: Mapped[Group] = related(lazy="joined", innerjoin=True)
    person: Mapped[Person] = related(foreign_keys=person_id)
    keeper: Mapped[Person | None] = related(foreign_keys=keeper_id)
    successors: Mapped[list["Succession"]] = related(order_by="Succession.id")

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        return (joinedload(Handover.person), joinedload(Handover.keeper))

    @property
    def is_over(self) -> bool:
        """The last day has passed: rights stopped with it."""
        return self.mandate.ends_on is not None and self.mandate.ends_on < clock.today()


class Thanks(Base):
    """Somebody was thanked for a mandate, up to that last day: extended since, it will be thanked for again."""

    __tablename__ = "thanks"
    __table_args__ = (UniqueConstraint("mandate_id", "last_day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("co_facilitation.id", ondelete="CASCADE"))
    last_day: Mapped[date]


class Succession(Base):
    """Somebody who leads the group from the handover on, beside the one who leaves until the last day."""

    __tablename__ = "succession"
    __table_args__ = (UniqueConstraint("handover_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mandate_id: Mapped[int | None] = mapped_column(
        ForeignKey("co_facilitation.id", ondelete="CASCADE"), index=True
    )  # none: it goes on
    starts_before: Mapped[date | None]  # its first day, when it was given before: undoing gives it back
    person: Mapped[Person] = related()


class GivenAction(Base):
    """An open action that changed hands with the group; undoing gives it back."""

    __tablename__ = "given_action"
    __table_args__ = (UniqueConstraint("handover_id", "action_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id", ondelete="CASCADE"))
    action_id: Mapped[int] = mapped_column(ForeignKey("action_item.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class GivenMinutes(Base):
    """Minutes to publish, given to somebody with the group."""

    __tablename__ = "given_minutes"
    __table_args__ = (UniqueConstraint("handover_id", "minutes_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id", ondelete="CASCADE"))
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = related()
