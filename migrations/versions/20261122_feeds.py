"""Calendars to subscribe to: a secret address each, and when a meeting last changed."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_feeds"
down_revision = "20261122_profiles"
branch_labels = None
depends_on = None

BATCH = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    op.create_table(
        "feed_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=43), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_feed_key_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_key")),
        sa.UniqueConstraint("key", name=op.f("uq_feed_key_key")),
        sa.UniqueConstraint("person_id", name=op.f("uq_feed_key_person_id")),
        sqlite_autoincrement=True,
    )
    op.add_column("meeting", sa.Column("changed_at", sa.DateTime(), nullable=True))
    op.execute("UPDATE meeting SET changed_at = coalesce(cancelled_at, called_at, created_at)")
    with op.batch_alter_table("meeting", **BATCH) as table:
        table.alter_column("changed_at", existing_type=sa.DateTime(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("meeting", **BATCH) as table:
        table.drop_column("changed_at")
    op.drop_table("feed_key")
