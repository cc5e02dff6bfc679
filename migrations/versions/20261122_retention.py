"""How long things are kept, and accounts told that they go."""

import sqlalchemy as sa
from alembic import op

revision = '20261122_retention'
down_revision = "20261122_first_run"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('inactivity_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('told_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_inactivity_notice_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inactivity_notice')),
    sa.UniqueConstraint('person_id', name=op.f('uq_inactivity_notice_person_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("federation", recreate="never") as batch_op:
        batch_op.add_column(sa.Column('keep_contacts_months', sa.Integer(), nullable=False, server_default="12"))
        batch_op.add_column(sa.Column('keep_accounts_months', sa.Integer(), nullable=False, server_default="36"))
        batch_op.add_column(sa.Column('keep_letters_months', sa.Integer(), nullable=False, server_default="12"))
        batch_op.add_column(sa.Column('keep_journal_months', sa.Integer(), nullable=False, server_default="60"))



def downgrade() -> None:
    with op.batch_alter_table("federation", recreate="never") as batch_op:
        batch_op.drop_column('keep_journal_months')
        batch_op.drop_column('keep_letters_months')
        batch_op.drop_column('keep_accounts_months')
        batch_op.drop_column('keep_contacts_months')

    op.drop_table('inactivity_notice')
