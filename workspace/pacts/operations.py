"""Writing pacts: their facts, who signs, what is promised, amendments, what is said of each commitment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from workspace import clock
from workspace.database import db
from workspace.french import fold
from workspace.journal.operations import record
from workspace.pacts import mails, queries
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
from workspace.project.models import FederalProject, ProjectItem
from workspace.refusals import Refused
from workspace.versions import Stale

ENDS_BEFORE = "Le dernier jour viendrait avant la signature : choisissez une date plus tardive."
NO_CENTRE = "Un pacte local est celui d’un centre : choisissez lequel."
ALREADY_NAMED = "Ce signataire est déjà nommé."
HAS_PROMISED = "Ce signataire a pris des engagements : il reste nommé, même quand un avenant les retire."
IN_USE = "Des paroles ou un avenant parlent de cet engagement : il ne s’efface plus, un avenant peut le retirer."
WITHDRAWN = "Un avenant a retiré cet engagement : plus rien ne s’y ajoute."
CHANGES_NOTHING = "Cet avenant ne change rien : modifiez au moins un engagement, ou le dernier jour."
BEFORE_PACT = "Un avenant se signe après le texte qu’il change."
ANSWERED = "Quelqu’un a déjà répondu à cet écart."
LONGEST_KEY = 80


@dataclass(frozen=True)
class Wording:
    """What a commitment is to say; `commitment` is None for a new one, `is_withdrawn` for one that ends."""

    commitment: Commitment | None
    text: str
    kind: CommitmentKind
    due_on: date | None
    signatory: Signatory | None = None
    is_shared: bool = False
    is_withdrawn: bool = False


# The pact.


def create_pact(
    kind: PactKind, project: FederalProject, name: str, qualifier: str, signed_on: date, ends_on: date,
    centre_id: int | None = None,
) -> CooperationPact:  # fmt: skip
    """A pact without signatories yet. The same form posted twice makes one.

    Raises:
        Refused: it ends before it begins; a local pact is nobody's.
    """
    _check(kind, signed_on, ends_on, centre_id)
    db.session.execute(select(FederalProject.id).where(FederalProject.id == project.id).with_for_update())
    key = f"{fold(name).replace(' ', '-')[: LONGEST_KEY - 20]}-{signed_on:%Y-%m-%d}"
    known = db.session.scalar(select(CooperationPact).where(CooperationPact.key == key))
    if known is not None:
        return known
    pact = CooperationPact(
        kind=kind, project_id=project.id, key=key, name=name, qualifier=qualifier, signed_on=signed_on,
        ends_on=ends_on, centre_id=centre_id if kind is PactKind.LOCAL else None,
    )  # fmt: skip
    db.session.add(pact)
    db.session.flush()
    if pact.centre_id:
        db.session.add(Signatory(pact_id=pact.id, centre_id=pact.centre_id, position=1))
        db.session.flush()
    record("pacts/created", pact, name=name)
    return pact


def edit_pact(pact: CooperationPact, revision: int, name: str, qualifier: str, signed_on: date, ends_on: date) -> None:
    """Correct what is said of the pact, its dates too; what the parties change together is an amendment.

    Raises:
        Stale: somebody changed it since the form was opened.
        Refused: it ends before it begins.
    """
    _check(pact.kind, signed_on, ends_on, pact.centre_id)
    _take_alone(pact, revision)
    pact.name, pact.qualifier, pact.signed_on, pact.ends_on = name, qualifier, signed_on, ends_on
    db.session.flush()
    record("pacts/edited", pact, name=name)


def _check(kind: PactKind, signed_on: date, ends_on: date, centre_id: int | None) -> None:
    if ends_on <= signed_on:
        raise Refused(ENDS_BEFORE)
    if kind is PactKind.LOCAL and centre_id is None:
        raise Refused(NO_CENTRE)


def _take_alone(pact: CooperationPact, revision: int | None = None) -> None:
    """Two at once follow each other; whoever read the pact before the last change is told."""
    last = _wait(pact)
    if revision is not None and last != revision:
        raise Stale
    pact.revision = last + 1


def _wait(pact: CooperationPact) -> int:
    """Until whoever writes it has done; its revision."""
    locked = select(CooperationPact.revision).where(CooperationPact.id == pact.id).with_for_update()
    return db.session.execute(locked).scalar_one()


# Who signs.


def add_signatory(
    pact: CooperationPact, institution_id: int | None, centre_id: int | None, signed_on: date | None, is_awaited: bool
) -> Signatory:
    """Name an institution, or a centre, in the pact.

    Raises:
        Refused: it is there already.
    """
    _take_alone(pact)
    last = select(func.coalesce(func.max(Signatory.position), 0)).where(Signatory.pact_id == pact.id)
    signatory = Signatory(
        pact_id=pact.id,
        institution_id=institution_id,
        centre_id=centre_id,
        position=(db.session.scalar(last) or 0) + 1,
        signed_on=None if is_awaited else signed_on,
        is_awaited=is_awaited,
    )
    try:
        with db.session.begin_nested():
            db.session.add(signatory)
    except IntegrityError:
        raise Refused(ALREADY_NAMED) from None
    db.session.refresh(signatory, ["institution", "centre"])
    record("pacts/signatory-added", pact, party=signatory.name)
    return signatory


def edit_signature(signatory: Signatory, signed_on: date | None, is_awaited: bool) -> None:
    """Say when a party signed, or that its signature is awaited."""
    signatory.signed_on, signatory.is_awaited = None if is_awaited else signed_on, is_awaited
    db.session.flush()
    record("pacts/signature-noted", signatory.pact, party=signatory.name)


def remove_signatory(signatory: Signatory) -> None:
    """Take a party out that was named by mistake.

    Raises:
        Refused: it promised something.
    """
    promised = select(Commitment.id).where(Commitment.signatory_id == signatory.id).limit(1)
    if db.session.scalar(promised):
        raise Refused(HAS_PROMISED)
    record("pacts/signatory-removed", signatory.pact, party=signatory.name)
    db.session.execute(delete(Signatory).where(Signatory.id == signatory.id))


def sign_once(centre: Centre, kept: Centre) -> None:
    """Two centres that are one: where both are in a pact, the one that is kept stays, with what both promised. It has
    signed as soon as either had."""
    twin = aliased(Signatory)
    both = select(Signatory, twin).join(twin, twin.pact_id == Signatory.pact_id)
    both = both.where(Signatory.centre_id == centre.id, twin.centre_id == kept.id)
    for double, staying in db.session.execute(both).all():
        _take_alone(db.session.get_one(CooperationPact, double.pact_id))
        if staying.is_awaited:
            staying.signed_on, staying.is_awaited = double.signed_on, double.is_awaited
        promised = update(Commitment).where(Commitment.signatory_id == double.id)
        db.session.execute(promised.values(signatory_id=staying.id))
        db.session.execute(delete(Signatory).where(Signatory.id == double.id))
    db.session.flush()


# What is promised.


def add_commitment(pact: CooperationPact, given: Wording, items: Sequence[ProjectItem]) -> Commitment:
    """Write down what the pact says, as it was signed. The same form posted twice writes it once."""
    _take_alone(pact)
    last = db.session.scalar(
        select(Commitment).where(Commitment.pact_id == pact.id).order_by(Commitment.id.desc()).limit(1)
    )
    party = given.signatory.id if given.signatory else None
    if last and (last.text, last.signatory_id, last.is_shared) == (given.text, party, given.is_shared):
        return last
    commitment = _new(pact, given, items)
    record("pacts/commitment-added", pact, text=given.text)
    return commitment


def _new(pact: CooperationPact, given: Wording, items: Sequence[ProjectItem]) -> Commitment:
    last = select(func.coalesce(func.max(Commitment.position), 0)).where(Commitment.pact_id == pact.id)
    commitment = Commitment(
        pact_id=pact.id,
        signatory_id=given.signatory.id if given.signatory else None,
        is_shared=given.is_shared,
        position=(db.session.scalar(last) or 0) + 1,
        text=given.text,
        kind=given.kind,
        due_on=given.due_on,
        items=list(items),
    )
    db.session.add(commitment)
    db.session.flush()
    return commitment


def correct_commitment(commitment: Commitment, revision: int, given: Wording, items: Sequence[ProjectItem]) -> None:
    """Correct a slip, and say what of the project it serves; what the parties change together is an amendment.

    Raises:
        Stale: somebody changed the pact since the form was opened.
        Refused: an amendment withdrew it.
    """
    _refuse_withdrawn(commitment)
    _take_alone(commitment.pact, revision)
    db.session.refresh(commitment, ["items"])
    commitment.text, commitment.kind, commitment.due_on = given.text, given.kind, given.due_on
    commitment.signatory_id = given.signatory.id if given.signatory else None
    commitment.is_shared, commitment.items = given.is_shared, list(items)
    db.session.flush()
    record("pacts/commitment-corrected", commitment.pact, text=given.text)


def remove_commitment(commitment: Commitment) -> None:
    """Take one off that was written by mistake.

    Raises:
        Refused: something was said of it, or an amendment speaks of it.
    """
    if queries.holds_evidence(commitment):
        raise Refused(IN_USE)
    _take_alone(commitment.pact)
    record("pacts/commitment-removed", commitment.pact, text=commitment.text)
    db.session.refresh(commitment, ["items"])
    commitment.items = []  # what moved the project is no longer counted for it
    db.session.flush()
    db.session.delete(commitment)
    db.session.flush()


def _refuse_withdrawn(commitment: Commitment) -> None:
    if commitment.withdrawn_on:
        raise Refused(WITHDRAWN)


# Amendments.


def amend(
    pact: CooperationPact, revision: int, author: Person, signed_on: date, reason: str, ends_on: date,
    wordings: Sequence[Wording],
) -> Amendment:  # fmt: skip
    """Keep what the parties changed: the former words stay with the amendment. The same form posted twice makes one.

    Raises:
        Stale: somebody changed the pact since the form was opened.
        Refused: it changes nothing, or its dates contradict the pact.
    """
    if signed_on < pact.signed_on:
        raise Refused(BEFORE_PACT)
    _check(pact.kind, pact.signed_on, ends_on, pact.centre_id)
    _wait(pact)
    known = queries.last_amendment(pact)
    told = known and (known.signed_on, known.reason, known.recorded_by_id, known.ends_on or pact.ends_on)
    if (
        known
        and told == (signed_on, reason, author.id, ends_on)
        and all(_stands(one, known.changes) for one in wordings)
    ):
        return known
    changed = [one for one in wordings if _changes(one)]
    if not changed and ends_on == pact.ends_on:
        raise Refused(CHANGES_NOTHING)
    _take_alone(pact, revision)
    last = select(func.coalesce(func.max(Amendment.number), 0)).where(Amendment.pact_id == pact.id)
    moves = ends_on != pact.ends_on
    amendment = Amendment(
        pact_id=pact.id, number=(db.session.scalar(last) or 0) + 1, signed_on=signed_on, reason=reason,
        ended_on=pact.ends_on if moves else None, ends_on=ends_on if moves else None, recorded_by_id=author.id,
    )  # fmt: skip
    db.session.add(amendment)
    db.session.flush()
    for one in changed:
        db.session.add(_change(amendment, pact, one))
    pact.ends_on = ends_on
    db.session.flush()
    record("pacts/amended", pact, by=author, number=str(amendment.number))
    return amendment


def _changes(given: Wording) -> bool:
    now = given.commitment
    return (
        now is None or given.is_withdrawn or (now.text, now.kind, now.due_on) != (given.text, given.kind, given.due_on)
    )


def _stands(given: Wording, changes: Sequence[CommitmentChange]) -> bool:
    """Whether an amendment that made these changes says it already."""
    said = (given.text, given.kind, given.due_on)
    if given.commitment is None:
        party = (given.signatory.id if given.signatory else None, given.is_shared)
        added = [one for one in changes if one.what is Change.ADDED and _after(one) == said]
        return party in [(one.commitment.signatory_id, one.commitment.is_shared) for one in added]
    made = next((one for one in changes if one.commitment_id == given.commitment.id), None)
    if made is None:
        return not _changes(given)
    is_withdrawn = made.what is Change.WITHDRAWN
    return given.is_withdrawn is is_withdrawn and (is_withdrawn or _after(made) == said)


def _after(change: CommitmentChange) -> tuple[str, CommitmentKind | None, date | None]:
    return change.text_after, change.kind_after, change.due_after


def _change(amendment: Amendment, pact: CooperationPact, given: Wording) -> CommitmentChange:
    after: dict[str, Any] = {"text_after": given.text, "kind_after": given.kind, "due_after": given.due_on}
    if given.commitment is None:
        made = _new(pact, given, ())
        return CommitmentChange(amendment_id=amendment.id, commitment_id=made.id, what=Change.ADDED, **after)
    now = given.commitment
    before: dict[str, Any] = {"text_before": now.text, "kind_before": now.kind, "due_before": now.due_on}
    about = {"amendment_id": amendment.id, "commitment_id": now.id}
    if given.is_withdrawn:
        now.withdrawn_on = amendment.signed_on
        return CommitmentChange(**about, what=Change.WITHDRAWN, **before)
    now.text, now.kind, now.due_on = given.text, given.kind, given.due_on
    return CommitmentChange(**about, what=Change.REWORDED, **before, **after)


# What is said of a commitment.


def say(commitment: Commitment, kind: StatementKind, text: str, author: Person) -> Statement:
    """A comment, or a piece of evidence. The same form posted twice says it once.

    Raises:
        Refused: an amendment withdrew the commitment.
    """
    _refuse_withdrawn(commitment)
    _take_alone(commitment.pact)
    return queries.same_statement(commitment, kind, text, author) or _keep(
        Statement(commitment_id=commitment.id, kind=kind, text=text, person_id=author.id), commitment
    )


def set_state(commitment: Commitment, state: CommitmentState, text: str, author: Person) -> Statement:
    """Say where it stands, in a sentence, signed and dated; what was said before stays.

    Raises:
        Refused: an amendment withdrew the commitment.
    """
    _refuse_withdrawn(commitment)
    _take_alone(commitment.pact)
    known = queries.same_statement(commitment, StatementKind.STATE, text, author)
    if known and known.state is state:
        return known
    said = Statement(commitment_id=commitment.id, kind=StatementKind.STATE, state=state, text=text, person_id=author.id)
    commitment.state, commitment.state_said, commitment.state_at = state, text, clock.now()
    return _keep(said, commitment)


def report_gap(commitment: Commitment, text: str, proposed: str, author: Person) -> Statement:
    """Say without waiting what will not be done as promised, and what is proposed; those concerned are written to.

    Raises:
        Refused: an amendment withdrew the commitment.
    """
    _refuse_withdrawn(commitment)
    _take_alone(commitment.pact)
    known = queries.same_statement(commitment, StatementKind.GAP, text, author)
    if known:
        return known
    gap = Statement(
        commitment_id=commitment.id, kind=StatementKind.GAP, text=text, proposed=proposed, person_id=author.id
    )
    commitment.open_gaps += 1
    _keep(gap, commitment)
    mails.gap_reported(commitment, gap, author)
    return gap


def answer_gap(gap: Statement, answer: str, author: Person) -> None:
    """Say what is agreed; whoever reported it is written to.

    Raises:
        Refused: somebody answered before.
    """
    _take_alone(gap.commitment.pact)
    db.session.refresh(gap, ["answered_at", "answer"])
    if gap.answered_at is not None:
        raise Refused(ANSWERED)
    gap.answer, gap.answered_by_id, gap.answered_at = answer, author.id, clock.now()
    gap.commitment.open_gaps -= 1
    db.session.flush()
    mails.gap_answered(gap, author)
    record("pacts/gap-answered", gap.commitment.pact, by=author, text=gap.commitment.text)


def _keep(said: Statement, commitment: Commitment) -> Statement:
    db.session.add(said)
    db.session.flush()
    record(f"pacts/said-{said.kind}", commitment.pact, text=commitment.text)
    return said
