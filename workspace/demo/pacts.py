"""The demonstration's pact, local pact and charter: what was promised, said of it, changed by an amendment."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from workspace import clock
from workspace.database import db
from workspace.demo import content
from workspace.pacts.models import (
    Amendment,
    Change,
    Commitment,
    CommitmentChange,
    CommitmentKind,
    CommitmentState,
    CooperationPact,
    PactKind,
    Signatory,
    Statement,
    StatementKind,
)
from workspace.people.models import Centre, Person
from workspace.project.models import ProjectItem

EVERYONE = "everyone"  # the party of what each signatory promised


def tell_pacts(
    people: Mapping[str, Person], centres: Mapping[str, Centre], items: Mapping[str, ProjectItem], pact: CooperationPact
) -> None:
    """Write what the content says of the imported pact, then the others."""
    told = content.read("pact")
    parties = {f"sig{signatory.position}": signatory.id for signatory in pact.signatories}
    made = _promise(pact, told["commitments"], parties, items, people)
    _amend(pact, told["amendment"], made, people)
    for given in told["others"]:
        _other(pact, given, centres, items, people)


def _promise(
    pact: CooperationPact, told: list[dict[str, Any]], parties: Mapping[str, int], items: Mapping[str, ProjectItem],
    people: Mapping[str, Person],
) -> list[Commitment]:  # fmt: skip
    made = []
    for position, given in enumerate(told, 1):
        commitment = Commitment(
            pact_id=pact.id,
            signatory_id=parties.get(given["party"]),
            is_shared=given["party"] == EVERYONE,
            position=position,
            text=given["text"],
            kind=CommitmentKind(given["kind"]),
            due_on=_due(pact, given),
            items=[items[key] for key in given["items"]],
        )
        db.session.add(commitment)
        db.session.flush()
        for said in given.get("said", ()):
            _say(commitment, said, people)
        made.append(commitment)
    db.session.flush()
    return made


def _due(pact: CooperationPact, given: dict[str, Any]) -> date | None:
    """« annuel »: the pact's anniversary; else a month and a day, some years after its signature."""
    if "due" not in given:
        return None
    year = pact.signed_on.year + given["year_offset"]
    if given["due"] == "annuel":
        return pact.signed_on.replace(year=year + 1)
    month, day = (int(part) for part in given["due"].split("-"))
    return date(year, month, day)


def _say(commitment: Commitment, said: dict[str, Any], people: Mapping[str, Person]) -> None:
    """What somebody said of it, some days ago; a gap may have its answer."""
    answer = said.get("answer", {})
    statement = Statement(
        commitment_id=commitment.id,
        kind=StatementKind(said["kind"]),
        state=CommitmentState(said["state"]) if "state" in said else None,
        text=said["text"],
        proposed=said.get("proposed", ""),
        person_id=people[said["by"]].id,
        at=clock.now() + timedelta(days=said["days"]),
        answer=answer.get("text", ""),
        answered_by_id=people[answer["by"]].id if answer else None,
        answered_at=clock.now() + timedelta(days=answer["days"]) if answer else None,
    )
    db.session.add(statement)
    if statement.state:
        commitment.state, commitment.state_said, commitment.state_at = statement.state, said["text"], statement.at
    commitment.open_gaps += statement.kind is StatementKind.GAP and not answer


def _amend(pact: CooperationPact, told: dict[str, Any], made: list[Commitment], people: Mapping[str, Person]) -> None:
    """The words before come from the content: what holds today is what the amendment says."""
    signed_on = pact.signed_on + timedelta(days=told["days_after_signature"])
    amendment = Amendment(
        pact_id=pact.id, number=1, signed_on=signed_on, reason=told["reason"], recorded_by_id=people[told["by"]].id,
        recorded_at=clock.start_of(signed_on),
    )  # fmt: skip
    db.session.add(amendment)
    db.session.flush()
    changed = made[told["commitment"] - 1]
    db.session.add(
        CommitmentChange(
            amendment_id=amendment.id,
            commitment_id=changed.id,
            what=Change.REWORDED,
            text_before=told["before"],
            text_after=changed.text,
            kind_before=changed.kind,
            kind_after=changed.kind,
            due_before=changed.due_on,
            due_after=changed.due_on,
        )  # fmt: skip
    )


def _other(
    pact: CooperationPact, given: dict[str, Any], centres: Mapping[str, Centre], items: Mapping[str, ProjectItem],
    people: Mapping[str, Person],
) -> None:  # fmt: skip
    """A local pact, or the charter."""
    signed_on = clock.today() + timedelta(days=given["days"])
    kind = PactKind(given["kind"])
    other = CooperationPact(
        kind=kind, project_id=pact.project_id, key=given["key"], name=given["name"], qualifier=given["qualifier"],
        signed_on=signed_on, ends_on=signed_on + relativedelta(years=given["years"], days=-1),
        centre_id=centres[given["centre"]].id if "centre" in given else None,
    )  # fmt: skip
    db.session.add(other)
    db.session.flush()
    institutions = {f"sig{one.position}": one.institution_id for one in pact.signatories}
    parties = {}
    for position, named in enumerate(given["signatories"], 1):
        institution = institutions.get(named["party"])
        signatory = Signatory(
            pact_id=other.id, position=position, institution_id=institution, is_awaited=named.get("awaited", False),
            centre_id=None if institution else centres[named["party"]].id,
            signed_on=signed_on + timedelta(days=named["after"]) if "after" in named else None,
        )  # fmt: skip
        db.session.add(signatory)
        db.session.flush()
        parties[named["party"]] = signatory.id
    _promise(other, given["commitments"], parties, items, people)
