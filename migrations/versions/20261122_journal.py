"""The journal, and people who erased their data."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_journal"
down_revision = "20261122_settings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("thing", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_journal_entry_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("journal_entry") as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_entry_at"), ["at"], unique=False)
        batch_op.create_index("ix_journal_entry_group_id_at", ["group_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_entry_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_journal_entry_thing_thing_id", ["thing", "thing_id"], unique=False)

    with op.batch_alter_table("person", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person", recreate="never") as batch_op:
        batch_op.drop_column("erased_at")

    with op.batch_alter_table("journal_entry") as batch_op:
        batch_op.drop_index("ix_journal_entry_thing_thing_id")
        batch_op.drop_index(batch_op.f("ix_journal_entry_person_id"))
        batch_op.drop_index("ix_journal_entry_group_id_at")
        batch_op.drop_index(batch_op.f("ix_journal_entry_at"))

    op.drop_table("journal_entry")
