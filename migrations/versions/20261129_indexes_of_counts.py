"""What is counted is read in an index: what a group closed in a year and published, what moved a top and how."""

from alembic import op

revision = "20261129_indexes_of_counts"
down_revision = "20261129_counted_as_of_then"
branch_labels = None
depends_on = None

LONGER = (
    ("action_item", ["group_id"], ["closed_on", "published_at"]),
    ("decision", ["meeting_id"], ["published_at"]),
    ("trace", ["top", "at"], ["kind", "outcome"]),
)


def upgrade() -> None:
    for table, columns, more in LONGER:
        replace(table, columns, [*columns, *more])


def downgrade() -> None:
    for table, columns, more in LONGER:
        replace(table, [*columns, *more], columns)


def replace(table: str, old: list[str], new: list[str]) -> None:
    op.drop_index("_".join(["ix", table, *old]), table)
    op.create_index("_".join(["ix", table, *new]), table, new)
