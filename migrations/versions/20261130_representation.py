"""Seats of the federation in bodies of institutions: who holds them, and what they report back."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_representation"
down_revision = "20261129_polls_that_move"
branch_labels = None
depends_on = None

INDEXED = {
    "external_mandate": ("decision_id", "institution_id", "next_on"),
    "external_mandate_items": ("item_id",),
    "mandate_report": ("parked_point_id", "person_id"),
    "mandate_report_people": ("person_id",),
    "mandate_report_version": ("person_id", "report_id"),
    "representative": ("mandate_id", "person_id"),
}
ENDS_AFTER_START = "ends_on IS NULL OR ends_on >= starts_on"


def leads_to(table: str, column: str, other: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), **more)


def upgrade() -> None:
    op.create_table(
        "external_mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=500), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(ENDS_AFTER_START, name=op.f("ck_external_mandate_ends_after_start")),
        leads_to("external_mandate", "decision_id", "decision"),
        leads_to("external_mandate", "institution_id", "institution"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_mandate")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "external_mandate_items",
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        leads_to("external_mandate_items", "item_id", "project_item"),
        leads_to("external_mandate_items", "mandate_id", "external_mandate", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mandate_id", "item_id", name=op.f("pk_external_mandate_items")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "representative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=30), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(ENDS_AFTER_START, name=op.f("ck_representative_ends_after_start")),
        leads_to("representative", "mandate_id", "external_mandate", ondelete="CASCADE"),
        leads_to("representative", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representative")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "mandate_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("open_to_network", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("parked_point_id", sa.Integer(), nullable=True),
        leads_to("mandate_report", "mandate_id", "external_mandate"),
        leads_to("mandate_report", "parked_point_id", "parked_point", ondelete="SET NULL"),
        leads_to("mandate_report", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_report")),
        sa.UniqueConstraint("mandate_id", "met_on", name=op.f("uq_mandate_report_mandate_id_met_on")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "mandate_report_people",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        leads_to("mandate_report_people", "person_id", "person"),
        leads_to("mandate_report_people", "report_id", "mandate_report", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("report_id", "person_id", name=op.f("pk_mandate_report_people")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "mandate_report_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        leads_to("mandate_report_version", "person_id", "person"),
        leads_to("mandate_report_version", "report_id", "mandate_report", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_report_version")),
        sqlite_autoincrement=True,
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    tables = ("report_version", "report_people", "report")
    for table in (*(f"mandate_{one}" for one in tables), "representative", "external_mandate_items", "external_mandate"):
        op.drop_table(table)
