"""The agenda that a group begins with."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_model_points"
down_revision = '20261128_events'
branch_labels = None
depends_on = None

KINDS = ("information", "exchange", "decision", "board_proposal")


def upgrade() -> None:
    op.create_table(
        "model_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="pointkind", native_enum=False, length=30), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], op.f("fk_model_point_group_id_working_group")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_point")),
        sa.UniqueConstraint("group_id", "position", name=op.f("uq_model_point_group_id_position")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("model_point")
