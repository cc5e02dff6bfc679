"""What the next partners' committee still waits for, told by evidence to who prepares it (domain J6)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from workspace import clock
from workspace.database import db, prepared
from workspace.groups.models import GroupState
from workspace.meetings.models import CONVENED, OPEN_TO_CHANGE, AgendaItem
from workspace.pacts.models import Commitment, CooperationPact, PactKind, Signatory
from workspace.reports.models import Report, ReportKind


@dataclass(frozen=True)
class Preparation:
    slug: str  # of the body that meets
    meeting: Any  # the next one, a row of meetings.queries.of_committees, or None
    points: int  # of its agenda
    without_reader: list[Signatory]  # institutions that nobody represents here
    unsaid: list[Commitment]  # the report will say « non renseigné » of them
    last: date | None  # the committee before it
    presented: Any  # the report presented since, a row of its id and when, or None

    @property
    def on(self) -> date:
        """The day of the next one."""
        return _day(self.meeting.starts_at)


def preparation(
    pact: CooperationPact, rows: Sequence[Any], commitments: Sequence[Commitment], represented: Collection[int]
) -> Preparation | None:
    """Of a pact in force that partners meet about, once a body is there to meet; in one statement."""
    open_ones = [row for row in rows if row.group_state is not GroupState.CLOSED]
    if pact.kind is not PactKind.COOPERATION or pact.ends_on < clock.today() or not open_ones:
        return None
    now = clock.now()
    to_come = (row for row in open_ones if row.state in OPEN_TO_CHANGE and row.ends_at > now)
    meeting = next((row for row in to_come if _day(row.starts_at) <= pact.ends_on), None)
    over = [row for row in rows if row.state in CONVENED and row.ends_at <= now]
    last = max(over, key=lambda row: row.ends_at, default=None)
    evidence = db.session.execute(*_evidence(meeting and meeting.id, pact.id)).one()
    presented_at = evidence.presented_at
    is_since = presented_at is not None and (last is None or _day(presented_at) > _day(last.ends_at))
    return Preparation(
        slug=(meeting or open_ones[0]).slug,
        meeting=meeting,
        points=evidence.points,
        without_reader=[one for one in pact.signatories if one.institution and one.institution_id not in represented],
        unsaid=[one for one in commitments if one.state is None],
        last=last and _day(last.starts_at),
        presented=evidence if is_since else None,
    )


def _day(instant: datetime) -> date:
    return clock.in_paris(instant).date()


@prepared
def _evidence(meeting_id: int | None, pact_id: int) -> Select[Any]:
    points = select(func.count(AgendaItem.id)).where(AgendaItem.meeting_id == meeting_id)
    presented = (
        select(Report.id, Report.presented_at)
        .where(Report.kind == ReportKind.PACT, Report.pact_id == pact_id)
        .order_by(Report.presented_at.desc(), Report.id.desc())
        .limit(1)
        .subquery("presented")
    )
    counted = select(points.scalar_subquery().label("points")).subquery("counted")
    both = counted.outerjoin(presented, presented.c.id > 0)
    return select(counted.c.points, presented.c.id, presented.c.presented_at).select_from(both)
