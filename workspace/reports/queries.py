"""Reads about reports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from workspace import clock
from workspace.database import db, prepared
from workspace.groups.queries import Standing
from workspace.meetings.models import Meeting, MeetingState
from workspace.pacts import queries as pacts
from workspace.pacts.models import CooperationPact
from workspace.people.models import Role
from workspace.reports.counting import within
from workspace.reports.models import HoleReminder, Report, ReportKind


def presented(standing: Standing) -> Select[Report]:
    """Reports that one may read, the latest first: a partner, those of the pacts open to it (Can.READ_REPORT)."""
    asked = (
        select(Report).options(joinedload(Report.presented_by)).order_by(Report.presented_at.desc(), Report.id.desc())
    )
    if Role.PARTNER in standing.roles and not standing.of_the_network:
        open_to_it = select(CooperationPact.id).where(pacts.visible_to(standing))
        return asked.where(Report.kind == ReportKind.PACT, Report.pact_id.in_(open_to_it))
    return asked


def years() -> list[int]:
    """From the first meeting that was held to this year, the latest first."""
    return _since(db.session.scalar(*_first_held()))


def years_and_reminded() -> tuple[list[int], set[int]]:
    """The same, and the ids of groups whose co-facilitators were already written to today; in one statement."""
    rows = db.session.execute(*_held_and_reminded(clock.today())).all()
    return _since(rows[0][0]), {group_id for _, group_id in rows if group_id is not None}


@prepared
def _held_and_reminded(today: date) -> Any:
    held = _first_held()[0].subquery()
    return select(held, HoleReminder.group_id).outerjoin(HoleReminder, HoleReminder.day == today)


def _since(first: datetime | None) -> list[int]:
    this = clock.today().year
    return list(range(this, (clock.in_paris(first).year if first else this) - 1, -1))


@prepared
def _first_held() -> Select[datetime]:
    return select(func.min(Meeting.starts_at)).where(Meeting.state == MeetingState.HELD)


def forgot_names_since(year: int, instant: datetime) -> bool:
    """Whether those who came to a meeting of that year are only counted since then, no longer told apart."""
    removed = select(Meeting.id).where(within(Meeting.starts_at, year), Meeting.names_removed_at > instant)
    return db.session.scalar(removed.limit(1)) is not None


def same(kind: ReportKind, digest: str) -> Select[Report]:
    return select(Report).where(Report.kind == kind, Report.digest == digest)
