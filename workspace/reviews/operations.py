"""Holding a review of progress: opening it, saying where each item stands, freezing it; proposing from a group."""

from dataclasses import dataclass

from sqlalchemy import select, update

from workspace import clock
from workspace.database import db
from workspace.journal.operations import record
from workspace.meetings.models import Meeting
from workspace.people.models import Person
from workspace.progress import queries as progress
from workspace.project.models import FederalProject, ProjectItem, ProjectState
from workspace.refusals import Refused
from workspace.reviews import queries
from workspace.reviews.models import ProgressReview, ReviewProposal, ReviewState, Sitting
from workspace.versions import Stale

NOT_IN_FORCE = "Seul le projet en vigueur se passe en revue."
FROZEN = "Cette revue est close : ce qui y est dit ne change plus. Ouvrez-en une autre."
ANOTHER_PROJECT = "Cette ligne n’est pas du projet que cette revue regarde."
ARCHIVED = "Cette ligne est archivée : le conseil n’en dit plus rien."
NOTHING_SAID = "Dites où en est au moins une ligne avant de clore la revue."
ANSWERED = "Cette proposition n’attend plus : le conseil s’est prononcé."


@dataclass(frozen=True)
class Words:
    """What is said of an item; `difficulty` is empty when there is none."""

    state: ReviewState
    text: str
    difficulty: str = ""


def open_sitting(project: FederalProject, person: Person, meeting: Meeting | None) -> Sitting:
    """Begin a review; when one is open already, that one: people review together.

    Raises:
        Refused: the project is not the one in force.
    """
    if project.state is not ProjectState.CURRENT:
        raise Refused(NOT_IN_FORCE)
    db.session.execute(select(FederalProject.id).where(FederalProject.id == project.id).with_for_update())
    known = queries.open_sitting(project.id)
    if known is not None:
        return known
    sitting = Sitting(project_id=project.id, meeting_id=meeting.id if meeting else None, opened_by_id=person.id)
    db.session.add(sitting)
    db.session.flush()
    record("reviews/opened", sitting, by=person)
    return sitting


def review(sitting: Sitting, item: ProjectItem, seen: int, said: Words, person: Person) -> ProgressReview:
    """Say where an item stands, with the counts of this instant. `seen` is the id of what the sitting said of it when
    the form was opened, 0 for nothing. The same words by the same person: said once.

    Raises:
        Stale: somebody else said something of it meanwhile.
        Refused: the sitting is closed, or about another project; the item is archived.
    """
    _take_alone(sitting)
    if item.project_id != sitting.project_id:
        raise Refused(ANOTHER_PROJECT)
    if item.archived_at:
        raise Refused(ARCHIVED)
    last = queries.last_in(sitting.id, item.id)
    if last and last.person_id == person.id and last.words == (said.state, said.text, said.difficulty):
        return last
    if (last.id if last else 0) != seen:
        raise Stale
    counts = progress.counts_of([item.id]).get(item.id, progress.Counts())
    made = ProgressReview(
        sitting_id=sitting.id, item_id=item.id, person_id=person.id,
        state=said.state, text=said.text, difficulty=said.difficulty,
        closed=counts.closed, open=counts.open, late=counts.late, dropped=counts.dropped, decisions=counts.decisions,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    waiting = update(ReviewProposal).where(
        ReviewProposal.item_id == item.id, ReviewProposal.review_id.is_(None), ReviewProposal.set_aside_at.is_(None)
    )
    db.session.execute(waiting.values(review_id=made.id).execution_options(synchronize_session=False))
    record("reviews/reviewed", sitting, by=person, code=item.code)
    return made


def close_sitting(sitting: Sitting, summary: str, person: Person) -> None:
    """Freeze a review, with where the whole project stands in a few sentences.

    Raises:
        Refused: it is closed already, or says nothing.
    """
    _take_alone(sitting)
    if not db.session.scalar(select(ProgressReview.id).where(ProgressReview.sitting_id == sitting.id).limit(1)):
        raise Refused(NOTHING_SAID)
    sitting.summary, sitting.closed_at, sitting.closed_by_id = summary, clock.now(), person.id
    db.session.flush()
    record("reviews/closed", sitting, by=person)


def refuse_when_closed(sitting: Sitting) -> None:
    """Before a form is offered for it."""
    if sitting.closed_at is not None:
        raise Refused(FROZEN)


def _take_alone(sitting: Sitting) -> None:
    """Two at once follow each other; nothing is added to what is frozen."""
    closed_at = db.session.execute(
        select(Sitting.closed_at).where(Sitting.id == sitting.id).with_for_update()
    ).scalar_one()
    if closed_at is not None:
        raise Refused(FROZEN)


def propose(item: ProjectItem, said: Words, person: Person) -> ReviewProposal:
    """Propose what the board could say of an item. One waits for each person and item: a newer one takes its place.

    Raises:
        Refused: the board will say nothing of it: its project is not the one in force, or it is archived.
    """
    if item.project.state is not ProjectState.CURRENT:
        raise Refused(NOT_IN_FORCE)
    if item.archived_at:
        raise Refused(ARCHIVED)
    db.session.execute(select(ProjectItem.id).where(ProjectItem.id == item.id).with_for_update())
    waiting = [one for one in queries.proposals_on(item) if one.person_id == person.id]
    for one in waiting:
        if one.words == (said.state, said.text, said.difficulty):
            return one
        one.set_aside_at, one.set_aside_by_id = clock.now(), person.id
    made = ReviewProposal(
        item_id=item.id, person_id=person.id, state=said.state, text=said.text, difficulty=said.difficulty
    )
    db.session.add(made)
    db.session.flush()
    record("reviews/proposed", None, by=person, code=item.code)
    return made


def set_aside(proposal: ReviewProposal, person: Person) -> None:
    """The board does not take it up.

    Raises:
        Refused: the board has already spoken.
    """
    kept = (ReviewProposal.id == proposal.id, ReviewProposal.review_id.is_(None), ReviewProposal.set_aside_at.is_(None))
    done = update(ReviewProposal).where(*kept).values(set_aside_at=clock.now(), set_aside_by_id=person.id)
    if not db.session.execute(done.returning(ReviewProposal.id)).all():
        raise Refused(ANSWERED)
    record("reviews/set-aside", None, by=person, code=proposal.item.code)
