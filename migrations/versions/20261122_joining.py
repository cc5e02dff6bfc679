"""Coming into a group: who is about to, who asks to, who was removed and why."""

import sqlalchemy as sa
from alembic import op

revision = '20261122_joining'
down_revision = '20261122_dates'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('join_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('accepted', sa.Boolean(), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_join_request_answered_by_id_person')),
    sa.ForeignKeyConstraint(['group_id'], ['working_group.id'], name=op.f('fk_join_request_group_id_working_group')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_join_request_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_join_request')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('join_request') as batch_op:
        batch_op.create_index(batch_op.f('ix_join_request_answered_by_id'), ['answered_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_join_request_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_join_request_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_join_request_pending', ['group_id', 'person_id'], unique=True, sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))

    op.create_table('pending_arrival',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('origin', sa.Enum('form', 'invitation', name='origin', native_enum=False, length=30), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('first_name', sa.String(length=80), nullable=False),
    sa.Column('last_name', sa.String(length=80), nullable=False),
    sa.Column('status', sa.Enum('volunteer', 'employee', 'resident', name='status', native_enum=False, length=30), nullable=False),
    sa.Column('centre_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('invited_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['centre_id'], ['centre.id'], name=op.f('fk_pending_arrival_centre_id_centre')),
    sa.ForeignKeyConstraint(['group_id'], ['working_group.id'], name=op.f('fk_pending_arrival_group_id_working_group')),
    sa.ForeignKeyConstraint(['invited_by_id'], ['person.id'], name=op.f('fk_pending_arrival_invited_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_pending_arrival_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pending_arrival')),
    sa.UniqueConstraint('group_id', 'email', 'origin', name=op.f('uq_pending_arrival_group_id_email_origin')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('pending_arrival') as batch_op:
        batch_op.create_index(batch_op.f('ix_pending_arrival_centre_id'), ['centre_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pending_arrival_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_pending_arrival_invited_by_id'), ['invited_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pending_arrival_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('membership', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('left_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('left_reason', sa.String(length=500), nullable=False, server_default=''))
        batch_op.create_index(batch_op.f('ix_membership_left_by_id'), ['left_by_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_membership_left_by_id_person'), 'person', ['left_by_id'], ['id'])

    with op.batch_alter_table('person', recreate='never') as batch_op:
        batch_op.add_column(sa.Column('came_alone', sa.Boolean(), nullable=False, server_default=sa.false()))



def downgrade() -> None:
    with op.batch_alter_table('person', recreate='never') as batch_op:
        batch_op.drop_column('came_alone')

    with op.batch_alter_table('membership', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_membership_left_by_id_person'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_membership_left_by_id'))
        batch_op.drop_column('left_reason')
        batch_op.drop_column('left_by_id')

    with op.batch_alter_table('pending_arrival') as batch_op:
        batch_op.drop_index(batch_op.f('ix_pending_arrival_person_id'))
        batch_op.drop_index(batch_op.f('ix_pending_arrival_invited_by_id'))
        batch_op.drop_index(batch_op.f('ix_pending_arrival_created_at'))
        batch_op.drop_index(batch_op.f('ix_pending_arrival_centre_id'))

    op.drop_table('pending_arrival')
    with op.batch_alter_table('join_request') as batch_op:
        batch_op.drop_index('uq_join_request_pending', sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_join_request_person_id'))
        batch_op.drop_index(batch_op.f('ix_join_request_group_id'))
        batch_op.drop_index(batch_op.f('ix_join_request_answered_by_id'))

    op.drop_table('join_request')
