"""drafts that only try the questions out, and how often the link of a draft was mailed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("submission_drafts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_test", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("links_mailed", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("submission_drafts", schema=None) as batch_op:
        batch_op.drop_column("links_mailed")
        batch_op.drop_column("is_test")
