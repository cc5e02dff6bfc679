"""A project as a file: the import's own shape, so that what leaves can come back; and tables."""

from typing import Any

import yaml

from workspace.groups import queries as groups
from workspace.groups.models import Group
from workspace.imports import plan
from workspace.imports.shape import FEDERATION
from workspace.project.models import FederalProject, ItemKind, ProjectItem
from workspace.spreadsheets import Cell

HEADERS = ["Numéro", "Nature", "Sous", "Texte", "Mots de la fédération", "Archivée le"]
WIDTHS = [10, 18, 10, 80, 60, 14]
KINDS = {ItemKind.ORIENTATION: "Orientation", ItemKind.OBJECTIVE: "Objectif", ItemKind.ACTION: "Action du projet"}


def as_yaml(project: FederalProject) -> str:
    """The project with its groups, links and pact, as `flask import-project` reads it: importing it changes nothing."""
    known = groups.all_groups(with_closed=True)
    kept = plan.stored(project.key, known)
    if kept is None:  # it is there: it was given
        raise LookupError(project.key)
    told: dict[str, Any] = {"project": _project(kept)}
    told["groups"] = [_group(one) for one in known if one.is_working_group]
    told["bodies"] = [_group(one) | {"kind": str(one.kind)} for one in known if not one.is_working_group]
    told["group_links"] = [{"group": slug, "items": keys} for slug, keys in _links(kept).items()]
    if kept.pact:
        told["pact"] = _pact(kept.pact)
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=110)


def _some(**told: Any) -> dict[str, Any]:
    """Without what says nothing."""
    return {name: value for name, value in told.items() if value not in ("", None, [])}


def _project(kept: plan.Plan) -> dict[str, Any]:
    project = kept.project

    def below(parent: ProjectItem | None, kind: ItemKind) -> list[dict[str, Any]]:
        found = [one for one in kept.items if one.parent_id == (parent.id if parent else None) and one.kind is kind]
        return [
            _some(
                id=one.key,
                text=one.text,
                description=one.description if kind is ItemKind.ORIENTATION else "",
                objectives=below(one, ItemKind.OBJECTIVE),
                actions=below(one, ItemKind.ACTION),
            )
            for one in found
        ]

    return _some(
        id=project.key, title=project.title, source=project.source, starts_on=project.starts_on,
        ends_on=project.ends_on, adopted_on=project.adopted_on, adopted_by=project.adopted_by,
        intro=[part for part in project.intro.split(plan.PARAGRAPH) if part],
        stages=[stage.text for stage in project.stages],
        standing_objectives=below(None, ItemKind.OBJECTIVE),
        orientations=below(None, ItemKind.ORIENTATION),
    )  # fmt: skip


def _group(group: Group) -> dict[str, Any]:
    return _some(slug=group.slug, code=group.code, name=group.name, short_name=group.short_name, purpose=group.purpose)


def _links(kept: plan.Plan) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in sorted(kept.links, key=lambda one: (one.group.position, one.item.position)):
        found.setdefault(link.group.slug, []).append(link.item.key)
    return found


def _pact(pact: Any) -> dict[str, Any]:
    parties = {one.id: f"sig{one.position}" for one in pact.signatories}
    return _some(
        id=pact.key, name=pact.name, qualifier=pact.qualifier, quote=pact.quote, signed_on=pact.signed_on,
        ends_on=pact.ends_on,
        signatories=[
            _some(id=parties[one.id], name=one.name, acronym=one.institution.acronym if one.institution else "")
            for one in pact.signatories
        ],
        commitments=[
            _some(
                party=parties.get(one.signatory_id, FEDERATION), kind=str(one.kind), text=one.text, due_on=one.due_on,
                items=[item.key for item in one.items],
            )
            for one in pact.commitments
        ],
    )  # fmt: skip


def rows_of(items: list[ProjectItem]) -> list[list[Cell]]:
    """A line an item, in the order of reading."""
    codes = {item.id: item.code for item in items}
    return [
        [
            item.code, KINDS[item.kind], codes.get(item.parent_id or 0, ""), item.text, item.own_words,
            item.archived_at.date() if item.archived_at else None,
        ]
        for item in items
    ]  # fmt: skip
