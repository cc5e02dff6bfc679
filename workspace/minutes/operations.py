"""Closing a meeting, recording decisions, publishing minutes."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from workspace import clock
from workspace.actions import queries as actions
from workspace.actions.models import ActionItem
from workspace.agendas import queries as agendas
from workspace.agendas.operations import drop_parked, park_point
from workspace.database import db, next_number
from workspace.french import calendar_day
from workspace.groups import queries as groups
from workspace.groups.models import GroupState
from workspace.journal.operations import record
from workspace.meetings.models import CONVENED, AgendaItem, Attendance, Meeting, MeetingState, PointKind, Vote, VoteKind
from workspace.meetings.operations import count_as_of_now, take_alone
from workspace.minutes import mails, queries
from workspace.minutes.models import BoardProposal, Decision, DecisionEnd, Minutes, MinutesState
from workspace.people.models import Person
from workspace.project.models import ProjectItem
from workspace.refusals import Refused
from workspace.settings import queries as settings
from workspace.statutes import operations as statutes

LOCKED = "Le {} est publié : son texte ne se modifie plus."
TOO_EARLY = "La réunion n’a pas encore commencé : elle se clôt quand elle s’est tenue."
NOT_CALLED = "Cette réunion n’a pas été convoquée : il n’y a rien à clore."
NOT_CLOSED = "Cette réunion n’est pas close : closez-la avant de publier son {}."
NOTHING_SUBMITTED = "Ce point n’approuve rien."
NOT_BEGUN = "La réunion n’a pas encore commencé : elle approuve quand elle se tient."
APPROVED_ALREADY = "Une autre réunion l’a déjà approuvé."
ENDED = "Une autre décision l’a déjà remplacée ou annulée."
NOT_LATER = "Donnez le numéro d’une décision publiée du même groupe, prise depuis."
INCOMPLETE = "Une action n’a pas de responsable ou pas d’échéance."


def refuse_when_published(meeting_id: int) -> None:
    """Published text is locked (domain §0).

    Raises:
        Refused: the minutes of the meeting are published.
    """
    if queries.are_published(meeting_id):
        raise Refused(LOCKED.format(db.session.get_one(Meeting, meeting_id).group.minutes_name))


def _wait_for_the_same(point: AgendaItem) -> None:
    """Two copies of one form on a point go one after the other, so that the second sees what the first wrote."""
    db.session.scalar(select(AgendaItem.id).where(AgendaItem.id == point.id).with_for_update())


def refuse_to_close(meeting: Meeting) -> None:
    """
    Raises:
        Refused: it was never called, was cancelled, has not begun, or its minutes are published.
    """
    if meeting.state is MeetingState.HELD:
        refuse_when_published(meeting.id)
    elif meeting.state is not MeetingState.CALLED:
        raise Refused(NOT_CALLED)
    elif not meeting.has_started:
        raise Refused(TOO_EARLY)


def close_meeting(meeting: Meeting) -> Minutes:
    """The meeting was held: its minutes begin, open to those who were there (J3), and the points that it leaves wait
    for the next one. Closing twice changes nothing.

    Raises:
        Refused: see `refuse_to_close`.
    """
    take_alone(meeting)
    if meeting.state is MeetingState.HELD:
        return queries.of_meeting(meeting)
    refuse_to_close(meeting)
    meeting.state = MeetingState.HELD
    minutes = Minutes(meeting=meeting, state=MinutesState.IN_REVIEW, review_until=_end_of_review())
    db.session.add(minutes)
    db.session.flush()
    for point in queries.points_left(meeting.id):
        point.treated = False
        _leave(point)
    record("minutes/closed", meeting, title=meeting.title)
    mails.minutes_in_review(minutes, queries.people_there(meeting.id))
    return minutes


def say_end(minutes: Minutes, instant: datetime | None) -> None:
    """When the sitting really ended; unsaid, its formal record gives the end that was planned.

    Raises:
        Refused: the minutes are published.
    """
    refuse_when_published(minutes.meeting_id)
    if minutes.ended_at == instant:
        return
    minutes.ended_at = instant
    db.session.flush()
    record("minutes/sitting-ended", minutes.meeting, title=minutes.meeting.title)


def conclude_point(point: AgendaItem, treated: bool | None, conclusion: str) -> None:
    """What a lead says of a point at the end: whether the meeting is done with it, and what it comes to in a sentence.
    Said again once the meeting is closed, the point waits for the next one, or no longer does.

    Raises:
        Refused: the minutes are published.
    """
    refuse_when_published(point.meeting_id)
    if (point.treated, point.conclusion) == (treated, conclusion):
        return
    changes = point.treated is not treated and point.meeting.state is MeetingState.HELD
    point.treated, point.conclusion = treated, conclusion
    db.session.flush()
    record("minutes/point-concluded", point.meeting, title=point.title)
    if changes and treated is False:
        _leave(point)
    elif changes:
        for parked in agendas.waiting_from(point):
            drop_parked(parked)


def _leave(point: AgendaItem) -> None:
    """It waits for the next meeting, when there may be one."""
    if point.group.state is not GroupState.CLOSED:
        park_point(point.group, point.title, point.kind, point.minutes, point.text, point.items, from_point=point)


def _end_of_review() -> datetime:
    """Those who were there have whole days: it ends with the last of them, on a French wall."""
    last = clock.today() + timedelta(days=settings.federation().review_days)
    return clock.from_paris(datetime.combine(last + timedelta(days=1), time.min))


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


def review_on(decision: Decision, day: date | None) -> None:
    """Say when a decision comes back before its group, or that it does not.

    Raises:
        Refused: another one ended it.
    """
    db.session.refresh(decision, ["ended_by_id"], with_for_update=True)
    if decision.ended_by_id is not None:
        raise Refused(ENDED)
    if decision.review_on != day:
        decision.review_on, decision.returned_at = day, None
        db.session.flush()
        said = calendar_day(day) if day else "jamais"
        record("minutes/review-date-set", decision.meeting, number=decision.number, day=said)


def end_decision(decision: Decision, by: Decision, how: DecisionEnd) -> None:
    """A later decision of the same group replaces it, or cancels it. Twice the same changes nothing.

    Raises:
        Refused: the other is not a later published decision of the group, or another one ended it already.
    """
    db.session.refresh(decision, ["ended_by_id", "ended_as"], with_for_update=True)
    if (decision.ended_by_id, decision.ended_as) == (by.id, how):
        return
    if decision.ended_by_id is not None:
        raise Refused(ENDED)
    is_later = by.id != decision.id and by.meeting.starts_at >= decision.meeting.starts_at
    if by.published_at is None or not is_later or by.group.id != decision.group.id or by.ended_by_id == decision.id:
        raise Refused(NOT_LATER)
    decision.ended_as, decision.ended_by_id, decision.review_on = how, by.id, None
    db.session.flush()
    kind = "minutes/decision-replaced" if how is DecisionEnd.REPLACED else "minutes/decision-cancelled"
    record(kind, decision.meeting, number=decision.number, later=by.number)


def bring_back(decision_id: int, day: date) -> bool:
    """A decision whose day has come waits for the next agenda of its group; once. Who leads it is told by the letter of
    the day."""
    asked = select(Decision).where(Decision.id == decision_id).with_for_update(of=Decision)
    decision = db.session.scalars(asked.execution_options(populate_existing=True)).one()
    if decision.review_on is None or decision.review_on > day or decision.returned_at is not None:
        return False
    title = f"Revoir la décision {decision.number}"
    decided, expected = calendar_day(decision.meeting.starts_at), calendar_day(decision.review_on)
    why = f"Décidé à la réunion du {decided}, à revoir le {expected}."
    park_point(decision.group, title, PointKind.DECISION, text=decision.text, why=why)
    decision.returned_at = clock.now()
    db.session.flush()
    record("minutes/brought-back", decision.meeting, number=decision.number)
    return True


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


def publish(
    minutes: Minutes, publisher: Person | None, completed: Sequence[tuple[ActionItem, Person, date | None]] = ()
) -> Minutes:
    """Lock the text, give the numbers, tell the members and those in charge of an action, bring what the group proposes
    before the board. Nobody publishes what is approved tacitly. `completed` says what actions lacked.

    Two people at once: the second waits, then finds the minutes published by the first and changes nothing.

    Raises:
        Refused: the meeting is not closed, or an action lacks its owner or its date.
    """
    if minutes.meeting.state is not MeetingState.HELD:
        raise Refused(NOT_CLOSED.format(minutes.group.minutes_name))
    db.session.refresh(minutes, ["state", "published_at", "published_by_id", "number"], with_for_update=True)
    if minutes.state is MinutesState.PUBLISHED:
        return minutes
    for action, owner, due_on in completed:
        complete_action(action, owner, due_on)
    if incomplete_actions(minutes.meeting_id):
        raise Refused(INCOMPLETE)
    points = queries.agenda_of(minutes.meeting_id)
    submitted = queries.submitted_in(points)
    for point in points:
        waiting = submitted.get(point.approves_id or 0)
        if waiting and not waiting.sealed_at and point.votes and is_carried(point.votes[-1]):
            approve(point)
    if minutes.group.holds_formal_records:
        minutes.quorum = statutes.freeze(minutes.meeting)
    instant = clock.now()
    year = clock.in_paris(instant).year
    minutes.state, minutes.published_at, minutes.published_by = MinutesState.PUBLISHED, instant, publisher
    minutes.number = f"{minutes.group.code}-{year}-{next_number(f'minutes-{minutes.group.code}-{year}'):02}"
    count_as_of_now(Attendance.meeting_id == minutes.meeting_id)
    decisions = queries.decisions_of_meeting(minutes.meeting_id)
    for decision in decisions:
        decision.number = f"{year}-{next_number(f'decisions-{year}'):02}"
        decision.published_at = instant
    shared_out = actions.of_meeting(minutes.meeting_id)
    for action in shared_out:
        action.published_at = instant
    _propose_to_board(minutes, points, decisions)
    db.session.flush()
    kind = "minutes/record-published" if minutes.group.holds_formal_records else "minutes/published"
    record(kind, minutes.meeting, number=minutes.number)
    mails.minutes_published(minutes, decisions, shared_out, recipients(minutes, shared_out))
    return minutes


def is_carried(vote: Vote) -> bool:
    """More are for than against; of consent, nobody objects."""
    return vote.con == 0 if vote.kind is VoteKind.CONSENT else vote.pro > vote.con


def approve(point: AgendaItem) -> None:
    """The meeting approves the minutes that a point submits: their text is corrected no more. Twice changes nothing.

    Raises:
        Refused: the point submits nothing, its meeting has not begun or has published its own minutes, or another
            meeting approved those.
    """
    minutes = _submitted_by(point)
    if point.meeting.state not in CONVENED or not point.meeting.has_started:
        raise Refused(NOT_BEGUN)
    if minutes.sealed_point_id == point.id:
        return
    if minutes.sealed_at is not None:
        raise Refused(APPROVED_ALREADY)
    minutes.sealed_at, minutes.sealed_in_id, minutes.sealed_point_id = clock.now(), point.meeting_id, point.id
    db.session.flush()
    record("minutes/approved", minutes.meeting, number=minutes.number)


def take_approval_back(point: AgendaItem) -> None:
    """A slip of the finger, as long as the meeting has not published its own minutes.

    Raises:
        Refused: the point submits nothing, or its meeting published its minutes.
    """
    minutes = _submitted_by(point)
    if minutes.sealed_point_id == point.id:
        minutes.sealed_at = minutes.sealed_in_id = minutes.sealed_point_id = None
        db.session.flush()
        record("minutes/approval-withdrawn", minutes.meeting, number=minutes.number)


def _submitted_by(point: AgendaItem) -> Minutes:
    """Locked: two who approve at once go one after the other."""
    refuse_when_published(point.meeting_id)
    minutes = queries.submitted_in([point]).get(point.approves_id or 0)
    if minutes is None:
        raise Refused(NOTHING_SUBMITTED)
    db.session.refresh(minutes, ["sealed_at", "sealed_in_id", "sealed_point_id"], with_for_update=True)
    return minutes


def _propose_to_board(minutes: Minutes, points: Sequence[AgendaItem], decisions: Sequence[Decision]) -> None:
    """Each decision of a point of that kind, or the point when nothing was written as decided (J3 A6), unless it comes
    back to the next meeting: the group has yet to agree on it."""
    for point in points:
        if point.kind is not PointKind.BOARD_PROPOSAL:
            continue
        said: dict[str, Any] = {"meeting": minutes.meeting, "point": point, "proposed_at": minutes.published_at}
        decided = [decision for decision in decisions if decision.point_id == point.id]
        for decision in decided:
            db.session.add(BoardProposal(decision=decision, text=decision.text, **said))
        if not decided and point.treated is not False:
            db.session.add(BoardProposal(text=point.conclusion or point.title, **said))


def show_to_partners(decision: Decision, visible: bool) -> None:
    if decision.visible_to_partners is not visible:
        decision.visible_to_partners = visible
        db.session.flush()
        kind = "minutes/shown-to-partners" if visible else "minutes/hidden-from-partners"
        record(kind, decision.meeting, number=decision.number)


def recipients(minutes: Minutes, shared_out: Sequence[ActionItem]) -> list[Person]:
    """Who is written to at publication: those whom the meeting called, and whoever was given an action."""
    people = {person.id: person for person in groups.people_belonging(minutes.group_ids)}
    people |= {owner.id: owner for action in shared_out for owner in action.owners}
    return [person for person in people.values() if person.email]
