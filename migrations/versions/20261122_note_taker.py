"""Who takes the notes of a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_note_taker"
down_revision = "20261122_indexes_of_lists"
branch_labels = None
depends_on = None

BATCH = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    with op.batch_alter_table("meeting", **BATCH) as table:
        table.add_column(sa.Column("note_taker_id", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_meeting_note_taker_id"), ["note_taker_id"])
        table.create_foreign_key(op.f("fk_meeting_note_taker_id_person"), "person", ["note_taker_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("meeting", **BATCH) as table:
        table.drop_constraint(op.f("fk_meeting_note_taker_id_person"), type_="foreignkey")
        table.drop_index(op.f("ix_meeting_note_taker_id"))
        table.drop_column("note_taker_id")
