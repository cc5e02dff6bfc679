"""What lists look for by its state: meetings to come, actions to do."""

from alembic import op

revision = "20261122_indexes_of_lists"
down_revision = "20261122_register"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_meeting_group_id_ends_at", "meeting", ["group_id", "ends_at"])
    op.create_index("ix_meeting_state_ends_at", "meeting", ["state", "ends_at"])
    op.create_index("ix_action_item_state_group_id_due_on", "action_item", ["state", "group_id", "due_on"])


def downgrade() -> None:
    op.drop_index("ix_action_item_state_group_id_due_on", "action_item")
    op.drop_index("ix_meeting_state_ends_at", "meeting")
    op.drop_index("ix_meeting_group_id_ends_at", "meeting")
