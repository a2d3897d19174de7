"""words, implications and single responses in decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dispositions", schema=None) as batch_op:
        batch_op.alter_column("theme_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.add_column(sa.Column("submission_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("quote", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("implication_id", sa.Uuid(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_dispositions_submission_id"), ["submission_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_dispositions_submission_id"), "submissions", ["submission_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_dispositions_implication_id"), "implications", ["implication_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_dispositions_about_one"), "(theme_id IS NULL) != (submission_id IS NULL)"
        )
    op.add_column("submissions", sa.Column("needs_decision", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Decisions about single responses have no place before this."""
    op.execute("DELETE FROM dispositions WHERE theme_id IS NULL")
    op.drop_column("submissions", "needs_decision")
    with op.batch_alter_table("dispositions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_dispositions_about_one"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_dispositions_implication_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_dispositions_submission_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_dispositions_submission_id"), type_="unique")
        batch_op.alter_column("theme_id", existing_type=sa.Uuid(), nullable=False)
        for name in ("implication_id", "quote", "submission_id"):
            batch_op.drop_column(name)
