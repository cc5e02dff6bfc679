"""The observatory: indicators, what was measured of each, what of the project they stand beside."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_observatory"
down_revision = "20261130_representation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("theme", sa.String(length=120), nullable=False),
        sa.Column("subtheme", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("code", name=op.f("uq_indicator_code")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_indicator_theme"), "indicator", ["theme"])
    op.create_table(
        "indicator_items",
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator_id"],
            ["indicator.id"],
            name=op.f("fk_indicator_items_indicator_id_indicator"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["project_item.id"],
            name=op.f("fk_indicator_items_item_id_project_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("indicator_id", "item_id", name=op.f("pk_indicator_items")),
    )
    op.create_index(op.f("ix_indicator_items_item_id"), "indicator_items", ["item_id"])
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("territory", sa.String(length=120), nullable=False),
        sa.Column("value", sa.String(length=24), nullable=True),
        sa.Column("wording", sa.String(length=300), nullable=False),
        sa.Column("qualifier", sa.String(length=40), nullable=False),
        sa.Column("base_n", sa.Integer(), nullable=True),
        sa.Column("base_total", sa.Integer(), nullable=True),
        sa.Column("base_unit", sa.String(length=60), nullable=False),
        sa.Column("base_note", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("first_year <= year", name=op.f("ck_measure_in_order")),
        sa.CheckConstraint("base_n <= base_total", name=op.f("ck_measure_no_more_than_asked")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_measure_indicator_id_indicator"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint(
            "indicator_id",
            "year",
            "first_year",
            "territory",
            "source",
            "page",
            name=op.f("uq_measure_indicator_id_year_first_year_territory_source_page"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_measure_year"), "measure", ["year"])


def downgrade() -> None:
    op.drop_table("measure")
    op.drop_table("indicator_items")
    op.drop_table("indicator")
