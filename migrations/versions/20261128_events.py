"""Events, and who registers to them."""

import sqlalchemy as sa
from alembic import op

revision = '20261128_events'
down_revision = '20261128_drafting'
branch_labels = None
depends_on = None

TYPES = sa.Enum("study_day", "highlight", "training", name="eventtype", native_enum=False, length=30)


def upgrade() -> None:
    op.create_table('event',
    sa.Column('meeting_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('type', TYPES, nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('is_public', sa.Boolean(), nullable=False),
    sa.Column('register_by', sa.DateTime(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('per_centre', sa.Integer(), nullable=True),
    sa.CheckConstraint('capacity IS NULL OR capacity > 0', name=op.f('ck_event_some_places')),
    sa.CheckConstraint('per_centre IS NULL OR per_centre > 0', name=op.f('ck_event_some_per_centre')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_event_meeting_id_meeting'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('meeting_id', name=op.f('pk_event')),
    sqlite_autoincrement=True
    )
    op.create_table('registration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('centre_id', sa.Integer(), nullable=True),
    sa.Column('is_waiting', sa.Boolean(), nullable=False),
    sa.Column('registered_at', sa.DateTime(), nullable=False),
    sa.Column('came', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['centre_id'], ['centre.id'], name=op.f('fk_registration_centre_id_centre')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_registration_meeting_id_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_registration_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration')),
    sa.UniqueConstraint('meeting_id', 'email', name=op.f('uq_registration_meeting_id_email')),
    sa.UniqueConstraint('meeting_id', 'person_id', name=op.f('uq_registration_meeting_id_person_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f("ix_registration_centre_id"), "registration", ["centre_id"])
    op.create_index(op.f("ix_registration_email"), "registration", ["email"])
    op.create_index("ix_registration_meeting_id_registered_at", "registration", ["meeting_id", "registered_at"])
    op.create_index(op.f("ix_registration_person_id"), "registration", ["person_id"])



def downgrade() -> None:
    op.drop_table('registration')
    op.drop_table('event')
