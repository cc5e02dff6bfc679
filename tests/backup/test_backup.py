"""The whole installation goes into one file and comes back, on either database, or nothing is changed."""

import json
import os
import resource
import shutil
import stat
import threading
import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.types import Boolean, Date, DateTime, Integer, LargeBinary, String, Time

from tests.backup.conftest import file_of, in_file
from tests.cast import make_cast, make_meeting
from workspace.backup import archive, tables
from workspace.database import Base, db, next_number
from workspace.files import operations as files
from workspace.files.models import File
from workspace.groups.models import Group, Membership
from workspace.meetings.models import Meeting
from workspace.people.models import Person
from workspace.post import Letter
from workspace.settings.models import Federation

HARD_TEXT = "Été 🎪 « à l’heure » \u202b\u05d0\u202c\u2028\n\t\"'\\ " + "é" * 10_000


@pytest.fixture(scope="session")
def furnished(empty_tables, tmp_path_factory):
    """A file of SQLite to copy: the cast, a meeting, a file of every byte, a text that is hard to write."""
    file = file_of("full", tmp_path_factory.mktemp("backup"))
    shutil.copyfile(empty_tables, file)
    with in_file(file).app_context():
        cast = make_cast()
        make_meeting(cast.jeunesse)
        files.add_file(cast.jeunesse, None, cast.alice, "Tout.bin", "text/plain", bytes(range(256)) * 40)
        db.session.get(Federation, 1).footnote = HARD_TEXT
        next_number("decision 2026")
        gone = Person(first_name="Plus", last_name="Là")
        db.session.add(gone)
        db.session.flush()
        db.session.delete(gone)  # its number must not come back
        db.session.commit()
    return file


@pytest.fixture
def full(house, furnished):
    return house("here", begins_as=furnished)


@pytest.fixture(scope="session")
def saved_once(furnished, tmp_path_factory):
    file = tmp_path_factory.mktemp("backup") / "sauvegarde.zip"
    assert run(in_file(furnished), "backup", file).exit_code == 0
    return file


@pytest.fixture
def saved(saved_once, tmp_path):
    """A backup of `full`, to read or to damage."""
    return Path(shutil.copy(saved_once, tmp_path))


def run(app, *arguments, given=None):
    with app.app_context():
        return app.test_cli_runner().invoke(args=[str(one) for one in arguments], input=given)


def manifest_of(file):
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read("manifeste.json"))


def contents_of(file):
    """Of each table: its columns, rows and checksum."""
    return {one["name"]: (one["columns"], one["rows"], one["sha256"]) for one in manifest_of(file)["tables"]}


def people_of(app):
    with app.app_context():
        return db.session.scalar(select(func.count(Person.id)))


def test_a_full_installation_goes_to_the_other_database_and_back(full, saved, house, tmp_path):
    there = house("there")
    restored = run(there, "restore", saved, "--detail")
    assert restored.exit_code == 0, restored.output
    assert "égales à celles du fichier" in restored.output
    again = tmp_path / "retour.zip"
    assert run(there, "backup", again).exit_code == 0
    assert contents_of(again) == contents_of(saved)
    with there.app_context():
        kept = db.session.execute(select(File.name, File.content)).one()
        assert kept == ("Tout.bin", bytes(range(256)) * 40)
        assert db.session.scalar(text("SELECT footnote FROM federation")) == HARD_TEXT
        assert next_number("decision 2026") == 2
    back = run(full, "restore", again, "--replace", "--yes")
    assert back.exit_code == 0, back.output
    once_more = tmp_path / "encore.zip"
    run(full, "backup", once_more)
    assert contents_of(once_more) == contents_of(saved)


def test_the_manifest_tells_what_each_table_holds(full, saved):
    with full.app_context():
        expected = {
            table.name: (db.session.scalar(select(func.count()).select_from(table)), sorted(table.columns.keys()))
            for table in Base.metadata.sorted_tables
        }
    told = {table["name"]: (table["rows"], table["columns"]) for table in manifest_of(saved)["tables"]}
    assert told == expected
    assert told["person"][0] == 9


def test_a_number_that_was_given_is_not_given_again(full, saved, house):
    there = house("there")
    run(there, "restore", saved)
    with full.app_context(), there.app_context():
        highest = db.session.scalar(select(func.max(Person.id)))
        newcomer = Person(first_name="Nouvelle", last_name="Personne")
        db.session.add(newcomer)
        db.session.flush()
        assert newcomer.id == highest + 2


def test_only_its_owner_reads_the_file_and_nothing_is_left_beside(full, tmp_path):
    saved = tmp_path / "sauvegarde.zip"
    assert run(full, "backup", saved).exit_code == 0
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert list(tmp_path.glob(".*.part")) == []


