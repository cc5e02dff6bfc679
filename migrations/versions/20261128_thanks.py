"""Whoever leads a group no more is thanked, once."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_thanks"
down_revision = "20261128_moved_at"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mandate_id"],
            ["co_facilitation.id"],
            name=op.f("fk_thanks_mandate_id_co_facilitation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
        sa.UniqueConstraint("mandate_id", "last_day", name=op.f("uq_thanks_mandate_id_last_day")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("thanks")
