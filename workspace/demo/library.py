"""What the groups of the demonstration share beyond them."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from workspace import clock
from workspace.actions.models import ActionItem
from workspace.database import db
from workspace.demo import content
from workspace.demo.documents import document as written
from workspace.files.kinds import kind_of
from workspace.files.models import File
from workspace.files.operations import add_file
from workspace.groups.models import Group
from workspace.library.models import DocumentKind
from workspace.library.operations import Wording, publish, withdraw
from workspace.people.models import Person
from workspace.project.models import ProjectItem

OF_THE_PROJECT = "fp-92-2019-"  # how the keys of its items begin


def fill_library(people: Mapping[str, Person], groups: Mapping[str, Group], items: Mapping[str, ProjectItem]) -> None:
    for given in content.read("library")["documents"]:
        group, by = groups[given["group"]], people[given["by"]]
        published_at = clock.now() - timedelta(days=given["ago"])
        file = None if "address" in given else _file(given, group, by)
        if file is not None and "file" not in given:
            file.added_at = published_at - timedelta(days=1)
        action = _action(group, given["action"]) if "action" in given else None
        made_on = action.closed_on if action else None
        made_at = file.added_at if file else published_at
        said = Wording(
            title=given["title"],
            summary=given["summary"],
            kind=DocumentKind(given["kind"]),
            made_in=made_on.year if made_on else clock.in_paris(made_at).year,
            made_on=made_on,
            is_public=given.get("public", False),
            tags=tuple(given["tags"]),
            meeting_id=file.meeting_id if file else None,
            action_id=action.id if action else None,
            items=frozenset(items[f"{OF_THE_PROJECT}{key}"] for key in given.get("items", ())),
        )
        form_id = sha256(given["title"].encode()).hexdigest()[:32]
        document = publish(group, form_id, by, said, file or given["address"])
        document.published_at = published_at
        if "withdrawn" in given:
            withdraw(document)
            document.withdrawn_at = clock.now() - timedelta(days=given["withdrawn"])
    db.session.flush()


def _file(given: dict[str, Any], group: Group, by: Person) -> File:
    """One that the group holds already, or one written here."""
    if "file" in given:
        return db.session.scalars(select(File).where(File.group_id == group.id, File.name == given["file"])).one()
    made = written(given)
    kind, name = kind_of(given["name"], made) or ("", given["name"])
    return add_file(group, None, by, name, kind, made) or _file({"file": name}, group, by)


def _action(group: Group, title: str) -> ActionItem | None:
    told = (ActionItem.group_id == group.id, ActionItem.title == title)
    return db.session.scalars(select(ActionItem).where(*told)).first()