def test_the_key_is_not_in_the_file_and_the_command_says_so(full, tmp_path):
    full.config["SECRET_KEY"] = "une-clé-que-l-on-reconnaît"
    file = tmp_path / "clé.zip"
    said = run(full, "backup", file).output
    assert "SECRET_KEY n’est pas dans ce fichier" in said
    with zipfile.ZipFile(file) as zipped:
        assert not [name for name in zipped.namelist() if "une-clé-que" in zipped.read(name).decode()]


def test_an_existing_file_is_not_overwritten(full, saved):
    before = saved.read_bytes()
    refused = run(full, "backup", saved)
    assert (refused.exit_code, saved.read_bytes() == before) == (1, True)
    assert "existe déjà" in refused.output


def test_a_folder_that_does_not_exist_is_said(full, tmp_path):
    refused = run(full, "backup", tmp_path / "nulle-part" / "a.zip")
    assert refused.exit_code == 1
    assert "n’a pas pu être écrit" in refused.output


def test_a_full_disk_leaves_no_file(full, tmp_path):
    with full.app_context():
        cast_group, somebody = db.session.get(Group, 1), db.session.get(Person, 1)
        files.add_file(cast_group, None, somebody, "Photo.jpg", "image/jpeg", os.urandom(400_000))
        db.session.commit()
    file = tmp_path / "plein.zip"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))  # no file may grow beyond
    try:
        refused = run(full, "backup", file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert refused.exit_code == 1
    assert "n’a pas pu être écrit" in refused.output
    assert not list(tmp_path.glob("*plein*"))


def test_people_write_meanwhile_and_the_file_tells_one_moment(full, tmp_path, monkeypatch):
    """While the file is being written, somebody adds a letter and a person: neither is in it, nobody waited."""
    file, add_table, written = tmp_path / "vivante.zip", archive.add_table, []

    def somebody_writes():
        with full.app_context():
            db.session.add(Person(first_name="Entre", last_name="Temps"))
            db.session.add(Letter(kind="a/b", address="a@example.org", subject="", text="", html="", message_id=""))
            db.session.commit()
            written.append(True)

    def slow(zipped, content, lines):
        if content.name == "letter":
            other = threading.Thread(target=somebody_writes)
            other.start()
            other.join(5)
        add_table(zipped, content, lines)

    monkeypatch.setattr(archive, "add_table", slow)
    assert run(full, "backup", file).exit_code == 0
    rows = {table["name"]: table["rows"] for table in manifest_of(file)["tables"]}
    assert (written, rows["person"], rows["letter"], people_of(full)) == ([True], 9, 0, 10)


def test_a_file_cut_in_the_middle_changes_nothing(full, saved):
    whole = saved.read_bytes()
    for part in (0.0, 0.3, 0.5, 0.9, 0.999):
        saved.write_bytes(whole[: int(len(whole) * part)])
        refused = run(full, "restore", saved, "--replace", "--yes")
        assert refused.exit_code == 1
        assert "Rien n’a été changé." in refused.output
        assert "n’est pas une sauvegarde entière" in refused.output
        assert people_of(full) == 9


def altered(saved, table, change):
    """The same file where the text of one table was changed by hand."""
    other = saved.with_name("altérée.zip")
    with zipfile.ZipFile(saved) as zipped, zipfile.ZipFile(other, "w") as changed:
        for name in zipped.namelist():
            content = zipped.read(name)
            changed.writestr(name, change(content) if name == f"tables/{table}.jsonl" else content)
    return other


def test_a_file_altered_by_hand_changes_nothing(full, saved):
    for change in (
        lambda content: content.replace(b"Alice", b"Alicia"),
        lambda content: b"".join(content.splitlines(keepends=True)[:-1]),
        lambda content: content + content.splitlines(keepends=True)[0],
        lambda content: b"rien de lisible",
        lambda content: b"[1]\n",
    ):
        refused = run(full, "restore", altered(saved, "person", change), "--replace", "--yes")
        assert refused.exit_code == 1
        assert "n’est pas une sauvegarde entière" in refused.output
        assert people_of(full) == 9


def forged(saved, **said):
    """The same file whose manifest says something else."""
    other = saved.with_name("autre.zip")
    with zipfile.ZipFile(saved) as zipped, zipfile.ZipFile(other, "w") as changed:
        for name in zipped.namelist():
            manifest = json.dumps(json.loads(zipped.read("manifeste.json")) | said)
            changed.writestr(name, manifest if name == "manifeste.json" else zipped.read(name))
    return other


def test_another_version_is_refused_with_the_way_to_go(full, saved):
    for said, words in (
        ({"format": "espace-federal 9"}, "que cette version ne lit pas"),
        ({"revision": "20200101_older"}, "flask --app wsgi db upgrade 20200101_older"),
        ({"tables": []}, "ne sont pas celles de la sauvegarde"),
        ({"tables": "?"}, "n’est pas une sauvegarde entière"),
        ({"unknown": 1}, "n’est pas une sauvegarde entière"),
    ):
        refused = run(full, "restore", forged(saved, **said), "--replace", "--yes")
        assert refused.exit_code == 1
        assert words in refused.output
        assert people_of(full) == 9


def test_something_else_than_a_backup_is_refused(full, tmp_path):
    for name, content in {"photo.zip": b"\x89PNG....", "vide.zip": b""}.items():
        (tmp_path / name).write_bytes(content)
        refused = run(full, "restore", tmp_path / name)
        assert (refused.exit_code, "n’est pas une sauvegarde entière" in refused.output) == (1, True)
    missing = run(full, "restore", tmp_path / "absente.zip")
    assert (missing.exit_code, "n’a pas pu être lu" in missing.output) == (1, True)


def test_a_base_that_holds_something_is_not_replaced_by_mistake(full, saved):
    assert "--replace" in run(full, "restore", saved).output
    unsure = run(full, "restore", saved, "--replace", given="oui\n")
    assert (unsure.exit_code, "Vous n’avez pas confirmé" in unsure.output) == (1, True)
    with full.app_context():
        db.session.add(Person(first_name="Depuis", last_name="Lors"))
        db.session.commit()
    sure = run(full, "restore", saved, "--replace", given="remplacer\n")
    assert (sure.exit_code, people_of(full)) == (0, 9)


def test_a_row_that_points_nowhere_undoes_everything(full, saved, house):
    """The database has the last word: here a membership of a person who is not in the file."""
    with zipfile.ZipFile(saved) as zipped:
        lines = zipped.read("tables/person.jsonl").splitlines(keepends=True)[1:]
    manifest = manifest_of(saved)
    content = archive.Content("person", [], 0)
    list(content.counted(lines))
    for table in manifest["tables"]:
        if table["name"] == "person":
            table |= {"rows": content.rows, "sha256": content.sha256}
    other = altered(forged(saved, **manifest), "person", lambda _: b"".join(lines))
    there = house("there")
    with there.app_context():
        db.session.add(Person(first_name="Déjà", last_name="Là"))
        db.session.commit()
    refused = run(there, "restore", other, "--replace", "--yes")
    assert refused.exit_code == 1
    assert "La base de données refuse" in refused.output
    assert people_of(there) == 1


def test_what_the_database_gives_back_is_compared(full, saved, house, monkeypatch):
    typed = tables._typed
    monkeypatch.setattr(
        tables, "_typed", lambda column, value: "X" if column.name == "last_name" else typed(column, value)
    )
    there = house("there")
    refused = run(there, "restore", saved)
    assert (refused.exit_code, "relue n’est pas celle du fichier" in refused.output) == (1, True)
    assert people_of(there) == 0


def test_check_reads_the_file_and_touches_nothing(full, saved):
    with full.app_context():
        db.session.add(Person(first_name="Depuis", last_name="Lors"))
        db.session.commit()
    looked = run(full, "restore", saved, "--check")
    assert (looked.exit_code, people_of(full)) == (0, 10)
    assert "Fichier entier" in looked.output


def test_letters_that_wait_are_announced(full, tmp_path, house):
    with full.app_context():
        db.session.add(Letter(kind="a/b", address="a@example.org", subject="", text="", html="", message_id=""))
        db.session.commit()
    run(full, "backup", tmp_path / "a.zip")
    assert "courrier attend de partir" in run(house("there"), "restore", tmp_path / "a.zip").output


def test_instants_and_days_come_back_as_they_were(full, saved, house):
    there = house("there")
    run(there, "restore", saved)
    asked = select(Meeting.starts_at, Meeting.called_at), select(Membership.joined_on).order_by(Membership.id)
    told = []
    for app in (full, there):
        with app.app_context():
            told.append([db.session.execute(query).all() for query in asked])
    assert told[0] == told[1]
    assert told[0][1][0].joined_on == date(2020, 1, 1)


def test_every_kind_of_column_can_be_written():
    """A column of another kind needs its place in `tables.READERS`."""
    known = (String, Integer, Boolean, DateTime, Date, Time, LargeBinary)
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    assert len(columns) > 100
    assert [str(one) for one in columns if not isinstance(getattr(one.type, "impl", one.type), known)] == []
