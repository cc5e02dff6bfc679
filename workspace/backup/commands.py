"""`flask backup FILE` and `flask restore FILE`."""

from pathlib import Path

import click
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from workspace.backup import archive, operations
from workspace.backup.archive import Manifest
from workspace.database import db, only_reading
from workspace.french import count
from workspace.refusals import Refused

WORD = "remplacer"
FILE = click.Path(dir_okay=False, path_type=Path)
NO_KEY = "La clé SECRET_KEY n’est pas dans ce fichier : gardez-la à part, et ce fichier en lieu sûr."


def init_app(app: Flask) -> None:
    app.cli.add_command(backup)
    app.cli.add_command(restore)


@click.command()
@click.argument("file", type=FILE)
@click.option("--detail", is_flag=True, help="Dit le nombre de lignes et la somme de contrôle de chaque table.")
def backup(file: Path, detail: bool) -> None:
    """Écrit toute l’installation, fichiers compris, dans FILE, pendant que l’on travaille."""
    try:
        with only_reading(), db.engine.connect().execution_options(**_one_moment()) as connection:
            manifest = operations.back_up(connection, file)
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None
    except SQLAlchemyError as failure:
        raise click.ClickException(f"La base de données n’a pas pu être lue : {_first_line(failure)}") from None
    megabytes = f"{file.stat().st_size / 1e6:.1f}".replace(".", ",")
    _say(f"Sauvegarde écrite et relue : {file} ({megabytes} Mo)", manifest, detail)
    click.echo(NO_KEY)


@click.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Remplace ce que la base contient déjà.")
@click.option("--yes", is_flag=True, help="Ne demande pas de confirmation (pour un programme).")
@click.option("--check", is_flag=True, help="Vérifie seulement le fichier, sans toucher à la base.")
@click.option("--detail", is_flag=True, help="Dit le nombre de lignes et la somme de contrôle de chaque table.")
def restore(file: Path, replace: bool, yes: bool, check: bool, detail: bool) -> None:
    """Remet dans la base ce que FILE contient. Arrêtez d’abord le service web et celui des courriers."""
    try:
        manifest = archive.checked(file)
        if check:
            _say(f"Fichier entier, écrit le {manifest.written_at}", manifest, detail)
            return
        _ask(replace, yes)
        with db.engine.begin() as connection:
            operations.restore(connection, file, manifest)
            waiting = connection.scalar(text("SELECT count(*) FROM letter WHERE state = 'ready'"))
    except Refused as refusal:
        raise click.ClickException(f"Rien n’a été changé. {refusal.message}") from None
    except SQLAlchemyError as failure:
        raise click.ClickException(f"Rien n’a été changé. La base de données refuse : {_first_line(failure)}") from None
    _say("Restauration faite, base relue, lignes et sommes égales à celles du fichier", manifest, detail)
    if waiting:
        letters = count(waiting, "courrier attend", "courriers attendent")
        click.echo(f"{letters} de partir : le service des courriers s’en chargera.")


def _ask(replace: bool, yes: bool) -> None:
    """Nothing is replaced by mistake."""
    with db.engine.connect() as connection:
        if operations.is_empty(connection):
            return
    if not replace:
        raise Refused("Cette base contient déjà des données. Pour les remplacer : --replace.")
    if not yes:
        click.echo("Tout ce que contient cette base va être remplacé. En cas de doute, faites d’abord une sauvegarde.")
        if click.prompt(f"Écrivez « {WORD} » pour continuer", default="", show_default=False).strip() != WORD:
            raise Refused("Vous n’avez pas confirmé.")


def _one_moment() -> dict[str, object]:
    """What keeps a transaction seeing the database as it was when it began, while others write."""
    if db.engine.dialect.name == "sqlite":
        return {}  # any reading transaction does
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _say(sentence: str, manifest: Manifest, detail: bool) -> None:
    click.echo(f"{sentence} : {count(len(manifest.tables), 'table')}, {count(manifest.rows, 'ligne')}.")
    for table in manifest.tables if detail else ():
        click.echo(f"  {table.name:<28} {table.rows:>8}  {table.sha256[:16]}")


def _first_line(failure: SQLAlchemyError) -> str:
    return str(failure).partition("\n")[0]
