"""What was published is counted by the status and the centre of then; of what is already, today's are all that is known."""

from alembic import op

revision = "20261129_counted_as_of_then"
down_revision = "20261129_nameless_events"
branch_labels = None
depends_on = None

PUBLISHED = "SELECT meeting_id FROM minutes WHERE state = 'published'"
OF_PERSON = "FROM person WHERE person.id = attendance.person_id"
ERASED = "SELECT id FROM person WHERE erased_at IS NOT NULL"


def upgrade() -> None:
    op.execute(
        f"UPDATE attendance SET status = (SELECT status {OF_PERSON}),"
        f" centre_id = COALESCE((SELECT centre_id {OF_PERSON}), centre_id)"
        f" WHERE person_id IS NOT NULL AND (meeting_id IN ({PUBLISHED}) OR person_id IN ({ERASED}))"
    )


def downgrade() -> None:
    op.execute("UPDATE attendance SET status = NULL WHERE person_id IS NOT NULL")
