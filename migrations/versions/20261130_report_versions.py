"""What a report outside said while it was kept from the network stays kept from it."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_report_versions"
down_revision = "20261130_volunteering"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kept = sa.Column("open_to_network", sa.Boolean(), nullable=False, server_default=sa.false())
    with op.batch_alter_table("mandate_report_version", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(kept)
    with op.batch_alter_table("mandate_report_version", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("open_to_network", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("mandate_report_version", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("open_to_network")
