"""The demonstration for a browser; `python -m tests.journeys.demonstration FOLDER` keeps the one of today in a file.

The variable DEMONSTRATION names that folder: whatever needs it in a database of SQLite then begins with a copy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sqlalchemy import make_url

from tests.conftest import KEY
from workspace import clock

ROOT = Path(__file__).parents[2]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


def environment(database, **others):
    """The product's settings, for journeys."""
    return os.environ | {"SECRET_KEY": KEY, "DEMO": "1", "DATABASE_URL": database} | others


def fill(database):
    """Copy what was kept today, or load it."""
    if not (database.startswith("sqlite") and copied_to(make_url(database).database)):
        load(database)


def copied_to(file):
    """Whether what was kept today is now in this file."""
    kept = os.environ.get("DEMONSTRATION")
    is_kept = kept and file_of_today(kept).exists()
    if is_kept:
        shutil.copyfile(file_of_today(kept), file)
    return is_kept


def file_of_today(folder):
    """Its dates are those of a day: tomorrow another is loaded."""
    return Path(folder) / f"{clock.today()}.sqlite"


def load(database):
    for command in (["db", "upgrade"], ["demo"]):
        subprocess.run([*FLASK, *command], env=environment(database), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    load(f"sqlite:///{file_of_today(sys.argv[1])}")
