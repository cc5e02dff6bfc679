"""The last day that somebody used their account: sessions that ended are not kept."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_last_seen"
down_revision = "20261129_statutes"
branch_labels = None
depends_on = None

BATCH = {"table_kwargs": {"sqlite_autoincrement": True}}
TRACES = (
    "SELECT MAX(last_seen_on) FROM sign_in WHERE sign_in.person_id = person.id",
    "SELECT MAX(DATE(at)) FROM journal_entry WHERE journal_entry.person_id = person.id",
    "SELECT DATE(news_read_at)",
)


def upgrade() -> None:
    with op.batch_alter_table("person", **BATCH) as table:
        table.add_column(sa.Column("last_seen_on", sa.Date(), nullable=True))
    op.execute("UPDATE person SET last_seen_on = DATE(created_at) WHERE erased_at IS NULL")
    for trace in TRACES:
        op.execute(f"UPDATE person SET last_seen_on = ({trace}) WHERE last_seen_on < ({trace})")


def downgrade() -> None:
    with op.batch_alter_table("person", **BATCH) as table:
        table.drop_column("last_seen_on")
