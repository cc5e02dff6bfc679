"""Runs the migrations on the application's database, through Flask-Migrate's settings."""

from alembic import context
from flask import current_app

from workspace.database import Base

engine = current_app.extensions["migrate"].db.engine
options = current_app.extensions["migrate"].configure_args
is_sqlite = engine.dialect.name == "sqlite"

with engine.connect() as connection:
    # SQLite changes a table by making it anew: dropping the old one would empty what refers to it.
    # Said outside any transaction, where alone SQLite hears it.
    if is_sqlite:
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(connection=connection, target_metadata=Base.metadata, **options)
    with context.begin_transaction():
        context.run_migrations()
    if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"rows refer to nothing, nothing is changed: {broken[:10]}")
    connection.commit()
    if is_sqlite:
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")
