"""A poll tells the meeting that it looks for another date for from the one that came of it."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_polls_that_move"
down_revision = "20261129_search"
branch_labels = None
depends_on = None

BATCH = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    with op.batch_alter_table("date_poll", **BATCH) as table:
        table.add_column(sa.Column("moves_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            "fk_date_poll_moves_id_meeting", "meeting", ["moves_id"], ["id"], ondelete="SET NULL"
        )
        table.create_index("ix_date_poll_moves_id", ["moves_id"])


def downgrade() -> None:
    with op.batch_alter_table("date_poll", **BATCH) as table:
        table.drop_index("ix_date_poll_moves_id")
        table.drop_constraint("fk_date_poll_moves_id_meeting", type_="foreignkey")
        table.drop_column("moves_id")
