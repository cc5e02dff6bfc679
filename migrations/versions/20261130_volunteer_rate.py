"""What an hour given is worth, and the decision that says so."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_volunteer_rate"
down_revision = "20261130_autoincrement"
branch_labels = None
depends_on = None

COLUMNS = {"volunteer_rate": 20, "volunteer_rate_vote": 200}


def upgrade() -> None:
    with op.batch_alter_table("federation") as table:
        for name, length in COLUMNS.items():
            table.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("federation") as table:
        for name in COLUMNS:
            table.drop_column(name)
