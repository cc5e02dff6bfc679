"""What happened to an old action no longer says who did it."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_nameless_events"
down_revision = "20261129_indexes_of_some"
branch_labels = None
depends_on = None

BATCH = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    with op.batch_alter_table("action_event", **BATCH) as table:
        table.alter_column("person_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM action_event WHERE person_id IS NULL")
    with op.batch_alter_table("action_event", **BATCH) as table:
        table.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
