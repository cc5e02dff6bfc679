"""Bodies have a quorum and proxies where statutes ask for them, and a point of the agenda approves earlier minutes."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_statutes"
down_revision = "20261129_returned_decisions"
branch_labels = None
depends_on = None

OPTIONS = {"table_kwargs": {"sqlite_autoincrement": True}}
BODIES = ("board", "assembly")


def upgrade() -> None:
    op.create_table(
        "proxy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_proxy_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["person.id"], name=op.f("fk_proxy_giver_id_person")),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"], name=op.f("fk_proxy_holder_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxy")),
        sa.UniqueConstraint("meeting_id", "giver_id", name=op.f("uq_proxy_meeting_id_giver_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_proxy_giver_id"), "proxy", ["giver_id"])
    op.create_index(op.f("ix_proxy_holder_id"), "proxy", ["holder_id"])
    with op.batch_alter_table("federation", **OPTIONS) as table:
        for body in BODIES:
            table.add_column(sa.Column(f"{body}_quorum", sa.String(30), nullable=False, server_default=""))
            table.add_column(sa.Column(f"{body}_proxies", sa.Integer(), nullable=False, server_default="0"))
            table.add_column(
                sa.Column(f"{body}_proxies_count", sa.Boolean(), nullable=False, server_default=sa.false())
            )
    with op.batch_alter_table("attendance", **OPTIONS) as table:
        table.add_column(sa.Column("is_guest", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("agenda_item", **OPTIONS) as table:
        table.add_column(sa.Column("approves_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_agenda_item_approves_id_meeting"), "meeting", ["approves_id"], ["id"])
        table.create_index(op.f("ix_agenda_item_approves_id"), ["approves_id"])
    with op.batch_alter_table("minutes", **OPTIONS) as table:
        table.add_column(sa.Column("quorum", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("sealed_point_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_minutes_sealed_point_id_agenda_item"), "agenda_item", ["sealed_point_id"], ["id"]
        )
        table.create_index(op.f("ix_minutes_sealed_point_id"), ["sealed_point_id"])


def downgrade() -> None:
    with op.batch_alter_table("minutes", **OPTIONS) as table:
        table.drop_index(op.f("ix_minutes_sealed_point_id"))
        table.drop_constraint(op.f("fk_minutes_sealed_point_id_agenda_item"), type_="foreignkey")
        table.drop_column("sealed_point_id")
        table.drop_column("quorum")
    with op.batch_alter_table("agenda_item", **OPTIONS) as table:
        table.drop_index(op.f("ix_agenda_item_approves_id"))
        table.drop_constraint(op.f("fk_agenda_item_approves_id_meeting"), type_="foreignkey")
        table.drop_column("approves_id")
    with op.batch_alter_table("attendance", **OPTIONS) as table:
        table.drop_column("is_guest")
    with op.batch_alter_table("federation", **OPTIONS) as table:
        for body in BODIES:
            for name in ("proxies_count", "proxies", "quorum"):
                table.drop_column(f"{body}_{name}")
    op.drop_table("proxy")
