"""Documents of the library: each shows a file of its group, or leads to a web address."""

from datetime import date, datetime
from urllib.parse import urlsplit

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from workspace import clock
from workspace.actions.models import ActionItem
from workspace.database import Base, related
from workspace.files.models import File
from workspace.french import Worded
from workspace.groups.models import Group
from workspace.meetings.models import Meeting
from workspace.people.models import NAMES, Person
from workspace.project.models import ProjectItem, items_served

LONGEST_ADDRESS = 500
LONGEST_TAG, MOST_TAGS = 40, 5
FOLDED = 80  # a ligature folds into several letters


class DocumentKind(Worded):
    TOOL = "tool", "Outil ou méthode"
    FEEDBACK = "feedback", "Retour d’expérience"
    STUDY = "study", "Étude ou bilan"
    COMMUNICATION = "communication", "Support de communication"
    TRAINING = "training", "Formation"
    OTHER = "other", "Autre"


document_items = items_served("library_document_items", "document_id", "library_document.id")


class Tag(Base):
    """A word that a document is filed under, as it was typed; accents and capitals make no other one."""

    __tablename__ = "library_tag"
    document_id: Mapped[int] = mapped_column(ForeignKey("library_document.id", ondelete="CASCADE"), primary_key=True)
    folded: Mapped[str] = mapped_column(String(FOLDED), primary_key=True, index=True)
    words: Mapped[str] = mapped_column(String(LONGEST_TAG))
    position: Mapped[int]  # in the order they were typed


class Document(Base):
    """Shared with the network, or with everyone; what is for members only is a mere file of the group.

    Withdrawn, it is read by who may put it back; only then may its file go from the group.
    """

    __tablename__ = "library_document"
    __table_args__ = (
        CheckConstraint(
            "(file_id IS NOT NULL AND address = '') OR (file_id IS NULL AND address <> '') OR withdrawn_at IS NOT NULL",
            name="shows_one_thing",
        ),
        Index("ix_library_document_group_id_published_at", "group_id", "published_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str] = mapped_column(String(40), unique=True)  # the same form posted twice makes one document
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    # Where it comes from. A draft that is deleted, an action that is removed, leave it to the group.
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action_item.id", ondelete="SET NULL"), index=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id", ondelete="SET NULL"), unique=True)
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), default="")  # as addresses.checked() writes it
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    kind: Mapped[DocumentKind]
    made_in: Mapped[int]  # a year
    made_on: Mapped[date | None]  # the day, when it is known
    is_public: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(Text)  # title, summary and tags, folded
    published_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0)  # raised at each edit: a stale form is refused
    # Every right on a document asks for its group.
    group: Mapped[Group] = related(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]
    meeting: Mapped[Meeting | None] = related()
    action: Mapped[ActionItem | None] = related()
    file: Mapped[File | None] = related()
    added_by: Mapped[Person | None] = related()
    items: Mapped[list[ProjectItem]] = related(secondary=document_items, order_by=ProjectItem.position)
    tags: Mapped[list[Tag]] = related(order_by=Tag.position, cascade="all, delete-orphan")

    @staticmethod
    def needed_for_rights() -> tuple[ORMOption, ...]:
        """Its own, and those on what it comes from: its page names it to those who may follow."""
        action = joinedload(Document.action)
        return (
            joinedload(Document.file),
            joinedload(Document.meeting),
            action.joinedload(ActionItem.meeting),
            action.selectinload(ActionItem.owners),
            joinedload(Document.added_by).load_only(*NAMES),
            selectinload(Document.items),
            selectinload(Document.tags),
        )

    @property
    def site(self) -> str:
        """Where its address leads, as it is: what reads as another name is written in plain letters."""
        return urlsplit(self.address).hostname or ""
