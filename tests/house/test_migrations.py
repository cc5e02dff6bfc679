"""The schema that migrations build is the schema of the models, up, down and up again, with data."""

import os
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, stamp, upgrade
from sqlalchemy import create_engine, func, inspect, select, table, text, update

from tests.cast import make_cast, make_meeting
from tests.conftest import settings
from tests.minutes.scene import make_held_meeting
from tests.progress.scene import DONE, Scene
from workspace.app import create_app
from workspace.database import Base, db
from workspace.meetings.models import Attendance
from workspace.minutes.models import Minutes
from workspace.progress import operations as progress
from workspace.progress.models import Trace
from workspace.project.models import FederalProject
from workspace.reports import operations as reports
from workspace.reports.models import Report


@pytest.fixture
def empty_database(tmp_path):
    """A database of its own: migrations commit."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server.startswith("postgresql"):
        yield {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'migrated.sqlite'}"}
        return
    schema = f"migrated_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    yield {
        "SQLALCHEMY_DATABASE_URI": server,
        "SQLALCHEMY_ENGINE_OPTIONS": {"connect_args": {"options": f"-csearch_path={schema}"}},
    }
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


def test_up_down_and_up_again_with_data(empty_database):
    app = create_app(settings(**empty_database))
    with app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == [], "models and migrations differ"
        if db.engine.dialect.name == "sqlite":
            assert told_to_sqlite(db.engine) == as_models_tell_it()
        make_meeting(make_cast().jeunesse)
        db.session.close()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        make_meeting(make_cast().jeunesse)
        db.session.close()
        db.engine.dispose()


def told_to_sqlite(engine):
    """What a comparison of columns does not see, and a table made anew loses: its checks, and that it never gives a
    number twice."""
    with engine.connect() as connection:
        never_twice = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")))
        checks = {
            (name, one["name"])
            for name in Base.metadata.tables
            for one in inspect(connection).get_check_constraints(name)
        }
    return never_twice, checks


def as_models_tell_it():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    told = told_to_sqlite(engine)
    engine.dispose()
    return told


def make_tables():
    """As the test above shows that migrations make them, in a tenth of the time."""
    Base.metadata.create_all(db.engine)
    stamp()


def test_changing_the_schema_keeps_every_row(empty_database):
    """SQLite makes a table anew to change it: what refers to it must not go with the old one."""
    app = create_app(settings(**empty_database))
    with app.app_context():
        make_tables()
        make_meeting(make_cast().jeunesse)
        db.session.commit()
        before = rows_of("working_group", "meeting", "agenda_item", "membership", "federation")
        assert before["meeting"] == 1
        downgrade(revision="20261122")
        assert rows_of(*before) == before
        upgrade()
        assert rows_of(*before) == before
        db.engine.dispose()


def rows_of(*tables):
    with db.engine.connect() as connection:
        return {name: connection.scalar(select(func.count()).select_from(table(name))) for name in tables}


def test_what_was_published_before_traces_has_its_traces(empty_database):
    app = create_app(settings(**empty_database))
    with app.app_context():
        make_tables()
        cast = make_cast()
        scene = Scene(cast)
        scene.action("Close", "o2-act1", "o1-act1", state=DONE)
        scene.action("Ouverte", "o2-act1", visible_to_partners=True)
        scene.decision("Décidée", "o2-obj1")
        scene.serve("o2-act1")
        told = len(db.session.scalars(select(Trace)).all())
        db.session.close()
        downgrade(revision="20261122_traces-1")
        upgrade()
        assert progress.differences() == []
        assert len(db.session.scalars(select(Trace)).all()) == told > 10
        db.session.close()
        db.engine.dispose()


def test_a_report_presented_before_it_kept_its_project_finds_it(empty_database):
    app = create_app(settings(**empty_database))
    with app.app_context():
        make_tables()
        cast = make_cast()
        kept = reports.present_project(cast.project, cast.bea)
        later = {"starts_on": date(2040, 1, 1), "ends_on": date(2043, 12, 31)}
        db.session.add(FederalProject(key="suivant", title="Le suivant", **later))
        db.session.commit()
        known = (kept.id, cast.project.id)
        db.session.close()
        downgrade(revision="20261129_last_seen")
        upgrade()
        assert db.session.execute(select(Report.id, Report.project_id)).one() == known
        db.session.close()
        db.engine.dispose()


def test_what_was_published_before_is_counted_as_of_the_day_of_the_upgrade(empty_database):
    app = create_app(settings(**empty_database))
    with app.app_context():
        make_tables()
        cast = make_cast()
        published, waiting = make_held_meeting(cast), make_held_meeting(cast)
        db.session.execute(update(Minutes).where(Minutes.meeting_id == published.id).values(state="published"))
        db.session.commit()
        wanted = [(published.id, cast.alice.status, cast.alice.centre_id), (waiting.id, None, None)]
        of_alice = select(Attendance.meeting_id, Attendance.status, Attendance.centre_id)
        of_alice = of_alice.where(Attendance.person_id == cast.alice.id).order_by(Attendance.meeting_id)
        db.session.close()
        downgrade(revision="20261129_nameless_events")
        upgrade()
        assert db.session.execute(of_alice).all() == wanted
        db.session.close()
        db.engine.dispose()
