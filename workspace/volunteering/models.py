"""What volunteers say themselves of their time, besides the sheets of meetings."""

import enum
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, joinedload, mapped_column
from sqlalchemy.orm.interfaces import ORMOption

from workspace.database import Base, related
from workspace.groups.models import Group, GroupKind
from workspace.people.models import Person, Status

# Time given to run the association itself, told apart from the rest (domain §3.7).
GOVERNANCE = (GroupKind.BOARD, GroupKind.EXECUTIVE_COMMITTEE, GroupKind.GENERAL_ASSEMBLY)
LONGEST = 24 * 60  # minutes


class Category(enum.StrEnum):
    GROUPS = "groups"
    GOVERNANCE = "governance"
    PREPARATION = "preparation"
    TRAVEL = "travel"


DECLARED = (Category.PREPARATION, Category.TRAVEL)  # no sheet says these
NAMES = {
    Category.GROUPS: "Groupes de travail et temps collectifs",
    Category.GOVERNANCE: "Gouvernance (conseil, bureau, assemblée)",
    Category.PREPARATION: "Préparation",
    Category.TRAVEL: "Déplacements",
}


class VolunteerTime(Base):
    """What somebody says that they gave, of which no attendance tells. It is theirs; once they are
    forgotten, it counts for its year without a name."""

    __tablename__ = "volunteer_time"
    __table_args__ = (
        CheckConstraint(f"minutes > 0 AND minutes <= {LONGEST}", name="of_a_day"),
        Index("ix_volunteer_time_person_id_day", "person_id", "day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str] = mapped_column(String(32), unique=True)  # the same form posted twice declares once
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None once they are forgotten
    status: Mapped[Status]  # theirs when they declared it: who becomes an employee gave this before
    day: Mapped[date] = mapped_column(index=True)
    kind: Mapped[Category]  # of DECLARED
    minutes: Mapped[int]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("working_group.id"), index=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    revision: Mapped[int] = mapped_column(default=0)  # raised at each edit: a stale form is refused
    person: Mapped[Person | None] = related()
    group: Mapped[Group | None] = related()

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        """What its form shows."""
        return joinedload(VolunteerTime.person), joinedload(VolunteerTime.group)
