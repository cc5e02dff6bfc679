"""signing in"""

import sqlalchemy as sa
from alembic import op

revision = '20261122_signing_in'
down_revision = "20261122_feeds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recovery_code_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_code_person_id'), ['person_id'], unique=False)

    op.create_table('second_factor',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('secret', sa.String(length=64), nullable=False),
    sa.Column('last_step', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_second_factor_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_factor')),
    sa.UniqueConstraint('person_id', name=op.f('uq_second_factor_person_id')),
    sqlite_autoincrement=True
    )
    op.create_table('security_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('purpose', sa.Enum('sign-in', 'password', 'address', name='purpose', native_enum=False, length=30), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_security_link_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_security_link')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('security_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_security_link_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_security_link_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('federation', schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column('second_factor_required', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('sign_in', schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column('last_seen_on', sa.Date(), nullable=False, server_default='2026-11-22'))
        batch_op.add_column(sa.Column('device', sa.String(length=80), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('is_remembered', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('second_factor', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table('sign_in', schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_column('second_factor')
        batch_op.drop_column('is_remembered')
        batch_op.drop_column('device')
        batch_op.drop_column('last_seen_on')

    with op.batch_alter_table('federation', schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_column('second_factor_required')

    with op.batch_alter_table('security_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_security_link_person_id'))
        batch_op.drop_index(batch_op.f('ix_security_link_created_at'))

    op.drop_table('security_link')
    op.drop_table('second_factor')
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_code_person_id'))

    op.drop_table('recovery_code')
