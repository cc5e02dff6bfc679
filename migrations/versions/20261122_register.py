"""The register of processing; old attendance counted without names; how long notices are kept."""

import sqlalchemy as sa
from alembic import op

revision = '20261122_register'
down_revision = "20261122_polls"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('processing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=True),
    sa.Column('people', sa.Text(), nullable=True),
    sa.Column('what', sa.Text(), nullable=True),
    sa.Column('basis', sa.Text(), nullable=True),
    sa.Column('recipients', sa.Text(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_processing')),
    sa.UniqueConstraint('key', name=op.f('uq_processing_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('attendance', table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column('status', sa.Enum('volunteer', 'employee', 'resident', name='status', native_enum=False, length=30), nullable=True))
        batch_op.add_column(sa.Column('centre_id', sa.Integer(), nullable=True))
        batch_op.alter_column('person_id', existing_type=sa.Integer(), nullable=True)
        batch_op.create_index(batch_op.f('ix_attendance_centre_id'), ['centre_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_attendance_centre_id_centre'), 'centre', ['centre_id'], ['id'])
    with op.batch_alter_table('federation', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('keep_names_months', sa.Integer(), nullable=False, server_default="60"))
        batch_op.add_column(sa.Column('keep_notices_months', sa.Integer(), nullable=False, server_default="12"))
    with op.batch_alter_table('meeting', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('names_removed_at', sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('meeting', recreate="never") as batch_op:
        batch_op.drop_column('names_removed_at')
    with op.batch_alter_table('federation', recreate="never") as batch_op:
        batch_op.drop_column('keep_notices_months')
        batch_op.drop_column('keep_names_months')
    op.execute("DELETE FROM attendance WHERE person_id IS NULL")  # counted without a name: the older table has no place
    with op.batch_alter_table('attendance', table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_attendance_centre_id_centre'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_attendance_centre_id'))
        batch_op.alter_column('person_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column('centre_id')
        batch_op.drop_column('status')
    op.drop_table('processing')
