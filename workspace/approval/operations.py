"""Commenting minutes in review, answering, approving, correcting what is published."""

import json

from sqlalchemy import select

from workspace import clock
from workspace.approval import queries
from workspace.database import db
from workspace.journal.operations import record
from workspace.meetings.models import AgendaItem
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes_queries
from workspace.minutes.models import CommentState, Minutes, MinutesState, MinutesVersion, ReviewComment
from workspace.people.models import Person
from workspace.refusals import Refused

REVIEW_OVER = "La relecture de ce {} est terminée : on ne le commente plus."
ANSWERED = "Quelqu’un a déjà répondu à cette remarque."
PASSAGE_GONE = "Ce passage n’est plus dans les notes : modifiez-les dans la réunion, puis répondez à la remarque."
SEALED = "Ce {} est approuvé par une réunion : il ne se corrige plus. Prenez une nouvelle décision."
NOT_PUBLISHED = "Ce {} n’est pas publié : modifiez les notes dans la réunion."
STALE = "Quelqu’un vient de corriger ce point. Votre texte est gardé dans la page : comparez, puis recommencez."
NO_MEETING = "Aucune réunion de ce groupe n’a commencé depuis : c’est elle qui approuve."


def comment(
    minutes: Minutes, point: AgendaItem, person: Person, text: str, passage: str = "", proposed: str = ""
) -> ReviewComment:
    """Say what is wrong with a point. The same words twice are one comment: a form was sent twice.

    Raises:
        Refused: the review is over, or the minutes are published (J3 A5).
    """
    _lock(minutes)
    if not minutes.is_open_to_comments:
        raise Refused(REVIEW_OVER.format(minutes.group.minutes_name))
    said = {"point_id": point.id, "person_id": person.id, "text": text, "passage": passage, "proposed": proposed}
    known = db.session.scalar(select(ReviewComment).filter_by(**said))
    if known is not None:
        return known
    made = ReviewComment(meeting=minutes.meeting, point=point, person=person, **said)
    db.session.add(made)
    db.session.flush()
    record("approval/commented", minutes.meeting, title=point.title)
    return made


def accept(comment: ReviewComment, person: Person) -> None:
    """What it proposes is put in the notes; accepted twice changes nothing more.

    Raises:
        Refused: it was answered, the minutes are published, or the notes no longer hold the passage.
    """
    if _take(comment) is CommentState.ACCEPTED:
        return
    minutes_operations.refuse_when_published(comment.meeting_id)
    if comment.state is CommentState.ANSWERED:
        raise Refused(ANSWERED)
    if comment.passage:
        point = comment.point
        db.session.refresh(point, ["notes", "notes_revision"], with_for_update=True)
        if comment.passage not in point.notes:
            raise Refused(PASSAGE_GONE)
        point.notes = point.notes.replace(comment.passage, comment.proposed, 1)
        point.notes_revision += 1
    _close(comment, CommentState.ACCEPTED, person, "")
    record("approval/accepted", comment.meeting, title=comment.point.title)


def answer(comment: ReviewComment, person: Person, text: str) -> None:
    """Say why the text stays as it is.

    Raises:
        Refused: somebody answered otherwise, or the minutes are published.
    """
    state = _take(comment)
    if state is CommentState.ANSWERED and comment.answer == text:
        return
    minutes_operations.refuse_when_published(comment.meeting_id)
    if state is not CommentState.OPEN:
        raise Refused(ANSWERED)
    _close(comment, CommentState.ANSWERED, person, text)
    record("approval/answered", comment.meeting, title=comment.point.title)


def approve_tacitly(minutes: Minutes) -> bool:
    """Publish minutes whose review is over; what still asks for somebody's hand waits for it."""
    if _lock(minutes) is not MinutesState.IN_REVIEW or minutes.is_open_to_comments:
        return False
    if queries.open_comments(minutes.meeting_id) or minutes_operations.incomplete_actions(minutes.meeting_id):
        return False
    minutes_operations.publish(minutes, None)
    return True


def refuse_to_correct(minutes: Minutes) -> None:
    """
    Raises:
        Refused: nothing is published yet, or a meeting approved it.
    """
    if minutes.state is not MinutesState.PUBLISHED:
        raise Refused(NOT_PUBLISHED.format(minutes.group.minutes_name))
    if minutes.sealed_at is not None:
        raise Refused(SEALED.format(minutes.group.minutes_name))


def correct(minutes: Minutes, point: AgendaItem, notes: str, seen: int, reason: str, author: Person) -> MinutesVersion:
    """Another version of published minutes, with who and why; those before stay readable (J3 A4).

    `seen` is the revision of the notes that the form was opened on. Sent twice, it makes one version.

    Raises:
        Refused: not published, sealed, or the point was corrected meanwhile.
    """
    _lock(minutes)
    refuse_to_correct(minutes)
    db.session.refresh(point, ["notes", "notes_revision"], with_for_update=True)
    versions = queries.versions_of(minutes)
    if versions and point.notes == notes and versions[-1].reason == reason:
        return versions[-1]
    if point.notes_revision != seen:
        raise Refused(STALE)
    if not versions:
        _keep(minutes, 1, minutes.published_at or clock.now(), minutes.published_by_id, "")
    point.notes, point.notes_revision = notes, point.notes_revision + 1
    db.session.flush()
    number = versions[-1].number + 1 if versions else 2
    made = _keep(minutes, number, clock.now(), author.id, reason)
    record("approval/corrected", minutes.meeting, number=minutes.number, version=number, reason=reason)
    return made


def seal(minutes: Minutes) -> None:
    """A later meeting of the group approved the minutes: their text is corrected no more. Twice changes nothing.

    Raises:
        Refused: they are not published, or no meeting has begun since.
    """
    _lock(minutes)
    if minutes.sealed_at is not None:
        return
    if minutes.state is not MinutesState.PUBLISHED:
        raise Refused(NOT_PUBLISHED.format(minutes.group.minutes_name))
    meeting = queries.meeting_that_approves(minutes)
    if meeting is None:
        raise Refused(NO_MEETING)
    minutes.sealed_at, minutes.sealed_in_id = clock.now(), meeting.id
    db.session.flush()
    record("approval/sealed", minutes.meeting, number=minutes.number)


def _keep(minutes: Minutes, number: int, made_at: object, author_id: int | None, reason: str) -> MinutesVersion:
    points = [[point.id, point.title, point.notes] for point in minutes_queries.agenda_of(minutes.meeting_id)]
    kept = MinutesVersion(
        minutes_id=minutes.id,
        number=number,
        made_at=made_at,
        author_id=author_id,
        reason=reason,
        content=json.dumps(points, ensure_ascii=False),
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def _lock(minutes: Minutes) -> MinutesState:
    """Comments, corrections and publication of the same minutes go one after the other."""
    db.session.refresh(minutes, ["state", "sealed_at", "review_until"], with_for_update=True)
    return minutes.state


def _take(comment: ReviewComment) -> CommentState:
    db.session.refresh(comment, ["state", "answer"], with_for_update=True)
    return comment.state


def _close(comment: ReviewComment, state: CommentState, person: Person, text: str) -> None:
    comment.state, comment.answer = state, text
    comment.answered_by_id, comment.answered_at = person.id, clock.now()
    db.session.flush()
