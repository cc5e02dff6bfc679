"""traces and tallies of what moved the project, told from what is published already"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_traces"
down_revision = "20261122_handover"
branch_labels = None
depends_on = None

# As workspace/progress/operations.py told them on the day of this migration.
TRACES = """
INSERT INTO trace (top, kind, thing_id, outcome, due_on, at, group_id, visible_to_partners)
WITH within AS (
  SELECT id AS above_id, id AS item_id FROM project_item
  UNION SELECT parent_id, id FROM project_item WHERE parent_id IS NOT NULL
  UNION SELECT parent.parent_id, item.id FROM project_item item JOIN project_item parent ON parent.id = item.parent_id
    WHERE parent.parent_id IS NOT NULL
), tops AS (
  SELECT 'project:' || CAST(project_id AS VARCHAR) AS top, id AS item_id FROM project_item
  UNION SELECT 'item:' || CAST(above_id AS VARCHAR), item_id FROM within
  UNION SELECT 'commitment:' || CAST(named.commitment_id AS VARCHAR), within.item_id
    FROM commitment_items named JOIN within ON within.above_id = named.item_id
), actions AS (
  SELECT action.*, links.item_id, coalesce(meeting.starts_at, action.created_at) AS happened
    FROM action_item action JOIN action_items links ON links.action_id = action.id
    LEFT JOIN meeting ON meeting.id = action.meeting_id
    WHERE action.published_at IS NOT NULL
), served AS (
  SELECT 'decision' AS kind, decision.id AS thing_id, '' AS outcome, CAST(NULL AS DATE) AS due_on,
      meeting.starts_at AS at, meeting.group_id, decision.visible_to_partners, links.item_id
    FROM decision JOIN meeting ON meeting.id = decision.meeting_id
    JOIN decision_items links ON links.decision_id = decision.id
    WHERE decision.published_at IS NOT NULL
  UNION ALL
  SELECT 'action', id, CASE state WHEN 'done' THEN 'closed' WHEN 'dropped' THEN 'dropped' ELSE 'open' END,
      CASE WHEN state IN ('done', 'dropped') THEN NULL ELSE due_on END,
      happened, group_id, visible_to_partners, item_id
    FROM actions
  UNION ALL
  SELECT 'closed', id, '', NULL, coalesce(closed_at, published_at), group_id, visible_to_partners, item_id
    FROM actions WHERE state = 'done'
  UNION ALL
  SELECT 'point', point.id, '', NULL, meeting.starts_at, meeting.group_id, false, links.item_id
    FROM agenda_item point JOIN meeting ON meeting.id = point.meeting_id
    JOIN minutes ON minutes.meeting_id = meeting.id
    JOIN agenda_item_items links ON links.agenda_item_id = point.id
    WHERE minutes.state = 'published'
)
SELECT DISTINCT tops.top, kind, thing_id, outcome, due_on, at, group_id, visible_to_partners
  FROM served JOIN tops ON tops.item_id = served.item_id
  WHERE kind <> 'point' OR substr(tops.top, 1, 11) <> 'commitment:'
"""
TALLIES = """
INSERT INTO tally (top, group_id, kind, outcome, number)
SELECT top, group_id, kind, outcome, count(*) FROM trace GROUP BY top, group_id, kind, outcome
"""


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("top", sa.String(length=24), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_tally_group_id_working_group")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally")),
        sa.UniqueConstraint("top", "group_id", "kind", "outcome", name=op.f("uq_tally_top_group_id_kind_outcome")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "trace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("top", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("visible_to_partners", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_trace_group_id_working_group")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace")),
        sa.UniqueConstraint("top", "kind", "thing_id", name=op.f("uq_trace_top_kind_thing_id")),
        sqlite_autoincrement=True,
    )
    for columns in (
        ["kind", "thing_id"], ["top", "at"], ["top", "due_on"], ["top", "kind", "at"], ["top", "visible_to_partners", "at"],
    ):  # fmt: skip
        op.create_index(f"ix_trace_{'_'.join(columns)}", "trace", columns)
    op.execute(TRACES)
    op.execute(TALLIES)


def downgrade() -> None:
    op.drop_table("trace")
    op.drop_table("tally")
