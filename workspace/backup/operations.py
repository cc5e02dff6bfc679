"""Writing the file from a database in use, and a database from the file."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Connection, select

from workspace import clock
from workspace.backup import archive, tables
from workspace.backup.archive import Content, Manifest
from workspace.refusals import Refused


def back_up(connection: Connection, file: Path) -> Manifest:
    """Write everything that a transaction sees; the file is read again before it takes its name.

    The transaction must keep seeing the same moment: a deferred one on SQLite, REPEATABLE READ on PostgreSQL.

    Raises:
        Refused: no table yet, or the file cannot be written.
    """
    found = tables.tables(connection)
    if not found:
        raise Refused("Cette base n’a aucune table : il n’y a rien à sauvegarder.")
    names = {table.name: table for table in found}
    name = connection.scalar(select(names["federation"].c.name)) if "federation" in names else None
    manifest = Manifest(tables.revision(connection), name or "", clock.now().isoformat(timespec="seconds"), [])
    with archive.new_file(file) as temporary:
        with ZipFile(temporary, "w", ZIP_DEFLATED) as zipped:
            for table in found:
                content = Content(table.name, table.columns.keys(), tables.last_number(connection, table))
                archive.add_table(zipped, content, tables.lines(connection, table))
                manifest.tables.append(content)
            archive.add_manifest(zipped, manifest)
        if archive.checked(temporary) != manifest:
            raise Refused(f"{file} a été mal écrit : relu, il n’est pas ce qu’il devait être.")
    return manifest


def refuse_another_schema(connection: Connection, manifest: Manifest) -> None:
    """A file goes only into tables that are just like those it came from.

    Raises:
        Refused: it says how to proceed.
    """
    ours, theirs = tables.revision(connection), manifest.revision
    found = {table.name: table.columns.keys() for table in tables.tables(connection)}
    if not found:
        raise Refused("Cette base n’a aucune table. Lancez d’abord : flask --app wsgi db upgrade")
    if ours != theirs:
        raise Refused(
            f"Cette sauvegarde est au schéma « {theirs} », cette base au schéma « {ours} ». Prenez une base neuve, "
            f"puis : flask --app wsgi db upgrade {theirs}, la restauration, et flask --app wsgi db upgrade."
        )
    if found != {table.name: table.columns for table in manifest.tables}:
        raise Refused("Les tables de cette base ne sont pas celles de la sauvegarde, malgré le même schéma.")


def is_empty(connection: Connection) -> bool:
    return not any(tables.holds_something(connection, table) for table in tables.tables(connection))


def restore(connection: Connection, file: Path, manifest: Manifest) -> None:
    """Replace everything by what a checked file holds, then read the rows again and compare.

    Raises:
        Refused: what the database gives back is not what the file holds. Undo the transaction.
        sqlalchemy.exc.SQLAlchemyError: the database refuses a row. Undo it too.
    """
    refuse_another_schema(connection, manifest)
    found = {table.name: table for table in tables.tables(connection)}
    with tables.links_checked_at_the_end(connection, list(found.values())), ZipFile(file) as zipped:
        tables.empty(connection, list(found.values()))
        for content in manifest.tables:
            with zipped.open(archive.address(content.name)) as lines:
                tables.write(connection, found[content.name], lines)
    for content in manifest.tables:
        tables.go_on_from(connection, found[content.name], content.last_number)
        read_again = Content(content.name, content.columns, content.last_number)
        for _ in read_again.counted(tables.lines(connection, found[content.name])):
            pass
        if read_again != content:
            raise Refused(f"La table « {content.name} » relue n’est pas celle du fichier.")
