"""What people say of an item of the project: the board's reviews, which never change, and what groups propose.

Figures of the day are kept with each review, so that it reads the same years later.
"""

from datetime import datetime

from sqlalchemy import Connection, ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, Mapper, joinedload, mapped_column, object_session
from sqlalchemy.orm.interfaces import ORMOption

from workspace import clock
from workspace.database import Base, related
from workspace.french import Worded
from workspace.meetings.models import Meeting
from workspace.people.models import Person
from workspace.project.models import FederalProject, ProjectItem

LONGEST_SENTENCE = 500


class ReviewState(Worded):
    NOT_STARTED = "not_started", "À lancer"
    IN_PROGRESS = "in_progress", "En cours"
    DONE = "done", "Réalisée"
    SUSPENDED = "suspended", "Suspendue"
    DROPPED = "dropped", "Abandonnée"


class Sitting(Base):
    """One go through the project's items (« revue d’avancement »), usually in a meeting of the board; frozen once
    closed."""

    __tablename__ = "review_sitting"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("federal_project.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    summary: Mapped[str] = mapped_column(Text, default="")  # where the whole project stands, in a few sentences
    project: Mapped[FederalProject] = related()
    meeting: Mapped[Meeting | None] = related()
    closed_by: Mapped[Person | None] = related(foreign_keys=[closed_by_id])

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        return joinedload(Sitting.project), joinedload(Sitting.meeting), joinedload(Sitting.closed_by)

    @property
    def at(self) -> datetime:
        """When it was held: at the meeting, else when it was opened."""
        return self.meeting.starts_at if self.meeting else self.opened_at


class Said:
    """What a review and a proposal share."""

    state: Mapped[ReviewState]
    text: Mapped[str] = mapped_column(String(LONGEST_SENTENCE))
    difficulty: Mapped[str] = mapped_column(String(LONGEST_SENTENCE), default="")  # « En difficulté »: the reason
    at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def words(self) -> tuple[str, str, str]:
        """What it says, to tell two apart."""
        return self.state, self.text, self.difficulty


class ProgressReview(Said, Base):
    """What the board said of an item, that day: never changed. The last one of a sitting is the one that holds."""

    __tablename__ = "progress_review"
    __table_args__ = (Index("ix_progress_review_item_id_id", "item_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("review_sitting.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("project_item.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    # As counted that day, in the terms of progress.queries.Counts.
    closed: Mapped[int]
    open: Mapped[int]
    late: Mapped[int]
    dropped: Mapped[int]
    decisions: Mapped[int]
    sitting: Mapped[Sitting] = related()
    item: Mapped[ProjectItem] = related()
    person: Mapped[Person | None] = related()

    @property
    def decided(self) -> int:
        return self.closed + self.open + self.late


@event.listens_for(ProgressReview, "before_update")
@event.listens_for(ProgressReview, "before_delete")
def keep_as_said(_: Mapper[ProgressReview], __: Connection, row: ProgressReview) -> None:
    """Whatever code asks for it."""
    session = object_session(row)
    if session is None or row in session.deleted or session.is_modified(row):
        raise TypeError("a recorded review is never changed: record another one")


class ReviewProposal(Said, Base):
    """What somebody who leads a group proposes that the board say of an item."""

    __tablename__ = "review_proposal"
    __table_args__ = (Index("ix_review_proposal_item_id_id", "item_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("project_item.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    # Once a review of that item was recorded, or the board set it aside, it waits no more.
    review_id: Mapped[int | None] = mapped_column(ForeignKey("progress_review.id"), index=True)
    set_aside_at: Mapped[datetime | None]
    set_aside_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    item: Mapped[ProjectItem] = related()
    person: Mapped[Person | None] = related(foreign_keys=[person_id])

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        return (joinedload(ReviewProposal.item),)
