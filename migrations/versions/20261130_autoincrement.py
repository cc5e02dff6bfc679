"""On SQLite, the number of a pact, a signatory or a commitment that is removed is never given again: the tables that were
made anew when pacts became of several kinds had lost it. PostgreSQL's sequences never went back.
"""

from alembic import op

revision = "20261130_autoincrement"
down_revision = "20261130_report_versions"
branch_labels = None
depends_on = None

TABLES = ("cooperation_pact", "signatory", "commitment")


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for name in TABLES:
        with op.batch_alter_table(name, recreate="always", table_kwargs={"sqlite_autoincrement": True}):
            pass


def downgrade() -> None:
    """Nothing: the former code reads these tables as they are."""
