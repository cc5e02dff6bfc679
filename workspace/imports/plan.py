"""What a file describes, as rows ready to be kept, and the same read back: the two can be compared."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from workspace.database import Base, db
from workspace.groups.models import Group, GroupKind, JoiningRule
from workspace.groups.palette import default_of
from workspace.imports.shape import FEDERATION, ActionPart, ObjectivePart, OrientationPart, PactPart, ProjectFile
from workspace.pacts.models import Commitment, CommitmentKind, CooperationPact, PactKind, Signatory, with_parties
from workspace.people.models import Institution
from workspace.project.models import ElaborationStage, FederalProject, GroupLink, ItemKind, ProjectItem

PARAGRAPH = "\n\n"


@dataclass
class Plan:
    project: FederalProject
    items: list[ProjectItem] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    links: list[GroupLink] = field(default_factory=list)
    pact: CooperationPact | None = None

    def rows(self) -> list[Base]:
        return [self.project, *self.items, *self.groups, *self.links, *([self.pact] if self.pact else [])]


# From the file.


def describe(file: ProjectFile, groups: dict[str, Group], institutions: dict[str, Institution]) -> Plan:
    """The rows of a file; groups and institutions that are already there are taken, by slug and by name."""
    given = file.project
    stages = [ElaborationStage(position=rank, text=text) for rank, text in enumerate(given.stages, 1)]
    plan = Plan(
        FederalProject(
            key=given.id,
            title=given.title,
            source=given.source,
            starts_on=given.starts_on,
            ends_on=given.ends_on,
            adopted_on=given.adopted_on,
            adopted_by=given.adopted_by,
            intro=PARAGRAPH.join(given.intro),
            stages=stages,
        )
    )
    plan.items = list(_items(file, plan.project))
    plan.groups = list(_groups(file, groups))
    keyed = {item.key: item for item in plan.items}
    named = {group.slug: group for group in plan.groups}
    plan.links = [
        GroupLink(group=named[link.group], item=keyed[key]) for link in file.group_links for key in link.items
    ]
    if file.pact:
        plan.pact = _pact(file.pact, plan.project, keyed, institutions)
    return plan


def _items(file: ProjectFile, project: FederalProject) -> Iterator[ProjectItem]:
    """Depth first: the order of reading."""
    position = 0

    def item(
        given: ActionPart | ObjectivePart | OrientationPart, kind: ItemKind, code: str, parent: ProjectItem | None
    ) -> ProjectItem:
        nonlocal position
        position += 1
        return ProjectItem(
            project=project,
            parent=parent,
            key=given.id,
            kind=kind,
            code=code,
            position=position,
            text=given.text,
            description=getattr(given, "description", ""),
        )

    def objective(given: ObjectivePart, code: str, parent: ProjectItem | None) -> Iterator[ProjectItem]:
        held = item(given, ItemKind.OBJECTIVE, code, parent)
        yield held
        for rank, action in enumerate(given.actions, 1):
            yield item(action, ItemKind.ACTION, f"{code}.{letters(rank)}", held)

    for rank, standing in enumerate(file.project.standing_objectives, 1):
        yield from objective(standing, letters(rank), None)
    for number, given in enumerate(file.project.orientations, 1):
        orientation = item(given, ItemKind.ORIENTATION, str(number), None)
        yield orientation
        for rank, below in enumerate(given.objectives, 1):
            yield from objective(below, f"{number}.{rank}", orientation)
        for rank, action in enumerate(given.actions, 1):
            yield item(action, ItemKind.ACTION, f"{number}.{letters(rank)}", orientation)


def letters(rank: int) -> str:
    """A, B, … Z, AA, AB…"""
    before, last = divmod(rank - 1, 26)
    return (letters(before) if before else "") + chr(ord("A") + last)


def _groups(file: ProjectFile, known: dict[str, Group]) -> Iterator[Group]:
    last = max((group.position for group in known.values()), default=0)
    kinds = [GroupKind.WORKING_GROUP] * len(file.groups) + [GroupKind(body.kind) for body in file.bodies]
    for position, (given, kind) in enumerate(zip([*file.groups, *file.bodies], kinds, strict=True), last + 1):
        is_working = kind is GroupKind.WORKING_GROUP
        hue, icon = default_of(position, is_working)
        yield known.get(given.slug) or Group(
            slug=given.slug,
            code=given.code,
            name=given.name,
            short_name=given.short_name,
            purpose=given.purpose,
            kind=kind,
            position=position,
            hue=hue,
            icon=icon,
            joining_rule=JoiningRule.OPEN if is_working else JoiningRule.BY_INVITATION,
        )


def _pact(
    given: PactPart, project: FederalProject, items: dict[str, ProjectItem], institutions: dict[str, Institution]
) -> CooperationPact:
    signatories = {
        party.id: Signatory(
            position=rank,
            institution=institutions.get(party.name) or Institution(name=party.name, acronym=party.acronym),
        )
        for rank, party in enumerate(given.signatories, 1)
    }
    commitments = [
        Commitment(
            position=rank,
            text=said.text,
            kind=CommitmentKind(said.kind),
            due_on=said.due_on,
            signatory=None if said.party == FEDERATION else signatories[said.party],
            items=[items[key] for key in said.items],
        )
        for rank, said in enumerate(given.commitments, 1)
    ]
    return CooperationPact(
        project=project,
        key=given.id,
        name=given.name,
        qualifier=given.qualifier,
        quote=given.quote,
        signed_on=given.signed_on,
        ends_on=given.ends_on,
        signatories=list(signatories.values()),
        commitments=commitments,
    )


# From the database.


def stored(key: str, groups: list[Group]) -> Plan | None:
    """The project kept under that key, with those groups of the file that exist."""
    project = db.session.scalar(
        select(FederalProject).where(FederalProject.key == key).options(selectinload(FederalProject.stages))
    )
    if project is None:
        return None
    items = (
        select(ProjectItem)
        .where(ProjectItem.project_id == project.id)
        .options(joinedload(ProjectItem.parent))
        .order_by(ProjectItem.position)
    )
    links = (
        select(GroupLink)
        .join(GroupLink.item)
        .where(ProjectItem.project_id == project.id)
        .options(joinedload(GroupLink.group), joinedload(GroupLink.item))
    )
    pact = (
        select(CooperationPact)
        .where(CooperationPact.project_id == project.id, CooperationPact.kind == PactKind.COOPERATION)
        .order_by(CooperationPact.id)
        .options(
            *with_parties(selectinload(CooperationPact.signatories)),
            *with_parties(selectinload(CooperationPact.commitments).joinedload(Commitment.signatory)),
            selectinload(CooperationPact.commitments).selectinload(Commitment.items),
        )
    )
    return Plan(
        project, list(db.session.scalars(items)), groups, list(db.session.scalars(links)), db.session.scalar(pact)
    )
