"""Projects written here: the federation's own words, versions, lines archived, stages dated."""

import sqlalchemy as sa
from alembic import op

revision = '20261128_drafting'
down_revision = '20261128_reviews'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('item_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('own_words', sa.Text(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['item_id'], ['project_item.id'], name=op.f('fk_item_version_item_id_project_item'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_item_version_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_version')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('item_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_item_version_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_item_version_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('elaboration_stage', schema=None) as batch_op:
        batch_op.add_column(sa.Column('held_on', sa.Date(), nullable=True))

    with op.batch_alter_table('project_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('own_words', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('archived_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('revision', sa.Integer(), nullable=False, server_default='0'))



def downgrade() -> None:
    with op.batch_alter_table('project_item', schema=None) as batch_op:
        batch_op.drop_column('revision')
        batch_op.drop_column('archived_at')
        batch_op.drop_column('own_words')

    with op.batch_alter_table('elaboration_stage', schema=None) as batch_op:
        batch_op.drop_column('held_on')

    with op.batch_alter_table('item_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_item_version_person_id'))
        batch_op.drop_index(batch_op.f('ix_item_version_item_id'))

    op.drop_table('item_version')
