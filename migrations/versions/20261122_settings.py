"""The settings that the staff team edits, and the federation's logo."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_settings"
down_revision = "20261122_tries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "logo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_logo_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logo")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("federation", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("hue", sa.String(length=20), nullable=False, server_default="ink"))
        table.add_column(sa.Column("logo_digest", sa.String(length=64), nullable=False, server_default=""))
        table.add_column(
            sa.Column("minutes_open_to_network", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("federation", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("minutes_open_to_network")
        table.drop_column("logo_digest")
        table.drop_column("hue")
    op.drop_table("logo")
