"""`flask demo`."""

import click
from flask import Flask, current_app

from workspace.database import db, keep_statistics
from workspace.demo import growth, operations


def init_app(app: Flask) -> None:
    app.cli.add_command(demo)


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing when something is already there.")
@click.option("--scale", type=click.IntRange(1, 100), default=1, help="So many times the history, for measuring.")
def demo(if_empty: bool, scale: int) -> None:
    """Load the demonstration into an empty database."""
    if not operations.is_empty():
        if not if_empty:
            raise click.ClickException(
                "La base contient déjà une fédération : la démonstration n’écrit que dans une base vide."
            )
        return
    operations.load_demonstration(current_app.config["DEMO_PASSWORD"], say)
    growth.grow(scale, say)
    keep_statistics()
    db.session.commit()
    click.echo("Démonstration chargée.")


def say(step: str) -> None:
    click.echo(f"  {step}")
