"""Telling the progress of the project again, after rows were written without the application."""

import click
from flask import Flask

from workspace.database import db
from workspace.progress import operations


def init_app(app: Flask) -> None:
    @app.cli.command("recount-progress")
    def recount_progress() -> None:
        """Refait les comptes du projet et du pacte ; dit ce qui ne tombait pas juste."""
        wrong = len(operations.differences())
        operations.recount()
        db.session.commit()
        click.echo(
            f"Comptes refaits : {wrong} lignes ne tombaient pas juste." if wrong else "Les comptes étaient justes."
        )
