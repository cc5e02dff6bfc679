"""security letters"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_letter_secret"
down_revision = "20261122_journal"
branch_labels = None
depends_on = None

KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    with op.batch_alter_table("letter", table_kwargs=KEPT) as batch_op:
        batch_op.add_column(sa.Column("is_secret", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("letter", table_kwargs=KEPT) as batch_op:
        batch_op.drop_column("is_secret")
