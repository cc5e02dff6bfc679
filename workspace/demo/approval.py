"""The demonstration's minutes in review, corrected and approved, and what the board answers to groups."""

from datetime import datetime, time, timedelta
from itertools import cycle

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from workspace import clock
from workspace.approval import operations
from workspace.database import db
from workspace.groups.models import Group, GroupKind
from workspace.meetings.models import THERE, AgendaItem, Attendance, Meeting, PointKind, Presence
from workspace.minutes import queries
from workspace.minutes.models import BoardAnswer, BoardProposal, Decision, Minutes, MinutesState
from workspace.people.models import Person

ANSWERS = (
    (BoardAnswer.ADOPTED, "Le conseil d’administration approuve et inscrit la dépense au budget."),
    (BoardAnswer.AMENDED, "Oui, pour les centres volontaires, avec un premier bilan au printemps."),
    (BoardAnswer.REJECTED, "Le conseil d’administration préfère garder ces moyens pour les réseaux existants."),
    (BoardAnswer.DEFERRED, "Le chiffrage manque : le groupe le présente à la prochaine séance."),
)
REMARKS = (
    "Le nom du dispositif n’est pas le bon : c’est « Ville Vie Vacances ».",
    "Il manque ce que nous avons dit des transports du soir.",
)
CORRECTED = "\n\nLe nombre de centres engagés est de sept, et non de six."


def tell_approval(leaders: dict[str, list[Person]], groups: dict[str, Group]) -> None:
    _in_review(leaders["jeunesse"][0])
    _corrected(groups["communication"], leaders["communication"][0])
    _answered()


def _in_review(leader: Person) -> None:
    """The minutes of Jeunesse wait, with two remarks; its co-facilitator was there and has answered one."""
    found = select(Minutes).join(Minutes.meeting).join(Meeting.group).options(contains_eager(Minutes.meeting))
    asked = found.where(Group.slug == "jeunesse", Minutes.state == MinutesState.IN_REVIEW)
    minutes = db.session.scalars(asked.order_by(Meeting.starts_at.desc()).limit(1)).one()
    last = clock.today() + timedelta(days=5)
    minutes.review_until = clock.from_paris(datetime.combine(last + timedelta(days=1), time.min))
    mine = (Attendance.meeting_id == minutes.meeting_id, Attendance.person_id == leader.id)
    db.session.scalars(select(Attendance).where(*mine)).one().presence = Presence.PRESENT
    db.session.flush()
    others = (Attendance.meeting_id == minutes.meeting_id, Attendance.presence.in_(THERE), Person.id != leader.id)
    there = select(Person).join(Attendance, Attendance.person_id == Person.id).where(*others).order_by(Person.id)
    points = queries.agenda_of(minutes.meeting_id)
    remarks = [
        operations.comment(minutes, point, person, text)
        for text, person, point in zip(REMARKS, db.session.scalars(there.limit(2)), points, strict=False)
    ]
    operations.answer(remarks[0], leader, "Merci : nous avons vérifié, le nom est celui du dossier de la Caf.")


def _corrected(group: Group, leader: Person) -> None:
    """The last minutes of a group have two versions; those before are approved."""
    of_group = (Meeting.group_id == group.id, Minutes.state == MinutesState.PUBLISHED)
    found = select(Minutes).join(Minutes.meeting).options(contains_eager(Minutes.meeting)).where(*of_group)
    last, before = db.session.scalars(found.order_by(Meeting.starts_at.desc()).limit(2))
    point = queries.agenda_of(last.meeting_id)[0]
    notes = point.notes + CORRECTED
    operations.correct(last, point, notes, point.notes_revision, "Un chiffre mal recopié", leader)
    operations.seal(before)


def _answered() -> None:
    """What groups proposed, in each state; the newest waits."""
    proposing = (
        AgendaItem.kind == PointKind.BOARD_PROPOSAL,
        Decision.published_at.is_not(None),
        Group.kind == GroupKind.WORKING_GROUP,
    )
    found = select(Decision).join(Decision.point).join(Meeting, Meeting.id == Decision.meeting_id).join(Meeting.group)
    decisions = db.session.scalars(found.where(*proposing).order_by(Decision.published_at.desc(), Decision.id)).all()
    outcomes = cycle([None, *ANSWERS])
    for decision, outcome in zip(decisions, outcomes, strict=False):
        proposal = BoardProposal(
            meeting_id=decision.meeting_id,
            point_id=decision.point_id,
            decision_id=decision.id,
            text=decision.text,
            proposed_at=decision.published_at,
        )
        if outcome:
            proposal.answer, proposal.sentence = outcome
            proposal.answered_at = min(proposal.proposed_at + timedelta(days=20), clock.now())
        db.session.add(proposal)
    db.session.flush()
