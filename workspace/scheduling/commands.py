"""`flask school-calendar`."""

from datetime import date, timedelta
from typing import Any

import click
from flask import Flask
from vacances_scolaires_france import SchoolHolidayDates

from workspace.database import db
from workspace.french import count
from workspace.scheduling import operations
from workspace.scheduling.models import ZONES


def init_app(app: Flask) -> None:
    app.cli.add_command(school_calendar)


@click.command("school-calendar")
def school_calendar() -> None:
    """Recharge les vacances scolaires ; ce qui a été écrit ou corrigé à la main reste."""
    changed = operations.load_school_calendar(row for zone in ZONES for row in holidays_of(zone))
    db.session.commit()
    periods = count(changed, "période nouvelle ou changée", "périodes nouvelles ou changées")
    click.echo(f"Calendrier scolaire à jour : {periods}.")


def holidays_of(zone: str) -> list[dict[str, Any]]:
    """The holidays of a zone that the package knows, as rows for `load_school_calendar`: it lists them day by day."""
    known = SchoolHolidayDates()
    years = range(known.min_year, known.max_year + 1)
    days: dict[date, str] = {}
    for year in years:
        days |= {day: said["nom_vacances"] for day, said in known.holidays_for_year_and_zone(year, zone).items()}
    rows: list[dict[str, Any]] = []
    for day, name in sorted(days.items()):
        name = name.replace("'", "’")
        if rows and rows[-1]["name"] == name and rows[-1]["ends_on"] == day - timedelta(days=1):
            rows[-1]["ends_on"] = day
        else:
            rows.append({"zone": zone, "name": name, "starts_on": day, "ends_on": day})
    return rows
