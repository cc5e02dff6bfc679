"""The reports of the demonstration: last year's, presented by the secretary; the pact's, by the delegate."""

from collections.abc import Mapping

from sqlalchemy import select

from workspace.database import db
from workspace.pacts.models import CooperationPact, PactKind
from workspace.people.models import Person
from workspace.reports import operations


def present_reports(people: Mapping[str, Person], year: int) -> None:
    operations.present_year(year, people["jeanne-vasseur"])
    asked = select(CooperationPact).where(CooperationPact.kind == PactKind.COOPERATION)
    pact = db.session.scalars(asked.options(*CooperationPact.needed_for_rights())).first()
    if pact is not None:
        operations.present_pact(pact, people["delegate"])
