"""The letter that asks for what is missing before a year can be told."""

from collections.abc import Iterable

from workspace.notifications.telling import About, notify
from workspace.people.models import Person
from workspace.post import public_path
from workspace.reports.holes import HolesOfGroup


def holes(leaders: Iterable[Person], of: HolesOfGroup, year: int) -> None:
    about = About("group", of.group.id, of.group.id, public_path("groups.show", slug=of.group.slug))
    notify(leaders, "reports/holes", about, group=of.group, holes=of.holes, year=year)
