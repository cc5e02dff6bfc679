"""What dates are judged by: school holidays, kept conflicts, the room of a meeting, the rhythm of a group."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_dates"
down_revision = "20261122_daily_claims"
branch_labels = None
depends_on = None

BATCH = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    op.create_table(
        "school_holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=1), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.CheckConstraint("zone IN ('A', 'B', 'C')", name=op.f("ck_school_holiday_known_zone")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_school_holiday_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_holiday")),
        sa.UniqueConstraint("zone", "starts_on", name=op.f("uq_school_holiday_zone_starts_on")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "kept_conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_kept_conflict_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_kept_conflict_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_conflict")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_kept_conflict_person_id"), "kept_conflict", ["person_id"])
    op.create_index("uq_kept_conflict_meeting_id_kind", "kept_conflict", ["meeting_id", "kind"], unique=True)
    with op.batch_alter_table("meeting", **BATCH) as table:
        table.add_column(sa.Column("centre_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("room_id", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_meeting_centre_id"), ["centre_id"])
        table.create_index(op.f("ix_meeting_room_id"), ["room_id"])
        table.create_foreign_key(op.f("fk_meeting_centre_id_centre"), "centre", ["centre_id"], ["id"])
        table.create_foreign_key(op.f("fk_meeting_room_id_room"), "room", ["room_id"], ["id"])
    op.add_column("working_group", sa.Column("every_weeks", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("working_group", "every_weeks")
    with op.batch_alter_table("meeting", **BATCH) as table:
        table.drop_constraint(op.f("fk_meeting_room_id_room"), type_="foreignkey")
        table.drop_constraint(op.f("fk_meeting_centre_id_centre"), type_="foreignkey")
        table.drop_index(op.f("ix_meeting_room_id"))
        table.drop_index(op.f("ix_meeting_centre_id"))
        table.drop_column("room_id")
        table.drop_column("centre_id")
    op.drop_index("uq_kept_conflict_meeting_id_kind", "kept_conflict")
    op.drop_index(op.f("ix_kept_conflict_person_id"), "kept_conflict")
    op.drop_table("kept_conflict")
    op.drop_table("school_holiday")
