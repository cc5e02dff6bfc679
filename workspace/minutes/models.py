"""Minutes of a meeting and the decisions taken in it."""

import enum
from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, raiseload, validates
from sqlalchemy.orm.interfaces import ORMOption

from workspace import clock
from workspace.database import Base, index_of_some, related
from workspace.french import fold
from workspace.meetings.models import AgendaItem, Attendance, Meeting, OfMeeting, Proxy
from workspace.people.models import Person
from workspace.project.models import ProjectItem, items_served


class MinutesState(enum.StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"


def last_day_before(until: datetime) -> date:
    """The last whole day of a review that is over at this instant."""
    return clock.in_paris(until).date() - timedelta(days=1)


class Minutes(OfMeeting, Base):
    """The minutes of one meeting: they exist once it is held, and are locked once published."""

    __tablename__ = "minutes"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    state: Mapped[MinutesState] = mapped_column(default=MinutesState.DRAFT)
    number: Mapped[str | None] = mapped_column(String(30), unique=True)  # JEU-2026-07, given at publication
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # nobody: tacitly, in the end
    review_until: Mapped[datetime | None] = mapped_column(index=True)  # the first instant after the review
    sealed_at: Mapped[datetime | None]  # approved by a later meeting of the group: its text is corrected no more
    sealed_in_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    sealed_point_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)  # of its agenda
    ended_at: Mapped[datetime | None]  # of a body: when its sitting really ended, as it was said on closing it
    quorum: Mapped[str] = mapped_column(String(200), default="")  # of a body, as it was told when it was published
    meeting: Mapped[Meeting] = related(lazy="joined", innerjoin="unnested", foreign_keys=meeting_id)  # type: ignore[arg-type]
    published_by: Mapped[Person | None] = related()

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        """Those who were there, with their centre: the page of the minutes names them too."""
        attendances = joinedload(Minutes.meeting).selectinload(Meeting.attendances)
        return (
            attendances.joinedload(Attendance.person).joinedload(Person.centre),
            attendances.joinedload(Attendance.centre),
            attendances.joinedload(Attendance.proxy).options(joinedload(Proxy.holder), raiseload(Proxy.meeting)),
            joinedload(Minutes.published_by),
        )

    @property
    def last_review_day(self) -> date | None:
        return last_day_before(self.review_until) if self.review_until else None

    @property
    def is_open_to_comments(self) -> bool:
        """Until the end of its review, when it has one; then it only waits to be published."""
        in_time = self.review_until is None or clock.now() < self.review_until
        return self.state is MinutesState.IN_REVIEW and in_time


class CommentState(enum.StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    ANSWERED = "answered"


class ReviewComment(OfMeeting, Base):
    """What somebody who was there says of a point in review: a remark, and a passage to put in place of another."""

    __tablename__ = "review_comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    passage: Mapped[str] = mapped_column(Text, default="")  # as the notes say it
    proposed: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[CommentState] = mapped_column(default=CommentState.OPEN)
    answer: Mapped[str] = mapped_column(String(1000), default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    meeting: Mapped[Meeting] = related(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]
    point: Mapped[AgendaItem] = related()
    person: Mapped[Person] = related(foreign_keys=person_id)
    answered_by: Mapped[Person | None] = related(foreign_keys=answered_by_id)

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        """Its page says who spoke, and of what."""
        return (joinedload(ReviewComment.point), joinedload(ReviewComment.person))


class MinutesVersion(Base):
    """The text of published minutes as it stood: kept from the first correction on, and never changed."""

    __tablename__ = "minutes_version"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    number: Mapped[int]
    made_at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")  # of the correction; the first version has none
    content: Mapped[str] = mapped_column(Text)  # JSON: [point id, title, notes] of each point, in order
    author: Mapped[Person | None] = related()


decision_items = items_served("decision_items", "decision_id", "decision.id")


class DecisionEnd(enum.StrEnum):
    REPLACED = "replaced"
    CANCELLED = "cancelled"


SEARCHED = 1000  # of a decision's words


class Decision(OfMeeting, Base):
    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_meeting_id_published_at", "meeting_id", "published_at"),
        index_of_some("decision", "ended_by_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(String(SEARCHED), default="")  # fold(text)
    number: Mapped[str | None] = mapped_column(String(20), unique=True)  # 2026-14, given at publication
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    visible_to_partners: Mapped[bool] = mapped_column(default=False)
    review_on: Mapped[date | None] = mapped_column(index=True)  # the day it comes back before the group
    returned_at: Mapped[datetime | None]  # once that day has come: it waits for an agenda since
    ended_as: Mapped[DecisionEnd | None]  # by a later one
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    meeting: Mapped[Meeting] = related(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]
    point: Mapped[AgendaItem] = related()
    items: Mapped[list[ProjectItem]] = related(secondary=decision_items, order_by=ProjectItem.position)
    ended_by: Mapped["Decision | None"] = related(remote_side=id, back_populates="ends")
    ends: Mapped[list["Decision"]] = related(order_by="Decision.id", back_populates="ended_by")

    @validates("text")
    def _keep_search_text(self, key: str, text: str) -> str:
        self.search_text = fold(text)[:SEARCHED]
        return text


class BoardAnswer(enum.StrEnum):
    ADOPTED = "adopted"
    AMENDED = "amended"
    REJECTED = "rejected"
    DEFERRED = "deferred"


class BoardProposal(OfMeeting, Base):
    """What a group proposes to the board: a decision of a point of that kind, or the point itself.

    It enters the board's queue when its minutes are published; deferred, it stays there.
    """

    __tablename__ = "board_proposal"
    __table_args__ = (
        UniqueConstraint("point_id", "decision_id"),
        Index("ix_board_proposal_answer_proposed_at", "answer", "proposed_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime]
    answer: Mapped[BoardAnswer | None]
    sentence: Mapped[str] = mapped_column(String(1000), default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    meeting: Mapped[Meeting] = related(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]
    point: Mapped[AgendaItem] = related()
    decision: Mapped[Decision | None] = related()

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        """Its page names the point and the decision."""
        return (joinedload(BoardProposal.point), joinedload(BoardProposal.decision))

    @property
    def waits(self) -> bool:
        """Not answered yet, or put off."""
        return self.answer in (None, BoardAnswer.DEFERRED)
