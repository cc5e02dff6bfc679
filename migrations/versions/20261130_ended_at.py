"""When a sitting really ended, which its formal record says."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_ended_at"
down_revision = "20261130_volunteer_rate"
branch_labels = None
depends_on = None

OPTIONS = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    with op.batch_alter_table("minutes", **OPTIONS) as table:
        table.add_column(sa.Column("ended_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("minutes", **OPTIONS) as table:
        table.drop_column("ended_at")
