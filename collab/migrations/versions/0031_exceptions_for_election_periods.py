"""exceptions for election periods."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("election_reason", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("election_asked_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("election_approved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("election_approved_by_id", sa.Uuid(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_consultations_election_pair"),
            "(election_approved_at IS NULL) = (election_approved_by_id IS NULL)",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_consultations_election_approved_by_id"), "people", ["election_approved_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_consultations_election_asked_by_id"), "people", ["election_asked_by_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_consultations_election_pair"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_consultations_election_asked_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_consultations_election_approved_by_id"), type_="foreignkey")
        batch_op.drop_column("election_approved_by_id")
        batch_op.drop_column("election_approved_at")
        batch_op.drop_column("election_asked_by_id")
        batch_op.drop_column("election_reason")
