"""Whoever cannot come says who comes instead."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_substitutes"
down_revision = "20261128_thresholds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attendance", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("substitute_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_attendance_substitute_id_person"), "person", ["substitute_id"], ["id"])
        table.create_index(op.f("ix_attendance_substitute_id"), ["substitute_id"])
        table.create_unique_constraint(op.f("uq_attendance_meeting_id_substitute_id"), ["meeting_id", "substitute_id"])


def downgrade() -> None:
    with op.batch_alter_table("attendance", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint(op.f("uq_attendance_meeting_id_substitute_id"), type_="unique")
        table.drop_index(op.f("ix_attendance_substitute_id"))
        table.drop_constraint(op.f("fk_attendance_substitute_id_person"), type_="foreignkey")
        table.drop_column("substitute_id")
