"""Polls on dates: what is proposed, who is asked, what each answers."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_polls"
down_revision = "20261122_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "date_poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("minutes > 0 AND minutes <= 1440", name=op.f("ck_date_poll_a_day_at_most")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_date_poll_closed_by_id_person")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_date_poll_created_by_id_person")),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_date_poll_group_id_working_group")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_date_poll_meeting_id_meeting"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_poll")),
        sa.UniqueConstraint("form_id", name=op.f("uq_date_poll_form_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("date_poll", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_date_poll_closed_by_id"), ["closed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_date_poll_closes_on"), ["closes_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_date_poll_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index("ix_date_poll_group_id_closed_at", ["group_id", "closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_date_poll_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "poll_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["date_poll.id"], name=op.f("fk_poll_option_poll_id_date_poll"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_option")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("poll_option", schema=None) as batch_op:
        batch_op.create_index("ix_poll_option_poll_id_starts_at", ["poll_id", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_poll_option_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "poll_voter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("voted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("(person_id IS NULL) = (email IS NOT NULL)", name=op.f("ck_poll_voter_a_person_or_a_guest")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_poll_voter_person_id_person")),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["date_poll.id"], name=op.f("fk_poll_voter_poll_id_date_poll"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_voter")),
        sa.UniqueConstraint("poll_id", "email", name=op.f("uq_poll_voter_poll_id_email")),
        sa.UniqueConstraint("poll_id", "person_id", name=op.f("uq_poll_voter_poll_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("poll_voter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_voter_person_id"), ["person_id"], unique=False)

    op.create_table(
        "poll_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("vote", sa.Enum("yes", "if_needed", "no", name="vote", native_enum=False, length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["option_id"], ["poll_option.id"], name=op.f("fk_poll_vote_option_id_poll_option"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["voter_id"], ["poll_voter.id"], name=op.f("fk_poll_vote_voter_id_poll_voter"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_vote")),
        sa.UniqueConstraint("voter_id", "option_id", name=op.f("uq_poll_vote_voter_id_option_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("poll_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_vote_option_id"), ["option_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("poll_vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_vote_option_id"))

    op.drop_table("poll_vote")
    with op.batch_alter_table("poll_voter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_voter_person_id"))

    op.drop_table("poll_voter")
    with op.batch_alter_table("poll_option", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_option_starts_at"))
        batch_op.drop_index("ix_poll_option_poll_id_starts_at")

    op.drop_table("poll_option")
    with op.batch_alter_table("date_poll", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_date_poll_meeting_id"))
        batch_op.drop_index("ix_date_poll_group_id_closed_at")
        batch_op.drop_index(batch_op.f("ix_date_poll_created_by_id"))
        batch_op.drop_index(batch_op.f("ix_date_poll_closes_on"))
        batch_op.drop_index(batch_op.f("ix_date_poll_closed_by_id"))

    op.drop_table("date_poll")
