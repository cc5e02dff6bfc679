"""The library: documents that groups share, their tags, what they serve of the project."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_library"
down_revision = "20261130_observatory"
branch_labels = None
depends_on = None

INDEXES = ("action_id", "added_by_id", "meeting_id", "published_at")


def upgrade() -> None:
    op.create_table(
        "library_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.String(40), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("made_in", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(file_id IS NOT NULL AND address = '') OR (file_id IS NULL AND address <> '') OR withdrawn_at IS NOT NULL",
            name=op.f("ck_library_document_shows_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_library_document_group_id_working_group")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_library_document_meeting_id_meeting"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action_item.id"],
            name=op.f("fk_library_document_action_id_action_item"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("fk_library_document_file_id_file"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_library_document_added_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_document")),
        sa.UniqueConstraint("form_id", name=op.f("uq_library_document_form_id")),
        sa.UniqueConstraint("file_id", name=op.f("uq_library_document_file_id")),
        sqlite_autoincrement=True,
    )
    for column in INDEXES:
        op.create_index(op.f(f"ix_library_document_{column}"), "library_document", [column])
    op.create_index("ix_library_document_group_id_published_at", "library_document", ["group_id", "published_at"])
    op.create_table(
        "library_document_items",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["library_document.id"],
            name=op.f("fk_library_document_items_document_id_library_document"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["project_item.id"], name=op.f("fk_library_document_items_item_id_project_item")
        ),
        sa.PrimaryKeyConstraint("document_id", "item_id", name=op.f("pk_library_document_items")),
    )
    op.create_index(op.f("ix_library_document_items_item_id"), "library_document_items", ["item_id"])
    op.create_table(
        "library_tag",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("folded", sa.String(80), nullable=False),
        sa.Column("words", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["library_document.id"],
            name=op.f("fk_library_tag_document_id_library_document"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "folded", name=op.f("pk_library_tag")),
    )
    op.create_index(op.f("ix_library_tag_folded"), "library_tag", ["folded"])


def downgrade() -> None:
    op.drop_table("library_tag")
    op.drop_table("library_document_items")
    op.drop_table("library_document")
