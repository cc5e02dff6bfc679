"""When a centre was last seen, rooms that are closed."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_centres"
down_revision = "20261122_note_taker"
branch_labels = None
depends_on = None

LAST_SEEN = """
    UPDATE centre SET last_seen_at = (
        SELECT max(meeting.starts_at) FROM meeting
        JOIN attendance ON attendance.meeting_id = meeting.id
        JOIN person ON person.id = attendance.person_id
        WHERE person.centre_id = centre.id AND attendance.presence IN ('present', 'remote')
    )
"""


def upgrade() -> None:
    op.add_column("centre", sa.Column("last_seen_at", sa.DateTime(), nullable=True))
    op.add_column("room", sa.Column("is_closed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(LAST_SEEN)


def downgrade() -> None:
    op.drop_column("room", "is_closed")
    op.drop_column("centre", "last_seen_at")
