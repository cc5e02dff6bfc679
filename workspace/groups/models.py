"""Working groups and bodies: one model, told apart by their kind."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column
from sqlalchemy.orm.interfaces import ORMOption

from workspace import clock
from workspace.database import Base, related
from workspace.french import Worded
from workspace.people.models import Person


class GroupKind(Worded):
    WORKING_GROUP = "working_group", "Groupe de travail"
    BOARD = "board", "Conseil d’administration"
    EXECUTIVE_COMMITTEE = "executive_committee", "Bureau"
    STAFF_TEAM = "staff_team", "Équipe permanente"
    GENERAL_ASSEMBLY = "general_assembly", "Assemblée générale"
    DEPARTMENTAL_GATHERING = "departmental_gathering", "Groupement départemental"
    PARTNER_COMMITTEE = "partner_committee", "Comité partenarial"


# Bodies of the statutes, whose minutes are a « procès-verbal » (domain §3.2).
HOLDING_FORMAL_RECORDS = (GroupKind.BOARD, GroupKind.EXECUTIVE_COMMITTEE, GroupKind.GENERAL_ASSEMBLY)


class GroupState(enum.StrEnum):
    ACTIVE = "active"
    DORMANT = "dormant"
    CLOSED = "closed"


class JoiningRule(enum.StrEnum):
    OPEN = "open"
    ON_REQUEST = "on_request"
    BY_INVITATION = "by_invitation"


class Group(Base):
    __tablename__ = "working_group"  # « group » is a word of SQL
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)  # JEU: begins the numbers of minutes
    name: Mapped[str] = mapped_column(String(120), unique=True)
    short_name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[GroupKind] = mapped_column(default=GroupKind.WORKING_GROUP)
    state: Mapped[GroupState] = mapped_column(default=GroupState.ACTIVE)
    joining_rule: Mapped[JoiningRule] = mapped_column(default=JoiningRule.OPEN)
    position: Mapped[int] = mapped_column(default=0)
    purpose: Mapped[str] = mapped_column(String(400), default="")
    rhythm: Mapped[str] = mapped_column(String(120), default="")  # in words
    every_weeks: Mapped[int | None]  # the same as a number, where the group keeps to one: dates are judged by it
    notice_days: Mapped[int | None]  # at least so many between a call and the meeting: the statutes of a body say it
    welcome: Mapped[str] = mapped_column(Text, default="")
    hue: Mapped[str] = mapped_column(String(20), default="ink")  # a key of palette.HUES
    icon: Mapped[str] = mapped_column(String(40), default="building")  # one of palette.ICONS
    closing_note: Mapped[str] = mapped_column(Text, default="")
    closed_on: Mapped[date | None]
    revision: Mapped[int] = mapped_column(default=1)  # one more at each edit: tells a form that is out of date

    @property
    def group(self) -> "Group":
        """Rules ask any thing for its group."""
        return self

    @property
    def is_working_group(self) -> bool:
        return self.kind is GroupKind.WORKING_GROUP

    def word(self, group: str, body: str) -> str:
        """« du groupe » or « de l’instance »: what a sentence needs."""
        return group if self.is_working_group else body

    @property
    def holds_formal_records(self) -> bool:
        return self.kind in HOLDING_FORMAL_RECORDS

    @property
    def minutes_name(self) -> str:
        """What its minutes are called, after « le », « du » or « ce »."""
        return "procès-verbal" if self.holds_formal_records else "compte rendu"

    @property
    def minutes_names(self) -> str:
        return "procès-verbaux" if self.holds_formal_records else "comptes rendus"


# What a group is named and drawn by, where nothing else of it is read.
SIGNS = (Group.slug, Group.name, Group.short_name, Group.hue, Group.icon)


class Membership(Base):
    """Belonging to a group; on the board, with an office."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_current",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=text("left_on IS NULL"),
            postgresql_where=text("left_on IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    left_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # somebody else ended it…
    left_reason: Mapped[str] = mapped_column(String(500), default="")  # …and said why
    office: Mapped[str] = mapped_column(String(60), default="")  # « présidence », « trésorerie »
    group: Mapped[Group] = related()
    person: Mapped[Person] = related(foreign_keys=[person_id])

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        return (joinedload(Membership.group), joinedload(Membership.person).joinedload(Person.centre))


class CoFacilitation(Base):
    """A dated mandate to lead a group."""

    __tablename__ = "co_facilitation"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # last day included
    group: Mapped[Group] = related()
    person: Mapped[Person] = related()


class GroupMessage(Base):
    """A message that left for a group; the one-time id of its form keeps it from leaving twice."""

    __tablename__ = "group_message"
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str] = mapped_column(String(32), unique=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
