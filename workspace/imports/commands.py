"""`flask import-project FILE`."""

from pathlib import Path

import click
from flask import Flask

from workspace.database import db
from workspace.french import count
from workspace.imports.operations import Report, import_file
from workspace.project.models import ItemKind
from workspace.refusals import Refused
from workspace.scheduling.operations import load_first_calendar


def init_app(app: Flask) -> None:
    app.cli.add_command(import_project)


@click.command("import-project")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--shift-years", type=click.IntRange(-100, 100), default=0, help="Décale les dates d’autant d’années.")
def import_project(file: Path, shift_years: int) -> None:
    """Charge un projet fédéral, ses groupes, ses instances et son pacte."""
    try:
        report = import_file(file, shift_years)
        load_first_calendar()
    except Refused as refusal:
        raise click.ClickException(f"{file.name} n’est pas importé, rien n’a été écrit.\n{refusal.message}") from None
    db.session.commit()
    click.echo(said(report))


def said(report: Report) -> str:
    if not report.is_new:
        return f"« {report.title} » : rien de nouveau, tout est déjà là."
    standing = (
        count(report.items[ItemKind.ORIENTATION], "orientation"),
        count(report.items[ItemKind.OBJECTIVE], "objectif"),
        count(report.items[ItemKind.ACTION], "action du projet", "actions du projet"),
        count(report.groups, "groupe de travail", "groupes de travail"),
        count(report.bodies, "instance"),
        count(report.signatories, "signataire"),
    )
    return f"« {report.title} » est importé : {', '.join(standing)}."
