"""daily jobs are taken, then ended"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_daily_claims"
down_revision = "20261122_letter_secret"
branch_labels = None
depends_on = None

KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    with op.batch_alter_table("daily_run", table_kwargs=KEPT) as batch_op:
        batch_op.add_column(sa.Column("taken_at", sa.DateTime(), nullable=True))
        batch_op.alter_column("ended_at", existing_type=sa.DateTime(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM daily_run WHERE ended_at IS NULL")
    with op.batch_alter_table("daily_run", table_kwargs=KEPT) as batch_op:
        batch_op.alter_column("ended_at", existing_type=sa.DateTime(), nullable=False)
        batch_op.drop_column("taken_at")
