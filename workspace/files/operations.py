"""Adding a file to a group, to a meeting, to a point of it or to a pact, and taking it away."""

from hashlib import sha256
from typing import TypedDict

from sqlalchemy import delete, select

from workspace.database import db
from workspace.files import queries
from workspace.files.models import File
from workspace.groups.models import Group
from workspace.journal.operations import record
from workspace.meetings.models import AgendaItem, Meeting
from workspace.meetings.operations import refuse_when_closed
from workspace.pacts.models import CooperationPact
from workspace.people.models import Person


class Sent(TypedDict):
    """A file as a form gives it."""

    name: str
    kind: str
    content: bytes


def add_file(
    group: Group,
    meeting: Meeting | None,
    added_by: Person,
    name: str,
    kind: str,
    content: bytes,
    point: AgendaItem | None = None,
) -> File | None:
    """Keep a file; nothing when the place already holds the same content, as after a double click.

    Raises:
        Refused: the group is closed.
    """
    refuse_when_closed(group)
    db.session.execute(select(Group.id).where(Group.id == group.id).with_for_update())  # one at a time
    digest = sha256(content).hexdigest()
    if queries.same_content(group, meeting, point, digest):
        return None
    place = {"meeting_id": meeting.id if meeting else None, "point_id": point.id if point else None}
    file = File(group_id=group.id, **place)
    return _keep(file, meeting or group, added_by, name, kind, content)


def add_to_pact(pact: CooperationPact, added_by: Person, name: str, kind: str, content: bytes) -> File | None:
    """Keep a file of a pact; nothing when it already holds the same content."""
    db.session.execute(select(CooperationPact.id).where(CooperationPact.id == pact.id).with_for_update())
    if queries.same_content_of_pact(pact, sha256(content).hexdigest()):
        return None
    return _keep(File(pact_id=pact.id), pact, added_by, name, kind, content)


def _keep(file: File, place: Group | Meeting | CooperationPact, added_by: Person, name: str, kind: str,
          content: bytes) -> File:  # fmt: skip
    file.added_by_id, file.name, file.kind, file.content = added_by.id, name, kind, content
    file.size, file.digest = len(content), sha256(content).hexdigest()
    db.session.add(file)
    db.session.flush()
    record("files/added", place, by=added_by, name=name)
    return file


def remove_file(file: File) -> None:
    record("files/removed", file.meeting or file.group or file.pact, name=file.name)
    db.session.execute(delete(File).where(File.id == file.id))
