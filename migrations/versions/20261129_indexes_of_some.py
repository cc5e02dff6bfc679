"""What few rows fill is indexed for these alone, so that SQLite knows how few they are."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_indexes_of_some"
down_revision = "20261129_handover_dates"
branch_labels = None
depends_on = None

SOME = (("attendance", "substitute_id"), ("decision", "ended_by_id"), ("meeting", "series_id"))


def upgrade() -> None:
    for table, column in SOME:
        filled = sa.text(f"{column} IS NOT NULL")
        op.drop_index(f"ix_{table}_{column}", table)
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=filled, postgresql_where=filled)


def downgrade() -> None:
    for table, column in SOME:
        op.drop_index(f"ix_{table}_{column}", table)
        op.create_index(f"ix_{table}_{column}", table, [column])
