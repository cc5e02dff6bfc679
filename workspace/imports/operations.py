"""Importing a federal project: all of a file, or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from workspace import clock
from workspace.database import db
from workspace.groups.models import Group, GroupKind
from workspace.imports import contradictions, differences, plan, shape
from workspace.imports.problems import NotImportable, Problem
from workspace.imports.reading import LARGEST, Given, read
from workspace.imports.shifting import shifted
from workspace.journal.operations import record
from workspace.pacts.models import CooperationPact
from workspace.people.models import Institution
from workspace.project.models import FederalProject, ItemKind, ProjectState
from workspace.refusals import Refused
from workspace.settings.models import Federation

SHIPPED = Path(__file__).parent / "files"


@dataclass(frozen=True)
class Report:
    title: str
    is_new: bool
    items: dict[ItemKind, int]
    groups: int
    bodies: int
    signatories: int


def import_file(path: Path | str, shift_years: int = 0) -> Report:
    """Load the project of a file; the same file again changes nothing.

    Raises:
        NotImportable: the file is wrong, or does not fit what is here; each problem has its line.
        Refused: this project is already here and the file says something else.
    """
    with Path(path).open("rb") as source:
        given = read(source.read(LARGEST + 1))
    file, problems = shape.check(given)
    problems += contradictions.find(given)
    if file is None or problems:
        raise NotImportable(problems)
    if shift_years:
        file = shifted(file, shift_years)
    groups = {group.slug: group for group in db.session.scalars(select(Group).order_by(Group.id))}
    institutions = {known.name: known for known in db.session.scalars(select(Institution).order_by(Institution.id))}
    described = plan.describe(file, groups, institutions)
    kept = plan.stored(file.project.id, [groups[group.slug] for group in described.groups if group.slug in groups])
    if kept:
        _refuse_differences(described, kept)
        return _report(described, is_new=False)
    clashes = list(_clashes(given, file, groups))
    if clashes:
        raise NotImportable(clashes)
    _keep(described, file.federation)
    record("imports/imported", None, name=file.project.title)
    return _report(described, is_new=True)


def _refuse_differences(described: plan.Plan, kept: plan.Plan) -> None:
    found = differences.between(described, kept)
    if found:
        raise Refused(
            f"« {kept.project.title} » est déjà importé et ce fichier dit autre chose ; rien n’a été changé :\n"
            + "\n".join(f"  {difference}" for difference in found)
        )


def _clashes(given: Given, file: shape.ProjectFile, groups: dict[str, Group]) -> Iterator[Problem]:
    """What is well said but does not fit what is already here."""
    here = db.session.get(Federation, 1)
    if here and file.federation and here.name != file.federation.name:
        sentence = (
            f"cet espace est celui de « {here.name} » : il ne sert qu’une fédération. "
            "Si c’est la même, écrivez ce nom ici, ou changez-le dans les réglages."
        )
        yield Problem(given["federation"]["name"].line, sentence)
    for place, group in zip([*given["groups"], *given["bodies"]], [*file.groups, *file.bodies], strict=True):
        kind = GroupKind(group.kind) if isinstance(group, shape.BodyPart) else GroupKind.WORKING_GROUP
        same = groups.get(group.slug)
        if same and (same.name, same.kind) != (group.name, kind):
            said = f"« {group.slug} » existe déjà ici : « {same.name} », d’un autre nom ou d’une autre sorte."
            yield Problem(place.line, said)
        others = [other for other in groups.values() if other.slug != group.slug]
        for other in others:
            if other.name == group.name or (other.code == group.code and not same):
                yield Problem(place.line, f"« {other.slug} » porte déjà ici ce nom ou ce code.")
    if file.pact and db.session.scalar(select(CooperationPact.id).where(CooperationPact.key == file.pact.id)):
        yield Problem(given["pact"]["id"].line, f"un autre projet a déjà un pacte « {file.pact.id} ».")


def _keep(described: plan.Plan, federation: shape.FederationPart | None) -> None:
    if federation and not db.session.get(Federation, 1):
        db.session.add(Federation(**federation.model_dump()))
    db.session.add_all(described.rows())
    db.session.flush()
    _settle(described.project, clock.today())
    db.session.flush()


def _settle(new: FederalProject, day: date) -> None:
    """The state of a project that arrives, by its dates. One is in force at most: of two that run, the later; the
    others stay what people made of them.
    """
    in_force = select(FederalProject).where(FederalProject.state == ProjectState.CURRENT, FederalProject.id != new.id)
    current = db.session.scalar(in_force.order_by(FederalProject.id.desc()).limit(1))
    if not new.starts_on <= day <= new.ends_on:
        new.state = ProjectState.DRAFTING if new.starts_on > day else ProjectState.PAST
    elif current and current.starts_on > new.starts_on:
        new.state = ProjectState.PAST
    else:
        new.state = ProjectState.CURRENT
        if current:
            current.state = ProjectState.PAST


def _report(described: plan.Plan, is_new: bool) -> Report:
    kinds = [item.kind for item in described.items]
    working = sum(group.is_working_group for group in described.groups)
    return Report(
        title=described.project.title,
        is_new=is_new,
        items={kind: kinds.count(kind) for kind in ItemKind},
        groups=working,
        bodies=len(described.groups) - working,
        signatories=len(described.pact.signatories) if described.pact else 0,
    )
