"""The federation says from when on a date is worth a warning."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_thresholds"
down_revision = '20261128_reports'
branch_labels = None
depends_on = None

DEFAULTS = {
    "busy_week": "3",
    "people_shared": "2",
    "too_soon_percent": "50",
    "too_late_percent": "150",
    "before_gathering_weeks": "8",
}


def upgrade() -> None:
    with op.batch_alter_table("federation", table_kwargs={"sqlite_autoincrement": True}) as table:
        for name, default in DEFAULTS.items():
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=default))


def downgrade() -> None:
    with op.batch_alter_table("federation", table_kwargs={"sqlite_autoincrement": True}) as table:
        for name in DEFAULTS:
            table.drop_column(name)
