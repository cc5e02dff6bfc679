"""Reads about the documents of the library."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import joinedload, load_only, raiseload, selectinload

from workspace.actions.models import ActionItem
from workspace.database import db, prepared
from workspace.files import queries as files
from workspace.files.models import File
from workspace.french import fold
from workspace.groups.models import Group
from workspace.groups.queries import Standing
from workspace.library.models import Document, DocumentKind, Tag, document_items
from workspace.meetings.models import CONVENED, Meeting
from workspace.project import queries as project
from workspace.project.models import ProjectItem

NAMED = 5  # documents that the page of something else names: the latest
MOST_CHOICES = 30  # meetings, and actions, that a form proposes: the latest
MOST_TAGS = 40  # that a list proposes: the most used
IS_SHOWN = Document.withdrawn_at.is_(None)


def sees_all(standing: Standing | None) -> bool:
    """The network; others read what is public, and a partner what the group says that they lead."""
    return standing is not None and (standing.of_the_network or standing.steers)


def visible_to(standing: Standing | None) -> ColumnElement[bool]:
    """What Can.READ_DOCUMENT says of a document that is not withdrawn, in SQL; of nobody, for visitors."""
    return readable(standing.led_ids if standing else (), sees_all=sees_all(standing))


def readable(led_ids: Collection[int], *, sees_all: bool) -> ColumnElement[bool]:
    return and_(IS_SHOWN, true() if sees_all else or_(Document.is_public, Document.group_id.in_(led_ids)))


def puts_back(standing: Standing | None) -> bool:
    """Whether documents withdrawn are shown: to who may put some of them back."""
    return standing is not None and (standing.steers or bool(standing.led_ids))


def _withdrawn_for(standing: Standing | None) -> ColumnElement[bool]:
    """Those that one may put back."""
    mine = true() if standing and standing.steers else Document.group_id.in_(standing.led_ids if standing else ())
    return and_(Document.withdrawn_at.is_not(None), mine)


@dataclass(frozen=True)
class Filters:
    """What is asked of the list; nothing asked is all that is shown."""

    group: Group | None = None
    kind: DocumentKind | None = None
    item: ProjectItem | None = None
    meeting: Meeting | None = None
    tag: str = ""  # folded
    text: str = ""
    withdrawn: bool = False

    def conditions(self) -> list[ColumnElement[bool]]:
        asked: list[ColumnElement[bool]] = []
        if self.group is not None:
            asked.append(Document.group_id == self.group.id)
        if self.kind is not None:
            asked.append(Document.kind == self.kind)
        if self.item is not None:
            asked.append(serving(self.item.id))
        if self.meeting is not None:
            asked.append(Document.meeting_id == self.meeting.id)
        if self.tag:
            asked.append(Document.id.in_(select(Tag.document_id).where(Tag.folded == self.tag)))
        return asked + [Document.search_text.contains(word, autoescape=True) for word in fold(self.text).split()]


def serving(item_id: int) -> ColumnElement[bool]:
    """It serves the item or one that stands under it, as progress counts."""
    under = project.ids_under(item_id)
    return Document.id.in_(select(document_items.c.document_id).where(document_items.c.item_id.in_(under)))


def documents(standing: Standing | None, asked: Filters) -> Select[Document]:
    """The newest first, with what a row says."""
    those = _withdrawn_for(standing) if asked.withdrawn else visible_to(standing)
    newest = (Document.published_at.desc(), Document.id.desc())
    told = (joinedload(Document.file).raiseload(File.group), selectinload(Document.tags))
    return select(Document).where(those, *asked.conditions()).order_by(*newest).options(*told)


def tags(standing: Standing | None) -> list[tuple[str, str]]:
    """The tags of what one reads, the folded word and how most write it, in the order of words."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    asked = _tags(standing.led_ids if standing else (), sees_all=sees_all(standing))
    for folded, words, number in db.session.execute(*asked):
        written[folded][words] = number
    used = sorted(written, key=lambda folded: (-written[folded].total(), folded))[:MOST_TAGS]
    return [(one, _most_written(written[one])) for one in sorted(used)]


@prepared
def _tags(led_ids: Collection[int], *, sees_all: bool) -> Select[str, str, int]:
    asked = select(Tag.folded, Tag.words, func.count()).join(Document, Document.id == Tag.document_id)
    return asked.where(readable(led_ids, sees_all=sees_all)).group_by(Tag.folded, Tag.words)


def _most_written(found: Counter[str]) -> str:
    return min(found, key=lambda words: (-found[words], words))


