"""`flask free-account`."""

import click
from flask import Flask

from workspace.accounts import queries, second_factor
from workspace.database import db
from workspace.people.queries import by_email


def init_app(app: Flask) -> None:
    app.cli.add_command(free_account)


@click.command("free-account")
@click.argument("address")
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
def free_account(address: str, yes: bool) -> None:
    """Lève la double vérification de qui a perdu téléphone et codes de secours (ADDRESS : son adresse e-mail)."""
    person = by_email(address.strip().lower())
    if person is None:
        raise click.ClickException("Personne n’a cette adresse.")
    if queries.second_factor(person) is None:
        raise click.ClickException(f"Aucun téléphone n’est relié au compte de {person.name}.")
    if not yes:
        click.confirm(f"Lever la double vérification de {person.name}\u202f?", abort=True)
    second_factor.free(person)
    db.session.commit()
    click.echo("C’est fait : la personne l’apprend par courrier, et se connecte sans code.")
