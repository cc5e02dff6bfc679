"""Series of meetings, groups invited to the meeting of another, events told apart, the notice of a body."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_series_and_guests"
down_revision = '20261128_pacts'
branch_labels = None
depends_on = None

BATCH = {"table_kwargs": {"sqlite_autoincrement": True}}
KINDS = sa.Enum("meeting", "event", name="meetingkind", native_enum=False, length=30)


def upgrade() -> None:
    op.create_table(
        "meeting_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_meeting_series_created_by_id_person")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_meeting_series_group_id_working_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series")),
        sa.UniqueConstraint("form_id", name=op.f("uq_meeting_series_form_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_meeting_series_group_id"), "meeting_series", ["group_id"])
    op.create_table(
        "meeting_guest_group",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_meeting_guest_group_group_id_working_group")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_guest_group_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "group_id", name=op.f("pk_meeting_guest_group")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_meeting_guest_group_group_id"), "meeting_guest_group", ["group_id"])
    with op.batch_alter_table("meeting", **BATCH) as table:
        table.add_column(sa.Column("kind", KINDS, server_default="meeting", nullable=False))
        table.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_meeting_series_id"), ["series_id"])
        table.create_foreign_key(op.f("fk_meeting_series_id_meeting_series"), "meeting_series", ["series_id"], ["id"])
    with op.batch_alter_table("working_group", **BATCH) as table:
        table.add_column(sa.Column("notice_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("working_group", **BATCH) as table:
        table.drop_column("notice_days")
    with op.batch_alter_table("meeting", **BATCH) as table:
        table.drop_constraint(op.f("fk_meeting_series_id_meeting_series"), type_="foreignkey")
        table.drop_index(op.f("ix_meeting_series_id"))
        table.drop_column("series_id")
        table.drop_column("kind")
    op.drop_table("meeting_guest_group")
    op.drop_table("meeting_series")
