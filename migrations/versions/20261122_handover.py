"""Handovers, and what changes hands with them."""

import sqlalchemy as sa
from alembic import op

revision = '20261122_handover'
down_revision = '20261122_joining'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('handover',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mandate_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('ends_before', sa.Date(), nullable=True),
    sa.Column('keeper_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('prepared_at', sa.DateTime(), nullable=False),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['working_group.id'], name=op.f('fk_handover_group_id_working_group')),
    sa.ForeignKeyConstraint(['keeper_id'], ['person.id'], name=op.f('fk_handover_keeper_id_person')),
    sa.ForeignKeyConstraint(['mandate_id'], ['co_facilitation.id'], name=op.f('fk_handover_mandate_id_co_facilitation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_handover_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('handover') as batch_op:
        batch_op.create_index(batch_op.f('ix_handover_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_handover_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_handover_current', ['mandate_id'], unique=True, sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))

    op.create_table('given_minutes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('handover_id', sa.Integer(), nullable=False),
    sa.Column('minutes_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_given_minutes_handover_id_handover')),
    sa.ForeignKeyConstraint(['minutes_id'], ['minutes.id'], name=op.f('fk_given_minutes_minutes_id_minutes')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_given_minutes_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_given_minutes')),
    sa.UniqueConstraint('handover_id', 'minutes_id', name=op.f('uq_given_minutes_handover_id_minutes_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('given_minutes') as batch_op:
        batch_op.create_index(batch_op.f('ix_given_minutes_minutes_id'), ['minutes_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_given_minutes_person_id'), ['person_id'], unique=False)

    op.create_table('succession',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('handover_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('mandate_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_succession_handover_id_handover')),
    sa.ForeignKeyConstraint(['mandate_id'], ['co_facilitation.id'], name=op.f('fk_succession_mandate_id_co_facilitation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_succession_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_succession')),
    sa.UniqueConstraint('handover_id', 'person_id', name=op.f('uq_succession_handover_id_person_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('succession') as batch_op:
        batch_op.create_index(batch_op.f('ix_succession_person_id'), ['person_id'], unique=False)

    op.create_table('given_action',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('handover_id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action_item.id'], name=op.f('fk_given_action_action_id_action_item'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_given_action_handover_id_handover')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_given_action_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_given_action')),
    sa.UniqueConstraint('handover_id', 'action_id', name=op.f('uq_given_action_handover_id_action_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('given_action') as batch_op:
        batch_op.create_index(batch_op.f('ix_given_action_action_id'), ['action_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_given_action_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('given_action') as batch_op:
        batch_op.drop_index(batch_op.f('ix_given_action_person_id'))
        batch_op.drop_index(batch_op.f('ix_given_action_action_id'))

    op.drop_table('given_action')
    with op.batch_alter_table('succession') as batch_op:
        batch_op.drop_index(batch_op.f('ix_succession_person_id'))

    op.drop_table('succession')
    with op.batch_alter_table('given_minutes') as batch_op:
        batch_op.drop_index(batch_op.f('ix_given_minutes_person_id'))
        batch_op.drop_index(batch_op.f('ix_given_minutes_minutes_id'))

    op.drop_table('given_minutes')
    with op.batch_alter_table('handover') as batch_op:
        batch_op.drop_index('uq_handover_current', sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_handover_person_id'))
        batch_op.drop_index(batch_op.f('ix_handover_group_id'))

    op.drop_table('handover')
