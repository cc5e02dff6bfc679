"""Two installations that really commit. With PostgreSQL one of them stands there, the other in a file of SQLite."""

import os
import shutil

import pytest
from sqlalchemy.pool import NullPool

from tests.conftest import database_url, settings
from workspace.app import create_app
from workspace.database import Base, db

SCHEMAS = ("here", "there")


def open_house(name, tmp_path):
    """An empty installation, and the schema to drop in the end."""
    if database_url().startswith("postgresql") and name == "there":
        schema = f"backup_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        options = {"connect_args": {"options": f"-csearch_path={schema}"}}
        app = create_app(settings(SQLALCHEMY_ENGINE_OPTIONS=options))
        with app.app_context(), db.engine.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        return app, schema
    return in_file(file_of(name, tmp_path)), None


def in_file(file):
    """An installation in a file of SQLite."""
    uri = f"sqlite:///{file}"
    return create_app(settings(SQLALCHEMY_DATABASE_URI=uri, SQLALCHEMY_ENGINE_OPTIONS={"poolclass": NullPool}))


def file_of(name, tmp_path):
    return tmp_path / f"{name}.sqlite"


@pytest.fixture(scope="session")
def empty_tables(tmp_path_factory):
    """A file of SQLite to copy: a hundred tables take a second to make."""
    file = file_of("empty", tmp_path_factory.mktemp("backup"))
    with in_file(file).app_context():
        Base.metadata.create_all(db.engine)
    return file


@pytest.fixture
def house(tmp_path, empty_tables):
    """`house("here")`, `house("there")`: an installation with empty tables, or one in a copy of a file."""
    opened = []

    def build(name, begins_as=empty_tables):
        app, schema = open_house(name, tmp_path)
        opened.append((app, schema))
        if schema:
            with app.app_context():
                Base.metadata.create_all(db.engine)
        else:
            shutil.copyfile(begins_as, file_of(name, tmp_path))
        return app

    yield build
    for app, schema in opened:
        with app.app_context():
            if schema:
                with db.engine.begin() as connection:
                    connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
            db.engine.dispose()
