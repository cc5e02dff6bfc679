"""Answering what groups propose to the board."""

from types import MappingProxyType

from workspace import clock
from workspace.database import db
from workspace.groups import queries as groups
from workspace.journal.operations import record
from workspace.minutes.models import BoardAnswer, BoardProposal
from workspace.people.models import Person
from workspace.proposals import mails
from workspace.refusals import Refused

WORDS = MappingProxyType(
    {
        BoardAnswer.ADOPTED: "adoptée",
        BoardAnswer.AMENDED: "amendée",
        BoardAnswer.REJECTED: "refusée",
        BoardAnswer.DEFERRED: "reportée",
    }
)
SETTLED = "Le conseil d’administration a déjà répondu à cette proposition."


def answer(proposal: BoardProposal, said: BoardAnswer, sentence: str, person: Person) -> None:
    """Write what the board answered and tell those who lead the group. What is put off may be answered again; the same
    answer twice is one.

    Raises:
        Refused: somebody wrote another answer, which settles it.
    """
    db.session.refresh(proposal, ["answer", "sentence"], with_for_update=True)
    if (proposal.answer, proposal.sentence) == (said, sentence):
        return
    if not proposal.waits:
        raise Refused(SETTLED)
    proposal.answer, proposal.sentence = said, sentence
    proposal.answered_at, proposal.answered_by_id = clock.now(), person.id
    db.session.flush()
    record(f"proposals/{said.value}", proposal.meeting, text=proposal.text)
    leaders = groups.co_facilitations(proposal.group).get(proposal.group.id, [])
    mails.proposal_answered(proposal, WORDS[said], leaders)
