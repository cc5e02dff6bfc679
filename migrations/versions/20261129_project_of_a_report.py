"""A report on progress keeps the project that it is on."""

import json

import sqlalchemy as sa
from alembic import op

revision = "20261129_project_of_a_report"
down_revision = "20261129_last_seen"
branch_labels = None
depends_on = None

BATCH = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    with op.batch_alter_table("report", **BATCH) as table:
        table.add_column(sa.Column("project_id", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_report_project_id"), ["project_id"])
        table.create_foreign_key(
            op.f("fk_report_project_id_federal_project"), "federal_project", ["project_id"], ["id"]
        )
    name_projects()


def name_projects() -> None:
    """Each says in its subtitle the title of its project, then its dates."""
    bind = op.get_bind()
    latest_first = sa.text("SELECT id, title FROM federal_project ORDER BY starts_on DESC, id DESC")
    projects = list(bind.execute(latest_first))
    for report_id, content in list(bind.execute(sa.text("SELECT id, content FROM report WHERE kind = 'progress'"))):
        subtitle = json.loads(content)["subtitle"]
        named = [project_id for project_id, title in projects if subtitle.startswith(f"{title}, ")]
        known = {"report": report_id, "project": (named or [projects[0][0]])[0]}
        bind.execute(sa.text("UPDATE report SET project_id = :project WHERE id = :report"), known)


def downgrade() -> None:
    with op.batch_alter_table("report", **BATCH) as table:
        table.drop_constraint(op.f("fk_report_project_id_federal_project"), type_="foreignkey")
        table.drop_index(op.f("ix_report_project_id"))
        table.drop_column("project_id")
