"""a handover keeps the end that it gave and when its successors were to begin; it goes with a mandate that never was"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_handover_dates"
down_revision = "20261129_letters_left"
branch_labels = None
depends_on = None

KEPT = {"sqlite_autoincrement": True}
GO_TOGETHER = [
    ("handover", "mandate_id", "co_facilitation"),
    ("succession", "mandate_id", "co_facilitation"),
    ("succession", "handover_id", "handover"),
    ("given_action", "handover_id", "handover"),
    ("given_minutes", "handover_id", "handover"),
]


def upgrade() -> None:
    with op.batch_alter_table("handover", table_kwargs=KEPT) as batch_op:
        batch_op.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
    with op.batch_alter_table("succession", table_kwargs=KEPT) as batch_op:
        batch_op.add_column(sa.Column("starts_before", sa.Date(), nullable=True))
        batch_op.create_index(op.f("ix_succession_mandate_id"), ["mandate_id"])
    end = "(SELECT ends_on FROM co_facilitation WHERE co_facilitation.id = handover.mandate_id)"
    op.execute(f"UPDATE handover SET ends_on = {end} WHERE undone_at IS NULL")
    point("CASCADE")


def downgrade() -> None:
    point(None)
    with op.batch_alter_table("succession", table_kwargs=KEPT) as batch_op:
        batch_op.drop_index(op.f("ix_succession_mandate_id"))
        batch_op.drop_column("starts_before")
    with op.batch_alter_table("handover", table_kwargs=KEPT) as batch_op:
        batch_op.drop_column("ends_on")


def point(ondelete: str | None) -> None:
    for table, column, other in GO_TOGETHER:
        name = op.f(f"fk_{table}_{column}_{other}")
        with op.batch_alter_table(table, table_kwargs=KEPT) as batch_op:
            batch_op.drop_constraint(name, type_="foreignkey")
            batch_op.create_foreign_key(name, other, [column], ["id"], ondelete=ondelete)
