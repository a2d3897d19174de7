"""responses in the order of their list."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_submissions_consultation_received", "submissions")
    op.create_index("ix_submissions_in_order", "submissions", ["consultation_id", "received_at", "receipt"])


def downgrade() -> None:
    op.drop_index("ix_submissions_in_order", "submissions")
    op.create_index("ix_submissions_consultation_received", "submissions", ["consultation_id", "received_at"])
