"""What differs between a file and what was imported under the same name."""

from collections.abc import Iterator
from typing import Any

from workspace.imports.plan import Plan
from workspace.pacts.models import CooperationPact

SHOWN = 80  # letters of a text, enough to recognise it


def between(file: Plan, kept: Plan) -> list[str]:
    """One sentence a difference. Links and commitments added since in the space are no difference."""
    told, known = dict(_facts(file)), dict(_facts(kept))
    changed = [name for name in [*told, *(known.keys() - told.keys())] if told.get(name) != known.get(name)]
    missing = [name for name in _promises(file) if name not in set(_promises(kept))]
    return [
        *(f"{name} : {_said(told.get(name))} dans le fichier, {_said(known.get(name))} ici" for name in changed),
        *(f"{name} : dans le fichier, mais pas ici" for name in missing),
    ]


def _facts(plan: Plan) -> Iterator[tuple[str, Any]]:
    project = plan.project
    for name in ("title", "source", "starts_on", "ends_on", "adopted_on", "adopted_by", "intro"):
        yield f"project, {name}", getattr(project, name)
    for stage in project.stages:
        yield f"étape {stage.position}", stage.text
    for item in plan.items:
        yield f"élément « {item.key} »", f"{item.code} {item.text}"
        yield f"description de « {item.key} »", item.description
    for group in plan.groups:
        yield f"groupe « {group.slug} »", group.name
    if plan.pact:
        yield from _facts_of_pact(plan.pact)


def _facts_of_pact(pact: CooperationPact) -> Iterator[tuple[str, Any]]:
    for name in ("key", "name", "qualifier", "quote", "signed_on", "ends_on"):
        yield f"pact, {name}", getattr(pact, name)
    for signatory in pact.signatories:
        yield f"signataire {signatory.position}", signatory.name


def _promises(plan: Plan) -> Iterator[str]:
    for link in plan.links:
        yield f"lien de « {link.group.slug} » vers « {link.item.key} »"
    for said in plan.pact.commitments if plan.pact else ():
        party = said.signatory.name if said.signatory else "la fédération"
        serves = ", ".join(sorted(item.key for item in said.items)) or "aucun élément"
        due = said.due_on or "non dite"
        yield f"engagement de {party} « {said.text} » ({said.kind}, échéance {due}, sert {serves})"


def _said(value: Any) -> str:
    text = str(value or "")
    return f"« {text[:SHOWN]}{'…' if len(text) > SHOWN else ''} »" if text else "rien"
