"""The demonstration's indicators: invented numbers of the last three years, beside items of the project."""

from collections.abc import Mapping
from decimal import Decimal

from workspace.database import db
from workspace.demo import content
from workspace.observatory.models import HERE, Indicator, Measure
from workspace.project.models import ProjectItem


def measure_everything(items: Mapping[str, ProjectItem], this_year: int) -> None:
    told = content.read("observatory")
    for given in told["indicators"]:
        said = {name: given[name] for name in ("code", "label", "theme", "subtheme", "unit")}
        indicator = Indicator(
            **said, description=given.get("description", ""), items=[items[key] for key in given["items"]]
        )
        for one in given["measures"]:
            year, has_base = this_year - one["ago"], "n" in one
            measure = Measure(
                indicator=indicator,
                first_year=year,
                year=year,
                territory=one.get("territory", HERE),
                value=Decimal(one["value"]) if "value" in one else None,
                base_n=one.get("n"),
                base_total=one.get("of"),
                base_unit="centres" if has_base else "",
                source=told["source"],
                **{name: one.get(name, "") for name in ("wording", "qualifier", "page", "note")},
            )
            db.session.add(measure)
    db.session.flush()
