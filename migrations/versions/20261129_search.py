"""The index of what may be found; the worker fills it the night after, or as soon as it starts."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_search"
down_revision = "20261129_indexes_of_counts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "findable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findable")),
        sa.UniqueConstraint("kind", "thing_id", name=op.f("uq_findable_kind_thing_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "findable_word",
        sa.Column("findable_id", sa.Integer(), nullable=False),
        sa.Column("stem", sa.String(length=30), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["findable_id"],
            ["findable.id"],
            name=op.f("fk_findable_word_findable_id_findable"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("findable_id", "stem", name=op.f("pk_findable_word")),
    )
    op.create_index("ix_findable_word_stem_at_findable_id", "findable_word", ["stem", "at", "findable_id"])


def downgrade() -> None:
    op.drop_table("findable_word")
    op.drop_table("findable")
