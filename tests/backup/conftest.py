"""Two installations that really commit. With PostgreSQL one of them stands there, the other in a file of SQLite."""

import os

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
    file = f"sqlite:///{tmp_path / name}.sqlite"
    return create_app(settings(SQLALCHEMY_DATABASE_URI=file, SQLALCHEMY_ENGINE_OPTIONS={"poolclass": NullPool})), None


@pytest.fixture
def house(tmp_path):
    """`house("here")`, `house("there")`: an installation with empty tables."""
    opened = []

    def build(name):
        app, schema = open_house(name, tmp_path)
        opened.append((app, schema))
        with app.app_context():
            Base.metadata.create_all(db.engine)
        return app

    yield build
    for app, schema in opened:
        with app.app_context():
            if schema:
                with db.engine.begin() as connection:
                    connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
            db.engine.dispose()
