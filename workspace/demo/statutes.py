"""The demonstration's bodies: what their statutes ask, who spoke for whom, what the board votes, and each of its formal
records approved by the first point of the meeting after."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workspace import clock
from workspace.agendas.operations import APPROVAL_MINUTES, put_in_order
from workspace.database import db
from workspace.french import calendar_day
from workspace.groups.models import Group
from workspace.meetings.models import (
    THERE,
    AgendaItem,
    Answer,
    Attendance,
    Meeting,
    MeetingState,
    PointKind,
    Presence,
    Proxy,
    Vote,
    VoteKind,
)
from workspace.minutes.models import Decision, Minutes, MinutesState
from workspace.people.models import Person
from workspace.settings.models import Federation
from workspace.statutes import operations

RULES = {
    "board_quorum": "plus de la moitié",
    "board_proxies": 1,
    "board_proxies_count": True,
    "assembly_quorum": "un tiers",
    "assembly_proxies": 2,
    "assembly_proxies_count": True,
}
BODIES = ("conseil-d-administration", "assemblee-generale")
APPROVED = "Pas de remarque. Le procès-verbal est approuvé."


def tell_statutes(groups: Mapping[str, Group], guest: Person) -> None:
    federation = db.session.get_one(Federation, 1)
    for name, value in RULES.items():
        setattr(federation, name, value)
    for slug in BODIES:
        held = _held(groups[slug])
        for minutes in held:
            _represent(minutes.meeting, guest)
            if minutes.state is MinutesState.PUBLISHED:
                minutes.quorum = operations.freeze(minutes.meeting)
    board = groups[BODIES[0]]
    _vote(board)
    for before, after in pairwise(_held(board)):
        if before.state is MinutesState.PUBLISHED:
            _approve(before, after.meeting)
    _give_before(board)


def _held(group: Group) -> Sequence[Minutes]:
    held = select(Minutes).join(Minutes.meeting).where(Meeting.group_id == group.id)
    return db.session.scalars(held.order_by(Meeting.starts_at)).all()


def _presences(meeting: Meeting) -> Sequence[Attendance]:
    rows = select(Attendance).where(Attendance.meeting_id == meeting.id).options(joinedload(Attendance.person))
    return db.session.scalars(rows.order_by(Attendance.id)).all()


def _represent(meeting: Meeting, guest: Person) -> None:
    """Each who was represented, and one who did not come, spoke through somebody else; somebody came as a guest."""
    rows = _presences(meeting)
    holders = iter([row for row in rows if row.presence is Presence.PRESENT])
    givers = [row for row in rows if row.presence is Presence.REPRESENTED]
    givers += [row for row in rows if row.presence in (Presence.EXCUSED, Presence.ABSENT)][:1]
    for giver, holder in zip(givers, holders, strict=False):
        giver.presence = Presence.REPRESENTED
        db.session.add(Proxy(meeting_id=meeting.id, giver_id=giver.person_id, holder_id=holder.person_id))
    if guest.id not in {row.person_id for row in rows}:
        db.session.add(Attendance(meeting_id=meeting.id, person_id=guest.id, presence=Presence.PRESENT))
    db.session.flush()


def _voices(meeting: Meeting) -> int:
    rows = _presences(meeting)
    return sum(row.presence in (*THERE, Presence.REPRESENTED) and not row.is_guest for row in rows)


def _vote(board: Group) -> None:
    """Of each meeting, the first decision."""
    taken = (Meeting.group_id == board.id, Decision.published_at.is_not(None))
    decisions = select(Decision).join(Decision.meeting).where(*taken).order_by(Decision.meeting_id, Decision.id)
    first: dict[int, Decision] = {}
    for decision in db.session.scalars(decisions):
        first.setdefault(decision.meeting_id, decision)
    for number, decision in enumerate(first.values()):
        against, abstained = number % 2, number % 3
        for_it = _voices(decision.meeting) - against - abstained
        db.session.add(_counted(decision.point_id, "Adopter cette décision", for_it, against, abstained))


def _counted(point_id: int, question: str, pro: int, con: int, abstained: int) -> Vote:
    return Vote(
        point_id=point_id, question=question, kind=VoteKind.COUNT, pro=max(pro, 1), con=con, abstained=abstained
    )


def _approve(before: Minutes, meeting: Meeting) -> None:
    name, day = before.group.minutes_name, calendar_day(before.meeting.starts_at)
    point = AgendaItem(
        meeting_id=meeting.id,
        position=0,
        title=f"Approbation du {name} du {day}",
        kind=PointKind.DECISION,
        minutes=APPROVAL_MINUTES,
        notes=APPROVED,
        approves_id=before.meeting_id,
    )
    db.session.add(point)
    db.session.flush()
    put_in_order(meeting, [point.id])
    db.session.add(_counted(point.id, "Approuver le procès-verbal", _voices(meeting), 0, 0))
    before.sealed_at, before.sealed_in_id, before.sealed_point_id = meeting.starts_at, meeting.id, point.id


def _give_before(board: Group) -> None:
    """Somebody who may not come to the next meeting has given their proxy to somebody who comes."""
    coming = (Meeting.group_id == board.id, Meeting.state == MeetingState.CALLED, Meeting.starts_at > clock.now())
    meeting = db.session.scalars(select(Meeting).where(*coming).order_by(Meeting.starts_at).limit(1)).first()
    rows = _presences(meeting) if meeting else []
    giver = next((row for row in rows if row.answer in (Answer.NO, Answer.MAYBE)), None)
    holder = next((row for row in rows if row.answer is Answer.YES and row.presence is None), None)
    if meeting and giver and holder and giver.person_id and holder.person_id:
        operations.give_proxy(meeting, giver.person_id, holder.person_id)
