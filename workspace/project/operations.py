"""Tying groups to the project."""

from collections.abc import Sequence

from sqlalchemy import select

from workspace.database import db
from workspace.groups.models import Group
from workspace.journal.operations import record
from workspace.project.models import GroupLink, ProjectItem


def serve(group: Group, items: Sequence[ProjectItem]) -> None:
    """The group works for these items and no others: new links are proposed, those that stay keep their state."""
    links = {link.item_id: link for link in db.session.scalars(select(GroupLink).where(GroupLink.group_id == group.id))}
    wanted = [item.id for item in items]
    if set(wanted) == set(links):
        return
    for item_id, link in links.items():
        if item_id not in wanted:
            db.session.delete(link)
    db.session.add_all(GroupLink(group_id=group.id, item_id=item_id) for item_id in wanted if item_id not in links)
    db.session.flush()
    record("project/served", group)
