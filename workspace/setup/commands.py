"""`flask first-run`."""

import click
from flask import Flask, current_app

from workspace.database import db
from workspace.refusals import Refused
from workspace.setup import operations


def init_app(app: Flask) -> None:
    app.cli.add_command(first_run)


@click.command("first-run")
def first_run() -> None:
    """Écrit le code qui ouvre une installation vide, une seule fois, dans les 24 heures."""
    try:
        token = operations.new_token()
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None
    db.session.commit()
    click.echo(f"Ouvrez {current_app.config['PUBLIC_URL']}/premier-demarrage et collez-y ce code :\n\n  {token}\n")
