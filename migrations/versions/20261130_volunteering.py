"""Volunteers correct the time that they gave to a meeting, and declare what no sheet tells."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_volunteering"
down_revision = "20261130_library"
branch_labels = None
depends_on = None

OPTIONS = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    with op.batch_alter_table("attendance", **OPTIONS) as table:
        table.add_column(sa.Column("minutes_given", sa.Integer(), nullable=True))
        table.add_column(sa.Column("minutes_reason", sa.String(300), nullable=False, server_default=""))
    op.create_table(
        "volunteer_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.String(32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0 AND minutes <= 1440", name=op.f("ck_volunteer_time_of_a_day")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_volunteer_time_person_id_person")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_volunteer_time_group_id_working_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_time")),
        sa.UniqueConstraint("form_id", name=op.f("uq_volunteer_time_form_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_volunteer_time_person_id_day", "volunteer_time", ["person_id", "day"])
    for column in ("day", "group_id"):
        op.create_index(op.f(f"ix_volunteer_time_{column}"), "volunteer_time", [column])


def downgrade() -> None:
    op.drop_table("volunteer_time")
    with op.batch_alter_table("attendance", **OPTIONS) as table:
        table.drop_column("minutes_reason")
        table.drop_column("minutes_given")
