"""Review, approval and versions of minutes; what ends a decision; what groups propose to the board."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "20261128_approval"
down_revision = '20261128_running'
branch_labels = None
depends_on = None

BATCH = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    op.create_table("minutes_version",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("minutes_id", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("made_at", sa.DateTime(), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=True),
    sa.Column("reason", sa.String(length=500), nullable=False),
    sa.Column("content", sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_minutes_version_author_id_person")),
    sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_version_minutes_id_minutes")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_version")),
    sa.UniqueConstraint("minutes_id", "number", name=op.f("uq_minutes_version_minutes_id_number")),
    sqlite_autoincrement=True
    )
    op.create_table("review_comment",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("meeting_id", sa.Integer(), nullable=False),
    sa.Column("point_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("passage", sa.Text(), nullable=False),
    sa.Column("proposed", sa.Text(), nullable=False),
    sa.Column("state", sa.Enum("open", "accepted", "answered", name="commentstate", native_enum=False, length=30), nullable=False),
    sa.Column("answer", sa.String(length=1000), nullable=False),
    sa.Column("answered_by_id", sa.Integer(), nullable=True),
    sa.Column("answered_at", sa.DateTime(), nullable=True),
    sa.Column("created_at", sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_review_comment_answered_by_id_person")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_review_comment_meeting_id_meeting")),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_comment_person_id_person")),
    sa.ForeignKeyConstraint(["point_id"], ["agenda_item.id"], name=op.f("fk_review_comment_point_id_agenda_item"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_review_comment")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("review_comment", **BATCH) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_comment_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_comment_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_comment_point_id"), ["point_id"], unique=False)

    op.create_table("board_proposal",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("meeting_id", sa.Integer(), nullable=False),
    sa.Column("point_id", sa.Integer(), nullable=False),
    sa.Column("decision_id", sa.Integer(), nullable=True),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("proposed_at", sa.DateTime(), nullable=False),
    sa.Column("answer", sa.Enum("adopted", "amended", "rejected", "deferred", name="boardanswer", native_enum=False, length=30), nullable=True),
    sa.Column("sentence", sa.String(length=1000), nullable=False),
    sa.Column("answered_at", sa.DateTime(), nullable=True),
    sa.Column("answered_by_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_board_proposal_answered_by_id_person")),
    sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_board_proposal_decision_id_decision")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_board_proposal_meeting_id_meeting")),
    sa.ForeignKeyConstraint(["point_id"], ["agenda_item.id"], name=op.f("fk_board_proposal_point_id_agenda_item")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_board_proposal")),
    sa.UniqueConstraint("point_id", "decision_id", name=op.f("uq_board_proposal_point_id_decision_id")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("board_proposal", **BATCH) as batch_op:
        batch_op.create_index("ix_board_proposal_answer_proposed_at", ["answer", "proposed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_board_proposal_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_board_proposal_meeting_id"), ["meeting_id"], unique=False)

    with op.batch_alter_table("decision", **BATCH) as batch_op:
        batch_op.add_column(sa.Column("search_text", sa.String(length=1000), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ended_as", sa.Enum("replaced", "cancelled", name="decisionend", native_enum=False, length=30), nullable=True))
        batch_op.add_column(sa.Column("ended_by_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_decision_ended_by_id"), ["ended_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_review_on"), ["review_on"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_decision_ended_by_id_decision"), "decision", ["ended_by_id"], ["id"])

    with op.batch_alter_table("federation", **BATCH) as batch_op:
        batch_op.add_column(sa.Column("review_days", sa.Integer(), nullable=False, server_default="7"))

    with op.batch_alter_table("minutes", **BATCH) as batch_op:
        batch_op.add_column(sa.Column("review_until", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("sealed_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("sealed_in_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_minutes_review_until"), ["review_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_sealed_in_id"), ["sealed_in_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_minutes_sealed_in_id_meeting"), "meeting", ["sealed_in_id"], ["id"])
    with op.batch_alter_table("decision", **BATCH) as batch_op:
        batch_op.alter_column("search_text", server_default=None)
    with op.batch_alter_table("federation", **BATCH) as batch_op:
        batch_op.alter_column("review_days", server_default=None)
    fill_search_text()


def fill_search_text() -> None:
    """Words without accents, of the decisions there are."""
    decision = sa.table("decision", sa.column("id"), sa.column("text"), sa.column("search_text"))
    bind = op.get_bind()
    for number, text in bind.execute(sa.select(decision.c.id, decision.c.text)).all():
        bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
        bind.execute(decision.update().where(decision.c.id == number).values(search_text=bare.casefold()[:1000]))


def downgrade() -> None:
    with op.batch_alter_table("minutes", **BATCH) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_minutes_sealed_in_id_meeting"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_minutes_sealed_in_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_review_until"))
        batch_op.drop_column("sealed_in_id")
        batch_op.drop_column("sealed_at")
        batch_op.drop_column("review_until")

    with op.batch_alter_table("federation", **BATCH) as batch_op:
        batch_op.drop_column("review_days")

    with op.batch_alter_table("decision", **BATCH) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_decision_ended_by_id_decision"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_decision_review_on"))
        batch_op.drop_index(batch_op.f("ix_decision_ended_by_id"))
        batch_op.drop_column("ended_by_id")
        batch_op.drop_column("ended_as")
        batch_op.drop_column("review_on")
        batch_op.drop_column("search_text")

    with op.batch_alter_table("board_proposal", **BATCH) as batch_op:
        batch_op.drop_index(batch_op.f("ix_board_proposal_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_board_proposal_decision_id"))
        batch_op.drop_index("ix_board_proposal_answer_proposed_at")

    op.drop_table("board_proposal")
    with op.batch_alter_table("review_comment", **BATCH) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_comment_point_id"))
        batch_op.drop_index(batch_op.f("ix_review_comment_person_id"))
        batch_op.drop_index(batch_op.f("ix_review_comment_meeting_id"))

    op.drop_table("review_comment")
    op.drop_table("minutes_version")