def others_of_group(document: Document, standing: Standing | None) -> Sequence[Row[int, str]]:
    """The latest other documents of its group: id and title."""
    return _latest(standing, Document.group_id == document.group_id, Document.id != document.id)


def latest_of_meeting(meeting: Meeting, standing: Standing | None) -> Sequence[Row[int, str]]:
    """The latest that came of it: id and title. A list has them all."""
    return _latest(standing, Document.meeting_id == meeting.id)


def _latest(standing: Standing | None, *conditions: ColumnElement[bool]) -> Sequence[Row[int, str]]:
    asked = select(Document.id, Document.title).where(*conditions, visible_to(standing))
    return db.session.execute(asked.order_by(Document.published_at.desc(), Document.id.desc()).limit(NAMED)).all()


@prepared
def shared_since(since: datetime, led_ids: Collection[int], most: int, *, sees_all: bool) -> Select[Document]:
    """The latest that one may read, shared since then."""
    those = (readable(led_ids, sees_all=sees_all), Document.published_at > since)
    return select(Document).where(*those).order_by(Document.published_at.desc(), Document.id.desc()).limit(most)


def number_serving(item: ProjectItem, standing: Standing | None) -> int:
    return db.session.scalar(select(func.count(Document.id)).where(visible_to(standing), serving(item.id))) or 0


def has_public() -> bool:
    """Whether a visitor finds anything."""
    return bool(db.session.scalar(*_has_public()))


@prepared
def _has_public() -> Select[bool]:
    return select(exists().where(Document.is_public, IS_SHOWN))


def same_form(form_id: str) -> Document | None:
    return db.session.scalar(select(Document).where(Document.form_id == form_id))


def of_file(file_id: int) -> Document | None:
    """What shows a file, withdrawn or not."""
    found: Document | None = db.session.scalar(*_of_file(file_id))
    return found


@prepared
def _of_file(file_id: int) -> Select[Document]:
    return select(Document).where(Document.file_id == file_id)


def of_files(file_ids: Collection[int]) -> dict[int | None, Row[Any]]:
    """The id and the withdrawal of what shows each of these files, by file id."""
    asked: Any = select(Document.file_id, Document.id, Document.withdrawn_at).where(Document.file_id.in_(file_ids))
    return {row.file_id: row for row in db.session.execute(asked)}


def beside_meeting(meeting_id: int, standing: Standing, reads_files: bool) -> tuple[dict[int | None, list[File]], int]:
    """What `files.by_point` says, for whoever reads files, and how many documents came of the meeting: in one
    statement."""
    asked = _beside_meeting(meeting_id, standing.led_ids, reads_files=reads_files, sees_all=sees_all(standing))
    rows = db.session.execute(*asked).all()
    return files.placed(file for file, _ in rows if file), rows[0][1]


@prepared
def _beside_meeting(
    meeting_id: int, led_ids: Collection[int], *, reads_files: bool, sees_all: bool
) -> Select[File | None, int]:
    came = (Document.meeting_id == Meeting.id, readable(led_ids, sees_all=sees_all))
    number = select(func.count(Document.id)).where(*came).correlate(Meeting).scalar_subquery()
    theirs = and_(File.meeting_id == Meeting.id, true() if reads_files else File.id.is_(None))
    asked: Any = select(File, number).select_from(Meeting).outerjoin(File, theirs)
    return asked.where(Meeting.id == meeting_id).options(raiseload(File.group)).order_by(File.id)  # type: ignore[no-any-return]


def meetings_to_name(group: Group) -> Sequence[Meeting]:
    """What a document of the group may come from: meetings called, its own, the latest first."""
    return db.session.scalars(*_meetings_to_name(group.id)).all()


@prepared
def _meetings_to_name(group_id: int) -> Select[Meeting]:
    theirs = (Meeting.group_id == group_id, Meeting.state.in_(CONVENED))
    latest = select(Meeting).where(*theirs).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    only = (load_only(Meeting.title, Meeting.starts_at), raiseload(Meeting.group))
    return latest.limit(MOST_CHOICES).options(*only)


def actions_to_name(group: Group) -> Sequence[ActionItem]:
    """The same of its published actions."""
    return db.session.scalars(*_actions_to_name(group.id)).all()


@prepared
def _actions_to_name(group_id: int) -> Select[ActionItem]:
    theirs = (ActionItem.group_id == group_id, ActionItem.published_at.is_not(None))
    latest = select(ActionItem).where(*theirs).order_by(ActionItem.published_at.desc(), ActionItem.id.desc())
    only = (load_only(ActionItem.title), raiseload(ActionItem.group))
    return latest.limit(MOST_CHOICES).options(*only)
