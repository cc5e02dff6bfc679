"""When a decision came back on its day, and why a point waits; a file may belong to a point of an agenda."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_returned_decisions"
down_revision = "20261128_thanks"
branch_labels = None
depends_on = None

BATCH = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    with op.batch_alter_table("decision", **BATCH) as table:
        table.add_column(sa.Column("returned_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("parked_point", **BATCH) as table:
        table.add_column(sa.Column("why", sa.String(length=200), nullable=False, server_default=""))
    with op.batch_alter_table("parked_point", **BATCH) as table:
        table.alter_column("why", server_default=None)
    with op.batch_alter_table("file", **BATCH) as table:
        table.add_column(sa.Column("point_id", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_file_point_id"), ["point_id"])
        table.create_foreign_key(
            op.f("fk_file_point_id_agenda_item"), "agenda_item", ["point_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("file", **BATCH) as table:
        table.drop_constraint(op.f("fk_file_point_id_agenda_item"), type_="foreignkey")
        table.drop_index(op.f("ix_file_point_id"))
        table.drop_column("point_id")
    with op.batch_alter_table("parked_point", **BATCH) as table:
        table.drop_column("why")
    with op.batch_alter_table("decision", **BATCH) as table:
        table.drop_column("returned_at")
