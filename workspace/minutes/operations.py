"""Closing a meeting, recording decisions, publishing minutes."""

from collections.abc import Sequence

from sqlalchemy import select

from workspace import clock
from workspace.actions import queries as actions
from workspace.actions.models import ActionItem
from workspace.database import db, next_number
from workspace.groups import queries as groups
from workspace.journal.operations import record
from workspace.meetings.models import AgendaItem, Meeting, MeetingState
from workspace.minutes import mails, queries
from workspace.minutes.models import Decision, Minutes, MinutesState
from workspace.people.models import Person
from workspace.project.models import ProjectItem
from workspace.refusals import Refused

LOCKED = "Le compte rendu est publié : son texte ne se modifie plus."
TOO_EARLY = "La réunion n’a pas encore commencé : elle se clôt quand elle s’est tenue."
NOT_CALLED = "Cette réunion n’a pas été convoquée : il n’y a rien à clore."
NOT_CLOSED = "Cette réunion n’est pas close : closez-la avant de publier son compte rendu."
INCOMPLETE = "Une action n’a pas de responsable ou pas d’échéance."


def refuse_when_published(meeting_id: int) -> None:
    """Published text is locked (domain §0).

    Raises:
        Refused: the minutes of the meeting are published.
    """
    if queries.are_published(meeting_id):
        raise Refused(LOCKED)


def _wait_for_the_same(point: AgendaItem) -> None:
    """Two copies of one form on a point go one after the other, so that the second sees what the first wrote."""
    db.session.scalar(select(AgendaItem.id).where(AgendaItem.id == point.id).with_for_update())


def close_meeting(meeting: Meeting) -> Minutes:
    """The meeting was held: its minutes begin, open to those who were there (J3). Closing twice changes nothing.

    Raises:
        Refused: it was never called, was cancelled, or has not begun.
    """
    if meeting.state is MeetingState.HELD:
        return queries.of_meeting(meeting)
    if meeting.state is not MeetingState.CALLED:
        raise Refused(NOT_CALLED)
    if not meeting.has_started:
        raise Refused(TOO_EARLY)
    meeting.state = MeetingState.HELD
    minutes = Minutes(meeting=meeting, state=MinutesState.IN_REVIEW)
    db.session.add(minutes)
    db.session.flush()
    record("minutes/closed", meeting, title=meeting.title)
    return minutes


def record_decision(point: AgendaItem, text: str, items: Sequence[ProjectItem]) -> Decision:
    """Write down what was decided on a point. The same words twice are one decision: a form was sent twice.

    Raises:
        Refused: the minutes are published.
    """
    refuse_when_published(point.meeting_id)
    _wait_for_the_same(point)
    known = db.session.scalar(select(Decision).where(Decision.point_id == point.id, Decision.text == text))
    if known is not None:
        return known
    decision = Decision(meeting=point.meeting, point=point, text=text, items=list(items))
    db.session.add(decision)
    db.session.flush()
    record("minutes/decision-recorded", point.meeting, text=text)
    return decision


def remove_decision(decision: Decision) -> None:
    """Take back a decision of minutes that nobody read yet.

    Raises:
        Refused: the minutes are published.
    """
    refuse_when_published(decision.meeting_id)
    db.session.delete(decision)
    db.session.flush()
    record("minutes/decision-removed", decision.meeting, text=decision.text)


def incomplete_actions(meeting_id: int) -> list[ActionItem]:
    """The actions that keep minutes from being published: nobody in charge, or no date (J3 A3)."""
    return [action for action in actions.of_meeting(meeting_id) if not action.owners or action.due_on is None]


def complete_action(action: ActionItem, owner: Person | None, due_on: object) -> None:
    """Fill in what a meeting forgot to say of an action."""
    if owner is not None and owner not in action.owners:
        action.owners.append(owner)
    action.due_on = due_on or action.due_on  # type: ignore[assignment]
    db.session.flush()
    record("actions/completed", action, title=action.title)


def publish(minutes: Minutes, publisher: Person) -> Minutes:
    """Lock the text, give the numbers, tell the members and those in charge of an action.

    Two people at once: the second waits, then finds the minutes published and changes nothing.

    Raises:
        Refused: the meeting is not closed, or an action lacks its owner or its date.
    """
    if minutes.meeting.state is not MeetingState.HELD:
        raise Refused(NOT_CLOSED)
    if _locked_state(minutes) is MinutesState.PUBLISHED:
        return minutes
    if incomplete_actions(minutes.meeting_id):
        raise Refused(INCOMPLETE)
    instant = clock.now()
    year = clock.in_paris(instant).year
    minutes.state, minutes.published_at, minutes.published_by = MinutesState.PUBLISHED, instant, publisher
    minutes.number = f"{minutes.group.code}-{year}-{next_number(f'minutes-{minutes.group.code}-{year}'):02}"
    decisions = queries.decisions_of_meeting(minutes.meeting_id)
    for decision in decisions:
        decision.number = f"{year}-{next_number(f'decisions-{year}'):02}"
        decision.published_at = instant
    shared_out = actions.of_meeting(minutes.meeting_id)
    for action in shared_out:
        action.published_at = instant
    db.session.flush()
    record("minutes/published", minutes.meeting, number=minutes.number)
    mails.minutes_published(minutes, decisions, shared_out, recipients(minutes, shared_out))
    return minutes


def show_to_partners(decision: Decision, visible: bool) -> None:
    if decision.visible_to_partners is not visible:
        decision.visible_to_partners = visible
        db.session.flush()
        kind = "minutes/shown-to-partners" if visible else "minutes/hidden-from-partners"
        record(kind, decision.meeting, number=decision.number)


def _locked_state(minutes: Minutes) -> MinutesState:
    return db.session.scalars(select(Minutes.state).where(Minutes.id == minutes.id).with_for_update()).one()


def recipients(minutes: Minutes, shared_out: Sequence[ActionItem]) -> list[Person]:
    """Who is written to at publication: those whom the meeting called, and whoever was given an action."""
    people = {person.id: person for person in groups.people_belonging(minutes.group_ids)}
    people |= {owner.id: owner for action in shared_out for owner in action.owners}
    return [person for person in people.values() if person.email]
