"""Reviews of progress, what groups propose for them, and what a project decided and closed month by month."""

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = '20261128_reviews'
down_revision = '20261128_substitutes'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('month_tally',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('top', sa.String(length=24), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_month_tally')),
    sa.UniqueConstraint('top', 'month', 'kind', name=op.f('uq_month_tally_top_month_kind')),
    sqlite_autoincrement=True
    )
    op.create_table('review_sitting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['closed_by_id'], ['person.id'], name=op.f('fk_review_sitting_closed_by_id_person')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_review_sitting_meeting_id_meeting'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['opened_by_id'], ['person.id'], name=op.f('fk_review_sitting_opened_by_id_person')),
    sa.ForeignKeyConstraint(['project_id'], ['federal_project.id'], name=op.f('fk_review_sitting_project_id_federal_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_sitting')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('review_sitting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_sitting_closed_by_id'), ['closed_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_sitting_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_sitting_opened_by_id'), ['opened_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_sitting_project_id'), ['project_id'], unique=False)

    op.create_table('progress_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('closed', sa.Integer(), nullable=False),
    sa.Column('open', sa.Integer(), nullable=False),
    sa.Column('late', sa.Integer(), nullable=False),
    sa.Column('dropped', sa.Integer(), nullable=False),
    sa.Column('decisions', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('not_started', 'in_progress', 'done', 'suspended', 'dropped', name='reviewstate', native_enum=False, length=30), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('difficulty', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['project_item.id'], name=op.f('fk_progress_review_item_id_project_item')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_progress_review_person_id_person')),
    sa.ForeignKeyConstraint(['sitting_id'], ['review_sitting.id'], name=op.f('fk_progress_review_sitting_id_review_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_progress_review')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('progress_review', schema=None) as batch_op:
        batch_op.create_index('ix_progress_review_item_id_id', ['item_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_progress_review_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_progress_review_sitting_id'), ['sitting_id'], unique=False)

    op.create_table('review_proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('review_id', sa.Integer(), nullable=True),
    sa.Column('set_aside_at', sa.DateTime(), nullable=True),
    sa.Column('set_aside_by_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('not_started', 'in_progress', 'done', 'suspended', 'dropped', name='reviewstate', native_enum=False, length=30), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('difficulty', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['project_item.id'], name=op.f('fk_review_proposal_item_id_project_item')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_review_proposal_person_id_person')),
    sa.ForeignKeyConstraint(['review_id'], ['progress_review.id'], name=op.f('fk_review_proposal_review_id_progress_review')),
    sa.ForeignKeyConstraint(['set_aside_by_id'], ['person.id'], name=op.f('fk_review_proposal_set_aside_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_proposal')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('review_proposal', schema=None) as batch_op:
        batch_op.create_index('ix_review_proposal_item_id_id', ['item_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_proposal_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_proposal_review_id'), ['review_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_proposal_set_aside_by_id'), ['set_aside_by_id'], unique=False)


    tell_months()


def tell_months() -> None:
    """From the traces that are there, in Paris."""
    rows = op.get_bind().execute(sa.text("SELECT top, kind, at FROM trace WHERE top LIKE 'project:%' AND kind IN ('action', 'closed') AND outcome <> 'dropped'"))
    counted: Counter[tuple[str, str, str]] = Counter()
    for top, kind, at in rows:
        instant = datetime.fromisoformat(at) if isinstance(at, str) else at
        counted[top, f"{instant.replace(tzinfo=UTC).astimezone(ZoneInfo('Europe/Paris')):%Y-%m}", kind] += 1
    table = sa.table('month_tally', sa.column('top'), sa.column('month'), sa.column('kind'), sa.column('number'))
    if counted:
        op.bulk_insert(table, [{'top': top, 'month': month, 'kind': kind, 'number': number} for (top, month, kind), number in counted.items()])


def downgrade() -> None:
    with op.batch_alter_table('review_proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_proposal_set_aside_by_id'))
        batch_op.drop_index(batch_op.f('ix_review_proposal_review_id'))
        batch_op.drop_index(batch_op.f('ix_review_proposal_person_id'))
        batch_op.drop_index('ix_review_proposal_item_id_id')

    op.drop_table('review_proposal')
    with op.batch_alter_table('progress_review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_progress_review_sitting_id'))
        batch_op.drop_index(batch_op.f('ix_progress_review_person_id'))
        batch_op.drop_index('ix_progress_review_item_id_id')

    op.drop_table('progress_review')
    with op.batch_alter_table('review_sitting', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_sitting_project_id'))
        batch_op.drop_index(batch_op.f('ix_review_sitting_opened_by_id'))
        batch_op.drop_index(batch_op.f('ix_review_sitting_meeting_id'))
        batch_op.drop_index(batch_op.f('ix_review_sitting_closed_by_id'))

    op.drop_table('review_sitting')
    op.drop_table('month_tally')
