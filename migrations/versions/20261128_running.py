"""Votes on points, who writes where, and the count of what readers follow while a meeting runs."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_running"
down_revision = "20261128_model_points"
branch_labels = None
depends_on = None

BATCH = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    with op.batch_alter_table("meeting", **BATCH) as table:
        table.add_column(sa.Column("live_revision", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("meeting", **BATCH) as table:
        table.alter_column("live_revision", server_default=None)
    op.create_table(
        "point_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.Enum("count", "consent", name="votekind", native_enum=False, length=30), nullable=False),
        sa.Column("pro", sa.Integer(), nullable=False),
        sa.Column("con", sa.Integer(), nullable=False),
        sa.Column("abstained", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("pro >= 0 AND con >= 0 AND abstained >= 0", name=op.f("ck_point_vote_counts")),
        sa.ForeignKeyConstraint(["point_id"], ["agenda_item.id"], op.f("fk_point_vote_point_id_agenda_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_vote")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("point_vote", **BATCH) as table:
        table.create_index(op.f("ix_point_vote_point_id"), ["point_id"])
    op.create_table(
        "writing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], op.f("fk_writing_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], op.f("fk_writing_person_id_person")),
        sa.ForeignKeyConstraint(
            ["point_id"], ["agenda_item.id"], op.f("fk_writing_point_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_writing")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_writing_meeting_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("writing", **BATCH) as table:
        table.create_index(op.f("ix_writing_person_id"), ["person_id"])
        table.create_index(op.f("ix_writing_point_id"), ["point_id"])


def downgrade() -> None:
    op.drop_table("writing")
    op.drop_table("point_vote")
    with op.batch_alter_table("meeting", **BATCH) as table:
        table.drop_column("live_revision")
