"""Files attached to a group, to one of its meetings, to a point of its agenda or to a pact, kept in the database."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, joinedload, mapped_column
from sqlalchemy.orm.interfaces import ORMOption

from workspace import clock
from workspace.database import Base, related
from workspace.groups.models import Group
from workspace.meetings.models import AgendaItem, Meeting, MeetingState
from workspace.pacts.models import CooperationPact, with_parties
from workspace.people.models import Person

LONGEST_NAME = 120


class File(Base):
    __tablename__ = "file"
    __table_args__ = (
        CheckConstraint("(group_id IS NULL) <> (pact_id IS NULL)", name="one_place"),
        Index("ix_file_group_id_added_at", "group_id", "added_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("working_group.id"))
    pact_id: Mapped[int | None] = mapped_column(ForeignKey("cooperation_pact.id"), index=True)
    # A draft that is deleted leaves its files to the group.
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)
    # Of its agenda. A point that is taken off leaves its files to the meeting.
    point_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    kind: Mapped[str] = mapped_column(String(100))  # a media type, told by the content
    size: Mapped[int]  # in bytes
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256: the same content is kept once in a place
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    group: Mapped[Group | None] = related(lazy="joined")
    pact: Mapped[CooperationPact | None] = related()
    meeting: Mapped[Meeting | None] = related()
    point: Mapped[AgendaItem | None] = related()
    added_by: Mapped[Person | None] = related()

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        pact = joinedload(File.pact)
        return (joinedload(File.meeting), *with_parties(pact.selectinload(CooperationPact.signatories)))

    @property
    def group_ids(self) -> frozenset[int]:
        """A pact's file is no group's."""
        if self.meeting is not None:
            return self.meeting.group_ids
        return frozenset({self.group.id} if self.group is not None else ())

    @property
    def state(self) -> MeetingState:
        """A file goes with its meeting: a draft's is not yet shown to members."""
        return self.meeting.state if self.meeting else MeetingState.CALLED
