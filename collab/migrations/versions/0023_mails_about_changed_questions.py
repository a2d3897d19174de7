"""how far the mails about a changed question are queued, which a worker does in portions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("consultation_notices", sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("consultation_notices", sa.Column("mailed_to", sa.String(320), nullable=False, server_default=""))
    op.execute("UPDATE consultation_notices SET mailed_at = told_at")  # theirs were queued with the change


def downgrade() -> None:
    op.drop_column("consultation_notices", "mailed_to")
    op.drop_column("consultation_notices", "mailed_at")
