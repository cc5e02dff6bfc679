"""Runs the migrations on the application's database, through Flask-Migrate's settings."""

from alembic import context
from flask import current_app

from workspace.database import Base

engine = current_app.extensions["migrate"].db.engine
options = current_app.extensions["migrate"].configure_args

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, **options)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
