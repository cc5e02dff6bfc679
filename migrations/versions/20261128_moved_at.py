"""When the people of a meeting were last told of another date or place."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_moved_at"
down_revision = "20261128_approval"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meeting", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("moved_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("meeting", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("moved_at")
