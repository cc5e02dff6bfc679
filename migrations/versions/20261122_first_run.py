"""The token that opens an empty installation."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_first_run"
down_revision = "20261122_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setup_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_setup_token_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_token")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("setup_token")
