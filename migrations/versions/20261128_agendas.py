"""Points that wait for a meeting of their group; what a point says before it, who carries it, where it stands."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_agendas"
down_revision = "20261128_series_and_guests"
branch_labels = None
depends_on = None

BATCH = {"table_kwargs": {"sqlite_autoincrement": True}}
KINDS = ("information", "exchange", "decision", "board_proposal")


def upgrade() -> None:
    with op.batch_alter_table("agenda_item", **BATCH) as table:
        table.add_column(sa.Column("text", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("carried_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("started_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("treated", sa.Boolean(), nullable=True))
        table.add_column(sa.Column("conclusion", sa.String(length=1000), nullable=False, server_default=""))
        table.create_index(op.f("ix_agenda_item_carried_by_id"), ["carried_by_id"])
        table.create_foreign_key(op.f("fk_agenda_item_carried_by_id_person"), "person", ["carried_by_id"], ["id"])
    with op.batch_alter_table("agenda_item", **BATCH) as table:
        table.alter_column("text", server_default=None)
        table.alter_column("conclusion", server_default=None)
    op.create_table(
        "parked_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="pointkind", native_enum=False, length=30), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("from_point_id", sa.Integer(), nullable=True),
        sa.Column("placed_point_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("dropped_at", sa.DateTime(), nullable=True),
        sa.Column("dropped_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_point_id"], ["agenda_item.id"], op.f("fk_parked_point_from_point_id_agenda_item"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], op.f("fk_parked_point_group_id_working_group")),
        sa.ForeignKeyConstraint(
            ["placed_point_id"],
            ["agenda_item.id"],
            op.f("fk_parked_point_placed_point_id_agenda_item"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], op.f("fk_parked_point_proposed_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_point")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("parked_point", **BATCH) as table:
        for column in ("from_point_id", "placed_point_id", "proposed_by_id"):
            table.create_index(op.f(f"ix_parked_point_{column}"), [column])
        table.create_index("ix_parked_point_group_id_created_at", ["group_id", "created_at"])
    op.create_table(
        "parked_point_items",
        sa.Column("parked_point_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["project_item.id"], op.f("fk_parked_point_items_item_id_project_item")
        ),
        sa.ForeignKeyConstraint(
            ["parked_point_id"],
            ["parked_point.id"],
            op.f("fk_parked_point_items_parked_point_id_parked_point"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("parked_point_id", "item_id", name=op.f("pk_parked_point_items")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("parked_point_items", **BATCH) as table:
        table.create_index(op.f("ix_parked_point_items_item_id"), ["item_id"])


def downgrade() -> None:
    op.drop_table("parked_point_items")
    op.drop_table("parked_point")
    with op.batch_alter_table("agenda_item", **BATCH) as table:
        table.drop_constraint(op.f("fk_agenda_item_carried_by_id_person"), type_="foreignkey")
        table.drop_index(op.f("ix_agenda_item_carried_by_id"))
        for column in ("conclusion", "treated", "started_at", "carried_by_id", "text"):
            table.drop_column(column)
