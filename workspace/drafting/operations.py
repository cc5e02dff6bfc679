"""Writing a project: facts, stages, lines, versions; archiving, putting in force; validating what groups serve."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select, update

from workspace import clock
from workspace.database import db
from workspace.drafting import queries
from workspace.french import fold
from workspace.imports.plan import letters
from workspace.journal.operations import record
from workspace.people.models import Person
from workspace.project.models import (
    ElaborationStage,
    FederalProject,
    GroupLink,
    ItemKind,
    ItemVersion,
    LinkState,
    ProjectItem,
    ProjectState,
)
from workspace.refusals import Refused
from workspace.versions import Stale

ENDS_BEFORE = "Le projet se terminerait avant de commencer : choisissez une date plus tardive."
STILL_QUOTED = "Les lignes de ce projet adopté sont citées de ce document : il reste nommé."
IS_QUOTED = "Ce texte est cité mot pour mot d’un document : il ne change pas. Vos propres mots s’écrivent à côté."
NOT_A_DRAFT = "Ce projet est adopté : ses lignes ne s’ajoutent, ne se déplacent et ne s’effacent plus."
UNDER_AN_ACTION = "Rien ne se place sous une action du projet."
WRONG_PLACE = (
    "Une orientation tient seule ; un objectif se place sous une orientation ou seul ; une action sous l’un ou l’autre."
)
IS_HELD = "Cette ligne a déjà fait avancer quelque chose : elle s’archive, elle ne s’efface plus."
NOTHING_WRITTEN = "Ce projet n’a pas encore d’orientation : écrivez-le avant de le mettre en vigueur."
ANSWERED = "Ce lien n’attend plus : quelqu’un vient de répondre."
LONGEST_KEY = 80


# The project.


def create_project(title: str, starts_on: date, ends_on: date, source: str) -> FederalProject:
    """A project « en élaboration ». The same form posted twice makes one.

    Raises:
        Refused: it ends before it begins.
    """
    _check(starts_on, ends_on)
    words = "-".join(re.findall("[a-z0-9]+", fold(title))) or "projet"  # what the import takes for an id
    key = f"{words[: LONGEST_KEY - 20]}-{starts_on.year}"
    known = db.session.scalar(select(FederalProject).where(FederalProject.key == key))
    if known is not None:
        return known
    project = FederalProject(
        key=key, title=title, starts_on=starts_on, ends_on=ends_on, source=source, state=ProjectState.DRAFTING
    )
    db.session.add(project)
    db.session.flush()
    record("drafting/created", project, title=title)
    return project


def edit_project(project: FederalProject, seen: str | None, **typed: Any) -> None:
    """Change what is said of the whole project: the keys of `typed` are FACTS, `seen` the mark of those that the form
    was filled from.

    Raises:
        Stale: somebody changed them since, and to something else.
        Refused: adopted, it would no longer name the document that it quotes, whose words would then change; or it
            would end before it begins.
    """
    _check(typed["starts_on"], typed["ends_on"])
    db.session.refresh(project, queries.FACTS, with_for_update=True)
    if project.source and not typed["source"] and project.state is not ProjectState.DRAFTING:
        raise Refused(STILL_QUOTED, about="source")
    if all(getattr(project, name) == typed[name] for name in queries.FACTS):
        return
    if seen != queries.mark_of_facts(project):
        raise Stale
    for name in queries.FACTS:
        setattr(project, name, typed[name])
    db.session.flush()
    record("drafting/edited", project, title=project.title)


def _check(starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on:
        raise Refused(ENDS_BEFORE)


def put_in_force(project: FederalProject) -> None:
    """It becomes the project that groups work for; the one before stays readable, as past.

    Raises:
        Refused: it holds no orientation.
    """
    held = select(ProjectItem.id).where(
        ProjectItem.project_id == project.id,
        ProjectItem.kind == ItemKind.ORIENTATION,
        ProjectItem.archived_at.is_(None),
    )
    if not db.session.scalar(held.limit(1)):
        raise Refused(NOTHING_WRITTEN)
    db.session.execute(select(FederalProject.id).order_by(FederalProject.id).with_for_update())  # one in force
    db.session.execute(
        update(FederalProject)
        .where(FederalProject.state == ProjectState.CURRENT, FederalProject.id != project.id)
        .values(state=ProjectState.PAST)
    )
    project.state = ProjectState.CURRENT
    db.session.flush()
    record("drafting/put-in-force", project, title=project.title)


# Its stages.


def write_stages(project: FederalProject, stages: Sequence[tuple[date | None, str]], seen: str | None = None) -> None:
    """All of them anew, in the order of their writing; those without words go. `seen` is the mark of those that the
    form was filled from.

    Raises:
        Stale: somebody wrote them since.
    """
    _take_alone(project)
    if seen is not None and seen != queries.mark_of(queries.stages_of(project)):
        raise Stale
    db.session.execute(delete(ElaborationStage).where(ElaborationStage.project_id == project.id))
    kept = [(on, text) for on, text in stages if text]
    db.session.add_all(
        ElaborationStage(project_id=project.id, position=position, held_on=on, text=text)
        for position, (on, text) in enumerate(kept, 1)
    )
    db.session.flush()
    record("drafting/stages-written", project, title=project.title)


# Its lines.


def add_item(project: FederalProject, parent: ProjectItem | None, kind: ItemKind, text: str) -> ProjectItem:
    """A line at the end of its kind, under its holder. The same form posted twice adds one.

    Raises:
        Refused: the project is adopted; that kind does not stand there (domain §0).
    """
    _refuse_adopted(project)
    _refuse_misplaced(parent, kind)
    _take_alone(project)
    under = ProjectItem.parent_id == parent.id if parent else ProjectItem.parent_id.is_(None)
    same = (ProjectItem.project_id == project.id, ProjectItem.kind == kind, under, ProjectItem.text == text)
    known = db.session.scalar(select(ProjectItem).where(*same).limit(1))
    if known is not None:
        return known
    last = db.session.scalar(select(func.max(ProjectItem.id)).where(ProjectItem.project_id == project.id)) or 0
    item = ProjectItem(
        project_id=project.id, parent_id=parent.id if parent else None, kind=kind, text=text,
        key=f"{project.key[:60]}-l{last + 1}", code=f"~{last + 1}", position=1_000_000 + last,
    )  # fmt: skip
    db.session.add(item)
    db.session.flush()
    renumber(project)
    record("drafting/item-added", project, text=text)
    return item


def _refuse_adopted(project: FederalProject) -> None:
    if project.state is not ProjectState.DRAFTING:
        raise Refused(NOT_A_DRAFT)


def _refuse_misplaced(parent: ProjectItem | None, kind: ItemKind) -> None:
    if parent and parent.kind is ItemKind.ACTION:
        raise Refused(UNDER_AN_ACTION)
    places = {
        ItemKind.ORIENTATION: (None,),
        ItemKind.OBJECTIVE: (None, ItemKind.ORIENTATION),
        ItemKind.ACTION: (ItemKind.ORIENTATION, ItemKind.OBJECTIVE),
    }
    if (parent.kind if parent else None) not in places[kind]:
        raise Refused(WRONG_PLACE)


def _take_alone(project: FederalProject) -> None:
    """Two who write the same project follow each other."""
    db.session.execute(select(FederalProject.id).where(FederalProject.id == project.id).with_for_update())


def renumber(project: FederalProject) -> None:
    """Codes and places anew, in the order of reading: 1, 1.1, 1.A, 1.1.A; A and B outside orientations."""
    rows = db.session.scalars(
        select(ProjectItem).where(ProjectItem.project_id == project.id).order_by(ProjectItem.position, ProjectItem.id)
    ).all()
    for item in rows:
        item.code = f"~{item.id}"  # codes are unique: none may meet another on the way
    db.session.flush()
    below: dict[int | None, list[ProjectItem]] = {}
    for item in rows:
        below.setdefault(item.parent_id, []).append(item)
    place = 0

    def number(holder: int | None, prefix: str) -> None:
        nonlocal place
        kinds: dict[ItemKind, list[ProjectItem]] = {kind: [] for kind in ItemKind}
        for item in below.get(holder, []):
            kinds[item.kind].append(item)
        ordered = [*kinds[ItemKind.OBJECTIVE], *kinds[ItemKind.ORIENTATION], *kinds[ItemKind.ACTION]]
        for item in ordered:
            place += 1
            rank = kinds[item.kind].index(item) + 1
            lettered = item.kind is ItemKind.ACTION or (holder is None and item.kind is ItemKind.OBJECTIVE)
            item.code, item.position = prefix + (letters(rank) if lettered else str(rank)), place
            number(item.id, f"{item.code}.")

    number(None, "")
    db.session.flush()


def move_item(item: ProjectItem, steps: int) -> None:
    """Up (-1) or down (1) among those of its kind under the same holder; at the end it stays.

    Raises:
        Refused: the project is adopted.
    """
    _refuse_adopted(item.project)
    _take_alone(item.project)
    row = list(queries.siblings_of(item))
    here = row.index(item)
    there = min(max(0, here + steps), len(row) - 1)
    if there == here:
        return
    row.insert(there, row.pop(here))
    for rank, one in enumerate(row):
        one.position = 2_000_000 + rank  # sorted among themselves: renumbering keeps that order
    db.session.flush()
    renumber(item.project)
    record("drafting/item-moved", item.project, text=item.text)


def edit_item(item: ProjectItem, revision: int, text: str, own_words: str, person: Person) -> None:
    """Change what a line says; what it said before is kept, with who changed it.

    Raises:
        Stale: somebody changed it since the form was opened.
        Refused: the text is quoted from a document.
    """
    known = db.session.execute(select(ProjectItem.revision).where(ProjectItem.id == item.id).with_for_update())
    if known.scalar_one() != revision:
        raise Stale
    if text != item.text and item.project.source:
        raise Refused(IS_QUOTED)
    if (text, own_words) == (item.text, item.own_words):
        return
    db.session.add(ItemVersion(item_id=item.id, text=item.text, own_words=item.own_words, person_id=person.id))
    item.text, item.own_words, item.revision = text, own_words, revision + 1
    db.session.flush()
    record("drafting/item-edited", item.project, by=person, code=item.code)


def erase_item(item: ProjectItem) -> None:
    """Take off a line of a draft that nothing holds.

    Raises:
        Refused: the project is adopted, or something holds the line.
    """
    _refuse_adopted(item.project)
    _take_alone(item.project)
    if queries.holding(item):
        raise Refused(IS_HELD)
    project, text = item.project, item.text
    db.session.execute(delete(ItemVersion).where(ItemVersion.item_id == item.id))
    db.session.delete(item)
    db.session.flush()
    renumber(project)
    record("drafting/item-erased", project, text=text)


def archive_item(item: ProjectItem) -> None:
    """Nobody works for it any more; what moved it stays, and it may come back."""
    item.archived_at = item.archived_at or clock.now()
    db.session.flush()
    record("drafting/item-archived", item.project, code=item.code)


def restore_item(item: ProjectItem) -> None:
    item.archived_at = None
    db.session.flush()
    record("drafting/item-restored", item.project, code=item.code)


# Links of groups.


def validate_link(link: GroupLink) -> None:
    """The board says that the group works for this item. Raises Refused when somebody answered before."""
    waiting = (GroupLink.id == link.id, GroupLink.state == LinkState.PROPOSED)
    if not db.session.execute(
        update(GroupLink).where(*waiting).values(state=LinkState.VALIDATED).returning(GroupLink.id)
    ).all():
        raise Refused(ANSWERED)
    record("project/link-validated", link.group, group=link.group.short_name, code=link.item.code)


def refuse_link(link: GroupLink) -> None:
    """The group does not work for it. Raises Refused when somebody answered before."""
    waiting = (GroupLink.id == link.id, GroupLink.state == LinkState.PROPOSED)
    if not db.session.execute(delete(GroupLink).where(*waiting).returning(GroupLink.id)).all():
        raise Refused(ANSWERED)
    record("project/link-refused", link.group, group=link.group.short_name, code=link.item.code)


def validate_all(links: Sequence[GroupLink]) -> int:
    """Those that were shown and still wait; how many."""
    kept = [link for link in links if link.state is LinkState.PROPOSED]
    for link in kept:
        link.state = LinkState.VALIDATED
        record("project/link-validated", link.group, group=link.group.short_name, code=link.item.code)
    db.session.flush()
    return len(kept)
