"""Who publishes and who hosts, for the legal notice."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_legal_notice"
down_revision = "20261122_traces"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("federation", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("publication_director", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("host", sa.String(length=400), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("federation", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("host")
        table.drop_column("publication_director")
