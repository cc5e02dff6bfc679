"""What becomes of a pact: amendments, what is said of commitments, local pacts and the charter, documents."""

import sqlalchemy as sa
from alembic import op

revision = '20261128_pacts'
down_revision = '20261122_centres'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('amendment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pact_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['pact_id'], ['cooperation_pact.id'], name=op.f('fk_amendment_pact_id_cooperation_pact')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['person.id'], name=op.f('fk_amendment_recorded_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_amendment')),
    sa.UniqueConstraint('pact_id', 'number', name=op.f('uq_amendment_pact_id_number')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('amendment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_amendment_recorded_by_id'), ['recorded_by_id'], unique=False)

    op.create_table('commitment_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('amendment_id', sa.Integer(), nullable=False),
    sa.Column('commitment_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.Enum('added', 'reworded', 'withdrawn', name='change', native_enum=False, length=30), nullable=False),
    sa.Column('text_before', sa.Text(), nullable=False),
    sa.Column('text_after', sa.Text(), nullable=False),
    sa.Column('kind_before', sa.Enum('means', 'funding', 'participation', 'information', name='commitmentkind', native_enum=False, length=30), nullable=True),
    sa.Column('kind_after', sa.Enum('means', 'funding', 'participation', 'information', name='commitmentkind', native_enum=False, length=30), nullable=True),
    sa.Column('due_before', sa.Date(), nullable=True),
    sa.Column('due_after', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['amendment_id'], ['amendment.id'], name=op.f('fk_commitment_change_amendment_id_amendment')),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name=op.f('fk_commitment_change_commitment_id_commitment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment_change')),
    sa.UniqueConstraint('amendment_id', 'commitment_id', name=op.f('uq_commitment_change_amendment_id_commitment_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('commitment_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_commitment_change_commitment_id'), ['commitment_id'], unique=False)

    op.create_table('commitment_statement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('commitment_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('state', 'comment', 'evidence', 'gap', name='statementkind', native_enum=False, length=30), nullable=False),
    sa.Column('state', sa.Enum('not_started', 'in_progress', 'kept', 'not_kept', name='commitmentstate', native_enum=False, length=30), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('proposed', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_commitment_statement_answered_by_id_person')),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name=op.f('fk_commitment_statement_commitment_id_commitment')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_commitment_statement_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment_statement')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('commitment_statement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_commitment_statement_answered_by_id'), ['answered_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_commitment_statement_commitment_id'), ['commitment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_commitment_statement_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('commitment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_shared', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('withdrawn_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('state', sa.Enum('not_started', 'in_progress', 'kept', 'not_kept', name='commitmentstate', native_enum=False, length=30), nullable=True))
        batch_op.add_column(sa.Column('state_said', sa.String(length=300), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('state_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('open_gaps', sa.Integer(), nullable=False, server_default='0'))
        batch_op.create_check_constraint(batch_op.f('ck_commitment_one_party'), 'NOT is_shared OR signatory_id IS NULL')

    with op.batch_alter_table('cooperation_pact', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Enum('cooperation', 'local', 'charter', name='pactkind', native_enum=False, length=30), nullable=False, server_default='cooperation'))
        batch_op.add_column(sa.Column('centre_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('revision', sa.Integer(), nullable=False, server_default='0'))
        batch_op.create_index(batch_op.f('ix_cooperation_pact_centre_id'), ['centre_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_cooperation_pact_centre_id_centre'), 'centre', ['centre_id'], ['id'])

    with op.batch_alter_table('file', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pact_id', sa.Integer(), nullable=True))
        batch_op.alter_column('group_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.create_index(batch_op.f('ix_file_pact_id'), ['pact_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_file_pact_id_cooperation_pact'), 'cooperation_pact', ['pact_id'], ['id'])
        batch_op.create_check_constraint(batch_op.f('ck_file_one_place'), '(group_id IS NULL) <> (pact_id IS NULL)')

    with op.batch_alter_table('signatory', schema=None) as batch_op:
        batch_op.add_column(sa.Column('centre_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('signed_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('is_awaited', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.alter_column('institution_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.create_index(batch_op.f('ix_signatory_centre_id'), ['centre_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_signatory_pact_id_centre_id'), ['pact_id', 'centre_id'])
        batch_op.create_unique_constraint(batch_op.f('uq_signatory_pact_id_institution_id'), ['pact_id', 'institution_id'])
        batch_op.create_foreign_key(batch_op.f('fk_signatory_centre_id_centre'), 'centre', ['centre_id'], ['id'])
        batch_op.create_check_constraint(batch_op.f('ck_signatory_one_party'), '(institution_id IS NULL) <> (centre_id IS NULL)')



def downgrade() -> None:
    # What only exists since then goes: other pacts with all that hangs from them, documents of pacts.
    others = "SELECT id FROM cooperation_pact WHERE kind <> 'cooperation'"
    promised = f"SELECT id FROM commitment WHERE pact_id IN ({others}) OR is_shared"
    op.execute("DELETE FROM file WHERE pact_id IS NOT NULL")
    op.execute("DELETE FROM commitment_change")
    op.execute("DELETE FROM commitment_statement")
    op.execute("DELETE FROM amendment")
    op.execute(f"DELETE FROM commitment_items WHERE commitment_id IN ({promised})")
    op.execute(f"DELETE FROM commitment WHERE id IN ({promised})")
    op.execute("UPDATE commitment SET signatory_id = NULL WHERE signatory_id IN (SELECT id FROM signatory WHERE centre_id IS NOT NULL)")
    op.execute(f"DELETE FROM signatory WHERE pact_id IN ({others}) OR centre_id IS NOT NULL")
    op.execute("DELETE FROM cooperation_pact WHERE kind <> 'cooperation'")
    with op.batch_alter_table('signatory', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_signatory_one_party'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_signatory_centre_id_centre'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_signatory_pact_id_institution_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_signatory_pact_id_centre_id'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_signatory_centre_id'))
        batch_op.alter_column('institution_id',
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.drop_column('is_awaited')
        batch_op.drop_column('signed_on')
        batch_op.drop_column('centre_id')

    with op.batch_alter_table('file', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_file_one_place'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_file_pact_id_cooperation_pact'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_file_pact_id'))
        batch_op.alter_column('group_id',
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.drop_column('pact_id')

    with op.batch_alter_table('cooperation_pact', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_cooperation_pact_centre_id_centre'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_cooperation_pact_centre_id'))
        batch_op.drop_column('revision')
        batch_op.drop_column('centre_id')
        batch_op.drop_column('kind')

    with op.batch_alter_table('commitment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_commitment_one_party'), type_='check')
        batch_op.drop_column('open_gaps')
        batch_op.drop_column('state_at')
        batch_op.drop_column('state_said')
        batch_op.drop_column('state')
        batch_op.drop_column('withdrawn_on')
        batch_op.drop_column('is_shared')

    with op.batch_alter_table('commitment_statement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_commitment_statement_person_id'))
        batch_op.drop_index(batch_op.f('ix_commitment_statement_commitment_id'))
        batch_op.drop_index(batch_op.f('ix_commitment_statement_answered_by_id'))

    op.drop_table('commitment_statement')
    with op.batch_alter_table('commitment_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_commitment_change_commitment_id'))

    op.drop_table('commitment_change')
    with op.batch_alter_table('amendment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_amendment_recorded_by_id'))

    op.drop_table('amendment')
