"""An indicator and what a source says of it."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workspace.database import db
from workspace.observatory.models import Indicator, Measure


def make_measure(indicator=None, items=(), **said):
    """Of an indicator given, or of a new one of which `indicator` says something."""
    if not isinstance(indicator, Indicator):
        told = {"code": "heures", "label": "Heures de bénévolat", "theme": "Gouvernance", "unit": "heures"}
        indicator = Indicator(**told | (indicator or {}), items=list(items))
    year = said.get("year", 2010)
    told = {"value": Decimal(13000), "base_n": 15, "base_total": 28, "base_unit": "centres", "source": "Plaquette 2012"}
    measure = Measure(indicator=indicator, **{"year": year, "first_year": year} | told | said)
    db.session.add(measure)
    db.session.commit()
    known = select(Measure).where(Measure.id == measure.id).options(joinedload(Measure.indicator))
    return db.session.scalars(known.execution_options(populate_existing=True)).one()
