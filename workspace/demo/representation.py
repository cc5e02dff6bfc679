"""The demonstration's seats outside: at the Caf, with the State… one vacant, one report awaited, one kept by few."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from workspace import clock
from workspace.database import db
from workspace.demo import content
from workspace.groups.models import Group
from workspace.meetings.models import Meeting
from workspace.minutes.models import Decision
from workspace.people.models import Institution, Person
from workspace.project.models import ProjectItem
from workspace.representation import operations
from workspace.representation.models import ExternalMandate, MandateReport, ReportVersion, Representative, Seat

WRITTEN_AFTER = timedelta(days=2)  # the meeting


def sit_outside(people: Mapping[str, Person], items: Mapping[str, ProjectItem], board: Group) -> None:
    told = content.read("representation")
    db.session.add_all(Institution(**given) for given in told["institutions"])
    db.session.flush()
    institutions = {one.name: one for one in db.session.scalars(select(Institution))}
    published = (
        select(Decision).join(Decision.meeting).where(Meeting.group_id == board.id, Decision.number.is_not(None))
    )
    decisions = list(db.session.scalars(published.order_by(Meeting.starts_at.desc(), Decision.id)))
    for given in told["mandates"]:
        decided = decisions[given["decided"]] if len(decisions) > given.get("decided", len(decisions)) else None
        mandate = ExternalMandate(
            institution=institutions[given["institution"]], body=given["body"], decision=decided,
            purpose=given.get("purpose", "").strip(), items=[items[key] for key in given["items"]],
            starts_on=_day(given["from"]), ends_on=_day(given.get("until")), next_on=_day(given.get("next")),
            end_reason=given.get("reason", ""),
        )  # fmt: skip
        db.session.add(mandate)
        for seat in given["seats"]:
            dates = {"starts_on": _day(seat["from"]), "ends_on": _day(seat.get("until"))}
            mandate.representatives.append(
                Representative(person=people[seat["person"]], seat=Seat(seat["seat"]), **dates)
            )
        db.session.flush()
        for one in given.get("reports", ()):
            _tell(mandate, one, people)


def _tell(mandate: ExternalMandate, given: dict[str, Any], people: Mapping[str, Person]) -> None:
    day = _day(given["day"])
    report = MandateReport(
        mandate=mandate, met_on=day, said=given["said"].strip(), meaning=given.get("meaning", ""),
        there=[people[key] for key in given["there"]], open_to_network=given.get("network", True),
        person=people[given["by"]], written_at=clock.start_of(day + WRITTEN_AFTER) + timedelta(hours=19),
    )  # fmt: skip
    db.session.add(report)
    db.session.flush()
    if "corrected" in given:
        kept = {
            "replaced_at": report.written_at + WRITTEN_AFTER,
            "person_id": report.person_id,
            "open_to_network": True,
        }
        db.session.add(ReportVersion(report_id=report.id, said=given["corrected"], meaning="", **kept))
        report.revision = 1
    if given.get("board"):
        operations.bring_to_board(report, f"/representations/comptes-rendus/{report.id}")
    db.session.flush()


def _day(days: int | None) -> Any:
    return None if days is None else clock.today() + timedelta(days=days)
