"""Reads about files; none brings their content but `content_of`."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from workspace.database import db, prepared
from workspace.files.models import File
from workspace.groups.models import Group
from workspace.groups.queries import Standing
from workspace.meetings.models import AgendaItem, Meeting
from workspace.pacts.models import CooperationPact
from workspace.post import public_url
from workspace.scheduling import queries as scheduling

NAMED = 5  # on the page of a meeting


def of_group(standing: Standing, group: Group) -> Select[File]:
    """The files of a group and of its meetings, newest first; a draft's are its leaders'."""
    return in_group(group.id, scheduling.visible_to(standing))


def in_group(group_id: int, is_visible: ColumnElement[bool]) -> Select[File]:
    """The same; `is_visible` says of a meeting that its files are."""
    return (
        select(File)
        .outerjoin(File.meeting)
        .where(File.group_id == group_id, or_(File.meeting_id.is_(None), is_visible))
        .options(contains_eager(File.meeting).raiseload(Meeting.group), joinedload(File.added_by))
        .order_by(File.added_at.desc(), File.id.desc())
    )


def of_meeting(meeting: Meeting) -> Select[File]:
    """The files of a meeting and of its points, newest first."""
    of_point = joinedload(File.point).load_only(AgendaItem.title).raiseload("*")
    return (
        select(File)
        .where(File.meeting_id == meeting.id)
        .options(joinedload(File.added_by), of_point)
        .order_by(File.added_at.desc(), File.id.desc())
    )


def by_point(meeting_id: int) -> dict[int | None, list[File]]:
    """The files of each point of a meeting, oldest first; under None those of the meeting itself, newest first."""
    return placed(db.session.scalars(*_by_point(meeting_id)))


def placed(files: Iterable[File]) -> dict[int | None, list[File]]:
    """Files of a meeting, oldest first, each in its place: see `by_point`."""
    found: dict[int | None, list[File]] = defaultdict(list)
    for file in files:
        found[file.point_id].append(file)
    found[None].reverse()
    return found


@prepared
def _by_point(meeting_id: int) -> Select[File]:
    return select(File).where(File.meeting_id == meeting_id).order_by(File.id)


def of_pact(pact: CooperationPact) -> Select[File]:
    """The files of a pact, newest first."""
    return (
        select(File)
        .where(File.pact_id == pact.id)
        .options(joinedload(File.added_by))
        .order_by(File.added_at.desc(), File.id.desc())
    )


def same_content_of_pact(pact: CooperationPact, digest: str) -> File | None:
    return db.session.scalar(of_pact(pact).where(File.digest == digest).limit(1))


def documents_of(meeting_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """What the call of each of these meetings names: the name and the address of each file, newest first."""
    found: dict[int, list[tuple[str, str]]] = {}
    rows = db.session.execute(
        select(File.meeting_id, File.id, File.name)
        .where(File.meeting_id.in_(meeting_ids))
        .order_by(File.added_at.desc(), File.id.desc())
    )
    for row in rows:
        found.setdefault(row.meeting_id, []).append((row.name, public_url("files.download", id=row.id)))
    return found


def same_content(group: Group, meeting: Meeting | None, point: AgendaItem | None, digest: str) -> File | None:
    """What the place already holds of this content."""
    of_meeting = File.meeting_id == meeting.id if meeting else File.meeting_id.is_(None)
    place = (of_meeting, File.point_id == point.id if point else File.point_id.is_(None))
    return db.session.scalar(
        select(File).where(File.group_id == group.id, *place, File.digest == digest).order_by(File.id).limit(1)
    )


def content_of(file: File) -> bytes:
    return db.session.execute(select(File.content).where(File.id == file.id)).scalar_one()
