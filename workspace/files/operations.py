"""Adding a file to a group or to a meeting, and taking it away."""

from hashlib import sha256

from sqlalchemy import delete, select

from workspace.database import db
from workspace.files import queries
from workspace.files.models import File
from workspace.groups.models import Group
from workspace.journal.operations import record
from workspace.meetings.models import Meeting
from workspace.meetings.operations import refuse_when_closed
from workspace.people.models import Person


def add_file(
    group: Group, meeting: Meeting | None, added_by: Person, name: str, kind: str, content: bytes
) -> File | None:
    """Keep a file; nothing when the place already holds the same content, as after a double click.

    Raises:
        Refused: the group is closed.
    """
    refuse_when_closed(group)
    db.session.execute(select(Group.id).where(Group.id == group.id).with_for_update())  # one at a time
    digest = sha256(content).hexdigest()
    if queries.same_content(group, meeting, digest):
        return None
    file = File(
        group_id=group.id,
        meeting_id=meeting.id if meeting else None,
        added_by_id=added_by.id,
        name=name,
        kind=kind,
        size=len(content),
        digest=digest,
        content=content,
    )
    db.session.add(file)
    db.session.flush()
    record("files/added", meeting or group, by=added_by, name=name)
    return file


def remove_file(file: File) -> None:
    record("files/removed", file.meeting or file.group, name=file.name)
    db.session.execute(delete(File).where(File.id == file.id))
