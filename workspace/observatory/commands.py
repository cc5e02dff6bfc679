"""`flask import-indicators FILE`."""

from pathlib import Path

import click
from flask import Flask

from workspace.database import db
from workspace.french import count
from workspace.observatory.importing import Fate, Plan
from workspace.observatory.operations import import_lines
from workspace.observatory.reading import MOST_BYTES, read
from workspace.refusals import Refused


def init_app(app: Flask) -> None:
    app.cli.add_command(import_indicators)


@click.command("import-indicators")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
def import_indicators(file: Path) -> None:
    """Charge des indicateurs de l’observatoire, avec leurs mesures, depuis un fichier CSV."""
    try:
        with file.open("rb") as source:
            done = import_lines(read(source.read(MOST_BYTES + 1)))
    except Refused as refusal:
        raise click.ClickException(f"{file.name} n’est pas importé, rien n’a été écrit.\n{refusal.message}") from None
    db.session.commit()
    click.echo(said(done))


def said(done: Plan) -> str:
    if not done.to_do:
        return "Rien de nouveau : tout est déjà là."
    told = (
        count(done.new_indicators, "nouvel indicateur", "nouveaux indicateurs"),
        count(done.number(Fate.NEW), "ligne nouvelle", "lignes nouvelles"),
        count(done.number(Fate.CHANGED), "ligne changée", "lignes changées"),
        count(done.number(Fate.SAME), "déjà là", "déjà là"),
    )
    return f"C’est importé : {', '.join(told)}."
