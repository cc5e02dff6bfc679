"""notices, preferences, letters that are gathered, refused or sent again"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_notices"
down_revision = "20261122_signing_in"
branch_labels = None
depends_on = None

KEPT = {"sqlite_autoincrement": True}
PACES = ("at_once", "daily", "weekly", "never")


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("thing", sa.String(length=20), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        **KEPT,
    )
    op.create_index("ix_notice_due_at", "notice", ["due_at"])
    op.create_index("ix_notice_person_id_created_at", "notice", ["person_id", "created_at"])
    op.create_table(
        "preference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("pace", sa.Enum(*PACES, name="pace", native_enum=False, length=30), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_preference_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preference")),
        sa.UniqueConstraint("person_id", "group_id", "kind", name=op.f("uq_preference_person_id_group_id_kind")),
        **KEPT,
    )
    with op.batch_alter_table("letter", table_kwargs=KEPT) as batch_op:
        batch_op.add_column(sa.Column("unsubscribe", sa.String(length=1000), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("burst", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("before", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("again_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("letter", table_kwargs=KEPT) as batch_op:
        for name in ("again_at", "before", "burst", "unsubscribe"):
            batch_op.drop_column(name)
    op.drop_table("preference")
    op.drop_table("notice")
