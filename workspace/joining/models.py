"""Who is about to come into a group."""

import enum
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column
from sqlalchemy.orm.interfaces import ORMOption

from workspace import clock
from workspace.database import Base, related
from workspace.groups.models import Group
from workspace.people.models import Centre, Person, Status


class Origin(enum.StrEnum):
    FORM = "form"  # the public form: the person wrote of themselves
    INVITATION = "invitation"  # somebody who leads the group, or the federation, wrote of them


LASTS = {Origin.FORM: timedelta(days=7), Origin.INVITATION: timedelta(days=30)}  # what the letter's link is good for


class PendingArrival(Base):
    """Awaits the press of the button that a letter leads to. Nobody is told of it; it goes when it is too old.

    Nothing of it is a person yet: names, centre and status are only used when no account has the address.
    """

    __tablename__ = "pending_arrival"
    __table_args__ = (UniqueConstraint("group_id", "email", "origin"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    origin: Mapped[Origin]
    email: Mapped[str] = mapped_column(String(254))  # lower case
    first_name: Mapped[str] = mapped_column(String(80), default="")
    last_name: Mapped[str] = mapped_column(String(80), default="")
    status: Mapped[Status] = mapped_column(default=Status.VOLUNTEER)
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # who had the address then
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    used_at: Mapped[datetime | None]
    group: Mapped[Group] = related()
    centre: Mapped[Centre | None] = related()
    person: Mapped[Person | None] = related(foreign_keys=[person_id])
    invited_by: Mapped[Person | None] = related(foreign_keys=[invited_by_id])

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_too_old(self) -> bool:
        return self.created_at + LASTS[self.origin] < clock.now()

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        return (joinedload(PendingArrival.group),)


class JoinRequest(Base):
    """Somebody asks to come into a group; one question at a time. What was answered is kept."""

    __tablename__ = "join_request"
    __table_args__ = (
        Index(
            "uq_join_request_pending",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    accepted: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(String(500), default="")  # of a refusal
    group: Mapped[Group] = related()
    person: Mapped[Person] = related(foreign_keys=[person_id])
    answered_by: Mapped[Person | None] = related(foreign_keys=[answered_by_id])

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        return (
            joinedload(JoinRequest.group),
            joinedload(JoinRequest.person).joinedload(Person.centre),
            joinedload(JoinRequest.answered_by),
        )
