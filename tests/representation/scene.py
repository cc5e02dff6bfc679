"""A seat of the federation at the Caf, whoever holds it, what they told."""

from datetime import timedelta

from sqlalchemy import select

from tests.cast import LONG_AGO
from workspace import clock
from workspace.database import db
from workspace.people.models import Institution
from workspace.representation.models import ExternalMandate, MandateReport, Representative, Seat

BODY = "Commission d’action sociale"


def day(days):
    return clock.today() + timedelta(days=days)


def caf():
    return db.session.scalars(select(Institution).where(Institution.acronym == "Caf")).one()


def make_mandate(cast, holder=None, substitute=None, **others):
    """It began long ago and has no end; « holder » has held it since."""
    mandate = ExternalMandate(**{"institution": caf(), "body": BODY, "starts_on": LONG_AGO} | others)
    db.session.add(mandate)
    db.session.flush()
    for person, seat in ((holder, Seat.HOLDER), (substitute, Seat.SUBSTITUTE)):
        if person is not None:
            sit(mandate, person, seat)
    db.session.commit()
    return mandate


def sit(mandate, person, seat=Seat.HOLDER, since=LONG_AGO, until=None):
    given = {"mandate_id": mandate.id, "person_id": person.id, "starts_on": since, "ends_on": until}
    db.session.add(Representative(seat=seat, **given))
    db.session.commit()


def make_report(mandate, author, met_on=None, **others):
    told = {"said": "La Caf a parlé des **seniors**.", "met_on": met_on or day(-7), "person_id": author.id} | others
    report = MandateReport(mandate_id=mandate.id, **told)
    db.session.add(report)
    db.session.commit()
    return report
