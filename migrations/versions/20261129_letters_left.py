"""A letter says whose it is when its address does not: one that they asked for, or that they left."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_letters_left"
down_revision = "20261129_project_of_a_report"
branch_labels = None
depends_on = None

BATCH = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    with op.batch_alter_table("letter", **BATCH) as table:
        table.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_letter_person_id_person"), "person", ["person_id"], ["id"])
        table.create_index(op.f("ix_letter_person_id"), ["person_id"])


def downgrade() -> None:
    with op.batch_alter_table("letter", **BATCH) as table:
        table.drop_index(op.f("ix_letter_person_id"))
        table.drop_constraint(op.f("fk_letter_person_id_person"), type_="foreignkey")
        table.drop_column("person_id")
