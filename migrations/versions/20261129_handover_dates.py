"""a handover keeps the end that it gave, and when its successors were to begin"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_handover_dates"
down_revision = "20261129_last_seen"
branch_labels = None
depends_on = None

KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    with op.batch_alter_table("handover", table_kwargs=KEPT) as batch_op:
        batch_op.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
    with op.batch_alter_table("succession", table_kwargs=KEPT) as batch_op:
        batch_op.add_column(sa.Column("starts_before", sa.Date(), nullable=True))
    end = "(SELECT ends_on FROM co_facilitation WHERE co_facilitation.id = handover.mandate_id)"
    op.execute(f"UPDATE handover SET ends_on = {end} WHERE undone_at IS NULL")


def downgrade() -> None:
    with op.batch_alter_table("succession", table_kwargs=KEPT) as batch_op:
        batch_op.drop_column("starts_before")
    with op.batch_alter_table("handover", table_kwargs=KEPT) as batch_op:
        batch_op.drop_column("ends_on")
